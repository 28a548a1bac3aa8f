import { expect, test } from '@jest/globals'
import { primitiveTypes } from '../model/index.ts'
import { apply, customer, plan, shop } from '../../test/shop-query.ts'

const items = [
  customer({ id: 'a', name: 'Ann Miller', address: { city: 'Oslo' } }),
  customer({ id: 'b', name: 'Bob', tags: ['miller', 'oslo fjord'] }),
  customer({ id: 'c', name: null, age: 42 }),
]

test.each([
  ['miller', ['a', 'b']],
  ['MILLER', ['a', 'b']],
  ['"ann miller"', ['a']],
  ['oslo', ['a', 'b']],
  ['oslo ann', ['a']],
  ['oslo AND bob', ['b']],
  ['ann OR bob', ['a', 'b']],
  ['NOT miller', ['c']],
  ['oslo NOT ann', ['b']],
  ['(ann OR bob) AND fjord', ['b']],
  ['42', []],
])('$search=%s finds %j', (text, ids) => {
  expect(apply(`$search=${text}`, items).ids).toEqual(ids)
})

test('what JSON merely writes as a string is not searched', () => {
  const dated = customer({ id: 'd', createdDateTime: '2026-01-01T00:00:00Z', unknown: 'x2026' })
  expect(apply('$search=2026', [dated]).ids).toEqual(['d'])
  expect(apply('$search="01-01"', [dated]).ids).toEqual([])
})

test.each([
  ['Edm.String', ['tea', 'iced TEA', 'wine'], 'tea', ['tea', 'iced TEA']],
  ['Edm.String', ['tea', 'wine'], 'NOT tea', ['wine']],
  ['Edm.Int32', [1, 12], '1', []],
  ['Edm.Date', ['2026-01-01'], '2026', []],
] as const)('a collection of %s, %j, is searched for %s', (name, values, text, found) => {
  const { $search } = plan(`$search=${text}`, { type: primitiveTypes[name] })
  expect(values.filter($search!)).toEqual(found)
})

test('complex values are searched by the type that they name', () => {
  const { $search } = plan('$search=oslo', { type: shop.types.get('shop.address')! })
  expect([{ city: 'Oslo' }, { city: 'Rome' }].filter($search!)).toEqual([{ city: 'Oslo' }])
})

test('a chain of thousands of words is no deep recursion', () => {
  const chain = Array.from({ length: 5000 }, (_, index) => `w${index}`).join(' OR ')
  expect(apply(`$search=${chain} OR bob`, items).ids).toEqual(['b'])
})

test.each(['', '"open', '(a'])('$search=%s is refused', (text) => {
  expect(() => plan(`$search=${text}`)).toThrow(/^\$search: expected /)
})
