import { expect, test } from '@jest/globals'
import { checkExpression } from './check.ts'

/* Expressions that the fuzzer found to be wrong once. */

const found: readonly string[] = [
  'double ne double',
  'weight mul weight',
  'cast(one/one/amount div -5,Edm.Double) lt 0',
  'one/one/amount ne cast(one/one/amount,Edm.Double)',
  'cast(12 add int mul byte,Edm.Int32)',
]
test.each(found)('%s has the value that a naive evaluator gives', (text) => {
  expect(checkExpression({ text, isWellTyped: true })).toEqual({ outcome: 'agrees' })
})

test.each([['dynamicNumber lt 99999999999999999999'], ['dynamicNumber ne 9007199254740993']])(
  '%s compares with the nearest number',
  (text) => {
    expect(checkExpression({ text, isWellTyped: true })).toEqual({ outcome: 'agrees' })
  },
)

test('a dynamic value beside an entity is another value', () => {
  const text = 'dynamicBoolean eq l.special'
  expect(checkExpression({ text, isWellTyped: false }).outcome).not.toBe('problem')
})
