import { expect, test } from '@jest/globals'
import { isJsonEqual } from './json-equality.ts'
import { didYouMean } from './near-name.ts'

const names = ['displayName', 'description', 'id', 'isHidden']

test.each([
  ['dispalyName', "; did you mean 'displayName'?"],
  ['displayname', "; did you mean 'displayName'?"],
  ['descripton', "; did you mean 'description'?"],
  ['hidden', "; did you mean 'isHidden'?"],
  ['Id', "; did you mean 'id'?"],
  ['catalogId', ''],
  ['x', ''],
  ['d'.repeat(1000), ''],
])('%s%s', (name, expected) => {
  expect(didYouMean(name, names)).toBe(expected)
})

test.each([
  [1, 1, true],
  [1, '1', false],
  [null, undefined, false],
  [null, {}, false],
  [[1, 2], [1, 2], true],
  [[1, 2], [2, 1], false],
  [[], {}, false],
  [{ a: 1, b: [null] }, { b: [null], a: 1 }, true],
  [{ a: 1 }, { a: 1, b: undefined }, false],
  [{ toString: 1 }, {}, false],
])('%j equals %j: %p', (a, b, expected) => {
  expect([isJsonEqual(a, b), isJsonEqual(b, a)]).toEqual([expected, expected])
})
