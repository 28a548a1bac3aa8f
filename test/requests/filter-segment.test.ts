import { describe, expect, test } from '@jest/globals'
import { ask, openDepot } from './depot.ts'

/** @see URL Conventions, "Addressing a Subset of a Collection" */
test.each<[string, number, unknown]>([
  ['/Products/$filter(Price gt 2)/$count', 200, '3'],
  [
    '/Products/$filter(@f)/$filter(@g)?$select=ID&@f=Price gt 2&@g=Price lt 10',
    200,
    [{ ID: 3 }, { ID: 4 }],
  ],
  ['/Products/$filter(@f)?@f=Price gt 2&$filter=Price lt 10&$top=1&$select=ID', 200, [{ ID: 3 }]],
  ['/Products/$filter(@f)(2)/Name?@f=Price gt 2', 200, 'Saw'],
  ['/Products/$filter(@f)/2/Name?@f=Price gt 2', 200, 'Saw'],
  ['/Products/$filter(@f)(1)?@f=Price gt 2', 404, "no Depot.Product with the key '1' is here"],
  ["/Products/$filter(Supplier/Name eq 'Acme')?$select=ID", 200, [{ ID: 1 }, { ID: 3 }]],
  ['/Products/$filter(Price gt 2)/Depot.Tool/$filter(Volts gt 2)/$count', 200, '1'],
  ['/Suppliers(1)/Products/$filter(Price gt 2)?$select=ID', 200, [{ ID: 3 }]],
  ["/Products(2)/Places/$filter(Zone eq 'A')/$count", 200, '1'],
  ["/Products(1)/Tags/$filter($it ne 'a')", 200, ['b', 'c']],
  ['/Products/$filter(@f)', 400, '$filter at 9: the alias @f has no value'],
  ['/Products/$filter', 400, '$filter at 9: expected an expression in parentheses'],
  ['/Products(1)/$filter(true)', 400, '$filter at 12 follows what is not a collection'],
  [
    '/Products/$filter(Prize gt 2)',
    400,
    "$filter: 'Prize' is not a property of Depot.Product at 17; did you mean 'Price'?",
  ],
])('GET %s answers %i', async (path, status, body) => {
  expect(await ask(openDepot(), `GET ${path}`)).toEqual([status, body])
})

/** @see URL Conventions, "Addressing Each Member of a Collection" */
describe('$each', () => {
  test('GET of each member is the collection', async () => {
    expect(await ask(openDepot(), 'GET /Products/$each?$select=ID&$top=1')).toEqual([
      200,
      [{ ID: 1 }],
    ])
  })

  test('PATCH changes and DELETE removes each member of a subset', async () => {
    const depot = openDepot()
    const body = { Price: 1 }
    expect(await ask(depot, 'PATCH /Products/$filter(Price gt 2)/$each', { body })).toEqual([
      204,
      undefined,
    ])
    expect(await ask(depot, 'GET /Products/$filter(Price eq 1)/$count')).toEqual([200, '3'])
    expect((await ask(depot, 'DELETE /Products/$filter(Price eq 1)/$each'))[0]).toBe(204)
    expect(await ask(depot, 'GET /Products?$select=ID')).toEqual([200, [{ ID: 1 }]])
  })

  test('a member that refuses the change leaves all as they were', async () => {
    const depot = openDepot()
    const body = { Price: 'cheap' }
    expect((await ask(depot, 'PATCH /Products/$each', { body }))[0]).toBe(400)
    expect(await ask(depot, 'GET /Products(1)/Price')).toEqual([200, 1.5])
  })

  test.each<[string, number, string]>([
    ['POST /Products/$each', 405, '$each takes PATCH and DELETE, not POST'],
    ['DELETE /Products(1)/$each', 400, '$each at 12 follows what is not a collection'],
  ])('%s answers %i', async (line, status, message) => {
    expect(await ask(openDepot(), line, { body: {} })).toEqual([status, message])
  })
})
