import type { IncomingHttpHeaders } from 'node:http'

/** True or `*` for any origin, or those that may read answers: `https://app.example.com`. */
export type CorsOption = boolean | string | readonly string[]

/** What is allowed to pages of other origins. */
export interface CorsPolicy {
  /** `undefined` for any. */
  readonly origins: ReadonlySet<string> | undefined
}

/** @returns `undefined` where nothing is allowed */
export function readCorsOption(option: CorsOption | undefined): CorsPolicy | undefined {
  if (option === undefined || option === false) return undefined
  const origins = option === true ? ['*'] : typeof option === 'string' ? [option] : option
  return { origins: origins.includes('*') ? undefined : new Set(origins) }
}

const methods = 'GET, HEAD, POST, PATCH, PUT, DELETE, OPTIONS'

/** Headers that pages may read besides the few that they always may. */
const exposed = [
  'OData-Version',
  'OData-EntityId',
  'OData-Error',
  'ETag',
  'Accept-Ranges',
  'Content-Range',
  'Location',
  'Preference-Applied',
  'AsyncResult',
  'Retry-After',
  'Allow',
  'WWW-Authenticate',
  'X-CSRF-Token',
  'request-id',
  'client-request-id',
  'Content-Disposition',
].join(', ')

/** Whether a browser asks what a page may send. */
export function isPreflight(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  )
}

/**
 * The headers that let a page of the request's origin read the answer; none for one that is not allowed.
 * The origin is given back by name, since `*` allows no credentials.
 * @see Fetch, "CORS protocol"
 */
export function corsHeaders(
  { origins }: CorsPolicy,
  { origin }: IncomingHttpHeaders,
): Record<string, string> {
  if (origin === undefined || (origins && !origins.has(origin))) return {}
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Expose-Headers': exposed,
  }
}

/** The answer's headers to a preflight: whatever headers are asked for may be sent. */
export function preflightHeaders(
  policy: CorsPolicy,
  headers: IncomingHttpHeaders,
): Record<string, string> {
  const allowed = corsHeaders(policy, headers)
  if (Object.keys(allowed).length === 0) return {}
  const asked = headers['access-control-request-headers']
  return {
    ...allowed,
    'Access-Control-Allow-Methods': methods,
    ...(asked !== undefined && { 'Access-Control-Allow-Headers': asked }),
    'Access-Control-Max-Age': '600',
    ...(headers['access-control-request-private-network'] === 'true' && {
      'Access-Control-Allow-Private-Network': 'true',
    }),
  }
}
