import { UsageError } from '../errors.ts'
import { redactHeader } from '../journal/index.ts'
import { isJsonObject } from '../model/index.ts'
import { splitQueryOptions } from '../syntax/index.ts'

/** What else is expected of a request than its method, URL and body. */
export interface RequestDetails {
  /** How many such requests; default: at least one. */
  readonly times?: number | undefined
  /** By name in any case: the value, a matcher, an expression, or `undefined` for a header that is not there. */
  readonly headers?: Readonly<Record<string, unknown>> | undefined
}

export interface RequestExpectation {
  /** As the test wrote it. */
  readonly text: string
  /** `*` for each. */
  readonly method: string
  /** Below the service root, a pattern of resources. */
  readonly path: string
  /** `$top=5`, decoded and sorted, `*` for any value; `undefined` where any query will do. */
  readonly options: readonly string[] | undefined
  /** `undefined` where any body will do. */
  readonly body: unknown
  readonly headers: readonly (readonly [name: string, value: unknown])[]
  readonly times: number | undefined
}

const detailNames = ['times', 'headers']

/** @throws UsageError for a request that is no method and path, and for details that there are not */
export function readRequestExpectation(
  request: unknown,
  body: unknown,
  details: unknown = {},
): RequestExpectation {
  const text = typeof request === 'string' ? request.trim() : ''
  const [, method, path, query] = /^(\*|[A-Za-z]+)\s+(\/[^?]*)(?:\?(.*))?$/s.exec(text) ?? []
  if (method === undefined || path === undefined) {
    const found = typeof request === 'string' ? `'${request}'` : typeof request
    throw new UsageError(
      `expected a method and a path below the service root, such as 'POST /accessPackages', found ${found}`,
    )
  }
  const { times, headers } = readDetails(details)
  return {
    text,
    method: method.toUpperCase(),
    path,
    options: query === undefined ? undefined : readOptions(query),
    body,
    headers: Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    times,
  }
}

function readDetails(details: unknown): RequestDetails {
  if (typeof details !== 'object' || details === null || Array.isArray(details)) {
    throw new UsageError(
      `expected the details of a request as an object, such as { times: 2 }, found ${JSON.stringify(details)}`,
    )
  }
  const stranger = Object.keys(details).find((name) => !detailNames.includes(name))
  if (stranger !== undefined) {
    throw new UsageError(
      `'${stranger}' is no detail of a request; expected ${detailNames.join(' or ')}`,
    )
  }
  const { times, headers } = details as RequestDetails
  if (times !== undefined && !(Number.isInteger(times) && times >= 0)) {
    throw new UsageError(`times: expected a whole number from 0, found ${JSON.stringify(times)}`)
  }
  if (headers !== undefined) checkHeaders(headers)
  return { times, headers }
}

function checkHeaders(headers: unknown): void {
  if (!isJsonObject(headers)) {
    throw new UsageError(`headers: expected an object, found ${JSON.stringify(headers)}`)
  }
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string') continue
    const kept = redactHeader(name, value)
    // A text that no request in the journal can have would fail every test, or pass each with `.not`.
    if (kept === value) continue
    throw new UsageError(
      `headers: ${name}: the journal keeps no secrets; expected '${kept}', or an expression such as /^Bearer /, found another text`,
    )
  }
}

/** The options of a query as a set: `$top=5`, each decoded, in one order whatever theirs was. */
export function readOptions(query: string): readonly string[] {
  try {
    return splitQueryOptions(query)
      .map(({ name, value }) => `${name}=${value}`)
      .sort()
  } catch {
    // What cannot be decoded is compared as it was sent.
    return query.split('&').sort()
  }
}
