import type { ContractOperation } from '../contract/contract.ts'
import type { EdmType } from '../model/index.ts'
import type { ContractReader } from './contract-reader.ts'

/** Where the code under test, a fixture or the double itself left the contract. */
export interface ContractViolation {
  /** Kebab-case name, e.g. `missing-authorization`, `read-only-property`, `undocumented-operation`. */
  readonly rule: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** Name of the operation matched; of a request that matched none, its method and path, `GET /nowhere`. */
  readonly operation?: string | undefined
  /** JSON pointer into the request or response body, a header name, or an option name. */
  readonly pointer?: string | undefined
  readonly expected?: string | undefined
  readonly actual?: string | undefined
  /** The page, as `accesspackage-post.md:47`. */
  readonly source?: string | undefined
  /** A command that sends the request again, secrets redacted; given when the exchange is written. */
  readonly curl?: string | undefined
}

/** An operation that a request did not match, and how the request differs from it. */
export interface NearOperation {
  readonly name: string
  readonly method: string
  readonly path: string
  /** The page that would have to say it, as `accesspackage-post.md:9`. */
  readonly source: string
  /** E.g. `the method: PUT, not PATCH`. */
  readonly difference: string
}

/** What of the contract an exchange made use of; each name once. */
export interface Exercised {
  /** System query options as the standard spells them, `$filter`. */
  readonly options: readonly string[]
  /** `microsoft.graph.accessPackage/displayName`, named by the type that declares it. */
  readonly properties: readonly string[]
  /** Navigation properties, named likewise. */
  readonly relationships: readonly string[]
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
  /** Name of the sandbox; absent for the service itself. */
  readonly sandbox?: string | undefined
  /** What was put in the place of the answer, or done to it, on a test's order. */
  readonly fault?: string | undefined
  /** URL of the service root, `http://localhost:4010/beta`, as the client has it. */
  readonly serviceRoot?: string | undefined
  /** The contract at that time; absent for that of the journal. */
  readonly reader?: ContractReader | undefined
  /** True where another service answered, of whose state nothing is known. */
  readonly isObserved?: boolean | undefined
  /** Milliseconds of a clock that never stands still, for intervals between requests; never written out. */
  readonly arrival?: number | undefined
  /** Octets of the request's body as it came. */
  readonly requestBytes?: number | undefined
  /** Found while the request was handled, where the record alone cannot tell. */
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
  readonly sandbox?: string
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
  /** Where no operation matched: those that come nearest, nearest first. */
  readonly nearest?: readonly NearOperation[]
  /** What was not held to the contract, and why; absent when all was. */
  readonly unchecked?: readonly string[]
  readonly exercised?: Exercised
  readonly fault?: string
  readonly violations: readonly ContractViolation[]
}
