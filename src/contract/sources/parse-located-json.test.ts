import { describe, expect, test } from '@jest/globals'
import type { JsonObject } from '../../model/index.ts'
import { parseLocatedJson } from './parse-located-json.ts'

describe('parseLocatedJson', () => {
  test.each([
    '{}',
    '[]',
    ' [1,-2.5e+3,0] ',
    '{"a":{"b":[true,false,null]},"c":"x\\"\\u0041\\\\"}',
    '{"__proto__":1}',
  ])('%s is what JSON.parse gives', (text) => {
    expect(parseLocatedJson('a.json', text).value).toEqual(JSON.parse(text))
  })

  test.each([
    ['', 'a.json:1:1: expected a value, found the end of the text'],
    ['{"a" 1}', "a.json:1:6: expected ':', found '1'"],
    ['{\n  "a": 1,\n}', "a.json:3:1: expected a member's name, found '}'"],
    ['[1 2]', "a.json:1:4: expected ',' or ']', found '2'"],
    ['{"a":1]', "a.json:1:7: expected ',' or '}', found ']'"],
    ['\n[tru]', "a.json:2:2: expected a value, found 't'"],
    ['"a\nb"', `a.json:1:3: expected '"', found '\n'`],
    ['"\\x"', `a.json:1:1: expected a string of JSON, found '"'`],
    ['1 1', "a.json:1:3: expected the end of the text, found '1'"],
    ['['.repeat(300), "a.json:1:201: expected at most 200 levels, found '['"],
  ])('%j is refused with its place', (text, message) => {
    expect(() => parseLocatedJson('a.json', text)).toThrow(message)
  })

  test('tells the lines of members, and which name is repeated', () => {
    const { value, lineOf, duplicates } = parseLocatedJson('a.json', '{\n"a":\n1,\n"b": {},"a":2}')
    const object = value as JsonObject
    expect([lineOf(object), lineOf(object, 'a'), lineOf(object, 'b')]).toEqual([1, 2, 4])
    expect(duplicates).toEqual([{ name: 'a', line: 4 }])
    expect(object).toEqual({ a: 1, b: {} })
  })
})
