import type { ContractOperation } from '../contract/contract.ts'
import type { EdmType } from '../model/index.ts'

/** Where the code under test, a fixture or the double itself left the contract. */
export interface ContractViolation {
  /** Kebab-case name, e.g. `missing-authorization`, `read-only-property`, `undocumented-operation`. */
  readonly rule: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** Name of the operation matched; absent when none was. */
  readonly operation?: string | undefined
  /** JSON pointer into the request or response body, a header name, or an option name. */
  readonly pointer?: string | undefined
  readonly expected?: string | undefined
  readonly actual?: string | undefined
  /** The page, as `accesspackage-post.md:47`. */
  readonly source?: string | undefined
}

/** What is served, by its path: a type, or a collection of it. */
export interface ServedShape {
  readonly type: EdmType
  readonly isCollection: boolean
}

/**
 * What the service hands over for each request: references only, nothing serialised and nothing
 * checked until the journal is read (the budget is 2 µs a request).
 */
export interface ExchangeRecord {
  readonly method: string
  /** As it arrived, undecoded, with the base path and the query. */
  readonly url: string
  readonly requestHeaders: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Parsed JSON, or the text or octets of another body; `undefined` for none. */
  readonly requestBody: unknown
  readonly status: number
  readonly responseHeaders: Readonly<Record<string, string | number | readonly string[]>>
  /** Text or octets. */
  readonly responseBody: string | Buffer | undefined
  readonly operation: ContractOperation | undefined
  /** Absent where another service answered. */
  readonly served?: ServedShape | undefined
  /** Found while the request was handled. */
  readonly violations: readonly ContractViolation[]
  /** Milliseconds since 1970, by the service's clock. */
  readonly time: number
  /** Milliseconds taken. */
  readonly duration: number
}

/** An exchange as users read it: `service.journal.exchanges`, `GET /_understudy/journal`. */
export interface Exchange {
  /** Counts from 1 since the start or the last reset. */
  readonly number: number
  readonly time: string
  readonly duration: number
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: Readonly<Record<string, string | readonly string[]>>
    readonly body?: unknown
  }
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string | number | readonly string[]>>
    readonly body?: unknown
  }
  /** The operation matched: its name, method, path and page; absent when none was. */
  readonly operation?: {
    readonly name: string
    readonly method: string
    readonly path: string
    readonly source: string
  }
  readonly violations: readonly ContractViolation[]
}
