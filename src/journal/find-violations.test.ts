import { describe, expect, test } from '@jest/globals'
import { contractOf } from '../../test/contract-of.ts'
import type { ContractOperation } from '../contract/contract.ts'
import type { ModelDeclaration } from '../model/index.ts'
import { getValidators } from '../schemas/index.ts'
import type { Exchange, ExchangeRecord } from './exchange.ts'
import { createJournal } from './journal.ts'

const text = { typeName: 'Edm.String', isCollection: false, nullable: true }
const declaration: ModelDeclaration = {
  namespace: 'shop',
  types: [
    {
      kind: 'entityType',
      namespace: 'shop',
      name: 'package',
      key: ['id'],
      properties: [
        { ...text, name: 'id', nullable: false },
        { ...text, name: 'title' },
        { name: 'isHidden', typeName: 'Edm.Boolean', isCollection: false, nullable: true },
      ],
      navigationProperties: [],
    },
    { kind: 'enumType', namespace: 'shop', name: 'size', isFlags: false, members: [] },
  ],
  operations: [],
  containerName: 'container',
  entitySets: [{ name: 'packages', entityType: 'shop.package' }],
  singletons: [],
  operationImports: [],
}
const contract = contractOf(declaration)
const validators = getValidators(contract.model)

/** `200`, `200 shop.package`, `200 shop.package[]`: a status and the type of its body. */
function operation(...responses: readonly string[]): ContractOperation {
  return {
    name: 'Do it',
    method: 'GET',
    paths: [],
    permissions: undefined,
    headers: [],
    requestBody: undefined,
    responses: responses.map((response) => {
      const [status, typeName] = response.replace('[]', '').split(' ')
      const isCollection = response.endsWith('[]')
      const body = typeName === undefined ? undefined : { typeName, isCollection }
      return { status: Number(status), body, source: { file: 'api/do.md', line: 30 } }
    }),
    examples: [],
    origin: 'page',
    source: { file: 'api/do.md', line: 9 },
  }
}

function record(status: number, body: unknown, more: Partial<ExchangeRecord> = {}): ExchangeRecord {
  return {
    method: 'GET',
    url: '/beta/packages',
    requestHeaders: {},
    requestBody: undefined,
    status,
    responseHeaders: { 'Content-Type': 'application/json;odata.metadata=minimal' },
    responseBody: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    operation: undefined,
    violations: [],
    time: 0,
    duration: 0,
    ...more,
  }
}

function read(exchange: ExchangeRecord): Exchange {
  const journal = createJournal({ contract, validators })
  journal.record(exchange)
  return journal.exchanges[0]!
}

function found(exchange: ExchangeRecord): readonly string[] {
  return read(exchange).violations.map(
    ({ rule, pointer, message, expected, actual }) =>
      `${rule} ${pointer ?? '-'}: ${message} [${expected} | ${actual}]`,
  )
}

const one = operation('200 shop.package')
const list = operation('200 shop.package[]')
const nothing = operation('204')
const unknown = "'titel' is not a property of shop.package; did you mean 'title'?"

describe('statuses', () => {
  const undocumented = (expected: string, actual: number) =>
    `undocumented-status -: Do it does not document the status ${actual} [${expected} | ${actual}]`
  test.each<
    [
      ContractOperation | undefined,
      status: number,
      headers: Record<string, string>,
      violations: readonly string[],
    ]
  >([
    [undefined, 299, {}, []],
    [operation(), 201, {}, []],
    [nothing, 204, {}, []],
    [nothing, 200, {}, [undocumented('204', 200)]],
    [operation('200', '202', '200'), 204, {}, [undocumented('200 or 202', 204)]],
    [nothing, 304, {}, []],
    [nothing, 302, {}, []],
    [nothing, 404, {}, []],
    [nothing, 501, {}, []],
    [operation('201 shop.package'), 204, { Prefer: 'return=minimal' }, []],
    [nothing, 200, { prefer: 'odata.maxpagesize=2, return=representation' }, []],
    [nothing, 202, { prefer: 'respond-async' }, []],
    [nothing, 202, { prefer: 'return=minimal' }, [undocumented('204', 202)]],
    [operation('200'), 206, { Range: 'bytes=0-1' }, []],
    [operation('200'), 206, {}, [undocumented('200', 206)]],
  ])('%#', (of, status, requestHeaders, violations) => {
    expect(found(record(status, undefined, { operation: of, requestHeaders }))).toEqual(violations)
  })
})

