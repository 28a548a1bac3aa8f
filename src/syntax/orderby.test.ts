import { expect, test } from '@jest/globals'
import { atZero, call, count, int, op, path } from '../../test/syntax/nodes.ts'
import type { CommonExpr } from './ast.ts'
import { parseOrderby } from './orderby.ts'

const asc = (expression: CommonExpr) => ({
  kind: 'orderbyItem',
  position: 0,
  expression,
  descending: false,
})
const desc = (expression: CommonExpr) => ({
  kind: 'orderbyItem',
  position: 0,
  expression,
  descending: true,
})

const orders: readonly [text: string, items: readonly object[]][] = [
  ['a', [asc(path('a'))]],
  ['a desc,b/c', [desc(path('a')), asc(path('b', 'c'))]],
  ['a asc , b DESC', [asc(path('a')), desc(path('b'))]],
  ['a ge 1 asc', [asc(op('ge', path('a'), int('1')))]],
  ['desc desc', [desc(path('desc'))]],
  ['length(a) desc,b/$count', [desc(call('length', path('a'))), asc(path('b', count()))]],
]

test.each(orders)('%s', (text, items) => {
  expect(parseOrderby(text).map(atZero)).toEqual(items)
})

test('each item has its position', () => {
  expect(parseOrderby('a desc, b').map(({ position }) => position)).toEqual([0, 8])
})

const rejected: readonly [text: string, message: string][] = [
  ['', 'expected an expression at 0, found end of expression'],
  ['a,', 'expected an expression at 2, found end of expression'],
  ['a down', "expected an operator, 'asc', 'desc', ',' or end of expression at 2, found 'down'"],
  [
    'a desc desc',
    "expected an operator, 'asc', 'desc', ',' or end of expression at 7, found 'desc'",
  ],
  ["'a'desc", "expected an operator, 'asc', 'desc', ',' or end of expression at 3, found 'desc'"],
]

test.each(rejected)('%s is refused', (text, message) => {
  expect(() => parseOrderby(text)).toThrow(new Error(message))
})
