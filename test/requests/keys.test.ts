import { describe, expect, test } from '@jest/globals'
import { ask, goods, keys, openDepot } from './depot.ts'

const service = openDepot({ ...goods, ...keys })

/** @see URL Conventions, "Canonical URL", "Key-as-Segment Convention" */
describe('a key of any type finds its entity, whatever its spelling', () => {
  test.each([
    ['/ByGuid(5D8A0A1C-0000-4000-8000-0000000000AB)', 'key 5d8a0a1c-0000-4000-8000-0000000000ab'],
    ["/ByGuid('5d8a0a1c-0000-4000-8000-0000000000ab')", 'key 5d8a0a1c-0000-4000-8000-0000000000ab'],
    ['/ByGuid/5d8a0a1c-0000-4000-8000-0000000000ab', 'key 5d8a0a1c-0000-4000-8000-0000000000ab'],
    ['/ByDate(2024-02-29)', 'key 2024-02-29'],
    ['/ByDate/2024-02-29', 'key 2024-02-29'],
    ['/ByDateTimeOffset(2024-01-01T00:00:00Z)', 'key 2024-01-01T00:00:00Z'],
    ['/ByDateTimeOffset(2024-01-01T01:00:00%2B01:00)', 'key 2024-01-01T00:00:00Z'],
    ['/ByDateTimeOffset/2024-01-01T00:00:00.000Z', 'key 2024-01-01T00:00:00Z'],
    ['/ByTimeOfDay(12:30:00)', 'key 12:30:00'],
    ['/ByTimeOfDay/12:30', 'key 12:30:00'],
    ["/ByDuration(duration'PT60S')", 'key PT1M'],
    ["/ByDuration('PT1M')", 'key PT1M'],
    ['/ByDuration/PT1M', 'key PT1M'],
    ['/ByDecimal(1.50)', 'key 1.5'],
    ['/ByDecimal/1.5', 'key 1.5'],
    ['/ByByte(255)', 'key 255'],
    ['/BySByte(-128)', 'key -128'],
    ['/ByInt16/-5', 'key -5'],
    ['/ByBoolean(true)', 'key true'],
    ['/ByBoolean/true', 'key true'],
    ["/ByColor(Depot.Color'Red')", 'key Red'],
    ["/ByColor(D.Color'1')", 'key Red'],
    ["/ByColor('Red')", 'key Red'],
    ['/ByColor/Red', 'key Red'],
    ["/ByColor(Key=Depot.Color'Blue,Red')", 'key Red,Blue'],
    ["/ByCode('a%2Fb')", 'key a/b'],
    ['/ByCode/a%2Fb', 'key a/b'],
    ["/ByCode('O''Neil')", "key O'Neil"],
    ["/ByCode/O'Neil", "key O'Neil"],
    ["/ByCode('100%25')", 'key 100%'],
    ["/ByCode('%C3%A9%20%E6%97%A5')", 'key é 日'],
    ['/ByCode/(x)', 'key (x)'],
    ["/ByCode('$count')", 'key $count'],
    ["/ByPath(Number=1,Zone='N')", 'by path'],
    ['/ByPath/N/1', 'by path'],
    ["/Lines(Code='y%2Fz',OrderID=1)", 'one y'],
    ['/Lines/2/x', 'two x'],
    ['/Lines(OrderID=@o,Code=@c)', 'two x', '?@o=@n&@n=2&@c=%27x%27'],
  ])('%s', async (path, text, query = '') => {
    expect(await ask(service, `GET ${path}/Text/$value${query}`)).toEqual([200, text])
  })
})

test('a key that JSON numbers cannot hold is another than its neighbour', async () => {
  const depot = openDepot({})
  await ask(depot, 'POST /ByInt64', { body: '{"Key":9007199254740993,"Text":"big"}' })
  expect(await ask(depot, 'GET /ByInt64(9007199254740993)/Text')).toEqual([200, 'big'])
  expect(await ask(depot, 'GET /ByInt64(9007199254740992)/Text')).toEqual([
    404,
    "no Depot.ByInt64 with the key '9007199254740992' is here",
  ])
})

