import type { ServiceRequest } from '../http-message.ts'
import { headerText } from '../negotiate.ts'
import { pathOf } from '../path-of.ts'
import { readCaller } from '../../journal/index.ts'

/** Whose requests are counted together, in the words of `x-ms-throttle-scope`. */
export type Scope = 'Application' | 'Tenant' | 'Tenant_Application'

/** A request as limits see it. */
export interface Call {
  readonly method: string
  /** After the service root, without slashes at the ends, query and namespaces; keys are segments. */
  readonly path: string
  readonly query: URLSearchParams
  readonly caller: Caller
  /** Of the body. */
  readonly octets: number
}

/** Who calls, by the claims of the token: `appid` or `azp`, `tid`, and `oid` or `upn`. */
export interface Caller {
  readonly app: string
  readonly tenant: string
  readonly user: string
  /** For itself rather than for a user. */
  readonly isApplication: boolean
}

export interface ThrottleLimit {
  readonly name: string
  readonly scope: Scope
  readonly kind: 'Read' | 'Write' | 'ReadWrite'
  readonly limit: number
  /** Seconds; `undefined` where the limit is how many run at once. */
  readonly window: number | undefined
  /** Within the scope, what is counted apart: a user, a mailbox, a resource. */
  readonly apart: ((call: Call) => string) | undefined
  /** How much a request counts; 0 where the limit is not about it. */
  readonly unitsOf: (call: Call) => number
  readonly code: string
  /** Some resources leave `Retry-After` out of their 429. */
  readonly namesRetryAfter: boolean
  /** The reason that `x-ms-throttle-information` gives; `undefined` where answers have no `x-ms-…`. */
  readonly information: string | undefined
  /** Whether answers have `RateLimit-…`. */
  readonly hasRateLimit: boolean
  readonly isOfResourceUnits: boolean
}

/** Requests that do not say who calls are those of one user of one app in one tenant. */
const nobody = '00000000-0000-0000-0000-000000000000'

export function readCall({ method, url, headers, body }: ServiceRequest): Call {
  const { claims } = readCaller(headerText(headers, 'authorization'))
  const mark = url.indexOf('?')
  return {
    method,
    path: pathOf(url)
      .replaceAll(/\('?([^()=']*)'?\)/g, '/$1')
      .replaceAll(/(^|\/)microsoft\.graph\./g, '$1'),
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark)),
    caller: {
      app: claims?.appId ?? nobody,
      tenant: claims?.tenantId ?? nobody,
      user: claims?.oid ?? claims?.upn ?? nobody,
      isApplication: claims !== undefined && claims.roles.length > 0 && claims.scp.length === 0,
    },
    octets: body?.length ?? 0,
  }
}

/** A limit of so many requests in so many seconds. */
export function requests(
  name: string,
  scope: Scope,
  [limit, window]: readonly [limit: number, window: number | undefined],
  more: Partial<ThrottleLimit> = {},
): ThrottleLimit {
  return {
    name,
    scope,
    kind: 'ReadWrite',
    limit,
    window,
    apart: undefined,
    unitsOf: () => 1,
    code: 'TooManyRequests',
    namesRetryAfter: true,
    information: undefined,
    hasRateLimit: false,
    isOfResourceUnits: false,
    ...more,
  }
}

/** A limit of how many requests run at once. */
export function atOnce(
  name: string,
  scope: Scope,
  limit: number,
  more?: Partial<ThrottleLimit>,
): ThrottleLimit {
  return requests(name, scope, [limit, undefined], more)
}

/** A limit of the requests to some paths. */
export function on(paths: RegExp, more: Partial<ThrottleLimit> = {}): Partial<ThrottleLimit> {
  return { unitsOf: ({ path }) => (paths.test(path) ? 1 : 0), ...more }
}

/** A limit of the writes, or of the reads, to some paths. */
export function writesOn(paths: RegExp, more: Partial<ThrottleLimit> = {}): Partial<ThrottleLimit> {
  return {
    kind: 'Write',
    unitsOf: ({ method, path }) => (!isRead(method) && paths.test(path) ? 1 : 0),
    ...more,
  }
}

export function readsOn(paths: RegExp, more: Partial<ThrottleLimit> = {}): Partial<ThrottleLimit> {
  return {
    kind: 'Read',
    unitsOf: ({ method, path }) => (isRead(method) && paths.test(path) ? 1 : 0),
    ...more,
  }
}

export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

/** What the first group of a pattern finds in the path. */
export function segmentOf(pattern: RegExp): (call: Call) => string {
  return ({ path }) => pattern.exec(path)?.[1] ?? ''
}

/**
 * Whose mailbox, or other store, a path leads into: `me` is the user of the token, who is the same
 * under `users/{id}`. A user's id and name are two keys of one, which no request tells.
 */
export function ownerOf({ path, caller }: Call): string {
  const [, owner, key = ''] = /^(me|users|groups|sites)(?=\/)(?:\/([^/]+))?/.exec(path) ?? []
  if (owner === undefined || owner === 'me') return `users/${caller.user.toLowerCase()}`
  return `${owner}/${decode(key).toLowerCase()}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
