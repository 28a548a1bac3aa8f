import type { ScenarioValue } from './exact-number.ts'
import { writeExactJson } from './located-value.ts'

export interface ReplayRequest {
  readonly method: string
  /** Relative to the service root; begins with `/`. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Sent as JSON, but a text or octets as they are; `undefined` for none. */
  readonly body: ScenarioValue | Uint8Array | undefined
}

export interface ReplayResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>
  /** Parsed JSON, the text of another body, the octets of what is no text, or `undefined`. */
  readonly body: unknown
}

/** @param end aborts when the answer is not waited for any longer */
export type Transport = (request: ReplayRequest, end?: AbortSignal) => Promise<ReplayResponse>

/** What goes over the wire. */
export function writeRequestBody(body: ReplayRequest['body']): string | Uint8Array | undefined {
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) return body
  return writeExactJson(body)
}
