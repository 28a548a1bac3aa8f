import { expect, test } from '@jest/globals'
import {
  application,
  bearer,
  both,
  delegatedOnly,
  other,
  reader,
  silent,
  unfinished,
} from '../../test/callers.ts'
import type { ContractOperation } from '../contract/contract.ts'
import type { ODataError } from '../errors.ts'
import { findPermissionDemand, readCaller, type AuthMode } from '../journal/index.ts'
import { refuseCaller } from './authorization.ts'

/** `served`, or what is answered. */
function outcome(refusal: ODataError | undefined): string {
  return refusal ? `${refusal.statusCode} ${refusal.code}: ${refusal.message}` : 'served'
}

const demandOf = (operation: ContractOperation | undefined) =>
  findPermissionDemand(operation, undefined)

const noToken =
  '401 InvalidAuthenticationToken: expected an Authorization header with a Bearer token, found'
const listed =
  'expected one of the delegated permissions (P.Read.All or P.ReadWrite.All) or of the application permissions (P.Read.App)'
const listedDelegated =
  'expected one of the delegated permissions (P.Read.All or P.Read) or of the application permissions (not supported)'
const denied = (found: string, expected = listed) =>
  `403 Authorization_RequestDenied: List packages: ${expected}, found ${found} (api/package-list.md:20)`

test.each<
  [mode: AuthMode, header: string | undefined, of: ContractOperation | undefined, outcome: string]
>([
  ['off', undefined, both, 'served'],
  ['off', other, both, 'served'],

  ['report', undefined, both, 'served'],
  ['report', other, both, 'served'],

  ['require', undefined, both, `${noToken} no Authorization header`],
  ['require', 'Basic x', undefined, `${noToken} the scheme Basic in the Authorization header`],
  ['require', 'Bearer x', both, 'served'],
  ['require', other, both, 'served'],

  ['permissions', undefined, both, `${noToken} no Authorization header`],
  ['permissions', reader, both, 'served'],
  ['permissions', bearer({ scp: 'p.readwrite.all' }), both, 'served'],
  ['permissions', bearer({ scp: 'P.Read' }), delegatedOnly, 'served'],
  ['permissions', application, both, 'served'],
  [
    'permissions',
    application,
    delegatedOnly,
    denied('the application permissions P.Read.App', listedDelegated),
  ],
  [
    'permissions',
    bearer({ roles: ['P.Read.All'] }),
    both,
    denied('the application permissions P.Read.All'),
  ],
  [
    'permissions',
    bearer({ scp: 'P.Read.App', roles: ['x'] }),
    both,
    denied('the delegated P.Read.App and the application permissions x'),
  ],
  ['permissions', bearer({}), both, denied('neither scp nor roles in the token')],
  ['permissions', 'Bearer x', both, denied('a token that is no JWT')],
  ['permissions', other, unfinished, 'served'],
  ['permissions', other, silent, 'served'],
  ['permissions', other, undefined, 'served'],
])('%s: %s', (mode, header, of, expected) => {
  expect(outcome(refuseCaller(mode, readCaller(header), () => demandOf(of)))).toBe(expected)
})

test('401 tells how to authenticate', () => {
  const refusal = refuseCaller('require', readCaller(undefined), () => undefined)
  expect(refusal?.headers).toEqual({ 'WWW-Authenticate': 'Bearer' })
})

test('the refused token is in no message', () => {
  const header = 'Bearer s3cret'
  expect(
    outcome(refuseCaller('permissions', readCaller(header), () => demandOf(both))),
  ).not.toContain('s3cret')
  expect(
    outcome(refuseCaller('require', readCaller('s3cret'), () => demandOf(both))),
  ).not.toContain('s3cret')
})
