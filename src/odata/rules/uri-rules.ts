/* ABNF appendix "RFC 3986". */
import {
  characterOf,
  choice,
  exactly,
  many,
  optional,
  type Pattern,
  sequence,
  text,
  times,
} from './pattern.ts'
import {
  ALPHA,
  DIGIT,
  HEXDIG,
  obsText,
  pchar,
  percentEncoded,
  qcharNoAmp,
  subDelimiter,
  unreserved,
  VCHAR,
} from './character-rules.ts'

const decimalOctet = choice(
  sequence(exactly('1'), DIGIT, DIGIT),
  sequence(exactly('2'), characterOf(/[0-4]/), DIGIT),
  sequence(exactly('25'), characterOf(/[0-5]/)),
  sequence(characterOf(/[1-9]/), DIGIT),
  DIGIT,
)
export const dot = exactly('.')
export const colon = exactly(':')
const IPv4address = sequence(decimalOctet, dot, decimalOctet, dot, decimalOctet, dot, decimalOctet)
const h16 = many(HEXDIG, 1, 4)
const group = sequence(h16, colon)
const ls32 = choice(sequence(h16, colon, h16), IPv4address)
const elision = exactly('::')
/** Up to `most` groups with colons between them and, as an alternative has it, a group before the elision. */
const groupsBefore = (most: number) => optional(many(beforeLast, 0, most), h16)
/** A group and its colon where another group follows, so that the last one stays. */
const beforeLast: Pattern = (match, position) => {
  const end = group(match, position)
  return end >= 0 && HEXDIG(match, end) >= 0 ? end : -1
}
const IPv6address = choice(
  sequence(times(6, group), ls32),
  sequence(elision, times(5, group), ls32),
  sequence(optional(h16), elision, times(4, group), ls32),
  sequence(groupsBefore(1), elision, times(3, group), ls32),
  sequence(groupsBefore(2), elision, times(2, group), ls32),
  sequence(groupsBefore(3), elision, group, ls32),
  sequence(groupsBefore(4), elision, ls32),
  sequence(groupsBefore(5), elision, h16),
  sequence(groupsBefore(6), elision),
)
const IPvFuture = sequence(
  text('v'),
  many(HEXDIG, 1),
  dot,
  many(choice(unreserved, subDelimiter, colon), 1),
)
const IPLiteral = sequence(exactly('['), choice(IPv6address, IPvFuture), exactly(']'))
const regName = many(choice(unreserved, percentEncoded, subDelimiter))
const host = choice(IPLiteral, IPv4address, regName)
/** A host that begins with digits is a name all the same: the first alternative that the port or path may follow. */
const wholeHost: Pattern = (match, position) => {
  const end = host(match, position)
  const next = match.text[end]
  const isWhole = end >= 0 && (next === undefined || /[:/?#]/.test(next))
  return isWhole ? end : regName(match, position)
}
const port = many(DIGIT)
const userinfo = many(choice(unreserved, percentEncoded, subDelimiter, colon))
const authority = sequence(optional(userinfo, exactly('@')), wholeHost, optional(colon, port))
const scheme = sequence(ALPHA, many(characterOf(/[\w+.-]/)))
export const slash = exactly('/')
export const segment = many(pchar)
const segmentNonZero = many(pchar, 1)
const pathAbEmpty = many(sequence(slash, segment))
const pathAbsolute = sequence(slash, optional(segmentNonZero, many(sequence(slash, segment))))
const pathRootless = sequence(segmentNonZero, many(sequence(slash, segment)))
const hierPart = choice(sequence(exactly('//'), authority, pathAbEmpty), pathAbsolute, pathRootless)
const query = many(choice(pchar, characterOf(/[/?]/)))
export const URI = sequence(
  scheme,
  colon,
  hierPart,
  optional(exactly('?'), query),
  optional(exactly('#'), query),
)
const serviceRoot = sequence(
  choice(text('https'), text('http')),
  exactly('://'),
  wholeHost,
  optional(colon, port),
  slash,
  many(sequence(segmentNonZero, slash)),
)
export const iriInQuery = many(qcharNoAmp, 1)
export const iriInHeader = many(choice(VCHAR, obsText), 1)

export const uris = {
  URI,
  'hier-part': hierPart,
  scheme,
  authority,
  userinfo,
  host,
  port,
  'IP-literal': IPLiteral,
  IPvFuture,
  IPv6address,
  h16,
  ls32,
  IPv4address,
  'dec-octet': decimalOctet,
  'reg-name': regName,
  'path-abempty': pathAbEmpty,
  'path-absolute': pathAbsolute,
  'path-rootless': pathRootless,
  segment,
  'segment-nz': segmentNonZero,
  query,
  fragment: query,
  serviceRoot,
  'IRI-in-query': iriInQuery,
  'IRI-in-header': iriInHeader,
}
