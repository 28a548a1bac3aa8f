import { ODataSyntaxError, quoteFound } from './syntax-error.ts'

/**
 * Decodes what RFC 3986 calls percent-encoding.
 * @param position of `raw` in the text that errors count in
 * @param subject what the error is about, e.g. the name of a query option
 * @throws ODataSyntaxError when an escape is incomplete or the octets are no UTF-8
 */
export function decodePercent(raw: string, position: number, subject?: string): string {
  if (!raw.includes('%')) return raw
  try {
    return decodeURIComponent(raw)
  } catch {
    const fault = findFault(raw)
    throw new ODataSyntaxError(
      position + fault,
      'percent-encoded UTF-8',
      quoteFound(raw, fault),
      subject,
    )
  }
}

const escapes = /%(?:[\dA-Fa-f]{2}(?:%[\dA-Fa-f]{2})*)?/g

/** Where the first run of escapes begins that cannot be decoded. */
function findFault(raw: string): number {
  for (const run of raw.matchAll(escapes)) {
    if (!isDecodable(run[0])) return run.index
  }
  return 0
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** Encodes a query option's name or value: blanks as `%20`, and only what a query may not hold as it is. */
export function encodeQueryText(text: string): string {
  return encodeURIComponent(text).replaceAll(/%(?:24|2C|2F|3A|3B|3D|3F|40)/g, decodeURIComponent)
}

/** Encodes a segment of a path; what RFC 3986 allows in one stays as it is. */
export function encodePathText(text: string): string {
  return encodeURIComponent(text).replaceAll(/%(?:24|26|2B|2C|3A|3B|3D|40)/g, decodeURIComponent)
}

/** For each code unit of the decoded text, and for its end, where it begins in `raw`, which can be decoded. */
export function findRawPositions(raw: string): readonly number[] {
  const positions: number[] = []
  for (let index = 0; index < raw.length;) {
    positions.push(index)
    if (raw.charAt(index) !== '%') {
      index++
      continue
    }
    const octet = Number.parseInt(raw.slice(index + 1, index + 3), 16)
    const octets = octet < 0x80 ? 1 : octet < 0xe0 ? 2 : octet < 0xf0 ? 3 : 4
    if (octets === 4) positions.push(index)
    index += 3 * octets
  }
  positions.push(raw.length)
  return positions
}
