import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { openShop, pathsOf, type Shop } from '../../test/shop-engine.ts'
import type { JsonObject } from '../model/index.ts'

/** Ids that a URL has to encode, that look like other syntax, or that are names elsewhere. */
const ids = ['a', 'a/b', "O'Neil", 'ä ö', '%41', 'q?x#y', '(1)', 'orders', '$count', '5', 'a+b']

const reference = (id: string) => `customers('${encodeURIComponent(id).replaceAll("'", "''")}')`

const customer = fc.record({
  isVip: fc.boolean(),
  name: fc.option(fc.string()),
  age: fc.option(fc.integer({ min: -5, max: 5 })),
  friends: fc.uniqueArray(fc.nat(), { maxLength: 3 }),
  spouse: fc.option(fc.nat()),
  referrer: fc.option(fc.nat()),
  orders: fc.uniqueArray(fc.nat(5), { maxLength: 2 }),
  notes: fc.uniqueArray(fc.constantFrom('n', 'm/1', "it's"), { maxLength: 2 }),
  hasProfile: fc.boolean(),
})

const state = fc.record({
  customers: fc.array(customer, { minLength: 1, maxLength: ids.length }),
  categories: fc.array(fc.option(fc.nat(2)), { maxLength: 4 }),
  lines: fc.uniqueArray(fc.tuple(fc.nat(2), fc.constantFrom('a', "b'c,d=1")), {
    maxLength: 3,
    selector: (line) => line.join(),
  }),
  me: fc.option(fc.nat()),
})

type State = typeof state extends fc.Arbitrary<infer T> ? T : never

function fixturesOf({ customers, categories, lines, me }: State) {
  const at = (index: number) => reference(ids[index % customers.length]!)
  const bind = (name: string, index: number | null) =>
    index === null ? {} : { [`${name}@odata.bind`]: at(index) }
  return {
    customers: customers.map((given, index): JsonObject => ({
      ...(given.isVip && { '@odata.type': '#shop.vip', discount: index }),
      id: ids[index]!,
      name: given.name,
      age: given.age,
      isActive: index % 2 === 0,
      tags: [],
      'friends@odata.bind': given.friends.map(at),
      ...bind('spouse', given.spouse),
      ...bind('referrer', given.referrer),
      'orders@odata.bind': given.orders.map((number) => `orders(${number})`),
      notes: given.notes.map((id) => ({ id, text: id })),
      ...(given.hasProfile && { profile: { id: 'p' } }),
    })),
    orders: [0, 1, 2, 3, 4, 5].map((number) => ({ number })),
    categories: [0, 1, 2].map((id) => ({ id })),
    products: categories.map((categoryId, index) => ({
      id: `0e29ee23-68b8-4c4f-94ac-1c1d7a4e4d2${index}`,
      categoryId,
    })),
    lines: lines.map(([order, code]) => ({ order, code })),
    me: { id: 'me', isActive: true, tags: [], ...bind('spouse', me) },
  }
}

/** Every link of every customer, from both ends. */
function linksOf(shop: Shop): unknown {
  const many = ['orders', 'friends', 'notes']
  const one = ['spouse', 'referrer', 'profile']
  return ids.map((id) => {
    const at = `customers/${encodeURIComponent(id)}`
    try {
      return [...many, ...one].map((name) => pathsOf(shop.run(`GET ${at}/${name}`)).toSorted())
    } catch {
      return 'none'
    }
  })
}

test('a state that is written and read again is the same state', () => {
  fc.assert(
    fc.property(state, (given) => {
      const first = openShop(fixturesOf(given))
      expect(first.problems).toEqual([])
      const second = openShop(first.state())
      expect(second.problems).toEqual([])
      expect(second.state()).toEqual(first.state())
      expect(linksOf(second)).toEqual(linksOf(first))
    }),
  )
})

test('a reset gives back the text that the fixtures gave', () => {
  const shop = openShop({
    customers: [{ id: 'a', isActive: true, tags: [] }],
    orders: [{ number: 1 }],
  })
  const before = JSON.stringify(shop.state())
  shop.run('POST customers', { 'orders@odata.bind': ['orders(1)'] })
  shop.run('PATCH customers/a', { name: 'Ann', 'friends@odata.bind': ["customers('new-1')"] })
  shop.run('DELETE orders(1)')
  shop.store.reset()
  expect(JSON.stringify(shop.state())).toBe(before)
})

test('each link is written at one end, by the path of the other', () => {
  const shop = openShop({
    customers: [{ id: 'a', isActive: true, tags: [], 'orders@odata.bind': ['orders(1)'] }],
    orders: [{ number: 1 }],
    products: [{ id: '0e29ee23-68b8-4c4f-94ac-1c1d7a4e4d2b', categoryId: 7 }],
    categories: [{ id: 7 }],
  })
  const { customers, orders, products, categories } = shop.state() as Record<string, JsonObject[]>
  expect(customers![0]).toMatchObject({ 'orders@odata.bind': ['orders(1)'] })
  expect([orders, categories]).toEqual([[{ number: 1, total: null }], [{ id: 7, title: null }]])
  expect(products![0]).toEqual({
    id: '0e29ee23-68b8-4c4f-94ac-1c1d7a4e4d2b',
    title: null,
    categoryId: 7,
  })
})

test('sets that are empty are written, singletons that were never given are not', () => {
  expect(Object.keys(openShop().state())).toEqual([
    'customers',
    'orders',
    'categories',
    'products',
    'lines',
    'documents',
  ])
})
