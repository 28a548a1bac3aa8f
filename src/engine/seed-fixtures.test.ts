import { describe, expect, test } from '@jest/globals'
import { openShop, pathsOf } from '../../test/shop-engine.ts'

const ann = { id: 'a', isActive: true, tags: [] }

test('fixtures keep what the server sets, and get defaults', () => {
  const shop = openShop({ customers: [{ ...ann, createdBy: 'bob' }] })
  expect(shop.entity('GET customers/a')).toMatchObject({
    id: 'a',
    createdBy: 'bob',
    createdDateTime: null,
    grade: 'new',
  })
})

test.each([
  [
    'before',
    { orders: [{ number: 1 }], customers: [{ ...ann, 'orders@odata.bind': ['orders(1)'] }] },
  ],
  [
    'after',
    { customers: [{ ...ann, 'orders@odata.bind': ['orders(1)'] }], orders: [{ number: 1 }] },
  ],
  [
    'nested as a reference',
    { customers: [{ ...ann, orders: [{ '@odata.id': 'orders(1)' }] }], orders: [{ number: 1 }] },
  ],
  [
    'nested in part',
    { customers: [{ ...ann, orders: [{ number: 1 }] }], orders: [{ number: 1, total: 5 }] },
  ],
  ['nested alone', { customers: [{ ...ann, orders: [{ number: 1 }] }] }],
  [
    'from the other end',
    { orders: [{ number: 1, 'customer@odata.bind': 'customers/a' }], customers: [ann] },
  ],
  ['through a navigation property', { customers: [ann], 'customers/a/orders': [{ number: 1 }] }],
  [
    'through a door',
    {
      'company/clients': [{ ...ann, 'orders@odata.bind': ['orders(1)'] }],
      orders: [{ number: 1 }],
    },
  ],
])('a linked entity may stand %s', (_where, fixtures) => {
  const shop = openShop(fixtures)
  expect(shop.problems).toEqual([])
  expect(pathsOf(shop.run('GET customers/a/orders'))).toEqual(['orders(1)'])
  expect(pathsOf(shop.run('GET orders'))).toEqual(['orders(1)'])
})

test('what a fixture gives whole wins over what another nests of it', () => {
  const shop = openShop({
    customers: [{ ...ann, orders: [{ number: 1 }] }],
    orders: [{ number: 1, total: 5 }],
  })
  expect(shop.entity('GET orders(1)')).toEqual({ number: 1, total: 5 })
})

test('contained entities stand within their parent or at their own path', () => {
  const shop = openShop({
    "customers('a')/notes": [{ id: 'm' }],
    customers: [{ ...ann, notes: [{ id: 'n' }] }],
    'customers/a/profile': { id: 'p' },
  })
  expect(shop.problems).toEqual([])
  expect(pathsOf(shop.run('GET customers/a/notes'))).toEqual([
    "customers('a')/notes('n')",
    "customers('a')/notes('m')",
  ])
  expect(shop.entity('GET customers/a/profile')['id']).toBe('p')
})

describe('problems', () => {
  test.each([
    [
      { custmers: [] },
      'custmers',
      undefined,
      undefined,
      '',
      "'custmers' is not a resource of this service; did you mean 'customers'?",
    ],
    [{ customers: {} }, 'customers', undefined, undefined, '', 'expected an array of entities'],
    [{ me: [] }, 'me', undefined, undefined, '', 'expected one object'],
    [
      { customers: [ann, ann] },
      'customers',
      1,
      'a',
      '/id',
      "a shop.customer with the key 'a' exists already",
    ],
    [
      { orders: [{}] },
      'orders',
      0,
      undefined,
      '/number',
      "expected the key property 'number' of shop.order",
    ],
    [
      { 'customers/a/orders': [{ number: 1 }] },
      'customers/a/orders',
      0,
      undefined,
      '',
      "no shop.customer with the key 'a' is here",
    ],
    [
      { customers: [{ ...ann, 'orders@odata.bind': ['orders(9)'] }] },
      'customers',
      0,
      'a',
      '/orders@odata.bind/0',
      "'orders(9)' names no entity: no shop.order with the key '9' is here",
    ],
    [
      { 'customers/a/name': { x: 1 }, customers: [ann] },
      'customers/a/name',
      undefined,
      undefined,
      '',
      'the resource path names no entities',
    ],
  ])('of %j', (fixtures, resourcePath, index, id, pointer, message) => {
    expect(openShop(fixtures).problems).toEqual([{ resourcePath, index, id, pointer, message }])
  })

  test('each value that leaves its type is one', () => {
    const { problems } = openShop({
      customers: [ann, { id: 'b', isActive: 'x', tags: 1, age: 'y' }],
    })
    expect(problems.map(({ index, id, pointer }) => [index, id, pointer])).toEqual([
      [1, 'b', '/age'],
      [1, 'b', '/isActive'],
      [1, 'b', '/tags'],
    ])
  })
})
