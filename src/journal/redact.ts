import { isJsonObject } from '../model/index.ts'
/** Headers whose whole value is a secret; of `Authorization` the scheme is kept. */
const secretHeaders: ReadonlySet<string> = new Set(['cookie', 'set-cookie', 'x-api-key'])

/** A header's value as it may be shown: `Bearer <redacted>`. */
export function redactHeader<Value>(name: string, value: Value): Value | string {
  const lowerCase = name.toLowerCase()
  if (secretHeaders.has(lowerCase)) return '<redacted>'
  if (lowerCase !== 'authorization' && lowerCase !== 'proxy-authorization') return value
  return typeof value === 'string' ? redactCredentials(value) : '<redacted>'
}

/** Headers inside a body are a batch's: JSON requests each with its own, or the parts' in text. */
export function redactBody(body: unknown): unknown {
  if (typeof body === 'string') {
    return body.replace(
      /^((?:proxy-)?authorization|cookie|x-api-key):[ \t]*(.*)$/gim,
      (_line, name: string, value: string) => `${name}: ${redactHeader(name, value.trim())}`,
    )
  }
  if (!isJsonObject(body) || !Array.isArray(body['requests'])) return body
  return { ...body, requests: (body['requests'] as unknown[]).map(redactPart) }
}

function redactPart(part: unknown): unknown {
  if (!isJsonObject(part) || !isJsonObject(part['headers'])) return part
  const headers = Object.entries(part['headers']).map(([name, value]) => [
    name,
    redactHeader(name, value),
  ])
  return { ...part, headers: Object.fromEntries(headers) as unknown }
}

/** A token that stands without a scheme goes whole. */
function redactCredentials(value: string): string {
  const scheme = /^\s*([A-Za-z]+)\s+\S/.exec(value)?.[1]
  return scheme === undefined ? '<redacted>' : `${scheme} <redacted>`
}
