import { parseJson } from '../model/index.ts'
import type { ExchangeRecord } from './exchange.ts'
import { writeOctets } from './write-octets.ts'

/**
 * The response's body: parsed where it is JSON, else as text; `undefined` for none.
 * `isJson` is false for other media types, and for JSON that does not parse.
 */
export function readResponseBody({ responseHeaders, responseBody }: ExchangeRecord): {
  readonly isJson: boolean
  readonly body: unknown
} {
  if (responseBody === undefined || responseBody === '') return { isJson: false, body: undefined }
  if (typeof responseBody !== 'string') {
    return { isJson: false, body: writeOctets(responseBody) }
  }
  if (!isJsonMediaType(responseHeaders)) return { isJson: false, body: responseBody }
  try {
    return { isJson: true, body: parseJson(responseBody) }
  } catch {
    return { isJson: false, body: responseBody }
  }
}

export function isJsonMediaType(headers: ExchangeRecord['responseHeaders']): boolean {
  const contentType = findHeader(headers, 'content-type')
  return /^[\w.+-]+\/(?:[\w.+-]+\+)?json\b/i.test(contentType ?? '')
}

/**
 * Several values of one name are joined as HTTP joins them.
 * @param name in lower case
 */
export function findHeader(
  headers: Readonly<Record<string, string | number | readonly string[] | undefined>>,
  name: string,
): string | undefined {
  for (const [other, value] of Object.entries(headers)) {
    if (value === undefined || other.toLowerCase() !== name) continue
    return Array.isArray(value) ? value.join(', ') : String(value as string | number)
  }
  return undefined
}
