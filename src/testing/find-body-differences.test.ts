import { describe, expect, test } from '@jest/globals'
import { findBodyDifferences } from './find-body-differences.ts'

/** As one line each: subject, expected, received. */
const cases: readonly (readonly [
  expected: unknown,
  received: unknown,
  lines: readonly string[],
])[] = [
  [{ a: 1 }, { a: 1, b: 2 }, []],
  [{ a: 1 }, { a: 2 }, ['body /a: 1, 2']],
  [{ a: 1 }, {}, ['body /a: 1, nothing']],
  [{ a: null }, {}, ['body /a: null, nothing']],
  [{ a: undefined }, {}, []],
  [{ a: undefined }, { a: null }, ['body /a: nothing, null']],
  [{ a: { b: 'x' } }, { a: { b: 'y', c: 1 } }, ['body /a/b: "x", "y"']],
  [{ 'a/b~c': 1 }, { 'a/b~c': 2 }, ['body /a~1b~0c: 1, 2']],
  [{ toString: 1 }, {}, ['body /toString: 1, nothing']],
  [{ a: [1, 2] }, { a: [1, 2] }, []],
  [{ a: [1] }, { a: [1, 2] }, ['body /a: 1 element, 2 elements']],
  [{ a: [{ b: 1 }] }, { a: [{ b: 1, c: 2 }] }, []],
  [{ a: [1, 3] }, { a: [1, 2] }, ['body /a/1: 3, 2']],
  [{ a: [] }, { a: {} }, ['body /a: [], {}']],
  [{ a: {} }, { a: [] }, ['body /a: {}, []']],
  [{ a: {} }, { a: 'x' }, ['body /a: {}, "x"']],
  ['text', 'text', []],
  ['text', undefined, ['body: "text", nothing']],
  [{ a: expect.any(String) }, { a: 'x' }, []],
  [{ a: expect.any(String) }, { a: 1 }, ['body /a: Any<String>, 1']],
  [expect.objectContaining({ a: 1 }), { a: 2 }, ['body: ObjectContaining { "a": 1 }, { "a": 2 }']],
  [{ a: expect.stringMatching(/^x/) }, { a: 'y' }, ['body /a: StringMatching /^x/, "y"']],
  [{ a: /^x/g }, { a: 'xy' }, []],
  [{ a: /^x/ }, { a: 'y' }, ['body /a: /^x/, "y"']],
  [{ a: /1/ }, { a: 1 }, ['body /a: /1/, 1']],
  [{ a: { test: (value: unknown) => value === 2 } }, { a: 2 }, []],
]

describe('where a body is not at least what is expected', () => {
  test.each(cases)('%j against %j', (expected, received, lines) => {
    const differences = findBodyDifferences(expected, received)
    expect(
      differences.map((each) => `${each.subject}: ${each.expected}, ${each.received}`),
    ).toEqual(lines)
  })
})