/** @see URL Conventions, "Alternate Keys" */
describe('alternate keys', () => {
  test.each<[string, number, unknown]>([
    ["/Products(EAN='e1')/ID", 200, 1],
    ["/Products(Serial=7,Zone='N')/ID", 200, 2],
    ["/Products/Depot.Tool(EAN='e2')/ID", 200, 2],
    ["/Suppliers(1)/Products(EAN='e1')/ID", 200, 1],
    ["/Products(EAN='zz')", 404, "no Depot.Product with the key 'EAN=zz' is here"],
    ["/Products(EAN='e')", 400, "several Depot.Product have the key 'EAN=e'"],
    [
      "/Products(EEN='e')",
      400,
      "expected a key of Depot.Product (ID) or (EAN) or (Zone, Serial), found 'EEN'; did you mean 'EAN'?",
    ],
    [
      "/Products(ID=1,EAN='e1')",
      400,
      "expected a key of Depot.Product (ID) or (EAN) or (Zone, Serial), found 'ID, EAN'",
    ],
  ])('%s answers %i', async (path, status, body) => {
    expect(await ask(service, `GET ${path}`)).toEqual([status, body])
  })
})

/** @see URL Conventions, "URLs for Related Entities with Referential Constraints" */
describe('values that a referential constraint gives need not be in the key', () => {
  test.each([
    ['/Orders(1)/Items(2)', 'second'],
    ['/Orders(1)/Items(Number=2)', 'second'],
    ['/Orders(1)/Items(OrderID=1,Number=2)', 'second'],
    ['/Orders(1)/Items/2', 'second'],
    ["/Orders(1)/Lines('x')", 'one x'],
    ['/Orders/1/Lines/y%2Fz', 'one y'],
    ["/Lines(OrderID=2,Code='x')/Order/Lines('x')", 'two x'],
  ])('%s', async (path, text) => {
    expect(await ask(service, `GET ${path}/Text`)).toEqual([200, text])
  })

  test('one that is given all the same has to be that', async () => {
    expect(await ask(service, 'GET /Orders(1)/Items(OrderID=2,Number=2)')).toEqual([
      404,
      `no Depot.Item with the key '["2","2"]' is here`,
    ])
  })

  test('nor in the body of a new dependent entity', async () => {
    const depot = openDepot()
    const body = { ID: 7, Items: [{ Number: 4, Text: 'nested' }] }
    expect((await ask(depot, 'POST /Orders', { body }))[0]).toBe(201)
    expect(await ask(depot, 'GET /Orders(7)/Items(4)/OrderID')).toEqual([200, 7])
    await ask(depot, 'POST /Orders(2)/Lines', { body: { Code: 'new' } })
    expect(await ask(depot, 'GET /Lines/2/new/OrderID')).toEqual([200, 2])
  })
})

describe('a malformed key is refused', () => {
  test.each([
    [
      "/Products('x')",
      400,
      "expected a value of Edm.Int32 for the key 'ID' of Depot.Product at 9, found ''x''",
    ],
    [
      '/ByByte(256)',
      400,
      "expected a value of Edm.Byte for the key 'Key' of Depot.ByByte at 7, found '256'",
    ],
    [
      "/ByColor('Green')",
      400,
      "expected a value of Depot.Color for the key 'Key' of Depot.ByColor at 8, found ''Green''",
    ],
    [
      '/ByCode(5)',
      400,
      "expected a value of Depot.Code for the key 'Key' of Depot.ByCode at 7, found '5'",
    ],
    [
      '/Products(1.0)',
      400,
      "expected a value of Edm.Int32 for the key 'ID' of Depot.Product at 9, found '1.0'",
    ],
    ['/Products()', 400, 'expected a key at 8, found ()'],
    ['/Products(null)', 400, 'expected a key value at 9'],
    ['/Products(@x)', 400, 'expected a key value at 9'],
    ['/Lines(1)', 400, "expected a key of Depot.Line (OrderID, Code) at 5, found 'Lines(1)'"],
    ['/Lines/1', 400, "expected a key of Depot.Line (OrderID, Code), found '1'"],
    ["/ByCode('a%zz')", 400, "the path: expected percent-encoded UTF-8 at 9, found '%zz')'"],
    [
      '/Products/x',
      404,
      "'x' at 9 is neither an operation on a collection of Depot.Product nor a key of it (ID)",
    ],
    ['/Products(1)(2)', 404, "'Products' takes no key, found 'Products(1)(2)'"],
    ['/Top(1)', 404, "'Top' takes no key or parameters, found 'Top(1)'"],
  ])('%s answers %i', async (path, status, message) => {
    expect(await ask(service, `GET ${path}`)).toEqual([status, message])
  })
})
