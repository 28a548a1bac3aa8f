import { jwtDecode } from 'jwt-decode'
import type { ContractOperation, Permissions, SourceLocation } from '../contract/contract.ts'
import { ODataError } from '../errors.ts'
import { type ContractViolation, writeSource } from '../journal/index.ts'

/** How much of what the pages ask of callers is refused, and how much only journalled. */
export type AuthMode = 'off' | 'report' | 'require' | 'permissions'

/** What a token says of the one who calls. */
export interface Claims {
  readonly upn?: string
  /** Delegated permissions. */
  readonly scp: readonly string[]
  /** Application permissions. */
  readonly roles: readonly string[]
}

export interface Caller {
  readonly hasToken: boolean
  /** Absent when the token is no JWT: such a token is taken, and says nothing. */
  readonly claims?: Claims
  /** Why there is no token, or no claims. */
  readonly problem?: string
}

export interface Authorization {
  /** What the request is answered with; absent when it is served. */
  readonly refusal?: ODataError
  readonly violations: readonly ContractViolation[]
}

const callers = new Map<string, Caller>()
const maximalCallers = 100

/**
 * Reads an Authorization header. A token's signature is not verified: a test double has no keys.
 * @see RFC 6750, "Authorization Request Header Field"
 */
export function readCaller(authorization: string | undefined): Caller {
  if (authorization === undefined) return noHeader
  // Every request of a test sends the same header.
  let caller = callers.get(authorization)
  if (!caller) {
    caller = readHeader(authorization)
    const [oldest] = callers.keys()
    if (callers.size >= maximalCallers && oldest !== undefined) callers.delete(oldest)
    callers.set(authorization, caller)
  }
  return caller
}

const noHeader: Caller = { hasToken: false, problem: 'no Authorization header' }

function readHeader(authorization: string): Caller {
  const [scheme = '', token = '', ...rest] = authorization.trim().split(/[ \t]+/)
  if (scheme === '') return { hasToken: false, problem: 'an empty Authorization header' }
  if (scheme.toLowerCase() !== 'bearer') {
    // What stands alone may be the token itself, which is not for messages.
    const found = token === '' ? 'another text' : `the scheme ${scheme}`
    return { hasToken: false, problem: `${found} in the Authorization header` }
  }
  if (token === '') return { hasToken: false, problem: 'the scheme Bearer without a token' }
  if (rest.length > 0) return { hasToken: false, problem: 'a blank in the token' }
  const claims = findClaims(token)
  return claims ? { hasToken: true, claims } : { hasToken: true, problem: 'a token that is no JWT' }
}

function findClaims(token: string): Claims | undefined {
  let payload: unknown
  try {
    payload = jwtDecode(token)
  } catch {
    return undefined
  }
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return undefined
  const { upn, scp, roles } = payload as Readonly<Record<string, unknown>>
  return {
    ...(typeof upn === 'string' ? { upn } : {}),
    scp: readNames(scp),
    roles: readNames(roles),
  }
}

/** `scp` is one text with blanks between names, `roles` an array; each is taken in both forms. */
function readNames(claim: unknown): readonly string[] {
  const texts = Array.isArray(claim) ? (claim as unknown[]) : [claim]
  return texts
    .filter((text) => typeof text === 'string')
    .flatMap((text) => text.split(' '))
    .filter((name) => name !== '')
}

/**
 * Judges a caller by what the operation's page asks for: a token, and one of the permissions that it
 * documents. A page that documents none is not judged by them, nor is a token in mode `report` that
 * names no permissions.
 * @param operation undefined when the request matches none that is documented
 */
export function authorize(
  mode: AuthMode,
  caller: Caller,
  operation: ContractOperation | undefined,
  isHttps: boolean,
): Authorization {
  switch (mode) {
    case 'off':
      return served
    case 'report':
      if (!caller.hasToken) return reportMissingToken(caller, operation, isHttps)
      return reportPermissions(caller, operation)
    case 'require':
      return caller.hasToken ? served : refuseWithoutToken(caller)
    case 'permissions':
      return caller.hasToken ? requirePermissions(caller, operation) : refuseWithoutToken(caller)
  }
}

const served: Authorization = { violations: [] }

