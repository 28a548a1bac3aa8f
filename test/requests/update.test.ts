import { describe, expect, test } from '@jest/globals'
import { sendTo } from './answer.ts'
import { ask, openWorkshop, read, workshopRoot } from './workshop.ts'

const now = '2026-01-01T00:00:00.000Z'
const table = {
  ID: 1,
  Code: 'a',
  Name: 'Table',
  Rating: 5,
  Words: ['flat'],
  Label: { Text: 'T', Width: 2 },
  Maker: 'Ann',
  Serial: 's1',
  Checked: '2020-01-01T00:00:00Z',
  CategoryID: 1,
  CategoryName: 'Wood',
}
const representation = { Prefer: 'return=representation' }

/** @see Protocol, "Update an Entity" */
describe('PATCH', () => {
  test.each<[object, object]>([
    [{}, {}],
    [{ Name: 'Desk' }, { Name: 'Desk' }],
    [{ Words: [] }, { Words: [] }],
    [{ Label: { Width: 9 } }, { Label: { Text: 'T', Width: 9 } }],
    [{ Label: { Width: null } }, { Label: { Text: 'T' } }],
    [
      { Label: { '@odata.type': '#Shop.Sticker', Glue: 'hot' } },
      { Label: { Text: 'T', Width: 2, Glue: 'hot' } },
    ],
    // Key, immutable and computed properties are ignored.
    [{ ID: 7, Maker: 'Bob', Serial: 's9', Name: 'Desk' }, { Name: 'Desk' }],
    // The principal's name comes with its key, whatever is given.
    [
      { CategoryID: 2, CategoryName: 'x' },
      { CategoryID: 2, CategoryName: 'Metal' },
    ],
  ])('with %j changes %j', async (body, changed) => {
    const service = openWorkshop()
    expect(await ask(service, 'PATCH /Products(1)', { body })).toEqual([204, undefined])
    expect(await read(service, '/Products(1)')).toEqual({ ...table, ...changed })
  })

  test('a binding counts more than the dependent property beside it', async () => {
    const service = openWorkshop()
    const body = { CategoryID: 77, 'Category@odata.bind': 'Categories(2)' }
    expect((await ask(service, 'PATCH /Products(1)', { body }))[0]).toBe(204)
    expect(await read(service, '/Products(1)/Category')).toEqual({ ID: 2, Name: 'Metal' })
  })

  test('a principal that does not exist is refused', async () => {
    const service = openWorkshop()
    expect(await ask(service, 'PATCH /Products(1)', { body: { CategoryID: 77 } })).toEqual([
      400,
      "expected 'CategoryID' to be the key of a Shop.Category, found 77, which none has [/CategoryID]",
    ])
    expect(await read(service, '/Products(1)/CategoryID')).toBe(1)
  })

  test('a principal that changes takes its dependents along', async () => {
    const service = openWorkshop()
    expect((await ask(service, 'PATCH /Categories(1)', { body: { Name: 'Holz' } }))[0]).toBe(204)
    expect(await read(service, '/Products?$select=ID,CategoryName')).toEqual([
      { ID: 1, CategoryName: 'Holz' },
      { ID: 2, CategoryName: 'Holz' },
      { ID: 3, CategoryName: 'Metal' },
      { ID: 4 },
    ])
  })

  test('with another derived type keeps what the types share, and dynamic properties', async () => {
    const service = openWorkshop()
    const body = { '@odata.type': '#Shop.Tool', Grip: 'hard', Shade: 'blue' }
    const { status, body: answered } = await sendTo(service.app, 'PATCH /Products(3)', {
      body,
      headers: representation,
    })
    expect([status, answered]).toEqual([
      200,
      {
        '@odata.context': `${workshopRoot}/$metadata#Products/$entity`,
        '@odata.type': '#Shop.Tool',
        ID: 3,
        Code: 'c',
        Name: 'Saw',
        Rating: 1,
        Words: [],
        Label: null,
        Maker: null,
        Serial: null,
        Checked: '2020-01-01T00:00:00Z',
        CategoryID: 2,
        CategoryName: 'Metal',
        Grip: 'hard',
        Shade: 'blue',
      },
    ])
    expect((await ask(service, 'GET /Products(3)/Shop.Machine/Spares'))[0]).toBe(404)
    expect(openWorkshop(service.state()).state()).toEqual(service.state())
  })

  test('another type is taken back with the request that fails', async () => {
    const service = openWorkshop()
    const body = { '@odata.type': '#Shop.Tool', CategoryID: 77 }
    expect((await ask(service, 'PATCH /Products(3)', { body }))[0]).toBe(400)
    expect(await read(service, '/Products(3)/Shop.Machine?$select=Watts')).toEqual({ Watts: 900 })
  })

  test.each([
    ['/Products(1)/Category', { Name: 'Oak' }, '/Categories(1)', { ID: 1, Name: 'Oak' }],
    ['/Products(3)/Shop.Machine', { Watts: 1 }, '/Products(3)/Shop.Machine/Watts', 1],
    ['/Products(1)/Parts(2)', { Size: 8 }, '/Products(1)/Parts(2)/Size', 8],
    ['/Products(1)/Manual', { Pages: 3 }, '/Products(1)/Manual', { Title: 'How', Pages: 3 }],
    ['/Landlord', { Phone: '9' }, '/Landlord', { Name: 'Bo', Phone: '9' }],
    ['/Categories(1)/Products(2)', { Name: 'Sofa' }, '/Products(2)/Name', 'Sofa'],
  ])('of %s with %j updates what it addresses', async (path, body, read_, expected) => {
    const service = openWorkshop()
    expect((await ask(service, `PATCH ${path}`, { body }))[0]).toBe(204)
    expect(await read(service, read_)).toEqual(expected)
  })

  test.each<[Readonly<Record<string, string>>, string, number, string | undefined]>([
    [{}, '', 204, undefined],
    [representation, '', 200, 'return=representation'],
    [{ Prefer: 'return=minimal' }, '', 204, 'return=minimal'],
    [{}, '?$select=ID', 200, undefined],
    [{ Prefer: 'return=minimal' }, '?$select=ID', 204, 'return=minimal'],
  ])('with %j and %s answers %i', async (headers, query, status, applied) => {
    const service = openWorkshop()
    const before = (await sendTo(service.app, 'GET /Products(1)')).headers['etag']
    const found = await sendTo(service.app, `PATCH /Products(1)${query}`, {
      body: { Name: 'Desk' },
      headers,
    })
    const { etag, 'preference-applied': preference } = found.headers
    expect([found.status, preference]).toEqual([status, applied])
    expect(etag).toBe((await sendTo(service.app, 'GET /Products(1)')).headers['etag'])
    expect(etag).not.toBe(before)
  })
})

