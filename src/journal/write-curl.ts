import { writeJson } from '../model/index.ts'
import type { Exchange, ExchangeRecord } from './exchange.ts'
import { findHeader } from './read-response-body.ts'

/** Headers that are the client's own affair, or that curl sets itself. */
const leftOut: ReadonlySet<string> = new Set([
  'accept-encoding',
  'accept-language',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'origin',
  'referer',
  'te',
  'traceparent',
  'tracestate',
  'transfer-encoding',
  'upgrade',
  'user-agent',
])

/** Longer bodies are left to a file: nobody pastes them. */
const longestBody = 20_000

export interface CurlOptions {
  /** `http://localhost:4010/beta`; absent: the request's Host by http. */
  readonly serviceRoot?: ExchangeRecord['serviceRoot']
  /** The body is octets that no command line can hold. */
  readonly hasOctets?: boolean
}

/** A command that sends a request again, to be pasted into a POSIX shell; secrets stay redacted. */
export function writeCurl(
  { method, url, headers, body }: Exchange['request'],
  { serviceRoot, hasOctets = false }: CurlOptions = {},
): string {
  const parts = [
    'curl',
    '-g',
    ...methodOption(method),
    quote(absoluteUrl(url, headers, serviceRoot)),
  ]
  for (const [name, value] of Object.entries(headers)) {
    if (leftOut.has(name.toLowerCase()) || /^sec-/i.test(name)) continue
    if (name.toLowerCase() === 'accept' && value === '*/*') continue
    for (const each of typeof value === 'string' ? [value] : value) {
      // curl leaves a header without a value out, but for the form with a semicolon.
      parts.push('-H', quote(each === '' ? `${name};` : `${name}: ${each}`))
    }
  }
  return [...parts, ...bodyOption(body, hasOctets)].join(' ')
}

function methodOption(method: string): readonly string[] {
  if (method === 'GET') return []
  return method === 'HEAD' ? ['--head'] : ['-X', quote(method)]
}

function absoluteUrl(
  url: string,
  headers: Exchange['request']['headers'],
  serviceRoot: string | undefined,
): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return url
  const origin =
    serviceRoot !== undefined && URL.canParse(serviceRoot)
      ? new URL(serviceRoot).origin
      : `http://${findHeader(headers, 'host') ?? 'localhost'}`
  return origin + (url.startsWith('/') ? url : `/${url}`)
}

function bodyOption(body: unknown, hasOctets: boolean): readonly string[] {
  if (body === undefined) return []
  const text = typeof body === 'string' ? body : writeJson(body)
  // No argument of a command can hold NUL.
  if (hasOctets || text.length > longestBody || text.includes('\0'))
    return ['--data-binary', '@request-body']
  return ['--data-raw', quote(text)]
}

/** Words of letters and signs that mean nothing to a shell stand as they are. */
function quote(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  return `'${text.replaceAll("'", `'\\''`)}'`
}