describe('bodies', () => {
  test.each<[ContractOperation, body: unknown, violations: readonly string[]]>([
    [one, { id: 'a' }, []],
    [one, { '@odata.context': 'x', id: 'a', title: null }, []],
    [one, {}, []],
    [
      one,
      { titel: 'x' },
      [`invalid-response /titel: ${unknown} [a property of shop.package | 'titel']`],
    ],
    [
      one,
      undefined,
      ['invalid-response : Do it documents a body for the status 200 [shop.package | no body]'],
    ],
    [one, '{', ['invalid-response : the body is not JSON [shop.package | other text]']],
    [one, { value: [{ id: 'a' }] }, []],
    [
      one,
      { value: [{ isHidden: 'x' }] },
      [
        'invalid-response /value/0/isHidden: expected Edm.Boolean, found the string "x" [Edm.Boolean | the string "x"]',
      ],
    ],
    [list, { value: [] }, []],
    [
      list,
      { value: [{ id: 'a' }, { titel: 'x' }] },
      [`invalid-response /value/1/titel: ${unknown} [a property of shop.package | 'titel']`],
    ],
    [list, { value: [{ '@odata.id': 'packages/a' }] }, []],
    [
      list,
      { id: 'a' },
      [
        "invalid-response /value: a collection's items stand in an array named 'value' [a collection of shop.package | no such array]",
      ],
    ],
    [list, { '@odata.context': '$metadata#packages/$entity', id: 'a' }, []],
    [operation('200'), { titel: 'x' }, []],
    [operation('200 shop.size'), { value: 5 }, []],
    [operation('200 Edm.String'), { value: 5 }, []],
    [
      operation('200', '200 shop.package'),
      { id: 5 },
      ['invalid-response /id: expected Edm.String, found the number 5 [Edm.String | the number 5]'],
    ],
  ])('%#: %j', (of, body, violations) => {
    expect(found(record(200, body, { operation: of }))).toEqual(violations)
  })

  test('every item of a collection, up to 20 violations', () => {
    const wrong = { isHidden: 'x' }
    const late = [...Array.from({ length: 2000 }, () => ({ id: 'a' })), wrong]
    expect(found(record(200, { value: late }, { operation: list }))).toEqual([
      'invalid-response /value/2000/isHidden: expected Edm.Boolean, found the string "x" [Edm.Boolean | the string "x"]',
    ])
    const many = Array.from({ length: 50 }, () => wrong)
    const exchange = read(record(200, { value: many }, { operation: list }))
    expect(exchange.violations).toHaveLength(20)
    expect(exchange.unchecked).toEqual([
      'the rest of the response body: its first 20 violations are listed',
    ])
  })

  test('what is beyond the ten thousandth item is said to be unchecked', () => {
    const value = [...Array.from({ length: 10_000 }, () => ({ id: 'a' })), { isHidden: 'x' }]
    const exchange = read(record(200, { value }, { operation: list }))
    expect(exchange.violations).toEqual([])
    expect(exchange.unchecked).toEqual([
      'items 10000 to 10000 of the response: the first 10000 are held to their type',
    ])
  })

  test.each<[name: string, more: Partial<ExchangeRecord>]>([
    ['HEAD has no body', { method: 'HEAD', responseBody: undefined }],
    [
      'another media type that was asked for',
      {
        requestHeaders: { accept: 'text/plain' },
        responseHeaders: { 'content-type': 'text/plain' },
        responseBody: '5',
      },
    ],
    ['$apply', { url: '/beta/packages?$apply=aggregate($count as titel)' }],
    ['$compute', { url: '/beta/packages?$top=1&%24compute=1 as titel' }],
    ['apply', { url: '/beta/packages?apply=aggregate($count as titel)' }],
    ['an error', { status: 404, responseBody: '{"error":{"code":"a","message":"b","titel":5}}' }],
  ])('%s is not held to the type', (_name, more) => {
    expect(found(record(200, { titel: 5 }, { operation: one, ...more }))).toEqual([])
  })
})

test('a violation names its operation and page', () => {
  expect(read(record(201, { id: 'a' }, { operation: one })).violations).toEqual([
    {
      rule: 'undocumented-status',
      severity: 'error',
      message: 'Do it does not document the status 201',
      operation: 'Do it',
      expected: '200',
      actual: '201',
      source: 'api/do.md:30',
      curl: 'curl -g http://localhost/beta/packages',
    },
  ])
})
