import { describe, expect, test } from '@jest/globals'
import { contractOf, emptyDeclaration } from '../../test/contract-of.ts'
import type { ContractOperation } from '../contract/contract.ts'
import { UsageError } from '../errors.ts'
import {
  assertContract,
  ContractViolationError,
  type AssertContractOptions,
} from './assert-contract.ts'
import type { CoverageThresholds } from './coverage.ts'
import type { ContractViolation, Exchange, ExchangeRecord } from './exchange.ts'
import { createJournal, type Journal } from './journal.ts'

const contract = contractOf(emptyDeclaration)
const validators = { validate: () => [] }

const create: ContractOperation = {
  name: 'Create package',
  method: 'POST',
  paths: [{ text: '/packages', source: { file: 'api/create.md', line: 20 } }],
  permissions: undefined,
  headers: [],
  requestBody: undefined,
  responses: [{ status: 201, body: undefined, source: { file: 'api/create.md', line: 40 } }],
  examples: [],
  origin: 'page',
  source: { file: 'api/create.md', line: 9 },
}

const readOnly: ContractViolation = {
  rule: 'read-only-property',
  severity: 'error',
  message: "'createdBy' is set by the server",
  operation: 'Create package',
  pointer: '/createdBy',
  expected: 'no value',
  actual: 'the string "me"',
  source: 'resources/package.md:31',
}
const missing: ContractViolation = {
  rule: 'delta-without-context',
  severity: 'warning',
  message: "a delta payload has the context '#$delta'",
  operation: 'Create package',
}
/** Of a rule that cites no line: the page of the operation. */
const missingInCreation = { ...missing, source: 'api/create.md:9' }

const curl =
  "curl -g -X POST http://localhost/beta/packages -H 'Authorization: Bearer <redacted>' -H 'x-list: a' -H 'x-list: b' --data-raw '{\"createdBy\":\"me\"}'"

function record(more: Partial<ExchangeRecord> = {}): ExchangeRecord {
  return {
    method: 'GET',
    url: '/beta/packages',
    requestHeaders: {},
    requestBody: undefined,
    status: 200,
    responseHeaders: {},
    responseBody: undefined,
    operation: undefined,
    violations: [],
    time: 0,
    duration: 0.5,
    ...more,
  }
}

const creation = record({
  method: 'POST',
  requestHeaders: { Authorization: 'Bearer s3cret', accept: undefined, 'x-list': ['a', 'b'] },
  requestBody: { createdBy: 'me' },
  status: 200,
  responseHeaders: { 'content-type': 'application/json', 'content-length': 10 },
  responseBody: '{"id":"a"}',
  operation: create,
  violations: [readOnly, missing],
  time: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
})

function journalOf(records: readonly ExchangeRecord[], capacity?: number): Journal {
  const journal = createJournal({ contract, validators, capacity })
  for (const each of records) journal.record(each)
  return journal
}

const undocumentedStatus: ContractViolation = {
  rule: 'undocumented-status',
  severity: 'error',
  message: 'Create package does not document the status 200',
  operation: 'Create package',
  expected: '201',
  actual: '200',
  source: 'api/create.md:40',
}

