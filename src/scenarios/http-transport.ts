import { readResponseContent } from './read-response-content.ts'
import { writeRequestBody, type Transport } from './transport.ts'

/** Long enough for a slow tenant, short enough for a job that waits. */
const defaultTimeout = 60_000

/**
 * Sends the requests of a replay to a service over HTTP; redirects are answers, not followed.
 * @param baseUrl the service root URL
 * @param options `timeout`: milliseconds until an answer has to be complete
 */
export function createHttpTransport(
  baseUrl: string,
  { timeout = defaultTimeout }: { readonly timeout?: number | undefined } = {},
): Transport {
  const root = baseUrl.replace(/\/+$/, '')
  return async ({ method, url, headers, body }, end) => {
    const ends = [AbortSignal.timeout(timeout), ...(end ? [end] : [])]
    const content = writeRequestBody(body)
    try {
      const response = await fetch(root + url, {
        method,
        headers: { ...headers },
        redirect: 'manual',
        signal: AbortSignal.any(ends),
        ...(content !== undefined && { body: content }),
      })
      const octets = Buffer.from(await response.arrayBuffer())
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: readResponseContent(octets, response.headers.get('content-type') ?? ''),
      }
    } catch (error) {
      throw new Error(describeFault(error, timeout), { cause: error })
    }
  }
}

/** Faults of sockets in words; others speak for themselves. */
const faults: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused: nothing listens there',
  ECONNRESET: 'the connection broke off',
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'the name of the host could not be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the host does not take connections',
  UND_ERR_CONNECT_TIMEOUT: 'the host does not take connections',
  UND_ERR_SOCKET: 'the connection broke off',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'its certificate is signed by itself; NODE_EXTRA_CA_CERTS=<file> trusts it',
  CERT_HAS_EXPIRED: 'its certificate has expired',
}

function describeFault(error: unknown, timeout: number): string {
  const { name, message, code, cause } = error as {
    name?: string
    message?: string
    code?: string
    cause?: unknown
  }
  if (name === 'TimeoutError') return `no answer within ${timeout / 1000} s`
  const fault = code === undefined ? undefined : faults[code]
  if (fault !== undefined) return `${fault} (${code})`
  // fetch says what happened in the cause of its error.
  return cause === undefined ? (message ?? String(error)) : describeFault(cause, timeout)
}
