import { expect, test } from '@jest/globals'
import { isIdentifier } from './identifier.ts'

test.each([
  ['displayName', true],
  ['_1', true],
  ['Größe', true],
  ['名前', true],
  ['e\u0301', true],
  ['a\u200d', true],
  ['𐐀b', true],
  ['', false],
  ['1st', false],
  ['a-b', false],
  ['a.b', false],
  ['a\n', false],
  ['٣a', false],
  ['á b', false],
])('%j is a name: %s', (text, isOne) => {
  expect(isIdentifier(text)).toBe(isOne)
})
