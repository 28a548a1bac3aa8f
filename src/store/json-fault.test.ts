import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { findJsonFault, findMembers, locate } from './json-fault.ts'

describe('a text that is not JSON is located', () => {
  test.each<[text: string, position: number, expected: string, found: string]>([
    ['', 0, 'a value', 'the end of the text'],
    [' \n', 2, 'a value', 'the end of the text'],
    ['abc', 0, 'a value', 'abc'],
    ["'a'", 0, 'a value', "'a'"],
    ['[1,2', 4, "',' or ']'", 'the end of the text'],
    ['[1 2]', 3, "',' or ']'", '2'],
    ['[1,]', 3, 'a value', ']'],
    ['[,1]', 1, "a value or ']'", ','],
    ['[01]', 1, "a value or ']'", '01'],
    ['[.5]', 1, "a value or ']'", '.5'],
    ['[1}', 2, "',' or ']'", '}'],
    ['{"a":1,}', 7, 'a property name in double quotes', '}'],
    ['{"a" 1}', 5, "':'", '1'],
    ['{"a":}', 5, 'a value', '}'],
    ['{"a":tru}', 5, 'a value', 'tru'],
    ['{a:1}', 1, "a property name in double quotes or '}'", 'a'],
    ['{"a":1 "b":2}', 7, "',' or '}'", '"b"'],
    ['{"a":1}x', 7, 'the end of the text', 'x'],
    ['{"a":1}{', 7, 'the end of the text', '{'],
    ['"a\nb"', 2, `'"'`, 'the end of the line'],
    ['"a\tb"', 2, `'"'`, 'the control character U+0009'],
    ['"abc', 4, `'"'`, 'the end of the text'],
    ['"abc\\"', 6, `'"'`, 'the end of the text'],
    ['"a\\xb"', 2, "an escape such as '\\n'", '\\x'],
    ['"\\u12g4"', 1, "an escape such as '\\n'", '\\u'],
    ['[\u00a01]', 1, "a value or ']'", '\u00a0'],
  ])('%j', (text, position, expected, found) => {
    expect(findJsonFault(text)).toEqual({ position, expected, found })
  })
})

test('what JSON.parse accepts has no fault, and what it refuses has one', () => {
  const fragments = fc.array(
    fc.constantFrom(
      ...'{ } [ ] , : " \\'.split(' '),
      ' ',
      '"a"',
      '1',
      '-',
      '0',
      '.5',
      'e1',
      'true',
      'null',
      '\n',
    ),
  )
  const isJson = (text: string) => {
    try {
      JSON.parse(text)
      return true
    } catch {
      return false
    }
  }
  fc.assert(
    fc.property(
      fc.oneof(
        fragments.map((parts) => parts.join('')),
        fc.json(),
        fc.string(),
      ),
      (text) => {
        expect(findJsonFault(text) === undefined).toBe(isJson(text))
      },
    ),
    { numRuns: 2000 },
  )
})

test('deeply nested text is read without recursion', () => {
  const depth = 100_000
  expect(findJsonFault('['.repeat(depth) + ']'.repeat(depth))).toBeUndefined()
})

test.each<[text: string, position: number, line: number, column: number]>([
  ['', 0, 1, 1],
  ['ab', 1, 1, 2],
  ['a\nb', 1, 1, 2],
  ['a\nb', 2, 2, 1],
  ['a\r\n\r\nb', 5, 3, 1],
])('%j at %d is line %d, column %d', (text, position, line, column) => {
  expect(locate(text, position)).toEqual({ line, column })
})

test('the members of the outermost object come with repeated ones and positions', () => {
  const text = '{ "a": {"x": [1, "}"]}, "b\\"": [{"a": 1}, {"a": 2}],\n"a": "\\\\", "c": 1 }'
  expect(findMembers(text)).toEqual([
    { name: 'a', position: 2 },
    { name: 'b"', position: 24 },
    { name: 'a', position: 53 },
    { name: 'c', position: 64 },
  ])
  expect(findMembers('{}')).toEqual([])
})
