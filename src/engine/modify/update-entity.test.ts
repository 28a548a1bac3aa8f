import { describe, expect, test } from '@jest/globals'
import { openShop } from '../../../test/shop-engine.ts'

const customer = {
  id: 'a',
  name: 'Ann',
  age: 30,
  points: null,
  isActive: true,
  grade: 'gold',
  origin: 'web',
  address: { city: 'Oslo', street: 'Main', place: { north: 1, east: 2 } },
  tags: ['x'],
  createdDateTime: '2020-01-01T00:00:00Z',
  createdBy: 'bob',
  modifiedDateTime: '2020-01-01T00:00:00Z',
}
const fixtures = {
  customers: [customer, { id: 'b', isActive: false, tags: [] }],
  documents: [{ id: 'd', title: 'T', size: { width: 1, height: 2 }, color: 'red' }],
}
const modified = { modifiedDateTime: '2026-01-01T00:00:00.000Z' }

describe('PATCH', () => {
  test.each([
    [{}, {}],
    [{ name: 'Eve' }, { name: 'Eve' }],
    [
      { name: null, age: null },
      { name: null, age: null },
    ],
    [{ tags: ['y'] }, { tags: ['y'] }],
    [
      { address: { city: 'Rome' } },
      { address: { city: 'Rome', street: 'Main', place: { north: 1, east: 2 } } },
    ],
    [
      { address: { place: { north: 9 } } },
      { address: { city: 'Oslo', street: 'Main', place: { north: 9, east: 2 } } },
    ],
    [{ address: null }, { address: null }],
  ])('with %j changes %j', (body, changed) => {
    const shop = openShop(fixtures)
    expect(shop.entity('PATCH customers/a', body)).toEqual({ ...customer, ...modified, ...changed })
    expect(shop.deviations).toEqual([])
  })

  test('changes no key, computed or immutable property, and reports the attempt', () => {
    const shop = openShop(fixtures)
    const body = { id: 'z', createdBy: 'z', origin: 'shop', name: 'Eve' }
    expect(shop.entity('PATCH customers/a', body)).toEqual({
      ...customer,
      ...modified,
      name: 'Eve',
    })
    expect(shop.deviations.map(({ pointer }) => pointer)).toEqual(['/id', '/origin', '/createdBy'])
  })

  test('may repeat what is there', () => {
    const shop = openShop(fixtures)
    shop.run('PATCH customers/a', customer)
    expect(shop.deviations.map(({ pointer }) => pointer)).toEqual([])
  })

  test('keeps dynamic properties that it does not give', () => {
    expect(openShop(fixtures).entity('PATCH documents/d', { size: 3 })).toEqual({
      id: 'd',
      title: 'T',
      size: 3,
      color: 'red',
    })
  })

  test('binds a related entity', () => {
    const shop = openShop(fixtures)
    shop.run('PATCH customers/a', { 'spouse@odata.bind': "customers('b')" })
    expect(shop.entity('GET customers/b/spouse')['id']).toBe('a')
  })
})

describe('PUT', () => {
  test('gives what it does not say its default', () => {
    expect(openShop(fixtures).entity('PUT customers/a', { name: 'Eve' })).toEqual({
      ...customer,
      ...modified,
      name: 'Eve',
      age: null,
      isActive: false,
      grade: 'new',
      address: null,
      tags: [],
    })
  })

  test('replaces complex values, and takes dynamic properties away', () => {
    const shop = openShop(fixtures)
    const { address } = shop.entity('PUT customers/a', { address: { city: 'Rome' } })
    expect(address).toEqual({ city: 'Rome', street: null, place: null })
    expect(shop.entity('PUT documents/d', { color: 'blue' })).toEqual({
      id: 'd',
      title: null,
      color: 'blue',
    })
  })
})

test.each([
  ['PATCH customers/none', { name: 'x' }, 404],
  ['PATCH customers/a', { age: 'x' }, 400],
  ['PATCH customers/a', { nmae: 'x' }, 400],
  ['PATCH customers/a', [], 400],
  ['PATCH customers/a', { name: 'x', 'spouse@odata.bind': 'customers/none' }, 404],
  ['PATCH customers', { name: 'x' }, 400],
  ['DELETE customers/none', undefined, 404],
  ['DELETE customers', undefined, 405],
])('%s with %j answers %i and changes nothing', (line, body, statusCode) => {
  const shop = openShop(fixtures)
  const before = shop.state()
  expect(() => shop.run(line, body)).toThrow(expect.objectContaining({ statusCode }))
  expect(shop.state()).toEqual(before)
})
