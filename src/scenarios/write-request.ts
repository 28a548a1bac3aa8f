import { headerTextExpected, isHeaderText } from './header-syntax.ts'
import { show } from './located-value.ts'
import type { LocatedValue } from './located-value.ts'
import { readBase64 } from './matchers.ts'
import { isMultipartBatch, writeMultipartRequests } from './multipart-batch.ts'
import { octetsOf } from './octets-of.ts'
import type { ScenarioStep, Variables } from './scenario.ts'
import { substitute, substituteText, SubstitutionError } from './substitute.ts'
import type { ReplayRequest } from './transport.ts'

interface RequestPlace {
  /** The service root URL, without a slash at its end. */
  readonly baseUrl: string
  readonly token?: string | undefined
  readonly variables: Variables
}

interface WrittenRequest {
  readonly request: ReplayRequest
  /** `GET /people?$filter=name eq 'Ann'`: readable, without what encoding adds. */
  readonly shown: string
}

/** @throws SubstitutionError for a variable without a value, and a URL of another service */
export function writeRequest(step: ScenarioStep, place: RequestPlace): WrittenRequest {
  const { token, variables } = place
  const headers: Record<string, string> = {}
  for (const { name, text, line } of step.headers) {
    const value = substituteText(text, line, variables)
    if (!isHeaderText(value)) throw new SubstitutionError(line, headerTextExpected, show(value))
    headers[name] = value
  }
  const has = (name: string): boolean =>
    Object.keys(headers).some((header) => header.toLowerCase() === name)
  const written = step.body && writeBody(step.body, variables)
  const type = Object.keys(headers).find((name) => name.toLowerCase() === 'content-type')
  const batch =
    type !== undefined && isMultipartBatch(headers[type]!, written)
      ? writeMultipartRequests(written)
      : undefined
  if (type !== undefined && batch) headers[type] = batch.contentType
  const body = batch?.body ?? written
  if (body !== undefined && !has('content-type')) {
    const isOctets = body instanceof Uint8Array
    headers['Content-Type'] = isOctets ? 'application/octet-stream' : 'application/json'
  }
  if (token !== undefined && !has('authorization')) headers['Authorization'] = `Bearer ${token}`
  const readable = substituteText(step.url, step.line, variables)
  const encoded = substituteText(step.url, step.line, variables, (value, offset) =>
    encodeValue(value, step.url.slice(0, offset)),
  )
  return {
    request: { method: step.method, url: encodeUrl(relative(step, encoded, place)), headers, body },
    shown: `${step.method} ${relative(step, readable, place)}`,
  }
}

/** `{ $base64: … }` alone stands for octets. */
function writeBody(body: LocatedValue, variables: Variables): ReplayRequest['body'] {
  const written = substitute(body, variables)
  const base64 = octetsOf(body)
  if (!base64) return written
  const text = substitute(base64, variables)
  const octets = typeof text === 'string' ? readBase64(text) : undefined
  if (octets) return octets
  throw new SubstitutionError(base64.line, 'octets in base64', show(text))
}

/**
 * A value as it stands in a URL: data of the segment or option around it, whatever characters it
 * has. At the very beginning it is a URL or path itself.
 * @param before the text of the URL up to it
 * @see URL Conventions, "URL Parsing" and "Canonical URL"; RFC 3986, "Path"
 */
function encodeValue(value: string, before: string): string {
  if (before === '') return value
  const isInLiteral = before.split("'").length % 2 === 0
  const literal = isInLiteral ? value.replaceAll("'", "''") : value
  return encodeURIComponent(literal).replace(/%(?:24|2C|3A|3B|3D|40)/g, decodeURIComponent)
}

/** Encodes what no URL may have: blanks, `#`, letters beyond ASCII, a percent sign by itself. */
function encodeUrl(url: string): string {
  return url.replace(
    /%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:/?@!$&'()*+,;=%[\]]/gu,
    encodeURIComponent,
  )
}

/** A captured link (`@odata.nextLink`, `Location`) is absolute; what is sent is relative to the root. */
function relative({ url, line }: ScenarioStep, written: string, { baseUrl }: RequestPlace): string {
  const isBelow = (root: string): boolean =>
    written.startsWith(root) && /^(?:[/?]|$)/.test(written.slice(root.length))
  const rootPath = baseUrl.replace(/^[a-z]+:\/\/[^/]*/i, '')
  // A service may also leave out its host (RFC 9110, "Location").
  const root = [baseUrl, ...(url.startsWith('${') ? [rootPath] : [])].find(isBelow)
  const path = root === undefined ? written : written.slice(root.length)
  if (path.startsWith('/')) return path
  if (root !== undefined) return `/${path}`
  throw new SubstitutionError(line, `a path, or a URL below ${baseUrl}`, show(written))
}
