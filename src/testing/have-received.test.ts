import { describe, expect, test } from '@jest/globals'
import { readContract } from '../contract/index.ts'
import type { Coverage, Exchange } from '../journal/index.ts'
import { judgeReceived } from './have-received.ts'
import type { TestedService } from './tested-service.ts'

const contract = readContract(['fixtures/access-packages'])

function received(
  line: string,
  status: number,
  body?: unknown,
): Exchange['request'] & { status: number } {
  const [method, url] = line.split(' ', 2) as [string, string]
  return { method, url, headers: { prefer: 'return=minimal', accept: ['a', 'b'] }, body, status }
}

const requests = [
  received('GET /beta/accessPackages?$top=5&$filter=isHidden%20eq%20true', 200),
  received('POST /beta/accessPackages', 201, { displayName: 'Sales', isHidden: false }),
  received("PATCH /beta/accessPackages('a1')", 200, { displayName: 'Sale' }),
  received('DELETE /~worker-1/beta/accessPackages/a1', 204),
]

const serviceOf = (url: string, seen: typeof requests): TestedService => ({
  url,
  contract,
  journal: {
    exchanges: seen.map(({ status, ...request }, index) => ({
      number: index + 1,
      time: '2026-01-01T00:00:00.000Z',
      duration: 0,
      request,
      response: { status, headers: {} },
      violations: [],
    })),
  },
  assertContract: () => undefined,
  coverage: () => ({}) as Coverage,
})

const service = serviceOf('http://127.0.0.1:4010/beta', requests)

const paint = {
  expected: (text: string) => text,
  received: (text: string) => text,
  dim: (text: string) => text,
}

const explain = (request: string, body?: unknown, details?: object): string =>
  judgeReceived(service, request, { body, details }).explain(paint)

type Asked = readonly [request: string, body?: unknown, details?: object]

const held: readonly Asked[] = [
  ['GET /accessPackages'],
  ['get /accessPackages'],
  ['GET /accessPackages?$filter=isHidden eq true&$top=5'],
  ['GET /accessPackages?%24top=5&$filter=isHidden+eq+true'],
  ['POST /accessPackages', { displayName: 'Sales' }],
  ['POST /accessPackages', { displayName: /^S/ }],
  ['GET /accessPackages?$filter=*&top=5'],
  ['* /accessPackages'],
  ['POST /*'],
  ['PATCH /accessPackages/a1'],
  ["PATCH /accessPackages('a1')"],
  ["PATCH /accessPackages(id='a1')"],
  ['PATCH /accessPackages/*'],
  ['PATCH /accessPackages(*)'],
  ['DELETE /accessPackages/a1'],
  ['DELETE /accessPackages/*', undefined, { times: 1 }],
  ['DELETE /accessPackages/a2', undefined, { times: 0 }],
  ['POST /accessPackages', undefined, { headers: { Prefer: 'return=minimal', Accept: 'a, b' } }],
  ['POST /accessPackages', undefined, { headers: { 'If-Match': undefined } }],
]

const notHeld: readonly Asked[] = [
  ['GET /accessPackages?$top=5'],
  ['GET /accessPackages?'],
  ['GET /accessPackages?$top=*'],
  ['GET /accessPackages?$top=5&$top=5'],
  ['GET /accesspackages'],
  ['PUT /accessPackages/a1'],
  ['PATCH /*'],
  ['PATCH /accessPackages/*/*'],
  ['POST /accessPackages', { displayName: 'sales' }],
  ['POST /accessPackages', undefined, { times: 2 }],
  ['POST /accessPackages', undefined, { headers: { Prefer: 'return=representation' } }],
]

const named = (all: readonly Asked[]) => all.map((asked) => [JSON.stringify(asked), asked] as const)