describe('exchanges', () => {
  test('are shown with bodies parsed, the token redacted and the operation matched', () => {
    expect(journalOf([creation]).exchanges).toEqual([
      {
        number: 1,
        time: '2026-01-02T03:04:05.006Z',
        duration: 0.5,
        request: {
          method: 'POST',
          url: '/beta/packages',
          headers: { Authorization: 'Bearer <redacted>', 'x-list': ['a', 'b'] },
          body: { createdBy: 'me' },
        },
        response: {
          status: 200,
          headers: { 'content-type': 'application/json', 'content-length': 10 },
          body: { id: 'a' },
        },
        operation: {
          name: 'Create package',
          method: 'POST',
          path: '/packages',
          source: 'api/create.md:9',
        },
        violations: [readOnly, missingInCreation, undocumentedStatus].map((each) => ({
          ...each,
          curl,
        })),
      },
    ])
  })

  test('have no body and no operation where there was none', () => {
    expect(Object.keys(journalOf([record()]).exchanges[0]!)).toEqual([
      'number',
      'time',
      'duration',
      'request',
      'response',
      'violations',
    ])
    expect(journalOf([record()]).exchanges[0]!.response).toEqual({ status: 200, headers: {} })
  })

  test('are made once', () => {
    const journal = journalOf([record()])
    const [exchange] = journal.exchanges
    journal.record(record())
    expect(journal.exchanges[0]).toBe(exchange)
  })

  test.each<[records: number, urls: string, dropped: number]>([
    [0, '', 0],
    [2, '1:a0 2:a1', 0],
    [3, '1:a0 2:a1 3:a2', 0],
    [4, '2:a1 3:a2 4:a3', 1],
    [8, '6:a5 7:a6 8:a7', 5],
  ])('of %i the last three are kept', (records, urls, dropped) => {
    const journal = journalOf(
      Array.from({ length: records }, (_, index) => record({ url: `a${index}` })),
      3,
    )
    const shown = journal.exchanges.map(({ number, request }) => `${number}:${request.url}`)
    expect([shown.join(' '), journal.dropped]).toEqual([urls, dropped])
  })

  test('count from 1 again after clearing', () => {
    const journal = journalOf([record(), record(), record(), record()], 3)
    journal.clear()
    expect([journal.exchanges, journal.dropped]).toEqual([[], 0])
    journal.record(record({ url: 'next' }))
    expect(journal.exchanges.map(({ number, request }) => [number, request.url])).toEqual([
      [1, 'next'],
    ])
  })

  test('go to the sink, also those that the journal has dropped by then', () => {
    const waiting: (() => Exchange)[] = []
    const sink = { append: (getExchange: () => Exchange) => void waiting.push(getExchange) }
    const journal = createJournal({ contract, validators, capacity: 1, sink })
    for (const url of ['a', 'b']) journal.record(record({ url }))
    const shown = waiting.map((getExchange) => getExchange())
    expect(shown.map(({ number, request }) => [number, request.url])).toEqual([
      [1, 'a'],
      [2, 'b'],
    ])
    expect(journal.exchanges[0]).toBe(shown[1])
  })
})

test('violations come with their exchanges', () => {
  const journal = journalOf([record(), creation])
  expect(
    journal.violations().map(({ exchange, violation }) => [exchange.number, violation]),
  ).toEqual([
    [2, { ...readOnly, curl }],
    [2, { ...missingInCreation, curl }],
    [2, { ...undocumentedStatus, curl }],
  ])
})

