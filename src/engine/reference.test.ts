import { describe, expect, test } from '@jest/globals'
import { navigationOf } from '../../test/shop-model.ts'
import { openShop, pathsOf } from '../../test/shop-engine.ts'
import { shop as model } from '../../test/shop-query.ts'
import { canonicalPath } from '../store/index.ts'
import { resolveReference } from './reference.ts'

const fixtures = {
  customers: [
    { id: 'a', isActive: false, tags: [], notes: [{ id: 'n' }], profile: { id: 'p' } },
    { id: 'b/c', isActive: false, tags: [], '@odata.type': '#shop.vip' },
    { id: "O'Neil", isActive: false, tags: [] },
  ],
  orders: [{ number: 1 }],
  me: { id: 'me', isActive: true, tags: [] },
  company: { 'ceo@odata.bind': "customers('a')" },
}
const friends = navigationOf(model, 'customer', 'friends')

test.each([
  ["customers('a')", "customers('a')"],
  ['customers/a', "customers('a')"],
  ["/customers('a')", "customers('a')"],
  ["/shop/customers('a')", "customers('a')"],
  ["shop/customers('a')", "customers('a')"],
  ["customers(id='a')", "customers('a')"],
  ['customers(%27a%27)', "customers('a')"],
  ["customers%28'a'%29", "customers('a')"],
  ['customer/a', "customers('a')"],
  ["customers('b%2Fc')", "customers('b%2Fc')"],
  ['customers/b%2Fc', "customers('b%2Fc')"],
  ["customers('O''Neil')", "customers('O''Neil')"],
  ["  customers('a')?x=1  ", "customers('a')"],
  ["http://localhost:4010/shop/customers('a')", "customers('a')"],
  ['https://graph.example/v1.0/customers/a', "customers('a')"],
  ["https://graph.example/beta/customers('a')", "customers('a')"],
  ["v1.0/customers('a')", "customers('a')"],
  ["https://data.example/V4/Trade/Shop.svc/customers('a')", "customers('a')"],
  ["https://host.example/v1.0/company/clients('a')", "customers('a')"],
  ['customers/shop.vip/b%2Fc', "customers('b%2Fc')"],
  ['company/ceo', "customers('a')"],
  ['me', 'me'],
  ['https://graph.example/v1.0/me', 'me'],
  ['https://graph.example/v1.0/directoryObjects/a', "customers('a')"],
  ["directoryObjects('a')", "customers('a')"],
])('%s names %s', (reference, path) => {
  const { context } = openShop(fixtures)
  expect(canonicalPath(resolveReference(reference, friends, context, '/x'))).toBe(path)
})

test.each<[unknown, number, string]>([
  [undefined, 400, 'expected the URL of an entity in @odata.id, found nothing'],
  [7, 400, 'expected the URL of an entity in @odata.id, found 7'],
  ['', 400, "expected the URL of an entity, such as accessPackages('id'), found ''"],
  ['a', 400, "expected the URL of an entity, such as accessPackages('id'), found 'a'"],
  [
    'customers',
    400,
    "expected the URL of an entity, such as accessPackages('id'), found 'customers'",
  ],
  [
    'customers/a/friends',
    400,
    "expected the URL of an entity, such as accessPackages('id'), found 'customers/a/friends'",
  ],
  [
    'customers/a/name',
    400,
    "expected the URL of an entity, such as accessPackages('id'), found 'customers/a/name'",
  ],
  ['orders(1)', 400, "expected a reference to a shop.customer, found a shop.order: 'orders(1)'"],
  [
    "customers('none')",
    404,
    "'customers('none')' names no entity: no shop.customer with the key 'none' is here",
  ],
  [
    'https://h.example/v1.0/customers/none',
    404,
    "'v1.0/customers/none' names no entity: no shop.customer with the key 'none' is here",
  ],
  [
    'custmers/a',
    404,
    "'custmers/a' names no entity: 'custmers' is not a resource of this service; did you mean 'customers'?",
  ],
  [
    'elsewhere/customers/a',
    404,
    "'elsewhere/customers/a' names no entity: 'elsewhere' is not a resource of this service",
  ],
  [
    'directoryObjects/none',
    404,
    "'directoryObjects/none' names no entity: 'directoryObjects' is not a resource of this service",
  ],
])('%j answers %i', (reference, statusCode, message) => {
  const { context } = openShop(fixtures)
  expect(() => resolveReference(reference, friends, context, '/@odata.id')).toThrow(
    expect.objectContaining({ statusCode, message, target: '/@odata.id' }),
  )
})

describe('$ref', () => {
  const id = (path: string) => ({ '@odata.id': path })

  test('POST adds a link once, DELETE takes it away', () => {
    const shop = openShop(fixtures)
    const line = 'POST customers/a/friends/$ref'
    shop.run(line, id("customers('b%2Fc')"))
    shop.run(line, id("customers('b%2Fc')"))
    shop.run(line, id('me'))
    expect(pathsOf(shop.run('GET customers/a/friends/$ref'))).toEqual(["customers('b%2Fc')", 'me'])
    shop.run('DELETE customers/a/friends/b%2Fc/$ref')
    shop.run('DELETE customers/a/friends/$ref?$id=me')
    expect(pathsOf(shop.run('GET customers/a/friends'))).toEqual([])
    expect(pathsOf(shop.run('GET customers'))).toHaveLength(3)
  })

  test('PUT replaces the one link of a single-valued navigation property', () => {
    const shop = openShop(fixtures)
    for (const key of ['b%2Fc', "O'Neil"]) {
      shop.run('PUT customers/a/referrer/$ref', id(`customers/${key}`))
    }
    expect(pathsOf(shop.run('GET customers/a/referrer/$ref'))).toEqual(["customers('O''Neil')"])
    shop.run('DELETE customers/a/referrer/$ref')
    expect(shop.run('GET customers/a/referrer')).toEqual({ kind: 'nothing' })
  })

  test.each([
    ['POST customers/a/referrer/$ref', id('customers/a'), 405],
    ['PUT customers/a/friends/$ref', id('customers/a'), 400],
    ['POST customers/a/friends/$ref', id('orders(1)'), 400],
    ['POST customers/a/friends/$ref', id('customers/none'), 404],
    ['POST customers/a/friends/$ref', {}, 400],
    ['POST customers/a/friends/$ref', undefined, 400],
    ['POST customers/a/friends/$ref', [], 400],
    ['POST customers/a/notes/$ref', id('customers/a/notes/n'), 400],
    ['DELETE customers/a/notes/n/$ref', undefined, 400],
    ['PUT customers/a/notes/n/customer/$ref', id('customers/a'), 400],
    ['DELETE customers/a/friends/$ref', undefined, 400],
    ['DELETE customers/a/friends/$ref?$id=customers/a', undefined, 404],
    ['DELETE customers/a/friends/a/$ref', undefined, 404],
    ['DELETE customers/a/referrer/$ref', undefined, 404],
    ['POST customers/$ref', id('customers/a'), 405],
  ])('%s with %j answers %i and changes nothing', (line, body, statusCode) => {
    const shop = openShop(fixtures)
    const before = shop.state()
    expect(() => shop.run(line, body)).toThrow(expect.objectContaining({ statusCode }))
    expect(shop.state()).toEqual(before)
  })
})
