import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ODataError } from '../errors.ts'
import { readHead, readHeaderLines, splitMultipart } from './split-multipart.ts'

const limits = { boundary: 'b', most: 3 }

const split = (text: string) =>
  splitMultipart(Buffer.from(text), limits, 'here').map((part) => part.toString())

describe('the parts', () => {
  test.each<[string, string[]]>([
    ['--b--', []],
    ['--b\r\nx\r\n--b--', ['x']],
    ['--b\nx\n--b--', ['x']],
    ['--b\r\nx\n\r\n--b--', ['x\n']],
    ['--b\r\n--b--', ['']],
    ['--b\r\n\r\n--b--', ['']],
    ['--b\r\n\r\n\r\n--b--', ['\r\n']],
    ['before\r\n--b\r\nx\r\n--b\t \r\ny\r\n--b-- \r\nafter\r\n--b\r\nz', ['x', 'y']],
    ['--b\r\nx--b\r\n--bb\r\n--b-\r\n --b\r\n--b--', ['x--b\r\n--bb\r\n--b-\r\n --b']],
    ['--b\r\nx\r--b\r\n--b--', ['x\r--b']],
  ])('of %j are %j', (text, expected) => {
    expect(split(text)).toEqual(expected)
  })

  test.each<[string, string]>([
    ['', "here: expected a line '--b', found none"],
    ['--a--', "here: expected a line '--b', found none"],
    ['--b\r\nx', "here: expected a line '--b--', found none"],
    ['--b\r\nx\r\n--b--x', "here: expected a line '--b--', found none"],
    ['--b\n'.repeat(5), 'here: expected at most 3 parts'],
  ])('of %j are none: %s', (text, message) => {
    expect(() => split(text)).toThrow(new ODataError(400, 'BadRequest', message))
  })

  test('are what was joined', () => {
    const octets = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes))
    const parts = fc.array(octets, { maxLength: 3 })
    fc.assert(
      fc.property(parts, (given) => {
        const boundary = 'boundary-that-no-twenty-octets-hold'
        const joined = given.flatMap((part) => [
          Buffer.from(`--${boundary}\r\n`),
          part,
          Buffer.from('\r\n'),
        ])
        const body = Buffer.concat([...joined, Buffer.from(`--${boundary}--`)])
        expect(splitMultipart(body, { boundary, most: 3 }, 'here')).toEqual(given)
      }),
    )
  })
})

test.each<[string, boolean, readonly string[], string]>([
  ['a\r\nb\r\n\r\nc', false, ['a', 'b'], 'c'],
  ['a\nb\n\nc', false, ['a', 'b'], 'c'],
  ['\r\na', false, [], 'a'],
  ['\r\n\r\na\r\n\r\n\r\nb', true, ['a'], '\r\nb'],
  ['a', true, ['a'], ''],
  ['', true, [], ''],
])('the head of %j, empty lines before it passed over: %j', (text, skipsEmpty, lines, rest) => {
  const head = readHead(Buffer.from(text), { skipsEmpty })
  expect([head.lines, head.rest.toString()]).toEqual([lines, rest])
})

describe('header lines', () => {
  test('are read by name in lower case', () => {
    const lines = ['Accept:a', 'X-Y :', 'accept: b ', 'Z: 1', '\t2', 'A:b:c']
    expect(() => readHeaderLines(lines, 'here')).toThrow(
      "here: expected a header 'Name: value', found 'X-Y :'",
    )
    expect(readHeaderLines(lines.toSpliced(1, 1), 'here')).toEqual({
      accept: 'a, b',
      z: '1 2',
      a: 'b:c',
    })
  })

  test.each(['', ' folded first', 'none', ':x', 'a b: c'])('%j is none', (line) => {
    expect(() => readHeaderLines([line], 'here')).toThrow(/^here: expected a header/)
  })
})