describe('assertContract', () => {
  const messageOf = (journal: Journal, options?: AssertContractOptions) => {
    try {
      assertContract(journal, options)
    } catch (error) {
      if (error instanceof ContractViolationError) return error.message
      throw error
    }
    return 'nothing refused'
  }

  test('lists every violation in one error', () => {
    const journal = journalOf([
      record(),
      creation,
      record({ url: '/beta/x', violations: [{ ...readOnly, pointer: '' }] }),
    ])
    expect(messageOf(journal)).toBe(`3 violations of the contract, in 2 of 3 exchanges

#2 POST /beta/packages (200, Create package)
  error read-only-property: 'createdBy' is set by the server
    at: /createdBy
    expected: no value
    found: the string "me"
    page: resources/package.md:31
  error undocumented-status: Create package does not document the status 200
    expected: 201
    found: 200
    page: api/create.md:40
  curl: ${curl}

#3 GET /beta/x (200)
  error read-only-property: 'createdBy' is set by the server
    expected: no value
    found: the string "me"
    page: resources/package.md:31
  curl: curl -g http://localhost/beta/x

1 warning not listed; { warnings: true } lists and fails on them too`)
  })

  test('passes warnings, or fails on them when asked', () => {
    const journal = journalOf([record({ violations: [missing] })])
    expect(messageOf(journal)).toBe('nothing refused')
    expect(messageOf(journal, { warnings: true })).toBe(
      `1 violation of the contract, in 1 of 1 exchange

#1 GET /beta/packages (200)
  warning delta-without-context: a delta payload has the context '#$delta'
  curl: curl -g http://localhost/beta/packages`,
    )
  })

  test('passes an empty journal and one without violations', () => {
    expect(messageOf(journalOf([]))).toBe('nothing refused')
    expect(messageOf(journalOf([record()]))).toBe('nothing refused')
  })

  test('does not vouch for exchanges that the journal has dropped', () => {
    expect(messageOf(journalOf([record(), record()], 1))).toBe(
      `no violation of the contract in the last 1 exchange, but:

the first 1 exchange was not checked: the journal is full; reset or assert more often`,
    )
  })

  test('says how a test is to provoke a refusal', () => {
    const journal = journalOf([record({ status: 400, violations: [readOnly] })])
    expect(messageOf(journal).split('\n\n').at(-1)).toBe(
      "a test that is refused on purpose ends with service.journal.clear(), or gives { ignore: ['read-only-property'] }",
    )
  })

  test('gives the violations with the error', () => {
    const journal = journalOf([record({ violations: [readOnly] })])
    expect(() => assertContract(journal)).toThrow(
      expect.objectContaining({ name: 'ContractViolationError', violations: journal.violations() }),
    )
  })

  test('leaves out the rules that it is told to ignore', () => {
    const journal = journalOf([record({ violations: [readOnly] })])
    expect(messageOf(journal, { ignore: ['read-only-property'] })).toBe('nothing refused')
    expect(messageOf(journal, { ignore: ['undocumented-status'] })).toContain('read-only-property')
  })

  test('refuses to ignore what is no rule', () => {
    expect(() => assertContract(journalOf([]), { ignore: ['read-only-proprety'] })).toThrow(
      new UsageError(
        "assertContract: ignore: expected names of rules, found 'read-only-proprety'; did you mean 'read-only-property'?",
      ),
    )
  })

  test.each<[options: unknown, message: string]>([
    [
      { minCovrage: 80 },
      "assertContract: expected warnings, minCoverage, ignore, found 'minCovrage'; did you mean 'minCoverage'?",
    ],
    [80, 'assertContract: expected options, such as { warnings: true }, found 80'],
    [
      { ignore: 'read-only-property' },
      'assertContract: ignore: expected names of rules, as a list, found "read-only-property"',
    ],
  ])('refuses the options %j', (options, message) => {
    expect(() => assertContract(journalOf([]), options as AssertContractOptions)).toThrow(
      new UsageError(message),
    )
  })

  test('fails where less is covered than is asked for, and says what is not', () => {
    const some = createJournal({ contract: { ...contract, operations: [create] }, validators })
    some.record(record())
    expect(messageOf(some, { minCoverage: 80 })).toBe(
      `no violation of the contract in 1 exchange, but:

operations: 0 % covered (0 of 1), expected at least 80 %; not covered: Create package (POST /packages)`,
    )
    some.record(record({ method: 'POST', status: 201, operation: create }))
    expect(messageOf(some, { minCoverage: 80 })).toBe('nothing refused')
  })

  test.each<[thresholds: CoverageThresholds, message: string]>([
    [101, 'coverage: expected 0 to 100 for operations, found 101'],
    [
      '80' as unknown as CoverageThresholds,
      'coverage: expected percent of operations, such as 80, or by kind, such as { operations: 80, properties: 50 }, found "80"',
    ],
    [
      { properties: '50' } as unknown as CoverageThresholds,
      'coverage: expected 0 to 100 for properties, found "50"',
    ],
    [
      { operation: 80 } as CoverageThresholds,
      "coverage: expected operations, statuses, options, properties, relationships, found 'operation'; did you mean 'operations'?",
    ],
  ])('refuses a minimal coverage of %j', (minCoverage, message) => {
    expect(() => assertContract(journalOf([]), { minCoverage })).toThrow(new UsageError(message))
  })
})

describe('the journal is bounded', () => {
  test('by the octets of bodies, of requests and responses', () => {
    const journal = createJournal({ contract, validators, capacityBytes: 100 })
    for (let n = 1; n <= 4; n++) {
      journal.record(record({ url: `/beta/${n}`, responseBody: 'x'.repeat(30), requestBytes: 10 }))
    }
    expect(journal.exchanges.map(({ number, request }) => [number, request.url])).toEqual([
      [3, '/beta/3'],
      [4, '/beta/4'],
    ])
    expect(journal.dropped).toBe(2)
  })

  test('and keeps the last exchange whatever its size', () => {
    const journal = createJournal({ contract, validators, capacityBytes: 10 })
    journal.record(record({ responseBody: Buffer.alloc(1000) }))
    journal.record(record({ responseBody: Buffer.alloc(1000) }))
    expect(journal.exchanges.map(({ number }) => number)).toEqual([2])
  })

  test('and goes on for as long as it likes', () => {
    const journal = journalOf(
      Array.from({ length: 5000 }, (_, n) => record({ url: `/beta/${n + 1}` })),
      3,
    )
    expect(journal.exchanges.map(({ number, request }) => [number, request.url])).toEqual([
      [4998, '/beta/4998'],
      [4999, '/beta/4999'],
      [5000, '/beta/5000'],
    ])
    expect(journal.dropped).toBe(4997)
  })
})
