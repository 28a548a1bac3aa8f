import type { Deprecation, Model, ModelDeclaration, SourceLocation } from '../model/index.ts'
import type { PageDocument } from './page.ts'

export type { SourceLocation }

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE' | 'HEAD' | 'OPTIONS'

/** Those that OData gives a meaning to; the service takes no others. */
export const httpMethods: ReadonlySet<string> = new Set<HttpMethod>([
  'GET',
  'POST',
  'PATCH',
  'PUT',
  'DELETE',
  'HEAD',
  'OPTIONS',
])

/** A contradiction or gap in a contract: data, collected, never thrown. */
export interface Diagnostic {
  /** Kebab-case name of the rule, e.g. `no-content-with-body`. */
  readonly rule: string
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: string
  readonly source: SourceLocation
}

/** A documented path: `/accessPackages/{id}/incompatibleAccessPackages/{id}/$ref`. */
export interface PathTemplate {
  /** Begins with `/`, no host, no base path, no query. Holes keep their documented names in braces. */
  readonly text: string
  /** The documented query after `?`, as written; absent when there is none. */
  readonly query?: string | undefined
  readonly source: SourceLocation
}

/** The permissions table of a page: what is in a row, least to most privileged; empty means not supported. */
export interface Permissions {
  readonly delegatedWork: readonly string[]
  readonly delegatedPersonal: readonly string[]
  readonly application: readonly string[]
  /** The head of the table. */
  readonly source: SourceLocation
  /** The first row of each kind of caller. */
  readonly rows?: PermissionRows | undefined
}

export interface PermissionRows {
  readonly delegatedWork?: SourceLocation
  readonly delegatedPersonal?: SourceLocation
  readonly application?: SourceLocation
}

export interface DocumentedHeader {
  readonly name: string
  readonly description: string
  readonly isRequired: boolean
  readonly source: SourceLocation
}

/** A type as a page names it; `typeName` is qualified and declared in the model. */
export interface BodyShape {
  readonly typeName: string
  readonly isCollection: boolean
}

export interface DocumentedRequestBody {
  /** `undefined` when the page does not say which type it is. */
  readonly shape: BodyShape | undefined
  /** Names of the properties that the request body's table lists. */
  readonly properties: readonly {
    readonly name: string
    readonly isRequired: boolean
    /** The row itself says so, not the sentence alone that many pages put before whatever their table lists. */
    readonly isRequiredInRow: boolean
    readonly source: SourceLocation
  }[]
  readonly source: SourceLocation
}

export interface DocumentedResponse {
  /** 200 for "200-series" where the page gives no better number (201 for a creation). */
  readonly status: number
  /** What the body is by the page; `undefined` for none, also where the page contradicts a 204. */
  readonly body: BodyShape | undefined
  readonly source: SourceLocation
}

export interface ExampleMessage {
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  /** Parsed JSON; `undefined` when there is no body or it does not parse. */
  readonly body: unknown
  /** The body's text as it stands; `undefined` when there is none. */
  readonly bodyText: string | undefined
  /** Where the body's first line is. */
  readonly bodySource: SourceLocation | undefined
  readonly source: SourceLocation
}

export interface Example {
  /** The `name` of the request's annotation. */
  readonly name: string | undefined
  readonly request:
    (ExampleMessage & { readonly method: HttpMethod; readonly url: string }) | undefined
  readonly response: (ExampleMessage & { readonly status: number }) | undefined
}

/** What a page says of OData query options. */
export interface DocumentedQueryOptions {
  /** Those that it names, system options as the standard spells them, `$filter`; custom ones as written. */
  readonly names: readonly string[]
  /** True where it says that all of OData's are supported, or some without a list. */
  readonly isAll: boolean
  readonly source: SourceLocation
}

/** One documented operation: a page's HTTP lines of one method, or a row of a Methods table. */
export interface ContractOperation {
  /** Title of the page or of the row, e.g. `Create accessPackage`. */
  readonly name: string
  readonly method: HttpMethod
  /** Every documented door; the first is the one that its page names first. */
  readonly paths: readonly PathTemplate[]
  readonly permissions: Permissions | undefined
  readonly headers: readonly DocumentedHeader[]
  readonly requestBody: DocumentedRequestBody | undefined
  readonly responses: readonly DocumentedResponse[]
  readonly examples: readonly Example[]
  /** Absent where the page says nothing of them. */
  readonly queryOptions?: DocumentedQueryOptions | undefined
  readonly deprecated?: Deprecation | undefined
  /** `page` when an API page documents it, `methods-row` when only a row of a Methods table does, `csdl`. */
  readonly origin: 'page' | 'methods-row' | 'csdl'
  /** The page's title or the row. */
  readonly source: SourceLocation
  /** The row of the Methods table that lists it, where it is not `source` itself. */
  readonly row?: SourceLocation | undefined
}

/** The header of an operation that asks for the ETag of what is changed. */
export function requiredETag({ headers }: ContractOperation): DocumentedHeader | undefined {
  return headers.find(({ name, isRequired }) => isRequired && name.toLowerCase() === 'if-match')
}

/** What one or more files say together, types by name; every source format gives this. */
export interface ContractDocument {
  readonly declaration: ModelDeclaration
  readonly operations: readonly ContractOperation[]
  /** Found while reading: unreadable tables, JSON that does not parse, … */
  readonly diagnostics: readonly Diagnostic[]
  /** `/beta`, `/v1.0`, by most example URLs; `/beta` where no example of a page tells. */
  readonly basePath: string
}

/** A compiled contract. */
export interface Contract extends ContractDocument {
  readonly model: Model
  /** What kind of documents it was made of; pages bring Graph's conventions. */
  readonly kind: 'pages' | 'csdl' | 'mixed'
  /** SHA-256 in hexadecimal of the files' names and contents, wherever they stand. */
  readonly hash: string
  /** The pages as read, for lint rules and for compiling again with other resource paths. */
  readonly pages: readonly PageDocument[]
  /** What CSDL and pages declare, each for itself, where both are given: for lint rules that compare them. */
  readonly sides?: { readonly csdl: ModelDeclaration; readonly pages: ModelDeclaration } | undefined
  /** Files read, as given on the command line or found in the folder, sorted. */
  readonly files: readonly string[]
  /** Paths that fixtures are named after, which entity sets were made for. */
  readonly resourcePaths?: readonly string[]
}
