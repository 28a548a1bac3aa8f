import { request as requestHttp, type IncomingHttpHeaders } from 'node:http'
import { request as requestHttps } from 'node:https'
import { collectBody } from './collect-body.ts'

/** Octets of a body at most, in either direction. */
export const largestBody = 32 * 1024 * 1024

const timeoutMilliseconds = 120_000

/** Why there is no answer, and how the proxy says so. */
export class ForwardError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'ForwardError'
    this.status = status
  }
}

export interface ForwardedRequest {
  readonly method: string
  /** Undecoded, from the host's root. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer | undefined
}

export interface ForwardedAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/**
 * Sends a request on, its URL as it stands.
 * @throws ForwardError 502 when the service is not reached or answers too much, 504 when it takes too long
 */
export function forward(
  origin: URL,
  { method, path, headers, body }: ForwardedRequest,
  signal: AbortSignal,
): Promise<ForwardedAnswer> {
  const send = origin.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      if (error instanceof ForwardError) return reject(error)
      const { code } = error as NodeJS.ErrnoException
      reject(
        new ForwardError(
          502,
          `${origin.origin} gave no answer to ${method} ${path}: ${describeFailure(error.message || code, code)}`,
        ),
      )
    }
    const outgoing = send(
      origin,
      { method, path, headers: { ...headers, host: origin.host }, signal },
      (incoming) => {
        collectBody(incoming, largestBody).then((collected) => {
          if (collected === 'too large') {
            incoming.destroy()
            const message = `${origin.origin} answered ${method} ${path} with more than ${largestBody} bytes`
            return reject(new ForwardError(502, message))
          }
          resolve({ status: incoming.statusCode!, headers: incoming.headers, body: collected })
        }, fail)
      },
    )
    outgoing.setTimeout(timeoutMilliseconds, () => {
      const seconds = timeoutMilliseconds / 1000
      const message = `${origin.origin} gave no answer to ${method} ${path} within ${seconds} seconds`
      outgoing.destroy(new ForwardError(504, message))
    })
    outgoing.once('error', fail)
    outgoing.end(body)
  })
}

/** Node.js trusts further authorities by its environment alone. */
function describeFailure(reason: string | undefined, code: string | undefined): string {
  const isUntrusted = /CERT|UNABLE_TO_(?:GET_ISSUER|VERIFY)/.test(code ?? '')
  const advice = isUntrusted
    ? '; NODE_EXTRA_CA_CERTS names a PEM file of certificates to trust'
    : ''
  return `${reason}${advice}`
}

/** @see RFC 9110, "Connection": what is meant for this connection alone goes no further. */
export function withoutHopByHop(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  const dropped = new Set([...named, ...hopByHop])
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)))
}

const hopByHop = [
  'connection',
  'proxy-connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'proxy-authenticate',
  'proxy-authorization',
]
