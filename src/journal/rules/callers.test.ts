import { expect, test } from '@jest/globals'
import {
  application,
  bearer,
  both,
  delegatedOnly,
  other,
  reader,
  silent,
  undocumented,
  unfinished,
} from '../../../test/callers.ts'
import { contractOf, emptyDeclaration } from '../../../test/contract-of.ts'
import type { ContractOperation } from '../../contract/contract.ts'
import type { AuthMode } from '../contract-reader.ts'
import { createPlainReader } from '../exchange-facts.ts'
import type { ExchangeRecord } from '../exchange.ts'
import { createJournal } from '../journal.ts'

const contract = contractOf(emptyDeclaration)
const validators = { validate: () => [] }

function violations(
  auth: AuthMode,
  header: string | undefined,
  of: ContractOperation | undefined,
  more: Partial<ExchangeRecord> = {},
) {
  const journal = createJournal({ contract, validators })
  journal.record({
    method: 'GET',
    url: '/beta/packages',
    requestHeaders: { authorization: header },
    requestBody: undefined,
    status: 200,
    responseHeaders: {},
    responseBody: undefined,
    operation: of,
    reader: { ...createPlainReader({ contract, validators }), auth },
    violations: [],
    time: 0,
    duration: 0,
    ...more,
  })
  return journal.exchanges[0]!.violations
}

/** `served`, or what is violated. */
function outcome(found: ReturnType<typeof violations>): string {
  if (found.length === 0) return 'served'
  return found.map(({ severity, rule, actual }) => `${severity} ${rule}: ${actual}`).join()
}

test.each<
  [mode: AuthMode, header: string | undefined, of: ContractOperation | undefined, outcome: string]
>([
  ['off', undefined, both, 'served'],
  ['off', other, both, 'served'],
  ['off', 'Basic x', both, 'served'],

  ['report', undefined, both, 'warning missing-authorization: no Authorization header'],
  ['report', 'Basic x', both, 'error wrong-header: the scheme Basic in the Authorization header'],
  ['report', undefined, undocumented, 'warning missing-authorization: no Authorization header'],
  ['report', undefined, silent, 'served'],
  ['report', undefined, undefined, 'served'],
  ['report', 'Bearer x', both, 'served'],
  ['report', bearer({ upn: 'a' }), both, 'served'],
  ['report', reader, both, 'served'],
  ['report', application, both, 'served'],
  ['report', other, both, 'error insufficient-permissions: the delegated Q.Read.All, openid'],
  [
    'report',
    application,
    delegatedOnly,
    'error insufficient-permissions: the application permissions P.Read.App',
  ],
  ['report', other, unfinished, 'served'],
  ['report', other, undefined, 'served'],

  ['require', other, both, 'error insufficient-permissions: the delegated Q.Read.All, openid'],

  ['permissions', reader, both, 'served'],
  ['permissions', other, unfinished, 'warning undocumented-permissions: none'],
  ['permissions', other, silent, 'warning undocumented-permissions: none'],
  ['permissions', other, undefined, 'served'],
])('%s: %s', (mode, header, of, expected) => {
  expect(outcome(violations(mode, header, of))).toBe(expected)
})

test('a missing token is an error over https, and names the page', () => {
  expect(violations('report', undefined, both, { serviceRoot: 'https://localhost/beta' })).toEqual([
    {
      rule: 'missing-authorization',
      severity: 'error',
      message: 'List packages needs an Authorization header with a Bearer token',
      operation: 'List packages',
      pointer: 'Authorization',
      expected: 'Bearer {token}',
      actual: 'no Authorization header',
      source: 'api/package-list.md:30',
      curl: 'curl -g https://localhost/beta/packages',
    },
  ])
})

test('what was refused with 401 or 403 has been told', () => {
  expect(violations('require', undefined, both, { status: 401 })).toEqual([])
  expect(violations('require', 'Basic x', both, { status: 401 })).toEqual([])
  expect(violations('permissions', other, both, { status: 403 })).toEqual([])
})

test('the token is in no violation', () => {
  const found = violations('report', 's3cret', both)
  expect(found).toHaveLength(1)
  expect(JSON.stringify(found)).not.toContain('s3cret')
})
