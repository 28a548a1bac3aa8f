import { ODataSyntaxError, quoteFound } from './syntax-error.ts'

const PERCENT = 0x25

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

/** Octets that are no UTF-8 stand as lone surrogates, as `decodeOctets` gives them. */
function encodeAll(text: string): string {
  return text.replaceAll(/[\uDC80-\uDCFF]|[^\uDC80-\uDCFF]+/gu, (part) => {
    const octet = part.charCodeAt(0) - 0xdc00
    const isOctet = part.length === 1 && octet >= 0x80 && octet <= 0xff
    return isOctet ? `%${octet.toString(16).toUpperCase()}` : encodeURIComponent(part)
  })
}

/** Encodes a query option's name or value: blanks as `%20`, and only what a query may not hold as it is. */
export function encodeQueryText(text: string): string {
  return encodeAll(text).replaceAll(/%(?:24|2C|2F|3A|3B|3D|3F|40)/g, decodeURIComponent)
}

/** Encodes a segment of a path; what RFC 3986 allows in one stays as it is. */
export function encodePathText(text: string): string {
  return encodeAll(text).replaceAll(/%(?:24|26|2B|2C|3A|3B|3D|40)/g, decodeURIComponent)
}

/**
 * As `decodePercent`, but for octets that are no UTF-8: the ABNF has them (`pct-encoded`), and each becomes a lone
 * surrogate, U+DC00 and the octet, which no other text decodes to.
 * @returns with the positions in `raw` of the code units and of the end, `undefined` when nothing is encoded
 * @throws ODataSyntaxError when an escape is incomplete
 */
export function decodeOctets(
  raw: string,
  position: number,
): { readonly text: string; readonly rawPositions: ArrayLike<number> | undefined } {
  if (!raw.includes('%')) return { text: raw, rawPositions: undefined }
  if (isDecodable(raw)) {
    const decoded = decodeURIComponent(raw)
    return { text: decoded, rawPositions: findRawPositions(raw, decoded.length) }
  }
  let text = ''
  const rawPositions: number[] = []
  for (let index = 0; index < raw.length;) {
    const { octets, character } = decodeAt(raw, index, position)
    for (let unit = 0; unit < character.length; unit++) rawPositions.push(index)
    text += character
    index += octets === 0 ? 1 : 3 * octets
  }
  return { text, rawPositions: [...rawPositions, raw.length] }
}

/** The character that begins at `index`, and how many escapes it takes. */
function decodeAt(
  raw: string,
  index: number,
  position: number,
): { readonly octets: number; readonly character: string } {
  if (raw[index] !== '%') return { octets: 0, character: raw[index]! }
  const octet = /^%[\dA-Fa-f]{2}/.exec(raw.slice(index, index + 3))?.[0].slice(1)
  if (octet === undefined) {
    throw new ODataSyntaxError(position + index, 'an escape of two digits', quoteFound(raw, index))
  }
  for (const octets of [1, 2, 3, 4]) {
    const sequence = raw.slice(index, index + 3 * octets)
    if (isDecodable(sequence)) return { octets, character: decodeURIComponent(sequence) }
  }
  return { octets: 1, character: String.fromCharCode(0xdc00 + Number.parseInt(octet, 16)) }
}

/** For each code unit of the decoded text, and for its end, where it begins in `raw`, which can be decoded. */
function findRawPositions(raw: string, length: number): ArrayLike<number> {
  const positions = new Uint32Array(length + 1)
  let unit = 0
  for (let index = 0; index < raw.length;) {
    positions[unit++] = index
    if (raw.charCodeAt(index) !== PERCENT) {
      index++
      continue
    }
    const octet = Number.parseInt(raw.slice(index + 1, index + 3), 16)
    const octets = octet < 0x80 ? 1 : octet < 0xe0 ? 2 : octet < 0xf0 ? 3 : 4
    if (octets === 4) positions[unit++] = index
    index += 3 * octets
  }
  positions[length] = raw.length
  return positions
}
