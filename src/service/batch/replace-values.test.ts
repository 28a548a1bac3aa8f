import { describe, expect, test } from '@jest/globals'
import { primitiveTypes } from '../../model/index.ts'
import type { BatchResult } from './batch-results.ts'
import type { ReferenceScope } from './find-result.ts'
import { conditionNotation, queryNotation, replaceValues } from './replace-values.ts'

function result(status: number, body: object): BatchResult {
  return {
    response: { status, headers: {}, body: JSON.stringify(body) },
    outcome: {
      kind: 'value',
      owner: undefined,
      name: '',
      value: null,
      type: primitiveTypes['Edm.Untyped'],
      isCollection: false,
      query: {},
      count: undefined,
    } as NonNullable<BatchResult['outcome']>,
    path: '/x',
    atomicityGroup: undefined,
  }
}

const value = { n: 1.5, s: "O'H & x", b: true, z: null, list: ['a', 2], o: { p: 7 } }

const scope: ReferenceScope = {
  results: {
    requests: new Map([
      ['1', result(200, { value })],
      ['0.a-b~', result(200, { value: 3 })],
      ['it', result(200, { value: 4 })],
      ['filter', result(200, { value: 5 })],
      ['bad', result(404, {})],
    ]),
    groups: new Map(),
  },
  support: {
    formats: undefined,
    continuesOnError: true,
    referencesInBodies: true,
    referencesAcrossChangeSets: true,
    etagReferences: true,
    conditions: true,
  },
  atomicityGroup: undefined,
  dependsOn: undefined,
  version: '4.01',
  toLocal: (url) => url,
}

describe('a query', () => {
  test.each<[string, string]>([
    ['$filter=A eq $1/n', '$filter=A eq 1.5'],
    ['$filter=A%20eq%20%241%2Fn', '$filter=A%20eq%201.5'],
    ['$filter=A eq $1/s', "$filter=A eq 'O''H%20%26%20x'"],
    ['$filter=$1/b and A eq $1/z', '$filter=true and A eq null'],
    ['$filter=A in $1/list', "$filter=A in ('a'%2C2)"],
    ['$filter=A in $1/list&$top=$1/list/$count', "$filter=A in ('a'%2C2)&$top=2"],
    ['$filter=A gt $1/o/p&$top=$0.a-b~', '$filter=A gt 7&$top=3'],
    ['$filter=A eq \'$1/n\' or B eq "$1/n"', '$filter=A eq \'$1/n\' or B eq "$1/n"'],
    [
      "$filter=A eq %27$1/n%27 or B eq 'it''s $1/n'",
      "$filter=A eq %27$1/n%27 or B eq 'it''s $1/n'",
    ],
    ['$filter=$it eq $2/n', '$filter=$it eq $2/n'],
    ['$expand=B($filter=A eq $filter)', '$expand=B($filter=A eq 5)'],
    ['$filter=A/$1 eq 1 and $root/$1 eq 2', '$filter=A/$1 eq 1 and $root/$1 eq 2'],
    ['', ''],
  ])('%s becomes %s', (text, expected) => {
    const encode = (literal: string) => encodeURIComponent(literal)
    expect(replaceValues(text, scope, { ...queryNotation, encode })).toBe(expected)
  })

  test.each<[string, number, RegExp]>([
    ['$filter=A eq $1/nope', 400, /^'\$1\/nope' refers to a value that the answer does not have$/],
    ['$filter=A eq $1/n/m', 400, /expected the end of the path, found 'm'$/],
    ['$filter=A eq $1/o', 501, /structured value/],
    ['$filter=A eq $1/list/m', 501, /^'m' of a collection/],
    ['$filter=$1/list/any(x:x eq 1)', 501, /^a function or lambda operator/],
    ['$filter=A eq $bad', 424, /^'bad', which it refers to, failed$/],
  ])('%s is refused with %d', (text, statusCode, message) => {
    expect(() => replaceValues(text, scope, queryNotation)).toThrow(
      expect.objectContaining({ statusCode, message: expect.stringMatching(message) }),
    )
  })
})

describe('a condition', () => {
  test.each<[string, string]>([
    ['$1/$succeeded and not $bad/$succeeded', 'true and not false'],
    ['$1/s eq $bad/x', "'O''H & x' eq null"],
    ['$1/nope eq null', 'null eq null'],
  ])('%s becomes %s', (text, expected) => {
    expect(replaceValues(text, scope, conditionNotation)).toBe(expected)
  })

  test('with an unknown id is refused', () => {
    expect(() => replaceValues('$9/$succeeded', scope, conditionNotation)).toThrow(
      "if: '$9' refers to no request before it in the batch",
    )
  })
})
