import { describe, expect, test } from '@jest/globals'
import { openShop, pathsOf } from '../../../test/shop-engine.ts'

const fixtures = {
  customers: [{ id: 'a', isActive: false, tags: [] }],
  orders: [{ number: 1 }],
  categories: [{ id: 7, title: 'Tea' }],
}

test('what is not given gets its default, what the server sets is set', () => {
  const shop = openShop()
  expect(shop.entity('POST customers', { name: 'Ann', origin: 'web' })).toEqual({
    id: 'new-1',
    name: 'Ann',
    age: null,
    points: null,
    isActive: false,
    grade: 'new',
    origin: 'web',
    address: null,
    tags: [],
    createdDateTime: '2026-01-01T00:00:00.000Z',
    createdBy: 'ann@shop.example',
    modifiedDateTime: '2026-01-01T00:00:00.000Z',
  })
  expect(shop.deviations).toEqual([])
})

test('computed properties that a client sends are ignored and reported', () => {
  const shop = openShop()
  const body = { id: 'mine', createdBy: 'me', notes: [{ id: 'n', text: 'hi' }] }
  const { id, createdBy } = shop.entity('POST customers', body)
  expect([id, createdBy]).toEqual(['new-1', 'ann@shop.example'])
  expect(shop.deviations.map(({ rule, pointer }) => [rule, pointer])).toEqual([
    ['read-only-property', '/id'],
    ['read-only-property', '/createdBy'],
  ])
})

test('a nested entity keeps the key it is given, and no other computed property', () => {
  const shop = openShop()
  shop.run('POST customers', { friends: [{ id: 'f', name: 'Fay', createdBy: 'me' }] })
  const { id, name, createdBy } = shop.entity('GET customers/f')
  expect([id, name, createdBy]).toEqual(['f', 'Fay', 'ann@shop.example'])
  expect(shop.deviations.map(({ pointer }) => pointer)).toEqual(['/friends/0/createdBy'])
})

describe('keys', () => {
  test.each([
    ['orders', { number: 5 }, 'orders(5)'],
    ['lines', { order: 1, code: 'a/b' }, "lines(order=1,code='a%2Fb')"],
    ['documents', {}, "documents('new-1')"],
    ['documents', { id: "O'Neil" }, "documents('O''Neil')"],
  ])('POST %s with %j makes %s', (set, body, path) => {
    expect(pathsOf(openShop().run(`POST ${set}`, body))).toEqual([path])
  })

  test.each([
    ['orders', { number: 1 }, 409, "a shop.order with the key '1' exists already", '/number'],
    ['customers', { id: 'a' }, 409, "a shop.customer with the key 'a' exists already", '/id'],
  ])('POST %s with %j answers %i', (set, body, statusCode, message, target) => {
    const shop = openShop(fixtures)
    const before = shop.state()
    expect(() => shop.run(`POST ${set}`, body)).toThrow(
      expect.objectContaining({ statusCode, message, target }),
    )
    expect(shop.state()).toEqual(before)
  })

  test('an id that is taken is not given to another', () => {
    const shop = openShop({ documents: [{ id: 'new-1' }, { id: 'new-2' }] })
    expect(shop.entity('POST documents', {})['id']).toBe('new-3')
  })
})

