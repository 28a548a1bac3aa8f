import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { createUnderstudy, type FixturesDocument, type Understudy } from '../../src/index.ts'
import { readAnswer, sendTo, type Answer, type Sent } from './answer.ts'

function serve(contract: string, fixtures: FixturesDocument): Understudy {
  return createUnderstudy({
    contract: join('test', 'contracts', contract),
    fixtures,
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}

async function ask(service: Understudy, line: string, sent?: Sent): Promise<Answer> {
  return readAnswer(await sendTo(service.app, line, sent))
}

const people: FixturesDocument = {
  Airlines: [
    { AirlineCode: 'AA', Name: 'American Airlines' },
    { AirlineCode: 'FM', Name: 'Shanghai Airline' },
  ],
  People: [
    {
      UserName: 'russellwhyte',
      FirstName: 'Russell',
      LastName: 'Whyte',
      Gender: 'Male',
      Concurrency: 1,
      Emails: ['Russell@example.com'],
      'Friends@odata.bind': ["People('scottketchum')"],
      Trips: [
        {
          TripId: 0,
          Name: 'Trip in US',
          Budget: 3000,
          StartsAt: '2014-01-01T00:00:00Z',
          EndsAt: '2014-01-04T00:00:00Z',
          Tags: ['business'],
          PlanItems: [
            {
              '@odata.type': '#Trippin.Flight',
              PlanItemId: 11,
              FlightNumber: 'AA26',
              'Airline@odata.bind': "Airlines('AA')",
            },
          ],
        },
      ],
    },
    {
      UserName: 'scottketchum',
      FirstName: 'Scott',
      LastName: 'Ketchum',
      Gender: 'Male',
      Concurrency: 2,
      Emails: [],
    },
    {
      UserName: 'elainestewart',
      FirstName: 'Elaine',
      LastName: 'Stewart',
      Gender: 'Female',
      Concurrency: 3,
      Emails: ['Elaine@example.com'],
    },
  ],
  Me: { UserName: 'aprilcline', FirstName: 'April', LastName: 'Cline', Concurrency: 4, Emails: [] },
}

const root = 'http://service.test/$metadata'

describe('TripPin', () => {
  test('GET / lists the entity sets, singletons and function imports', async () => {
    const element = (name: string, kind: string) => ({ name, kind, url: name })
    expect(await ask(serve('trippin.xml', {}), 'GET /')).toEqual({
      status: 200,
      body: {
        '@odata.context': root,
        value: [
          element('Photos', 'EntitySet'),
          element('People', 'EntitySet'),
          element('Airlines', 'EntitySet'),
          element('Airports', 'EntitySet'),
          element('Me', 'Singleton'),
          element('GetNearestAirport', 'FunctionImport'),
        ],
      },
    })
  })

  test.each([
    ["/People?$filter=FirstName eq 'Scott'&$select=UserName", ['scottketchum']],
    ["/People?$filter=Gender eq Trippin.PersonGender'Female'&$select=UserName", ['elainestewart']],
    ["/People?$filter=Gender eq 'Female'&$select=UserName", ['elainestewart']],
    ["/People?$filter=Friends/any(f:f/UserName eq 'scottketchum')", ['russellwhyte']],
    ['/People?$filter=Trips/any(t:t/Budget gt 1000)', ['russellwhyte']],
    ["/People('russellwhyte')/Friends", ['scottketchum']],
    ['/People?$orderby=Concurrency desc', ['elainestewart', 'scottketchum', 'russellwhyte']],
  ])('GET %s finds the people', async (path, names) => {
    const { body } = await ask(serve('trippin.xml', people), `GET ${path}`)
    const { value } = body as { value: { UserName: string }[] }
    expect(value.map(({ UserName }) => UserName)).toEqual(names)
  })

  test('GET of the singleton, and of what is contained in it', async () => {
    const service = serve('trippin.xml', people)
    expect(await ask(service, 'GET /Me?$select=UserName')).toEqual({
      status: 200,
      body: { '@odata.context': `${root}#Me(UserName)`, UserName: 'aprilcline' },
    })
    expect(await ask(service, 'GET /Me/Trips')).toEqual({
      status: 200,
      body: { '@odata.context': `${root}#Me/Trips`, value: [] },
    })
  })

  test('GET of a contained entity of a derived type, and of what it leads to', async () => {
    const service = serve('trippin.xml', people)
    const items = "/People('russellwhyte')/Trips(0)/PlanItems"
    const flights = await ask(service, `GET ${items}/Trippin.Flight?$select=FlightNumber`)
    expect((flights.body as { value: unknown }).value).toEqual([
      {
        '@odata.id': "http://service.test/People('russellwhyte')/Trips(0)/PlanItems(11)",
        FlightNumber: 'AA26',
      },
    ])
    expect(await ask(service, `GET ${items}(11)/Trippin.Flight/Airline`)).toEqual({
      status: 200,
      body: {
        '@odata.context': `${root}#Airlines/$entity`,
        AirlineCode: 'AA',
        Name: 'American Airlines',
      },
    })
  })

  test('POST makes what the server sets, and PATCH leaves what is immutable', async () => {
    const service = serve('trippin.xml', people)
    const photo = { body: 'the octets', headers: { 'Content-Type': 'image/jpeg' } }
    const created = await ask(service, 'POST /Photos', photo)
    expect(created).toMatchObject({ status: 201, body: { Id: 1, Name: null } })
    const change = { AirlineCode: 'XX', Name: 'American' }
    expect((await ask(service, "PATCH /Airlines('AA')", { body: change })).status).toBe(204)
    expect(service.state()['Airlines']).toEqual([
      { AirlineCode: 'AA', Name: 'American' },
      { AirlineCode: 'FM', Name: 'Shanghai Airline' },
    ])
  })

  test('What the server sets and nobody may find null has a value from the start', async () => {
    const body = { UserName: 'new', FirstName: 'New', LastName: 'One', Concurrency: 9 }
    const created = await ask(serve('trippin.xml', people), 'POST /People', { body })
    expect(created).toMatchObject({
      status: 201,
      body: { UserName: 'new', Concurrency: 0, Gender: null, Emails: [] },
    })
  })

  test('A bound function is called by its qualified, alias-qualified and default-namespace name', async () => {
    const service = serve('trippin.xml', {
      ...people,
      "People('russellwhyte')/Trippin.GetFavoriteAirline()": {
        AirlineCode: 'AA',
        Name: 'American Airlines',
      },
    })
    for (const name of [
      'Trippin.GetFavoriteAirline',
      'self.GetFavoriteAirline',
      'GetFavoriteAirline',
    ]) {
      const { status, body } = await ask(service, `GET /People('russellwhyte')/${name}()`)
      expect([status, (body as { AirlineCode: string }).AirlineCode]).toEqual([200, 'AA'])
    }
  })

  test('Entities of a set with OptimisticConcurrency bear the ETag that the header has', async () => {
    const service = serve('trippin.xml', people)
    const single = await sendTo(service.app, "GET /People('scottketchum')?$select=UserName")
    const etag = single.headers['etag'] as string
    expect(JSON.parse(single.text)).toEqual({
      '@odata.context': `${root}#People(UserName)/$entity`,
      '@odata.etag': etag,
      UserName: 'scottketchum',
    })
    const path = "/People?$filter=UserName eq 'scottketchum'&$select=UserName"
    expect(await ask(service, `GET ${path}`)).toEqual({
      status: 200,
      body: {
        '@odata.context': `${root}#People(UserName)`,
        value: [{ '@odata.etag': etag, UserName: 'scottketchum' }],
      },
    })
    const headers = { Accept: 'application/json;odata.metadata=none' }
    const bare = await ask(service, `GET ${path}`, { headers })
    expect(bare.body).toEqual({ value: [{ UserName: 'scottketchum' }] })
  })

  test('The answer to a deep insert shows what was inserted, and no more', async () => {
    const flight = {
      '@odata.type': '#Trippin.Flight',
      PlanItemId: 1,
      FlightNumber: 'AA1',
      Airline: { AirlineCode: 'BA', Name: 'British Airways' },
    }
    const trip = {
      TripId: 5,
      Name: 'North',
      Budget: 1,
      StartsAt: '2024-01-01T00:00:00Z',
      EndsAt: '2024-01-02T00:00:00Z',
      Tags: [],
      PlanItems: [{ PlanItemId: 2 }, flight],
    }
    const body = { UserName: 'new', FirstName: 'New', LastName: 'One', Trips: [trip] }
    const service = serve('trippin.xml', people)
    const created = await ask(service, 'POST /People', { body })
    expect(created).toMatchObject({ status: 201, body })
    expect(created.body).not.toHaveProperty('Friends')
    const chosen = await ask(service, 'POST /People?$expand=Friends', {
      body: { ...body, UserName: 'newer', Trips: [] },
    })
    expect(chosen).toMatchObject({ status: 201, body: { UserName: 'newer', Friends: [] } })
    expect(chosen.body).not.toHaveProperty('Trips')
  })

  test.each([
    [
      "/People('russellwhyte')/Trippin.GetFriendsTrip(userName='x')",
      "'Trippin.GetFriendsTrip' at 23 is not a property or operation of Trippin.Person; did you mean 'Trippin.GetFriendsTrips'?",
    ],
    [
      "/People('russellwhyte')/Trps(0)",
      "'Trps' at 23 is not a property or operation of Trippin.Person; did you mean 'Trips'?",
    ],
    ['/$metdata', "'$metdata' is not a resource of this service; did you mean '$metadata'?"],
  ])('GET %s of an open type names what is near', async (path, message) => {
    const { status, body } = await ask(serve('trippin.xml', people), `GET ${path}`)
    expect([status, (body as { error: { message: string } }).error.message]).toEqual([404, message])
  })

  test('An error has the members of the standard only, and no header of Graph', async () => {
    const response = await sendTo(serve('trippin.xml', people).app, "GET /People('nobody')")
    expect(response.status).toBe(404)
    expect(Object.keys((JSON.parse(response.text) as { error: object }).error)).toEqual([
      'code',
      'message',
    ])
    expect(response.headers['request-id']).toBe(undefined)
  })
})

const orders: FixturesDocument = {
  Categories: [{ CategoryID: 1, CategoryName: 'Beverages' }],
  Products: [
    {
      ProductID: 1,
      ProductName: 'Chai',
      CategoryID: 1,
      UnitPrice: 18,
      Discontinued: false,
      'Category@odata.bind': 'Categories(1)',
    },
    { ProductID: 2, ProductName: 'Chang', UnitPrice: 19.5, Discontinued: true },
  ],
  Orders: [{ OrderID: 10248, ShipCountry: 'France' }],
  Order_Details: [
    {
      OrderID: 10248,
      ProductID: 1,
      UnitPrice: 14,
      Quantity: 12,
      Discount: 0,
      'Order@odata.bind': 'Orders(10248)',
      'Product@odata.bind': 'Products(1)',
    },
    { OrderID: 10248, ProductID: 2, UnitPrice: 9.8, Quantity: 10, Discount: 0.1 },
  ],
}

describe('Northwind', () => {
  test('GET by a composite key, in parentheses and as segments', async () => {
    const service = serve('northwind.xml', orders)
    for (const path of ['(OrderID=10248,ProductID=1)', '(ProductID=1,OrderID=10248)', '/10248/1']) {
      const { status, body } = await ask(service, `GET /Order_Details${path}`)
      expect([path, status, (body as { Quantity: number }).Quantity]).toEqual([path, 200, 12])
    }
    const missing = await ask(service, 'GET /Order_Details(OrderID=10248,ProductID=3)')
    expect(missing.status).toBe(404)
  })

  test.each([
    ['/Products?$filter=UnitPrice gt 18.5', ['Chang']],
    ["/Products?$filter=Category/CategoryName eq 'Beverages'", ['Chai']],
    ['/Products?$filter=not Discontinued', ['Chai']],
    ['/Categories(1)/Products', ['Chai']],
  ])('GET %s', async (path, names) => {
    const { status, body } = await ask(serve('northwind.xml', orders), `GET ${path}`)
    const { value } = body as { value: { ProductName: string }[] }
    expect([status, ...value.map(({ ProductName }) => ProductName)]).toEqual([200, ...names])
  })

  test('GET with $expand from what a composite key leads to', async () => {
    const path = '/Order_Details(OrderID=10248,ProductID=1)/Order/Order_Details'
    const { body } = await ask(
      serve('northwind.xml', orders),
      `GET ${path}?$select=Quantity&$expand=Product($select=ProductName)`,
    )
    const { value } = body as { value: unknown }
    // The second one's links follow from its keys, which the contract constrains.
    expect(value).toEqual([
      {
        '@odata.id': 'http://service.test/Order_Details(OrderID=10248,ProductID=1)',
        Quantity: 12,
        Product: { '@odata.id': 'http://service.test/Products(1)', ProductName: 'Chai' },
      },
      {
        '@odata.id': 'http://service.test/Order_Details(OrderID=10248,ProductID=2)',
        Quantity: 10,
        Product: { '@odata.id': 'http://service.test/Products(2)', ProductName: 'Chang' },
      },
    ])
  })
})

test('What a document only refers to stays where it is declared', async () => {
  const { body } = await ask(serve('references.xml', {}), 'GET /$metadata')
  expect(body).toContain('<NavigationProperty Name="Maker" Type="Gone.Maker"/>')
  expect((body as string).match(/<Schema [^>]*>/g)).toEqual([
    '<Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="Refers">',
  ])
})

describe('the raw value of an Edm.Binary property', () => {
  const fixtures = { Categories: [{ CategoryID: 1, CategoryName: 'Beverages', Picture: '_wAB' }] }
  const path = '/Categories(1)/Picture/$value'

  test.each([undefined, '*/*', 'application/octet-stream', 'application/json, text/plain, */*'])(
    'is its octets for Accept: %s',
    async (accept) => {
      const headers: Record<string, string> = accept === undefined ? {} : { Accept: accept }
      const { app } = serve('northwind.xml', fixtures)
      const found = await sendTo(app, `GET ${path}`, { headers })
      expect([found.status, found.type, found.body]).toEqual([
        200,
        'application/octet-stream',
        Buffer.from([255, 0, 1]),
      ])
    },
  )

  test('is no text', async () => {
    const headers = { Accept: 'text/plain' }
    const { status } = await ask(serve('northwind.xml', fixtures), `GET ${path}`, { headers })
    expect(status).toBe(406)
  })

  test('stands in base64url within a batch', async () => {
    const body = { requests: [{ id: '1', method: 'GET', url: path }] }
    const answered = await ask(serve('northwind.xml', fixtures), 'POST /$batch', { body })
    expect(answered.body).toMatchObject({ responses: [{ id: '1', status: 200, body: '_wAB' }] })
  })
})
