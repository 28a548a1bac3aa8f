import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { ODataError } from '../errors.ts'

/** Who may ask the control plane. */
export interface ControlAccess {
  /** What the server is bound to; `undefined` without a socket, where callers are in the same process. */
  readonly boundHost: () => string | undefined
  /** What has to be given with each request; without one, only a loopback host is answered. */
  readonly token: string | undefined
}

/**
 * Lets those ask who can run commands on this machine anyway, and those who know the token. The Host
 * keeps out pages whose name was made to lead here, the Origin those of other sites that only send.
 * @throws ODataError 403 for another host or origin, 401 without the token
 */
export function checkControlAccess(
  { method, headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  { boundHost, token }: ControlAccess,
): void {
  const bound = boundHost() ?? 'localhost'
  if (token === undefined && !isLoopback(bound)) {
    throw forbidden(
      `the control plane answers on a loopback host only, unless a control token is set; the service is bound to '${bound}'`,
    )
  }
  const { host = '', origin } = headers
  if (!isAnswered(hostNameOf(host), bound)) {
    const expected = isLoopback(bound) ? 'a loopback host' : `a loopback host or '${bound}'`
    throw forbidden(`the control plane answers requests for ${expected} only, found '${host}'`)
  }
  const isRead = method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
  if (!isRead && origin !== undefined && !isSameOrigin(origin, host)) {
    throw forbidden(
      `the control plane takes no ${method} of a page of another origin, found '${origin}'`,
    )
  }
  if (token !== undefined) checkToken(headers.authorization, token)
}

function forbidden(message: string): ODataError {
  return new ODataError(403, 'Forbidden', message)
}

/** An address that stands for all of the machine's is bound to every name of it. */
const everyAddress: ReadonlySet<string> = new Set(['0.0.0.0', '::', '[::]', ''])

function isAnswered(host: string, bound: string): boolean {
  return isLoopback(host) || everyAddress.has(bound) || host === withBrackets(bound)
}

function withBrackets(host: string): string {
  const lowerCase = host.toLowerCase()
  return lowerCase.includes(':') && !lowerCase.startsWith('[') ? `[${lowerCase}]` : lowerCase
}

/** With a dot at its end, a name is the same one, written in full (RFC 3986, "Host"). */
function hostNameOf(header: string): string {
  return header.replace(/\.?(:\d+)?$/, '').toLowerCase()
}

function isLoopback(host: string): boolean {
  return ['localhost', '[::1]', '::1'].includes(host) || /^127(\.\d{1,3}){3}$/.test(host)
}

function isSameOrigin(origin: string, host: string): boolean {
  return (
    /^https?:\/\//i.test(origin) &&
    origin.replace(/^https?:\/\//i, '').toLowerCase() === host.toLowerCase()
  )
}

/** A browser asks its user for the password; other clients send the token as it is. */
const challenge = 'Bearer realm="understudy", Basic realm="understudy", charset="UTF-8"'

/** @see RFC 6750, "Authorization Request Header Field"; RFC 7617, "The 'Basic' Authentication Scheme" */
function checkToken(authorization: string | undefined, token: string): void {
  const [, scheme = '', credentials = ''] = /^\s*(\S+)\s+(\S+)\s*$/.exec(authorization ?? '') ?? []
  const given =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(credentials, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, '')
      : credentials
  const isKnown = ['basic', 'bearer'].includes(scheme.toLowerCase())
  if (isKnown && isSameSecret(given, token)) return
  throw new ODataError(
    401,
    'Unauthorized',
    'the control plane expects its token, as Authorization: Bearer, or as the password of Basic',
    { headers: { 'WWW-Authenticate': challenge } },
  )
}

/** In a time that tells nothing of where they differ. */
function isSameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