describe('deep insert', () => {
  test('creates, contains and links what is nested', () => {
    const shop = openShop(fixtures)
    shop.run('POST customers', {
      name: 'Ann',
      orders: [{ number: 2, total: 3 }],
      notes: [{ id: 'n', text: 'hi' }],
      profile: { id: 'p', motto: 'on' },
      'friends@odata.bind': ["customers('a')"],
      'spouse@odata.bind': 'customers/a',
      referrer: { '@odata.id': "http://elsewhere.example/v1/customers('a')" },
    })
    const at = (path: string) => pathsOf(shop.run(`GET customers('new-1')/${path}`))
    expect(at('orders')).toEqual(['orders(2)'])
    expect(at('notes')).toEqual(["customers('new-1')/notes('n')"])
    expect(at('profile')).toEqual(["customers('new-1')/profile"])
    expect(at('friends')).toEqual(["customers('a')"])
    expect(at('referrer')).toEqual(["customers('a')"])
    expect(pathsOf(shop.run('GET customers/a/spouse'))).toEqual(["customers('new-1')"])
    expect(pathsOf(shop.run('GET orders(2)/customer'))).toEqual(["customers('new-1')"])
  })

  test('sets the dependent property of a referential constraint, from either end', () => {
    const shop = openShop(fixtures)
    const one = shop.entity('POST products', {
      id: '0e29ee23-68b8-4c4f-94ac-1c1d7a4e4d2b',
      'category@odata.bind': 'categories(7)',
    })
    expect(one['categoryId']).toBe(7)
    shop.run('POST categories', {
      id: 8,
      products: [{ id: '1e29ee23-68b8-4c4f-94ac-1c1d7a4e4d2b' }],
    })
    expect(shop.entity('GET products(1e29ee23-68b8-4c4f-94ac-1c1d7a4e4d2b)')['categoryId']).toBe(8)
    expect(pathsOf(shop.run('GET categories(7)/products'))).toHaveLength(1)
  })

  test.each([
    [
      { 'friends@odata.bind': ["customers('a')", "customers('none')"] },
      404,
      '/friends@odata.bind/1',
    ],
    [{ 'friends@odata.bind': ['orders(1)'] }, 400, '/friends@odata.bind/0'],
    [{ 'notes@odata.bind': ["customers('a')/notes('n')"] }, 404, '/notes@odata.bind/0'],
    [
      { orders: [{ number: 2 }, { number: 2, total: 1 }], 'spouse@odata.bind': 'customers/none' },
      404,
      '/spouse@odata.bind',
    ],
    [{ notes: [{ id: 'n' }, { id: 'n' }] }, 409, '/notes/1/id'],
  ])('%j answers %i and changes nothing', (body, statusCode, target) => {
    const shop = openShop(fixtures)
    const before = shop.state()
    expect(() => shop.run('POST customers', body)).toThrow(
      expect.objectContaining({ statusCode, target }),
    )
    expect(shop.state()).toEqual(before)
  })
})

describe('derived types', () => {
  test.each([
    ['#shop.vip', 'shop.vip'],
    ['shop.vip', 'shop.vip'],
    ['http://host/shop/$metadata#shop.vip', 'shop.vip'],
    ['#other.version.vip', 'shop.vip'],
    ['#shop.customer', 'shop.customer'],
  ])('@odata.type %s makes a %s', (named, typeName) => {
    const outcome = openShop().run('POST customers', { '@odata.type': named })
    expect(outcome.kind === 'entity' && outcome.entity.type.qualifiedName).toBe(typeName)
  })

  test('have the properties of their base', () => {
    const vip = openShop().entity('POST customers', { '@odata.type': '#shop.vip', discount: 5 })
    expect([vip['grade'], vip['discount']]).toEqual(['new', 5])
  })
})

test('POST through a navigation property creates and links, or contains', () => {
  const shop = openShop(fixtures)
  expect(pathsOf(shop.run('POST customers/a/orders', { number: 9 }))).toEqual(['orders(9)'])
  expect(pathsOf(shop.run('POST customers/a/notes', { id: 'n' }))).toEqual([
    "customers('a')/notes('n')",
  ])
  expect(pathsOf(shop.run('GET customers/a/orders'))).toEqual(['orders(9)'])
  expect(pathsOf(shop.run("GET customers/a/notes('n')/customer"))).toEqual(["customers('a')"])
})

test('dynamic properties of an open type are kept as they are', () => {
  const body = { id: 'd', size: { width: 3 }, colors: ['red'] }
  const shop = openShop()
  expect(shop.entity('POST documents', body)).toEqual({ title: null, ...body })
  expect(shop.run('GET documents/d/size/width')).toMatchObject({ name: 'size/width', value: 3 })
  expect(shop.run('GET documents/d/constructor')).toMatchObject({ kind: 'nothing' })
})