describe('PUT', () => {
  test('gives what it does not say its default, and leaves what is tied or fixed', async () => {
    const service = openWorkshop()
    expect(await ask(service, 'PUT /Products(1)', { body: { Code: 'z' } })).toEqual([
      204,
      undefined,
    ])
    expect(await read(service, '/Products(1)')).toEqual({
      ID: 1,
      Code: 'z',
      Rating: 3,
      Words: [],
      Maker: 'Ann',
      Serial: 's1',
      Checked: now,
      CategoryID: 1,
      CategoryName: 'Wood',
    })
  })

  test('leaves related entities as they are', async () => {
    const service = openWorkshop()
    const path = '/Products(1)?$select=ID&$expand=Tags($select=Name),Parts($select=No),Manual'
    const before = await read(service, path)
    await ask(service, 'PUT /Products(1)', { body: { Code: 'z' } })
    expect(await read(service, path)).toEqual(before)
  })

  test('drops dynamic properties that it does not give', async () => {
    const service = openWorkshop()
    const body = { Code: 'd', Tint: 'blue' }
    expect((await ask(service, 'PUT /Products(4)', { body }))[0]).toBe(204)
    expect(await read(service, '/Products(4)/Shop.Tool')).toEqual({
      ID: 4,
      Code: 'd',
      Rating: 3,
      Words: [],
      Checked: now,
      Tint: 'blue',
    })
  })

  test.each<[string, object, string]>([
    [
      '/Products(1)',
      {},
      "the body is not a valid Shop.Product (1 problem): /Code: expected 'Code' of Shop.Product, which is not nullable and has no default, found nothing [/Code]",
    ],
    [
      '/Products(1)',
      { Code: null, Rating: 'x', Lable: {} },
      "the body is not a valid Shop.Product (3 problems): /Lable: 'Lable' is not a property of Shop.Product; did you mean 'Label'? [/Lable, /Code, /Rating]",
    ],
  ])('of %s with %j is refused', async (path, body, message) => {
    const service = openWorkshop()
    const before = service.state()
    expect(await ask(service, `PUT ${path}`, { body })).toEqual([400, message])
    expect(service.state()).toEqual(before)
  })
})

test.each([
  ['PATCH /Products(1)/Category', { If: 'W/"0"' }],
  ['PUT /Products(1)', { If: 'W/"0"' }],
])('%s with a stale If-Match answers 412 and changes nothing', async (line, { If }) => {
  const service = openWorkshop()
  const before = service.state()
  const sent = { body: { Code: 'z', Name: 'n' }, headers: { 'If-Match': If } }
  expect((await ask(service, line, sent))[0]).toBe(412)
  expect(service.state()).toEqual(before)
})

/** @see Protocol, "Use of ETags for Avoiding Update Conflicts" */
describe('a tag in the body', () => {
  test.each<[Readonly<Record<string, string>>, string, number]>([
    [{ 'OData-Version': '4.01' }, 'W/"0"', 412],
    [{ 'OData-Version': '4.01' }, '*', 204],
    [{ 'OData-Version': '4.0' }, 'W/"0"', 204],
    [{}, 'W/"0"', 204],
  ])('with %j: %s answers %i', async (headers, tag, status) => {
    const body = { '@odata.etag': tag, Name: 'n' }
    expect((await ask(openWorkshop(), 'PATCH /Products(1)', { body, headers }))[0]).toBe(status)
  })
})
