import { describe, expect, test } from '@jest/globals'
import type { ContractOperation, Permissions } from '../contract/contract.ts'
import type { AuthMode, Authorization } from './authorization.ts'
import { authorize, readCaller } from './authorization.ts'

function bearer(payload: unknown): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `Bearer ${encode({ alg: 'none' })}.${encode(payload)}.`
}

describe('callers', () => {
  const ada = { upn: 'ada@contoso.com', scp: ['A.Read', 'B.Read'], roles: ['R'] }
  const noJwt = { hasToken: true, problem: 'a token that is no JWT' }
  test.each<[header: string | undefined, caller: unknown]>([
    [undefined, { hasToken: false, problem: 'no Authorization header' }],
    ['', { hasToken: false, problem: 'an empty Authorization header' }],
    ['Basic dTpw', { hasToken: false, problem: 'the scheme Basic in the Authorization header' }],
    ['dTpw', { hasToken: false, problem: 'another text in the Authorization header' }],
    ['Bearer', { hasToken: false, problem: 'the scheme Bearer without a token' }],
    ['Bearer  ', { hasToken: false, problem: 'the scheme Bearer without a token' }],
    ['Bearer a b', { hasToken: false, problem: 'a blank in the token' }],
    ['Bearer {token}', noJwt],
    ['bEARER \t x', noJwt],
    ['Bearer a.b.c', noJwt],
    [bearer(5), noJwt],
    [bearer(null), noJwt],
    [bearer([]), noJwt],
    [bearer({}), { hasToken: true, claims: { scp: [], roles: [] } }],
    [bearer({ upn: 5, scp: 5, roles: [5] }), { hasToken: true, claims: { scp: [], roles: [] } }],
    [bearer({ ...ada, scp: 'A.Read  B.Read' }), { hasToken: true, claims: ada }],
    [bearer({ ...ada, roles: 'R' }).replace('Bearer', 'bearer'), { hasToken: true, claims: ada }],
    [
      bearer({ upn: 'zoë@contoso.com' }),
      { hasToken: true, claims: { upn: 'zoë@contoso.com', scp: [], roles: [] } },
    ],
  ])('%s', (header, caller) => {
    expect(readCaller(header)).toEqual(caller)
    expect(readCaller(header)).toBe(readCaller(header))
  })

  test('no more than a hundred headers are remembered', () => {
    const first = readCaller('Bearer 0')
    for (let n = 1; n <= 100; n++) readCaller(`Bearer ${n}`)
    expect(readCaller('Bearer 0')).not.toBe(first)
    expect(readCaller('Bearer 100')).toBe(readCaller('Bearer 100'))
  })
})

const source = (line: number) => ({ file: 'api/package-list.md', line })

function operation(
  permissions: Partial<Permissions> | undefined,
  header = true,
): ContractOperation {
  const none = { delegatedWork: [], delegatedPersonal: [], application: [], source: source(20) }
  const row = { name: 'Authorization', description: '', isRequired: true, source: source(30) }
  return {
    name: 'List packages',
    method: 'GET',
    paths: [{ text: '/packages', source: source(25) }],
    permissions: permissions && { ...none, ...permissions },
    headers: header ? [row] : [],
    requestBody: undefined,
    responses: [],
    examples: [],
    origin: 'page',
    source: source(9),
  }
}

const both = operation({
  delegatedWork: ['P.Read.All', 'P.ReadWrite.All'],
  application: ['P.Read.App'],
})
const delegatedOnly = operation({
  delegatedWork: ['P.Read.All'],
  delegatedPersonal: ['P.Read.All', 'P.Read'],
})
const unfinished = operation({})
const undocumented = operation(undefined)
const silent = operation(undefined, false)

/** `served`, what is violated, or what is answered. */
function outcome({ refusal, violations }: Authorization): string {
  if (refusal) return `${refusal.statusCode} ${refusal.code}: ${refusal.message}`
  if (violations.length === 0) return 'served'
  return violations.map(({ severity, rule, actual }) => `${severity} ${rule}: ${actual}`).join()
}

const noToken =
  '401 InvalidAuthenticationToken: expected an Authorization header with a Bearer token, found'
const listed =
  'expected one of the delegated permissions (P.Read.All or P.ReadWrite.All) or of the application permissions (P.Read.App)'
const listedDelegated =
  'expected one of the delegated permissions (P.Read.All or P.Read) or of the application permissions (not supported)'
const denied = (found: string, expected = listed) =>
  `403 Authorization_RequestDenied: List packages: ${expected}, found ${found} (api/package-list.md:20)`
const reader = bearer({ scp: 'openid P.Read.All' })
const other = bearer({ scp: 'Q.Read.All openid' })
const application = bearer({ roles: ['P.Read.App'] })

test.each<
  [mode: AuthMode, header: string | undefined, of: ContractOperation | undefined, outcome: string]
>([
  ['off', undefined, both, 'served'],
  ['off', other, both, 'served'],

  ['report', undefined, both, 'warning missing-authorization: no Authorization header'],
  [
    'report',
    'Basic x',
    both,
    'warning missing-authorization: the scheme Basic in the Authorization header',
  ],
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
  ['permissions', other, unfinished, 'warning undocumented-permissions: undefined'],
  ['permissions', other, silent, 'warning undocumented-permissions: undefined'],
  ['permissions', other, undefined, 'served'],
])('%s: %s', (mode, header, of, expected) => {
  expect(outcome(authorize(mode, readCaller(header), of, false))).toBe(expected)
})

test('a missing token is an error over https, and names the page', () => {
  expect(authorize('report', readCaller(undefined), both, true)).toEqual({
    violations: [
      {
        rule: 'missing-authorization',
        severity: 'error',
        message: 'List packages needs an Authorization header with a Bearer token',
        operation: 'List packages',
        pointer: 'Authorization',
        expected: 'Bearer {token}',
        actual: 'no Authorization header',
        source: 'api/package-list.md:30',
      },
    ],
  })
})

test('401 tells how to authenticate', () => {
  const { refusal } = authorize('require', readCaller(undefined), both, false)
  expect(refusal?.headers).toEqual({ 'WWW-Authenticate': 'Bearer' })
})

test('the refused token is in no message', () => {
  const header = 'Bearer s3cret'
  expect(outcome(authorize('permissions', readCaller(header), both, false))).not.toContain('s3cret')
  expect(outcome(authorize('require', readCaller('s3cret'), both, false))).not.toContain('s3cret')
})
