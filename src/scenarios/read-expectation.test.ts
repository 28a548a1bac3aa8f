import { describe, expect, test } from '@jest/globals'
import { parseJson } from '../model/index.ts'
import { FileProblems } from './file-problems.ts'
import { parseLocated } from './parse-located.ts'
import { readExpectation } from './read-expectation.ts'
import type { Mismatch, Variables } from './scenario.ts'

const audit = 'c5b8d7ab-1111-4c21-9cb4-0b0bbfdefc01'

function match(yaml: string, found: unknown, variables: Variables): Promise<readonly Mismatch[]> {
  return parseLocated('x.yaml', yaml).then((value) => {
    const problems = new FileProblems()
    const expectation = readExpectation(value, problems.reportOf('x.yaml'))
    problems.throwAny()
    return expectation(found, '', variables)
  })
}

const matching: readonly [expectation: string, found: unknown][] = [
  ['Sales', 'Sales'],
  ['1', 1],
  ['null', null],
  // As text: what $count and $value are answered with.
  ['1', '1'],
  ['1.50', '1.5'],
  ['9007199254740993', '9007199254740993'],
  ['true', 'true'],
  ['{}', { a: 1 }],
  ['{ a: 1 }', { a: 1, b: 2 }],
  ['{ a: { b: [1, 2] } }', { a: { b: [1, 2], c: 3 } }],
  ['[{ a: 1 }, {}]', [{ a: 1, b: 2 }, { c: 3 }]],
  ['"@odata.etag": { $any: true }', { '@odata.etag': null }],
  ['$any: true', null],
  ['$capture: x', false],
  ['$uuid: true', audit],
  ['$uuid: true', audit.toUpperCase()],
  ['$regex: les$', 'Sales'],
  ['$regex: ^${known}/\\d{2}$', 'a.b/42'],
  ['$regex: ^a{1,3}$', 'aa'],
  ['$type: string', ''],
  ['$type: number', 0],
  ['$type: boolean', false],
  ['$type: object', {}],
  ['$type: array', []],
  ['$type: null', null],
  ['$contains: ale', 'Sales'],
  ['$contains: [Sa, es]', 'Sales'],
  ['$contains: { id: 2 }', [{ id: 1 }, { id: 2, b: 1 }]],
  ['$contains: [2, 1]', [1, 2, 3]],
  ['$contains: []', [1]],
  ['$only: []', []],
  ['$only: [2, 1]', [1, 2]],
  ['$only: [{}, { id: 1 }]', [{ id: 1 }, { id: 2 }]],
  ['$only: [{ a: 1 }, { b: 1 }, {}]', [{ a: 1, b: 1 }, { b: 1 }, { a: 1 }]],
  ['$only: [{ id: { $capture: x } }]', [{ id: 1 }]],
  ['$each: { a: { $type: number } }', [{ a: 1 }, { a: 2, b: 3 }]],
  ['$each: 1', []],
  ['$empty: true', undefined],
  ['$empty: true', ''],
  ['value: { $empty: true }', { value: [] }],
  ['value: { $empty: true }', { value: {} }],
  ['value: { $empty: true }', { value: '' }],
  ['a: { $absent: true }', { b: 1 }],
  ['a: { $absent: true }', {}],
  ['{ $capture: x, $type: object, a: 1 }', { a: 1, b: 2 }],
  ['"${known}"', 'a.b'],
  ['"is ${known}"', 'is a.b'],
  ['"${number}"', 3],
  ['"${object}"', { a: [1] }],
  ['"${unknown name}"', '${unknown name}'],
  ['{ a: { $capture: x }, b: "${x}" }', { a: 7, b: 7 }],
]

