import { findHeader } from '../journal/index.ts'
import type { ReplayRequest, ReplayResponse, Transport } from './transport.ts'

/** How long a replay stands by a service that is busy. */
export interface RetryLimits {
  /** Times that a request is sent at most. */
  readonly attempts: number
  /** Milliseconds that are waited for it at most, in all. */
  readonly waiting: number
}

export const defaultRetryLimits: RetryLimits = { attempts: 5, waiting: 60_000 }

export interface RetryContext {
  readonly transport: Transport
  readonly limits: RetryLimits
  readonly now: () => number
  /** @throws Error when the replay is interrupted meanwhile */
  readonly wait: (milliseconds: number) => Promise<void>
}

interface Sent {
  readonly response: ReplayResponse
  readonly attempts: number
  /** Why it was not tried once more. */
  readonly note?: string
}

/**
 * Sends a request, again while the service is busy: on 429 and 503 after `Retry-After`, or after 1,
 * 2, 4 … seconds; on 504 only what may be repeated, since it may have been carried out.
 * @param isExpected whether a status is what the step is about
 * @see RFC 9110, "Idempotent Methods" and "Retry-After"; RFC 6585, "429 Too Many Requests"
 */
export async function sendWithRetries(
  request: ReplayRequest,
  isExpected: (status: number) => boolean,
  { transport, limits, now, wait }: RetryContext,
): Promise<Sent> {
  let waited = 0
  for (let attempts = 1; ; attempts++) {
    const response = await transport(request)
    const { status } = response
    if (isExpected(status) || !isBusy(status, request.method)) return { response, attempts }
    const delay = retryAfter(response, now()) ?? 1000 * 2 ** (attempts - 1)
    if (attempts >= limits.attempts) {
      return { response, attempts, note: `after ${count(attempts)}` }
    }
    if (waited + delay > limits.waiting) {
      const asked = `asked to wait ${Math.ceil(delay / 1000)} s more, at most ${limits.waiting / 1000} s in all`
      return { response, attempts, note: `after ${count(attempts)}; ${asked}` }
    }
    await wait(delay)
    waited += delay
  }
}

function count(attempts: number): string {
  return attempts === 1 ? '1 attempt' : `${attempts} attempts`
}

const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])

function isBusy(status: number, method: string): boolean {
  return status === 429 || status === 503 || (status === 504 && idempotent.has(method))
}

/** @returns milliseconds; `undefined` where the header does not say */
function retryAfter({ headers }: ReplayResponse, now: number): number | undefined {
  const text = findHeader(headers, 'retry-after')
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
