import { expect, test } from '@jest/globals'
import { splitQueryOptions } from './query-options.ts'

const queries: readonly [
  query: string,
  options: readonly [name: string, value: string, position: number][],
][] = [
  ['', []],
  ['$top=1', [['$top', '1', 5]]],
  [
    '%24filter=a+eq+1&$top=2',
    [
      ['$filter', 'a eq 1', 10],
      ['$top', '2', 22],
    ],
  ],
  ['$filter=a%20eq%20%27x%26y%3Dz%27', [['$filter', "a eq 'x&y=z'", 8]]],
  ['$filter=a eq 1%2B1', [['$filter', 'a eq 1+1', 8]]],
  [
    "@p='a=b'&sap-client=100",
    [
      ['@p', "'a=b'", 3],
      ['sap-client', '100', 20],
    ],
  ],
  ['&&$count=true&', [['$count', 'true', 9]]],
  ['debug', [['debug', '', 5]]],
  ['a=', [['a', '', 2]]],
  ['=x', [['', 'x', 1]]],
  ['$search=%CE%94 \u0394', [['$search', '\u0394 \u0394', 8]]],
  ['x=1;y=2', [['x', '1;y=2', 2]]],
]

test.each(queries)('%s', (query, options) => {
  const expected = options.map(([name, value, position]) => ({ name, value, position }))
  expect(splitQueryOptions(query)).toEqual(expected)
})

const rejected: readonly [query: string, message: string][] = [
  ['$top=1&$filter=a%zz', "$filter: expected percent-encoded UTF-8 at 16, found '%zz'"],
  ['$filter=%41%', "$filter: expected percent-encoded UTF-8 at 11, found '%'"],
  ['$filter=%41%E4', "$filter: expected percent-encoded UTF-8 at 8, found '%41%E4'"],
  ['%2=1', "%2: expected percent-encoded UTF-8 at 0, found '%2'"],
  ['$search=#1', "query: expected an encoded '%23' at 8, found '#'"],
]

test.each(rejected)('%s is refused', (query, message) => {
  expect(() => splitQueryOptions(query)).toThrow(new Error(message))
})