const differing: readonly [
  expectation: string,
  found: unknown,
  ...mismatches: [pointer: string, expected: string, found: string][],
][] = [
  ['Sales', 'Audit', ['', '"Sales"', '"Audit"']],
  ['a: null', {}, ['/a', 'null', 'nothing']],
  ['a/b~: 1', { 'a/b~': 2 }, ['/a~1b~0', '1', '2']],
  ['constructor: {}', {}, ['/constructor', 'an object', 'nothing']],
  ['{ a: 1, b: 2 }', { a: 2, b: 1 }, ['/a', '1', '2'], ['/b', '2', '1']],
  ['{}', [], ['', 'an object', '[]']],
  ['{ a: 1 }', null, ['', 'an object', 'null']],
  ['[1]', {}, ['', 'an array', '{}']],
  ['[1, 2]', [1], ['', 'an array of length 2', 'length 1: [1]']],
  ['[1]', [2, 3], ['/0', '1', '2'], ['', 'an array of length 1', 'length 2: [2,3]']],
  ['$any: true', undefined, ['', 'any value', 'nothing']],
  ['$capture: x', undefined, ['', 'a value to capture as x', 'nothing']],
  ['$uuid: true', 'c5b8d7ab', ['', 'a UUID', '"c5b8d7ab"']],
  ['$regex: ^S', 'Audit', ['', 'a text that matches /^S/', '"Audit"']],
  ['$regex: ^a${known}$', 'aaxb', ['', 'a text that matches /^aa\\.b$/', '"aaxb"']],
  ['$regex: "1"', 1, ['', 'a text that matches /1/', '1']],
  ['$type: string', null, ['', 'a value of type string', 'null']],
  ['$type: object', [], ['', 'a value of type object', '[]']],
  ['$type: null', undefined, ['', 'a value of type null', 'nothing']],
  ['$contains: x', 'Sales', ['', 'a text that contains "x"', '"Sales"']],
  ['$contains: { a: 1 }', 'Sales', ['', 'an array', '"Sales"']],
  ['$contains: 1', 1, ['', 'an array or a text', '1']],
  ['$contains: { a: "${number}" }', [1], ['', 'an element like {"a":3}', '[1]']],
  ['$contains: [1, 1]', [1, 2], ['', 'an element like 1', '[1,2]']],
  ['$only: []', [1], ['/0', 'no further element', '1']],
  ['$only: [1]', 1, ['', 'an array', '1']],
  ['$only: [{ a: 1 }, { a: 2 }]', [{ a: 2 }, { a: 3 }], ['/1/a', '1', '3']],
  ['$only: [1, 2]', [1], ['', 'an element like 2', '[1]']],
  ['1', '01', ['', '1', '"01"']],
  ['true', 'True', ['', 'true', '"True"']],
  ['a: 1', { a: '1' }, ['/a', '1', '"1"']],
  ['$each: { a: 1 }', [{ a: 1 }, { a: 2 }], ['/1/a', '1', '2']],
  ['$each: 1', {}, ['', 'an array', '{}']],
  ['$empty: true', {}, ['', 'no body', '{}']],
  ['$empty: true', null, ['', 'no body', 'null']],
  ['a: { $empty: true }', { a: [1] }, ['/a', 'an array, object or text without content', '[1]']],
  ['a: { $absent: true }', { a: null }, ['/a', 'nothing', 'null']],
  ['{ $type: object, a: 1 }', 1, ['', 'a value of type object', '1'], ['', 'an object', '1']],
]

const refused: readonly [expectation: string, message: string][] = [
  [
    'a: 1\nb: { $uid: true }',
    "x.yaml:2: unknown matcher '$uid'; expected one of $any, $capture, $uuid, $regex, $type, $contains, $only, $each, $empty, $absent, $base64; did you mean '$uuid'?",
  ],
  ['$any: false', 'x.yaml:1: $any: expected true, found false'],
  [
    '$capture: 1a',
    "x.yaml:1: $capture: '1a' cannot name a variable: expected letters, digits, _ and -, first a letter or _",
  ],
  ['$capture: base', "x.yaml:1: $capture: 'base' is the service root URL, and cannot be set"],
  ['$capture: {}', 'x.yaml:1: $capture: expected the name of a variable, found a map'],
  ['$uuid: yes', 'x.yaml:1: $uuid: expected true, found "yes"'],
  ['$regex: 1', 'x.yaml:1: $regex: expected a regular expression, found 1'],
  ['$regex: "("', 'x.yaml:1: $regex: Invalid regular expression: /(/: Unterminated group'],
  [
    '$type: integer',
    'x.yaml:1: $type: expected one of string, number, boolean, object, array, null, found "integer"',
  ],
  ['$only: { a: 1 }', 'x.yaml:1: $only: expected a list, found a map'],
  [
    '$each:\n  $type: []',
    'x.yaml:2: $type: expected one of string, number, boolean, object, array, null, found a list',
  ],
  ['$empty: 1', 'x.yaml:1: $empty: expected true, found 1'],
  ['$absent: null', 'x.yaml:1: $absent: expected true, found null'],
]

function variables(): Variables {
  return new Map<string, never>(
    Object.entries({ known: 'a.b', number: 3, object: { a: [1] } }) as [string, never][],
  )
}

