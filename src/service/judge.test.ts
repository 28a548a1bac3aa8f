import { describe, expect, test } from '@jest/globals'
import { readContract } from '../contract/index.ts'
import { createJudge, type JudgeOptions, type ObservedRequest } from './judge.ts'

const pages = readContract(['fixtures/access-packages/contract'])
const bookshop = readContract(['fixtures/bookshop/contract'])
const token = { authorization: 'Bearer x' }

function judge(url: string, options: JudgeOptions = {}, more: Partial<ObservedRequest> = {}) {
  const response = {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: { value: [] },
  }
  return createJudge(pages, options).judge(
    { method: 'GET', url, headers: token, ...more },
    response,
  )
}

describe('the operation is found', () => {
  test.each<[url: string, options: JudgeOptions]>([
    ['/beta/accessPackages', {}],
    ['https://graph.microsoft.com/beta/accessPackages', {}],
    ['/v1.0/accessPackages?$top=1', { serviceRoot: 'https://graph.microsoft.com/v1.0/' }],
    ['https://graph.microsoft.com/v1.0/accessPackages', { serviceRoot: '/v1.0' }],
    ['/accessPackages', { serviceRoot: '' }],
    ['/accessPackages', {}],
    ['/a/b/accessPackages', { serviceRoot: 'http://localhost:5000/a/b' }],
    ['/beta/identityGovernance/entitlementManagement/accessPackages', {}],
  ])('%s with %j', (url, options) => {
    const { operation, violations } = judge(url, options)
    expect(operation?.name).toBe('List accessPackages')
    expect(violations).toEqual([])
  })
})

test('the exchange is as the double writes its own, secrets redacted', () => {
  const judged = createJudge(pages).judge(
    {
      method: 'POST',
      url: 'https://graph.microsoft.com/beta/accessPackages',
      headers: { ...token, 'content-type': 'application/json' },
      body: '{"displayName":5}',
    },
    { status: 201, headers: { 'content-type': 'application/json' }, body: '{"id":7}' },
    { time: Date.UTC(2026, 0, 1), duration: 12 },
  )
  expect(judged).toMatchObject({
    number: 1,
    time: '2026-01-01T00:00:00.000Z',
    duration: 12,
    request: { headers: { authorization: 'Bearer <redacted>' }, body: { displayName: 5 } },
    response: { status: 201, body: { id: 7 } },
    operation: { name: 'Create accessPackage', method: 'POST', path: '/accessPackages' },
  })
  expect(judged.violations.map(({ rule, pointer }) => [rule, pointer])).toEqual([
    ['invalid-request-body', '/displayName'],
    ['invalid-response', '/id'],
  ])
  expect(judged.violations[0]!.curl).toBe(
    `curl -g -X POST https://graph.microsoft.com/beta/accessPackages -H 'authorization: Bearer <redacted>' -H 'content-type: application/json' --data-raw '{"displayName":5}'`,
  )
})

test('what a real service says that the contract does not is found', () => {
  const judged = createJudge(bookshop, { serviceRoot: 'http://shop.test' }).judge(
    { method: 'GET', url: 'http://shop.test/Books(1)', headers: {} },
    { status: 200, headers: { 'content-type': 'application/json' }, body: { Isbn: 'x' } },
  )
  expect(judged.violations.map(({ rule, pointer }) => [rule, pointer])).toEqual([
    ['invalid-response', '/Isbn'],
  ])
})

test('later exchanges are held to earlier ones', () => {
  const observed = createJudge(pages, { auth: 'off' })
  const list = { method: 'GET', url: '/beta/accessPackages', headers: {} }
  observed.judge(list, { status: 429, headers: { 'retry-after': '5' } }, { time: 0, duration: 1 })
  const ok = { status: 200, headers: { 'content-type': 'application/json' }, body: { value: [] } }
  const rulesAt = (time: number) =>
    observed.judge(list, ok, { time, duration: 1 }).violations.map(({ rule }) => rule)
  expect(rulesAt(2000)).toEqual(['ignored-retry-after'])
  expect(rulesAt(5000)).toEqual([])
  expect(observed.journal.exchanges).toHaveLength(3)
})

test('octets of a media entity are no members of it', () => {
  const gallery = readContract(['test/contracts/gallery.xml'])
  const { violations } = createJudge(gallery, { auth: 'off' }).judge(
    {
      method: 'POST',
      url: '/Photos',
      headers: { 'content-type': 'image/png' },
      body: Buffer.from([137, 80, 78, 71]),
    },
    { status: 201, headers: {} },
  )
  expect(violations.filter(({ rule }) => rule === 'invalid-request-body')).toEqual([])
})
