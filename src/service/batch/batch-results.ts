import type { ServiceResponse } from '../http-message.ts'
import type { RequestNotes } from '../request-notes.ts'

/** What a request of the batch came to, for those that refer to it or depend on it. */
export interface BatchResult {
  readonly response: ServiceResponse
  /** Absent where the request was not carried out. */
  readonly outcome: RequestNotes['outcome']
  /** Absent likewise. */
  readonly record?: RequestNotes['record']
  /** Path of the request after the service root, without query. */
  readonly path: string
  readonly atomicityGroup: string | undefined
}

/** The results so far. */
export interface BatchResults {
  /** By id. */
  readonly requests: Map<string, BatchResult>
  /** Whether an atomicity group succeeded. */
  readonly groups: Map<string, boolean>
}

/** "i.e. with a `2xx` response code" (JSON Format, "Batch Request"). */
export function hasSucceeded({ requests, groups }: BatchResults, name: string): boolean {
  const result = requests.get(name)
  if (!result) return groups.get(name) ?? false
  if (result.atomicityGroup !== undefined && groups.get(result.atomicityGroup) === false) {
    return false
  }
  return result.response.status >= 200 && result.response.status < 300
}
