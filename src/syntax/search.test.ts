import { expect, test } from '@jest/globals'
import { atZero, phrase, searchAnd, searchNot, searchOr, word } from '../../test/syntax/nodes.ts'
import type { SearchExpr } from './ast.ts'
import { parseSearch } from './search.ts'

const [a, b, c] = [word('a'), word('b'), word('c')]

const searches: readonly [text: string, tree: SearchExpr][] = [
  ['blue', word('blue')],
  ['a b', searchAnd(a, b)],
  ['a AND b', searchAnd(a, b)],
  ['a OR b', searchOr(a, b)],
  ['a OR b c', searchOr(a, searchAnd(b, c))],
  ['a b OR c', searchOr(searchAnd(a, b), c)],
  ['a AND b AND c', searchAnd(searchAnd(a, b), c)],
  ['a OR b OR c', searchOr(searchOr(a, b), c)],
  ['(a OR b) AND c', searchAnd(searchOr(a, b), c)],
  ['a NOT b', searchAnd(a, searchNot(b))],
  ['NOT a OR b', searchOr(searchNot(a), b)],
  ['NOT (a OR b)', searchNot(searchOr(a, b))],
  ['( NOT a )', searchNot(a)],
  ['  a   b  ', searchAnd(a, b)],
  ['"a b" c', searchAnd(phrase('a b'), c)],
  ['"a \\"b\\" \\\\ \\c"', phrase('a "b" \\ \\c')],
  ['"displayName:x" OR "mail:y"', searchOr(phrase('displayName:x'), phrase('mail:y'))],
  [
    "O'Neil 2x4 9,81 $search =a:b/c?",
    searchAnd(
      searchAnd(searchAnd(searchAnd(word("O'Neil"), word('2x4')), word('9,81')), word('$search')),
      word('=a:b/c?'),
    ),
  ],
  ['a;b', word('a;b')],
  // Operators only between operands.
  ['NOT', word('NOT')],
  ['NOT NOT', searchNot(word('NOT'))],
  ['OR AND', searchAnd(word('OR'), word('AND'))],
  ['a OR', searchAnd(a, word('OR'))],
  ['a AND OR', searchAnd(a, word('OR'))],
  ['(NOT) a', searchAnd(word('NOT'), a)],
  ['and or not', searchAnd(searchAnd(word('and'), word('or')), word('not'))],
  ['ANDes NOTe', searchAnd(word('ANDes'), word('NOTe'))],
  // What a search field holds, in single quotes.
  ['\'"blue" "green\'', phrase('"blue" "green')],
  ["'('", phrase('(')],
  ["'O''Neil'", phrase("O'Neil")],
]

test.each(searches)('%s', (text, tree) => {
  expect(atZero(parseSearch(text))).toEqual(tree)
})

const rejected: readonly [text: string, message: string][] = [
  ['', 'expected a search word or phrase at 0, found end of expression'],
  ['a (', 'expected a search word or phrase at 3, found end of expression'],
  ['(a', "expected ')' at 2, found end of expression"],
  ['a)', "expected a search word or end of expression at 1, found ')'"],
  ['()', "expected a search word or phrase at 1, found ')'"],
  ['"a', 'expected a closing " at 2, found end of expression'],
  ['""', "expected a phrase of at least one character at 1, found '\"'"],
  ['"a"b', "expected a blank, AND or OR at 3, found 'b'"],
  ["'a", "expected a closing ' at 2, found end of expression"],
  ["'a'b'", "expected a search word or end of expression at 3, found 'b''"],
  ["a 'b", "expected a search word or phrase at 2, found ''b'"],
  [`${'('.repeat(251)}a`, "expected at most 250 nested levels at 250, found '(a'"],
]

test.each(rejected)('%s is refused', (text, message) => {
  expect(() => parseSearch(text)).toThrow(new Error(message))
})

test('positions are those of words and operators', () => {
  expect(parseSearch('a OR b')).toEqual({
    kind: 'searchOr',
    position: 2,
    left: { kind: 'searchWord', position: 0, text: 'a' },
    right: { kind: 'searchWord', position: 5, text: 'b' },
  })
})
