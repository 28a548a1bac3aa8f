import { expect, test } from '@jest/globals'
import type { ContractOperation } from '../contract/contract.ts'
import type { Outcome } from '../engine/index.ts'
import { chooseStatus } from './choose-status.ts'
import { noPreferences } from './preferences.ts'

const source = { file: 'book-update.md', line: 1 }

function documenting(statuses: readonly number[]): ContractOperation {
  return {
    name: 'Update book',
    method: 'PATCH',
    paths: [],
    permissions: undefined,
    headers: [],
    requestBody: undefined,
    responses: statuses.map((status) => ({ status, body: undefined, source })),
    examples: [],
    origin: 'page',
    source,
  }
}

const updated = { kind: 'entity', isNew: false } as Outcome
const created = { kind: 'entity', isNew: true } as Outcome
const value = { kind: 'value' } as Outcome
const nothing: Outcome = { kind: 'nothing' }
const redirect: Outcome = { kind: 'redirect', location: 'https://example.com/report.csv' }

test.each([
  ['an update', updated, 'PATCH', [], undefined, 204],
  ['an update', updated, 'PATCH', [204], undefined, 204],
  ['an update', updated, 'PATCH', [200], undefined, 200],
  ['an update', updated, 'PUT', [200, 204], undefined, 204],
  ['an update', updated, 'PATCH', [200], 'minimal', 204],
  ['an update', updated, 'PATCH', [204], 'representation', 200],
  ['a creation', created, 'POST', [200], undefined, 201],
  ['a creation', created, 'POST', [201], 'minimal', 204],
  ['a creation', created, 'POST', [202], undefined, 202],
  ['an action that answers an entity', updated, 'POST', [202], undefined, 202],
  ['an action that answers an entity', updated, 'POST', [], undefined, 200],
  ['an action without an answer', nothing, 'POST', [202], undefined, 202],
  ['an action without an answer', nothing, 'POST', [], undefined, 204],
  ['an action with an answer', value, 'POST', [201], undefined, 201],
  ['a deletion', nothing, 'DELETE', [204], undefined, 204],
  ['a relationship to nothing', nothing, 'GET', [200], undefined, 204],
  ['a function with an answer', value, 'GET', [201], undefined, 200],
  ['a redirect', redirect, 'GET', [200, 302], undefined, 302],
] as const)('%s: %j by %s, where %j is documented and %s preferred, answers %i', (...row) => {
  const [, outcome, method, statuses, returned, status] = row
  const answered = {
    method,
    preferences: { ...noPreferences, returned },
    operation: documenting(statuses),
    headers: {},
  }
  expect(chooseStatus(outcome, answered)).toBe(status)
})
