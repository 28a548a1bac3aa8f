/** One problem within an error response (JSON Format, "Error Response"). */
export interface ErrorDetail {
  readonly code: string
  readonly message: string
  /** What the problem is about: a JSON pointer into the request body, or the name of a query option. */
  readonly target?: string
}

/** The one error that a request ends in; `service/respond-with-error.ts` alone turns it into a response. */
export class ODataError extends Error {
  readonly statusCode: number
  readonly code: string
  readonly target: string | undefined
  readonly details: readonly ErrorDetail[]
  readonly headers: Readonly<Record<string, string>>

  constructor(
    statusCode: number,
    code: string,
    message: string,
    more: {
      target?: string | undefined
      details?: readonly ErrorDetail[]
      headers?: Readonly<Record<string, string>>
    } = {},
  ) {
    super(message)
    this.name = 'ODataError'
    this.statusCode = statusCode
    this.code = code
    this.target = more.target
    this.details = more.details ?? []
    this.headers = more.headers ?? {}
  }
}

export function badRequest(message: string, target?: string): ODataError {
  return new ODataError(400, 'BadRequest', message, { target })
}

export function notFound(message: string): ODataError {
  return new ODataError(404, 'ResourceNotFound', message)
}

/** @param allowed the methods that the resource takes, as the header `Allow` has them */
export function methodNotAllowed(message: string, allowed: string): ODataError {
  return new ODataError(405, 'MethodNotAllowed', message, { headers: { Allow: allowed } })
}

/** What the standard has and this service does not: named, never passed over in silence. */
export function notImplemented(what: string): ODataError {
  return new ODataError(501, 'NotImplemented', `${what} is not supported by this service`)
}

/** A user's mistake outside any request (a file, an option): one clear message, exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}