function reportMissingToken(
  caller: Caller,
  operation: ContractOperation | undefined,
  isHttps: boolean,
): Authorization {
  const source = operation && findTokenDemand(operation)
  if (!operation || !source) return served
  return violated({
    rule: 'missing-authorization',
    // Some SDKs never send the header over plain http, whatever their user does.
    severity: isHttps ? 'error' : 'warning',
    message: `${operation.name} needs an Authorization header with a Bearer token`,
    operation: operation.name,
    pointer: 'Authorization',
    expected: 'Bearer {token}',
    actual: caller.problem,
    source: writeSource(source),
  })
}

/** Where the page says that a token is needed: its row for the header, or its permissions. */
function findTokenDemand(operation: ContractOperation): SourceLocation | undefined {
  const header = operation.headers.find(({ name }) => name.toLowerCase() === 'authorization')
  if (header) return header.source
  return findPermissions(operation)?.source
}

function reportPermissions(
  caller: Caller,
  operation: ContractOperation | undefined,
): Authorization {
  const permissions = operation && findPermissions(operation)
  if (!operation || !permissions || !caller.claims) return served
  const { scp, roles } = caller.claims
  if (scp.length + roles.length === 0 || holdsOne(caller.claims, permissions)) return served
  return violated({
    rule: 'insufficient-permissions',
    severity: 'error',
    message: `${operation.name} needs a permission that the token does not have`,
    operation: operation.name,
    pointer: 'Authorization',
    expected: describeDocumented(permissions),
    actual: describeHeld(caller),
    source: writeSource(permissions.source),
  })
}

function requirePermissions(
  caller: Caller,
  operation: ContractOperation | undefined,
): Authorization {
  if (!operation) return served
  const permissions = findPermissions(operation)
  if (!permissions) {
    return violated({
      rule: 'undocumented-permissions',
      severity: 'warning',
      message: `${operation.name} documents no permissions, so the token's are not judged`,
      operation: operation.name,
      pointer: 'Authorization',
      source: writeSource(operation.source),
    })
  }
  if (caller.claims && holdsOne(caller.claims, permissions)) return served
  const message =
    `${operation.name}: expected ${describeDocumented(permissions)}, found ${describeHeld(caller)}` +
    ` (${writeSource(permissions.source)})`
  const refusal = new ODataError(403, 'Authorization_RequestDenied', message)
  return { refusal, violations: [] }
}

/** @see RFC 6750, "The WWW-Authenticate Response Header Field" */
function refuseWithoutToken(caller: Caller): Authorization {
  const refusal = new ODataError(
    401,
    'InvalidAuthenticationToken',
    `expected an Authorization header with a Bearer token, found ${caller.problem ?? 'none'}`,
    { headers: { 'WWW-Authenticate': 'Bearer' } },
  )
  return { refusal, violations: [] }
}

/** `undefined` for a page that names none at all, which is one that is not finished. */
function findPermissions({ permissions }: ContractOperation): Permissions | undefined {
  if (!permissions) return undefined
  const { delegatedWork, delegatedPersonal, application } = permissions
  return delegatedWork.length + delegatedPersonal.length + application.length > 0
    ? permissions
    : undefined
}

/** A token does not tell a work account from a personal one, so either's permissions do. */
function holdsOne({ scp, roles }: Claims, permissions: Permissions): boolean {
  const { delegatedWork, delegatedPersonal, application } = permissions
  return (
    intersects(scp, delegatedWork) ||
    intersects(scp, delegatedPersonal) ||
    intersects(roles, application)
  )
}

function intersects(held: readonly string[], documented: readonly string[]): boolean {
  // Pages differ from tokens in case here and there.
  return held.some((name) => documented.some((other) => other.toLowerCase() === name.toLowerCase()))
}

function describeDocumented(permissions: Permissions): string {
  const { delegatedWork, delegatedPersonal, application } = permissions
  const delegated = [...new Set([...delegatedWork, ...delegatedPersonal])]
  const describe = (names: readonly string[]) =>
    names.length > 0 ? names.join(' or ') : 'not supported'
  return `one of the delegated permissions (${describe(delegated)}) or of the application permissions (${describe(application)})`
}

function describeHeld({ claims, problem }: Caller): string {
  if (!claims) return problem ?? 'no claims'
  const { scp, roles } = claims
  if (scp.length + roles.length === 0) return 'neither scp nor roles in the token'
  const delegated = scp.length > 0 ? [`the delegated ${scp.join(', ')}`] : []
  const application = roles.length > 0 ? [`the application permissions ${roles.join(', ')}`] : []
  return [...delegated, ...application].join(' and ')
}

function violated(violation: ContractViolation): Authorization {
  return { violations: [violation] }
}
