import { expect, test } from '@jest/globals'
import type { Exchange } from './exchange.ts'
import { isUnmatched } from './is-unmatched.ts'

const operation = { name: 'List', method: 'GET', path: '/packages', source: 'list.md:9' }
const near = { ...operation, difference: 'the method: GET, not PUT' }
const undocumented = { rule: 'undocumented-operation', severity: 'error', message: 'm' } as const
const other = { ...undocumented, rule: 'missing-authorization' }

test.each<[what: string, Partial<Exchange>, isSo: boolean]>([
  ['an operation matches', { operation }, false],
  ['none does, and others come near', { nearest: [near] }, true],
  ['none does, and that violates the contract', { violations: [undocumented] }, true],
  ['it is a resource of the protocol', { violations: [other] }, false],
  ['the contract has no operations', { nearest: [] }, false],
])('where %s', (_, more, isSo) => {
  const exchange: Exchange = {
    number: 1,
    time: '2026-01-01T00:00:00.000Z',
    duration: 0,
    request: { method: 'GET', url: '/packages', headers: {} },
    response: { status: 200, headers: {} },
    violations: [],
    ...more,
  }
  expect(isUnmatched(exchange)).toBe(isSo)
})
