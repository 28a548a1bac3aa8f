import { describe, expect, test } from '@jest/globals'
import { describeValue } from './describe-value.ts'

const cycle: Record<string, unknown> = {}
cycle['self'] = cycle

class Money {}

const cases: readonly (readonly [value: unknown, text: string])[] = [
  [undefined, 'nothing'],
  [null, 'null'],
  ['a "b"', String.raw`"a \"b\""`],
  [7, '7'],
  [7n, '7'],
  [Symbol('x'), 'Symbol(x)'],
  [{ a: [1, 'b'] }, '{ "a": [1, "b"] }'],
  [Object.create(null), '{}'],
  [cycle, '{ "self": … }'],
  [/^x$/i, '/^x$/i'],
  [new Error('no'), 'Error: no'],
  [Promise.resolve(), 'a promise'],
  [new Money(), 'an instance of Money'],
  [Money, 'the function Money'],
  [() => 1, 'the function without a name'],
  [expect.any(Number), 'Any<Number>'],
  [expect.arrayContaining([1]), 'ArrayContaining [1]'],
  ['x'.repeat(300), `"${'x'.repeat(199)}…`],
]

describe('a value in a message', () => {
  test.each(cases)('%p is %s', (value, text) => {
    expect(describeValue(value)).toBe(text)
  })
})
