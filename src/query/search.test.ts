import { expect, test } from '@jest/globals'
import { apply, customer, plan } from '../../test/shop-query.ts'

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

test('a chain of thousands of words is no deep recursion', () => {
  const chain = Array.from({ length: 5000 }, (_, index) => `w${index}`).join(' OR ')
  expect(apply(`$search=${chain} OR bob`, items).ids).toEqual(['b'])
})

test.each(['', '"open', '(a'])('$search=%s is refused', (text) => {
  expect(() => plan(`$search=${text}`)).toThrow(/^\$search: expected /)
})
