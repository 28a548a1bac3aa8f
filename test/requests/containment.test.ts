import { describe, expect, test } from '@jest/globals'
import { sendTo } from './answer.ts'
import { ask } from './depot.ts'
import { openNested } from './nested.ts'

const service = openNested()

/** @see URL Conventions, "Canonical URL for Contained Entities"; Protocol, "Context URL" */
test.each([
  ['/Customers(1)/Orders', '#Customers(1)/Orders'],
  ['/Customers/1/Orders/1', '#Customers(1)/Orders/$entity'],
  ['/Customers(1)/Orders(1)/Items(1)/Notes', '#Customers(1)/Orders(1)/Items(1)/Notes'],
  ['/Customers(1)/Orders(1)/Items(1)/Notes(7)', '#Customers(1)/Orders(1)/Items(1)/Notes/$entity'],
  [
    '/Customers(1)/Orders(1)/Items(1)/Notes(7)/Text',
    '#Customers(1)/Orders(1)/Items(1)/Notes(7)/Text',
  ],
  ['/Customers(1)/Orders(1)/Items(1)/Notes(7)/By', '#Customers/$entity'],
  ['/Customers(1)/Orders(1)/Items(1)/Box/Country', '#Countries/$entity'],
  ['/Customers(1)/Card', '#Customers(1)/Card'],
  ['/Customers(1)/Card/Number', '#Customers(1)/Card/Number'],
  ['/Customers(1)/Card/Marks(1)', '#Customers(1)/Card/Marks/$entity'],
  ['/Customers(2)/N.Vip/Perks', '#Customers(2)/Nested.Vip/Perks'],
  ['/Customers(2)/N.Vip/Perks(1)', '#Customers(2)/Nested.Vip/Perks/$entity'],
  ['/Customers(2)/N.Vip/Perks(1)/Text', '#Customers(2)/Nested.Vip/Perks(1)/Text'],
  ['/Me/Orders(9)/Items(3)/Notes(5)', '#Me/Orders(9)/Items(3)/Notes/$entity'],
  ['/Me/Perks(2)/Text', '#Me/Perks(2)/Text'],
  ['/Me/Friends', '#Customers'],
  ['/Me/Agent', '#You'],
  ['/Customers(1)/Loose', '#Collection(Nested.Country)'],
  // "Services MUST NOT specify a negative index when returning the address of a member."
  ['/Customers(1)/Boxes/-1', '#Customers(1)/Boxes/1'],
  ['/Customers(1)/Boxes/-1/City', '#Customers(1)/Boxes/1/City'],
])('GET %s has the context %s', async (path, fragment) => {
  const { body } = await sendTo(service.app, `GET ${path}`)
  expect((body as Record<string, unknown>)['@odata.context']).toBe(
    `http://service.test/$metadata${fragment}`,
  )
})

test('the id of what a derived type contains is a path that leads to it', async () => {
  const { body } = await sendTo(service.app, 'GET /Customers(2)/N.Vip/Perks/$ref')
  const [{ '@odata.id': id } = {}] = (body as { value: Record<string, string>[] }).value
  expect(id).toBe('http://service.test/Customers(2)/Nested.Vip/Perks(1)')
  expect(await ask(service, `GET /$entity?$id=${id}`)).toEqual([200, { Id: 1, Text: 'perk' }])
  expect(openNested().state()).toEqual(service.state())
})

/** @see Protocol, "Requesting a Raw Value using `$value`" */
test.each<[string, number, unknown]>([
  ['/Customers(1)/Where/$value', 200, 'SRID=4326;Point(1 2.5)'],
  ['/Customers(2)/Where/$value', 204, undefined],
  [
    '/Customers(1)/$value',
    400,
    '$value does not apply to Nested.Customer, which is no media entity',
  ],
  ["/Pictures('Sun')/$value", 404, "the Nested.Picture 'Sun' has no media: PUT it to its $value"],
  ['/Customers/$filter()', 400, "'$filter': expected an expression at 18, found ')'"],
  ['/Customers/$filter(ID%20eq)', 400, "'$filter': expected an expression at 25, found ')'"],
])('GET %s answers %i', async (path, status, body) => {
  expect(await ask(service, `GET ${path}`)).toEqual([status, body])
})

/** @see Protocol, "Response Code 405 Method Not Allowed" */
describe('a method that a resource does not take', () => {
  test.each([
    ['POST /Customers(1)', 405, 'GET, HEAD, OPTIONS, PATCH, PUT, DELETE'],
    ['POST /Me', 405, 'GET, HEAD, OPTIONS, PATCH, PUT'],
    ['POST /Customers(1)/Name', 405, 'GET, HEAD, OPTIONS, PATCH, PUT, DELETE'],
    ['DELETE /Me', 405, 'GET, HEAD, OPTIONS, PATCH, PUT'],
    ['DELETE /Customers', 405, 'GET, HEAD, OPTIONS, POST, PATCH, PUT'],
    ['DELETE /Customers/$count', 405, 'GET, HEAD, OPTIONS'],
    ['DELETE /$all', 405, 'GET, HEAD, OPTIONS'],
    ['PATCH /Customers', 400, undefined],
    ['PUT /Customers', 400, undefined],
  ])('%s answers %i with Allow: %s', async (line, status, allow) => {
    const found = await sendTo(service.app, line, line.startsWith('DELETE') ? {} : { body: {} })
    expect([found.status, found.headers['allow']]).toEqual([status, allow])
  })
})

/** @see Protocol, "Create an Entity"; URL Conventions, "Addressing Derived Types" */
test('POST behind a type cast creates an entity of that type', async () => {
  const nested = openNested()
  const body = { ID: 5, Boxes: [] }
  expect((await ask(nested, 'POST /Customers/N.Vip', { body }))[0]).toBe(201)
  expect(
    (await ask(nested, 'POST /Customers(1)/Friends/N.Vip', { body: { ...body, ID: 6 } }))[0],
  ).toBe(201)
  expect(await ask(nested, 'GET /Customers/N.Vip?$select=ID')).toEqual([
    200,
    [{ ID: 2 }, { ID: 5 }, { ID: 6 }],
  ])
  expect(await ask(nested, 'GET /Customers(1)/Friends(6)/ID')).toEqual([200, 6])
  const order = { body: { No: 3 } }
  expect((await ask(nested, 'POST /Customers/$filter(true)(1)/Orders', order))[0]).toBe(201)
  expect(await ask(nested, 'POST /Customers/$filter(true)', { body })).toEqual([
    405,
    'POST addresses a part of a collection here',
  ])
})