describe('an expectation', () => {
  test.each(matching)('%s matches %j', async (expectation, found) => {
    expect(await match(expectation, found, variables())).toEqual([])
  })

  test.each(differing)('%s differs from %j', async (expectation, found, ...mismatches) => {
    expect(await match(expectation, found, variables())).toEqual(
      mismatches.map(([pointer, expected, text]) => ({ line: 1, pointer, expected, found: text })),
    )
  })

  test.each(refused)('%s is refused', async (expectation, message) => {
    await expect(match(expectation, {}, variables())).rejects.toThrow(new Error(message))
  })

  test('each mismatch has the line of what is expected', async () => {
    expect(await match('a:\n  b: 1\n  c:\n    $type: array', { a: {} }, variables())).toEqual([
      { line: 2, pointer: '/a/b', expected: '1', found: 'nothing' },
      { line: 4, pointer: '/a/c', expected: 'a value of type array', found: 'nothing' },
    ])
  })

  test('captures come from the elements that $only pairs', async () => {
    const captured = variables()
    const expectation = '$only: [{ n: b, id: { $capture: b } }, { n: a, id: { $capture: a } }]'
    expect(
      await match(
        expectation,
        [
          { n: 'a', id: 1 },
          { n: 'b', id: 2 },
        ],
        captured,
      ),
    ).toEqual([])
    expect([captured.get('a'), captured.get('b')]).toEqual([1, 2])
  })

  test('elements that are only tried leave no captures', async () => {
    const captured = variables()
    const elements = [{ n: 'b', id: 2 }]
    const expectation = '$contains: [{ n: b, id: 2 }, { n: c, id: { $capture: known } }]'
    expect(await match(expectation, elements, captured)).toHaveLength(1)
    expect(captured).toEqual(variables())
  })

  test('a regular expression does not run on more than 10,000 characters', async () => {
    expect(await match('$regex: a', 'a'.repeat(10_001), variables())).toEqual([
      {
        line: 1,
        pointer: '',
        expected: 'a text of at most 10000 characters for /a/',
        found: `"${'a'.repeat(299)}…`,
      },
    ])
  })

  test('a regular expression that would backtrack for years is matched in linear time', async () => {
    const text = `${'a'.repeat(50)}!`
    expect(await match('$regex: ^(a+)+$', text, variables())).toEqual([
      { line: 1, pointer: '', expected: 'a text that matches /^(a+)+$/', found: `"${text}"` },
    ])
  })

  test('what has no linear match is searched for a second at most', async () => {
    expect(await match('$regex: ^(?!b)a', 'abc', variables())).toEqual([])
    const text = `${'a'.repeat(50)}!`
    expect(await match('$regex: ^(?=a)(a+)+$', text, variables())).toEqual([
      {
        line: 1,
        pointer: '',
        expected: 'a text that can be searched within a second for /^(?=a)(a+)+$/',
        found: `"${text}"`,
      },
    ])
  })

  test('a missing element that refers to what it captures is told as it is written', async () => {
    const expectation = "$contains: [{ a: { $capture: x }, b: '${x}' }]"
    const captured = variables()
    expect(await match(expectation, [{ a: 1, b: 1 }], captured)).toEqual([])
    captured.delete('x')
    expect(await match(expectation, [{ a: 1, b: 2 }], captured)).toEqual([
      {
        line: 1,
        pointer: '',
        expected: 'an element like {"a":{"$capture":"x"},"b":"${x}"}',
        found: '[{"a":1,"b":2}]; nearest is element 0 (/0/b: expected 1, found 2)',
      },
    ])
  })

  test('of many missing or further elements twenty are told, and how many more there are', async () => {
    const ids = Array.from({ length: 30 }, (_, id) => id)
    const found = ids.map((id) => ({ id: id + 100 }))
    const expectation = `$only: [${ids.map((id) => `{ id: ${id} }`).join()}]`
    const mismatches = await match(expectation, found, variables())
    expect(mismatches).toHaveLength(42)
    expect(mismatches[20]).toEqual({
      line: 1,
      pointer: '',
      expected: 'elements like 10 more of the list',
      found: 'none',
    })
    expect(mismatches[41]).toEqual({
      line: 1,
      pointer: '',
      expected: 'no further element',
      found: '10 more',
    })
  })

  test('a list is met in any order by numbers of any spelling, nulls and variables', async () => {
    const expectation = `$only: [{ n: 1.50 }, { n: 9007199254740993 }, { n: null }, { n: '\${known}' }, { n: true }]`
    const found = parseJson('[{"n":"a.b"},{"n":true},{"n":null},{"n":9007199254740993},{"n":1.5}]')
    expect(await match(expectation, found, variables())).toEqual([])
  })

  test('thousands of elements are met in any order', async () => {
    const ids = Array.from({ length: 3_000 }, (_, id) => id)
    const expectation = `$only: [${ids.map((id) => `{ id: ${id} }`).join()}]`
    const found = ids.map((id) => ({ id, name: 'x' })).reverse()
    expect(await match(expectation, found, variables())).toEqual([])
  })
})
