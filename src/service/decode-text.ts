import { badRequest } from '../errors.ts'

type Decode = (octets: Buffer) => string

const byteOrderMark = 0xfeff

/** "Allowed values are `UTF-8`, `UTF-16`, and `UTF-32`" (JSON Format, "Header Content-Type"). */
const decoders: ReadonlyMap<string, Decode> = new Map([
  ['utf-8', (octets: Buffer) => octets.toString('utf8')],
  ['utf8', (octets: Buffer) => octets.toString('utf8')],
  ['us-ascii', (octets: Buffer) => octets.toString('utf8')],
  ['utf-16', (octets: Buffer) => decodeUtf16(octets, startsWith(octets, 0xff, 0xfe))],
  ['utf-16le', (octets: Buffer) => decodeUtf16(octets, true)],
  ['utf-16be', (octets: Buffer) => decodeUtf16(octets, false)],
  ['utf-32', (octets: Buffer) => decodeUtf32(octets, startsWith(octets, 0xff, 0xfe, 0, 0))],
  ['utf-32le', (octets: Buffer) => decodeUtf32(octets, true)],
  ['utf-32be', (octets: Buffer) => decodeUtf32(octets, false)],
])

/** @param charset in lower case */
export function isCharsetKnown(charset: string): boolean {
  return decoders.has(charset)
}

/**
 * The text of octets, without a byte order mark.
 * @param charset one that is known, in lower case
 * @throws ODataError 400 for octets that are none of it
 */
export function decodeText(octets: Buffer, charset: string): string {
  const text = decoders.get(charset)!(octets)
  return text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text
}

function startsWith(octets: Buffer, ...first: readonly number[]): boolean {
  return first.every((octet, index) => octets[index] === octet)
}

/** RFC 2781, "Interpreting text labelled as UTF-16": without a mark, the big-endian order. */
function decodeUtf16(octets: Buffer, isLittleEndian: boolean): string {
  if (octets.length % 2 !== 0) throw notOf('utf-16')
  const littleEndian = isLittleEndian ? octets : Buffer.from(octets).swap16()
  return littleEndian.toString('utf16le')
}

function decodeUtf32(octets: Buffer, isLittleEndian: boolean): string {
  if (octets.length % 4 !== 0) throw notOf('utf-32')
  const characters: string[] = []
  for (let index = 0; index < octets.length; index += 4) {
    const code = isLittleEndian ? octets.readUInt32LE(index) : octets.readUInt32BE(index)
    if (code > 0x10ffff) throw notOf('utf-32')
    characters.push(String.fromCodePoint(code))
  }
  return characters.join('')
}

function notOf(charset: string): Error {
  return badRequest(`the body is not ${charset}`, 'Content-Type')
}
