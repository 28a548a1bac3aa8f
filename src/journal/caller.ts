import { jwtDecode } from 'jwt-decode'

/** What a token says of the one who calls. */
export interface Claims {
  readonly upn?: string
  /** Id of the user, or of the application where it calls for itself. */
  readonly oid?: string
  /** Id of the client: `appid` of version 1.0, `azp` of 2.0. */
  readonly appId?: string
  readonly tenantId?: string
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
  const { upn, oid, appid, azp, tid, scp, roles } = payload as Readonly<Record<string, unknown>>
  const appId = appid ?? azp
  return {
    ...(typeof upn === 'string' ? { upn } : {}),
    ...(typeof oid === 'string' ? { oid } : {}),
    ...(typeof appId === 'string' ? { appId } : {}),
    ...(typeof tid === 'string' ? { tenantId: tid } : {}),
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
