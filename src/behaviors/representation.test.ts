import { describe, expect, test } from '@jest/globals'
import { jsonOf } from './representation.ts'

describe('what a module gives becomes JSON', () => {
  test.each<[unknown, unknown]>([
    [undefined, null],
    [{ a: undefined, b: null }, { b: null }],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [2n ** 63n, '9223372036854775808'],
    [
      [1, 'x', true, { y: [NaN, Infinity, -Infinity] }],
      [1, 'x', true, { y: ['NaN', 'INF', '-INF'] }],
    ],
  ])('%p is %p', (value, json) => {
    expect(jsonOf(value)).toEqual(json)
  })

  test('a value that leads to itself is refused', () => {
    const value: Record<string, unknown> = {}
    value['self'] = value
    expect(() => jsonOf(value)).toThrow('a value of more than 100 levels')
  })

  test('a symbol is no value', () => {
    expect(() => jsonOf([Symbol('x')])).toThrow('a symbol, which is no value of OData')
  })
})