describe('whether a service received a request', () => {
  test.each(named(held))('it received %s', (_, [request, body, details]) => {
    expect(judgeReceived(service, request, { body, details }).pass).toBe(true)
  })

  test.each(named(notHeld))('it did not receive %s', (_, [request, body, details]) => {
    expect(judgeReceived(service, request, { body, details }).pass).toBe(false)
  })

  test('a body that is text is read as JSON', () => {
    const refused = serviceOf('/beta', [received('PUT /beta/me', 405, '{"displayName":"Sales"}')])
    const asked = { body: { displayName: 'Sales' }, details: undefined }
    expect(judgeReceived(refused, 'PUT /me', asked).pass).toBe(true)
    const plain = serviceOf('/beta', [received('PUT /beta/me', 405, 'Sales')])
    expect(judgeReceived(plain, 'PUT /me', { ...asked, body: 'Sales' }).pass).toBe(true)
  })

  test('a service at the root of its host has no base path to take off', () => {
    const atRoot = serviceOf('http://127.0.0.1:4010/', [received('GET /me', 200)])
    const asked = { body: undefined, details: undefined }
    expect(judgeReceived(atRoot, 'GET /me', asked).pass).toBe(true)
  })
})

describe('what is said of it', () => {
  test('the nearest requests are listed with what differs, nearest first', () => {
    expect(explain('POST /accessPackages', { displayName: 'Audit', isHidden: true })).toBe(
      `expected: POST /accessPackages with a body like { "displayName": "Audit", "isHidden": true }
received: 4 requests, none as expected

nearest:
#2 POST /accessPackages (201)
  body /displayName: expected "Audit", received "Sales"
  body /isHidden: expected true, received false
#1 GET /accessPackages?$top=5&$filter=isHidden%20eq%20true (200)
  method: expected POST, received GET
  body: expected { "displayName": "Audit", "isHidden": true }, received nothing
#4 DELETE /accessPackages/a1 (204)
  method: expected POST, received DELETE
  path: expected /accessPackages, received /accessPackages/a1
  body: expected { "displayName": "Audit", "isHidden": true }, received nothing
and 1 other request`,
    )
  })

  test('headers, the query and the path are told apart', () => {
    const headers = { Prefer: 'x' }
    expect(explain('PATCH /accessPackages/b2?$select=id', undefined, { headers }))
      .toBe(`expected: PATCH /accessPackages/b2?$select=id with prefer: "x"
received: 4 requests, none as expected

nearest:
#3 PATCH /accessPackages('a1') (200)
  path: expected /accessPackages/b2, received /accessPackages('a1')
  query: expected $select=id, received no query option
  header prefer: expected "x", received "return=minimal"
and 3 other requests`)
  })

  test('where none is near, all are listed', () => {
    expect(explain('PUT /users/a/manager/$ref')).toBe(`expected: PUT /users/a/manager/$ref
received: 4 requests, none as expected
#1 GET /accessPackages?$top=5&$filter=isHidden%20eq%20true (200)
#2 POST /accessPackages (201)
#3 PATCH /accessPackages('a1') (200)
#4 DELETE /accessPackages/a1 (204)`)
  })

  test('requests beyond ten are counted', () => {
    const many = Array.from({ length: 12 }, (_, index) => received(`GET /beta/a${index}`, 200))
    const verdict = judgeReceived(serviceOf('/beta', many), 'PUT /users/a/manager/$ref', {
      body: undefined,
      details: undefined,
    })
    const lines = verdict.explain(paint).split('\n')
    expect(lines.slice(-2)).toEqual(['#10 GET /a9 (200)', 'and 2 other requests'])
  })

  test('that there was none is said', () => {
    const verdict = judgeReceived(serviceOf('/beta', []), 'GET /me', {
      body: undefined,
      details: undefined,
    })
    expect(verdict.explain(paint)).toBe('expected: GET /me\nreceived: no request at all')
  })

  test('a wrong number of requests lists those that were received', () => {
    expect(explain('POST /accessPackages', undefined, { times: 2 }))
      .toBe(`expected: 2 × POST /accessPackages
received: 1 ×, of 4 requests
#2 POST /accessPackages (201)`)
  })

  test('the negation lists what was received', () => {
    expect(explain('DELETE /accessPackages/*')).toBe(`expected: no DELETE /accessPackages/*
received: 1 ×, of 4 requests
#4 DELETE /accessPackages/a1 (204)`)
  })
})
