import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { digitsOf, keepDigits, parseJson, parseJsonStrictly, writeJson } from './json-text.ts'

test('a number that a double cannot hold keeps its digits', () => {
  const value = parseJson('{"a":[1,9007199254740993],"b":{"c":0.12345678901234567890}}') as {
    a: number[]
    b: object
  }
  expect(digitsOf(value.a, '1')).toBe('9007199254740993')
  expect(digitsOf(value.a, '0')).toBeUndefined()
  expect(digitsOf(value.b, 'c')).toBe('0.12345678901234567890')
  expect(value.a).toEqual([1, 9007199254740992])
})

const exact: readonly string[] = [
  '{"a":9007199254740993,"b":"9007199254740993"}',
  '[9223372036854775807,-9223372036854775808]',
  '{"a":{"b":[{"c":0.1000000000000000055}]}}',
  '{"a\\"b":123456789012345678}',
  '{"__proto__":12345678901234567890}',
  '{"a":1e400}',
  '[-0.1000000000000000055,1.25e-400]',
]
test.each(exact)('%s is written as it was read', (text) => {
  expect(writeJson(parseJson(text))).toBe(text)
})

describe('names that are given twice', () => {
  const cases: readonly [text: string, pointer: string | undefined][] = [
    ['{"a":1,"a":2}', '/a'],
    ['{"a":{"b":1},"c":[0,{"x/y":1,"x/y":1}]}', '/c/1/x~1y'],
    ['{"a":{"b":1},"a":3}', '/a'],
    ['{"a":{"b":1,"b":2},"a":3}', '/a/b'],
    ['{"a":1,"\\u0061":2}', '/a'],
    ['{"a":"{\\"b\\":1,\\"b\\":1}","b":[1,1]}', undefined],
    ['[{"a":1},{"a":1}]', undefined],
    ['1', undefined],
  ]
  test.each(cases)('%s', (text, repeated) => {
    expect(parseJsonStrictly(text).repeated).toBe(repeated)
  })
})

test('what JSON.stringify writes is read as JSON.parse reads it, and repeats no name', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      const read = parseJsonStrictly(text)
      expect(read).toEqual({ value: JSON.parse(text), repeated: undefined })
      expect(JSON.parse(writeJson(read.value))).toEqual(JSON.parse(text))
    }),
  )
})

test('digits that are kept later are written too', () => {
  const value = { a: '12345678901234567890' }
  keepDigits(value, 'a', '12345678901234567890')
  expect(writeJson([value])).toBe('[{"a":12345678901234567890}]')
})

test('a text nested a million deep is scanned', () => {
  const text = `${'['.repeat(1e6)}${']'.repeat(1e6)}`
  expect(parseJsonStrictly(text).repeated).toBeUndefined()
})
