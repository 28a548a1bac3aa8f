/* ABNF section "Punctuation", and the characters of RFC 5234 and RFC 3986. */
import { characterOf, choice, exactly, many, type Pattern, sequence, text } from './pattern.ts'

export const ALPHA = characterOf(/[A-Za-z]/)
export const DIGIT = characterOf(/\d/)
export const HEXDIG = characterOf(/[\dA-Fa-f]/)
const hexLetter = characterOf(/[A-Fa-f]/)
export const DQUOTE = exactly('"')
export const SP = exactly(' ')
const HTAB = exactly('\t')
export const VCHAR = characterOf(/[!-~]/)
export const obsText = characterOf(/[\u0080-\u00FF]/)

export const unreserved = characterOf(/[\w.~-]/)
const otherDelimiter = characterOf(/[!()*+,;]/)
export const subDelimiter = characterOf(/[!$&'()*+,;=]/)
export const percentEncoded = sequence(exactly('%'), HEXDIG, HEXDIG)

/** An escape of another octet than one. */
function percentEncodedBut(octet: RegExp): Pattern {
  return (match, position) =>
    octet.test(match.text.slice(position, position + 3)) ? -1 : percentEncoded(match, position)
}
const notSingleQuote = percentEncodedBut(/^%27/)
export const notDoubleQuote = percentEncodedBut(/^%22/)
const notEscaping = percentEncodedBut(/^%(?:22|5C)/i)

export const pchar = choice(unreserved, percentEncoded, subDelimiter, characterOf(/[:@]/))
export const pcharNoSingleQuote = choice(
  unreserved,
  notSingleQuote,
  otherDelimiter,
  characterOf(/[$&=:@]/),
)
const queryCharacter = (encoded: Pattern, others: RegExp) =>
  choice(unreserved, encoded, otherDelimiter, characterOf(others))
export const qcharNoAmp = queryCharacter(percentEncoded, /[:@/?$'=]/)
export const qcharNoAmpEq = queryCharacter(percentEncoded, /[:@/?$']/)
export const qcharNoAmpEqAtDollar = queryCharacter(percentEncoded, /[:/?']/)
export const qcharNoAmpSingleQuote = queryCharacter(percentEncoded, /[:@/?$=]/)
export const qcharNoAmpDoubleQuote = queryCharacter(notDoubleQuote, /[:@/?$'=]/)
export const qcharUnescaped = queryCharacter(notEscaping, /[:@/?$'=]/)

export const characters = {
  ALPHA,
  DIGIT,
  HEXDIG,
  'A-to-F': hexLetter,
  DQUOTE,
  SP,
  HTAB,
  VCHAR,
  'obs-text': obsText,
  unreserved,
  'sub-delims': subDelimiter,
  'other-delims': otherDelimiter,
  'pct-encoded': percentEncoded,
  'pct-encoded-no-SQUOTE': notSingleQuote,
  'pct-encoded-no-DQUOTE': notDoubleQuote,
  'pct-encoded-unescaped': notEscaping,
  pchar,
  'pchar-no-SQUOTE': pcharNoSingleQuote,
  'qchar-no-AMP': qcharNoAmp,
  'qchar-no-AMP-EQ': qcharNoAmpEq,
  'qchar-no-AMP-EQ-AT-DOLLAR': qcharNoAmpEqAtDollar,
  'qchar-no-AMP-SQUOTE': qcharNoAmpSingleQuote,
  'qchar-no-AMP-DQUOTE': qcharNoAmpDoubleQuote,
  'qchar-unescaped': qcharUnescaped,
}

export const encodedOr = (character: string, encoded: string) =>
  choice(exactly(character), text(encoded))
const blank = choice(SP, HTAB, exactly('%20'), exactly('%09'))
const RWS = many(blank, 1)
export const BWS = many(blank)
export const OWS = many(choice(SP, HTAB))
export const AT = encodedOr('@', '%40')
export const COLON = encodedOr(':', '%3A')
export const COMMA = encodedOr(',', '%2C')
export const EQ = exactly('=')
export const HASH = exactly('%23')
export const SIGN = choice(exactly('+'), text('%2B'), exactly('-'))
export const SEMI = encodedOr(';', '%3B')
export const STAR = encodedOr('*', '%2A')
export const SQUOTE = encodedOr("'", '%27')
export const OPEN = encodedOr('(', '%28')
export const CLOSE = encodedOr(')', '%29')
export const equalsInHeader = sequence(OWS, EQ, OWS)

export const punctuation = {
  RWS,
  BWS,
  OWS,
  'BWS-h': OWS,
  'EQ-h': equalsInHeader,
  AT,
  COLON,
  COMMA,
  EQ,
  HASH,
  SIGN,
  SEMI,
  STAR,
  SQUOTE,
  OPEN,
  CLOSE,
}
