/*
 * ABNF `primitiveLiteral` and `enumLiteral`. One long file because it is one grammar: strings, then what
 * begins with a digit or a sign, then what has a prefix before a quote.
 */
import type { EnumLiteral, PrimitiveLiteral } from './ast.ts'
import { followingLength, isDigit, isHexDigit } from './characters.ts'
import type { Cursor } from './cursor.ts'
import { isGeoText } from './geo-literal.ts'

const QUOTE = 0x27
const PLUS = 0x2b
const MINUS = 0x2d
const DOT = 0x2e
const COLON = 0x3a
const BLANK = 0x20
const LETTER_E = 0x65
const LETTER_T = 0x74
const LETTER_Z = 0x7a
const TO_LOWER_CASE = 0x20

type LiteralType = PrimitiveLiteral['type']

function literal(
  type: LiteralType,
  position: number,
  text: string,
  value: string,
): PrimitiveLiteral {
  return { kind: 'primitiveLiteral', position, type, text, value }
}

/** ABNF `stringLiteral`; the cursor stands on the quote. */
export function parseString(cursor: Cursor): PrimitiveLiteral {
  const start = cursor.position
  const value = readQuoted(cursor)
  return literal('Edm.String', start, cursor.text.slice(start, cursor.position), value)
}

/** The text between single quotes, two of which stand for one. */
export function readQuoted(cursor: Cursor): string {
  const { text, end } = cursor
  const start = cursor.position + 1
  let isEscaped = false
  let close = text.indexOf("'", start)
  while (close >= 0 && close + 1 < end && text.charCodeAt(close + 1) === QUOTE) {
    isEscaped = true
    close = text.indexOf("'", close + 2)
  }
  if (close < 0 || close >= end) cursor.fail("a closing '", end)
  cursor.position = close + 1
  const content = text.slice(start, close)
  return isEscaped ? content.replaceAll("''", "'") : content
}

/** ABNF `guid`, when one stands here: its 36 characters are all that is looked at. */
export function takeGuid(cursor: Cursor): PrimitiveLiteral | undefined {
  if (cursor.peek(8) !== MINUS || cursor.peek(13) !== MINUS) return undefined
  for (let index = 0; index < 36; index++) {
    const code = cursor.peek(index)
    const isHyphen = index === 8 || index === 13 || index === 18 || index === 23
    if (isHyphen ? code !== MINUS : code < 0 || !isHexDigit(code)) return undefined
  }
  const start = cursor.position
  if (cursor.peek(36) >= 0 && followingLength(cursor.text, start + 36) > 0) return undefined
  cursor.position += 36
  const text = cursor.text.slice(start, cursor.position)
  return literal('Edm.Guid', start, text, text)
}

/** True when a number, a date or a time begins here, with its sign or without. */
export function isAtNumber(cursor: Cursor): boolean {
  const code = cursor.peek()
  if (isDigit(code)) return true
  if (code !== MINUS && code !== PLUS) return false
  return isDigit(cursor.peek(1)) || (code === MINUS && isAtInfinity(cursor))
}

function isAtInfinity(cursor: Cursor): boolean {
  const { position } = cursor
  if (!cursor.text.startsWith('-INF', position) || position + 4 > cursor.end) return false
  const next = cursor.peek(4)
  return next < 0 || (next !== 0x2f && followingLength(cursor.text, position + 4) === 0)
}

/** What begins with a digit or a sign: a guid, a number, a date, a time. */
export function parseNumberLike(cursor: Cursor): PrimitiveLiteral {
  const start = cursor.position
  if (cursor.peek() === MINUS && isAtInfinity(cursor)) {
    cursor.position += 4
    return literal('Edm.Double', start, '-INF', '-INF')
  }
  const guid = takeGuid(cursor)
  if (guid) return guid
  const sign = cursor.peek()
  if (sign === MINUS || sign === PLUS) cursor.position++
  const digits = skipDigits(cursor)
  const next = cursor.peek()
  if (digits === 2 && next === COLON && isDigit(sign)) {
    cursor.position = start
    return parseTimeOfDay(cursor)
  }
  if (digits >= 4 && next === MINUS && sign !== PLUS) {
    cursor.position = start
    return parseDate(cursor)
  }
  return parseNumber(cursor, start)
}

function skipDigits(cursor: Cursor): number {
  const start = cursor.position
  while (isDigit(cursor.peek())) cursor.position++
  return cursor.position - start
}

/** ABNF `decimalLiteral` and the integers, after sign and integer digits. */
function parseNumber(cursor: Cursor, start: number): PrimitiveLiteral {
  let type: LiteralType | undefined
  if (cursor.peek() === DOT) {
    cursor.position++
    if (skipDigits(cursor) === 0) cursor.fail('a digit')
    type = 'Edm.Decimal'
  }
  let exponentSign = -1
  if ((cursor.peek() | TO_LOWER_CASE) === LETTER_E) {
    const hasSign = isSign(cursor.peek(1))
    if (isDigit(cursor.peek(hasSign ? 2 : 1))) {
      if (hasSign) exponentSign = cursor.position + 1
      cursor.position += hasSign ? 2 : 1
      skipDigits(cursor)
      type = 'Edm.Double'
    }
  }
  const text = readWithPlus(cursor, start, exponentSign)
  return literal(type ?? integerType(text), start, text, text)
}

/** Signs as they arrive: an unencoded `+` in a query has become a blank (ABNF `SIGN` has it literally). */
function isSign(code: number): boolean {
  return code === PLUS || code === MINUS || code === BLANK
}

/** The text since `start`, the blank that was a `+` at `sign` restored. */
function readWithPlus(cursor: Cursor, start: number, sign: number): string {
  const text = cursor.text.slice(start, cursor.position)
  if (sign < 0 || cursor.text.charCodeAt(sign) !== BLANK) return text
  return `${text.slice(0, sign - start)}+${text.slice(sign - start + 1)}`
}

const largest = {
  positiveInt32: '2147483647',
  negativeInt32: '2147483648',
  positiveInt64: '9223372036854775807',
  negativeInt64: '9223372036854775808',
}

function integerType(text: string): LiteralType {
  const isNegative = text.charCodeAt(0) === MINUS
  let first = isDigit(text.charCodeAt(0)) ? 0 : 1
  while (first < text.length - 1 && text.charCodeAt(first) === 0x30) first++
  const digits = text.slice(first)
  if (isAtMost(digits, isNegative ? largest.negativeInt32 : largest.positiveInt32)) {
    return 'Edm.Int32'
  }
  if (isAtMost(digits, isNegative ? largest.negativeInt64 : largest.positiveInt64)) {
    return 'Edm.Int64'
  }
  return 'Edm.Decimal'
}

function isAtMost(digits: string, limit: string): boolean {
  return digits.length < limit.length || (digits.length === limit.length && digits <= limit)
}

/** ABNF `date`, `dateTimeOffsetLiteral`. */
function parseDate(cursor: Cursor): PrimitiveLiteral {
  const start = cursor.position
  skipYear(cursor)
  cursor.expect(MINUS)
  skipTwoDigits(cursor, 1, 12, 'a month from 01 to 12')
  cursor.expect(MINUS)
  skipTwoDigits(cursor, 1, 31, 'a day from 01 to 31')
  if ((cursor.peek() | TO_LOWER_CASE) !== LETTER_T) {
    const text = cursor.text.slice(start, cursor.position)
    return literal('Edm.Date', start, text, text)
  }
  cursor.position++
  skipTime(cursor)
  const text = readWithPlus(cursor, start, -1) + readOffset(cursor)
  return literal('Edm.DateTimeOffset', start, text, text)
}

function skipYear(cursor: Cursor): void {
  cursor.take(MINUS)
  const start = cursor.position
  const isZero = cursor.peek() === 0x30
  if (skipDigits(cursor) > 4 && isZero) cursor.fail('a year of four digits or a guid', start)
}

function readOffset(cursor: Cursor): string {
  const start = cursor.position
  const code = cursor.peek()
  if ((code | TO_LOWER_CASE) === LETTER_Z) {
    cursor.position++
  } else {
    if (!isSign(code) || !isDigit(cursor.peek(1))) cursor.fail("'Z' or an offset such as +02:00")
    cursor.position++
    skipTwoDigits(cursor, 0, 23, 'an hour from 00 to 23')
    cursor.expect(COLON)
    skipTwoDigits(cursor, 0, 59, 'a minute from 00 to 59')
  }
  return readWithPlus(cursor, start, start)
}

function parseTimeOfDay(cursor: Cursor): PrimitiveLiteral {
  const start = cursor.position
  skipTime(cursor)
  const text = cursor.text.slice(start, cursor.position)
  return literal('Edm.TimeOfDay', start, text, text)
}

/** ABNF `timeOfDayLiteral`; 60 is for leap seconds, and a colon without a digit is one of `case`. */
function skipTime(cursor: Cursor): void {
  skipTwoDigits(cursor, 0, 23, 'an hour from 00 to 23')
  cursor.expect(COLON)
  skipTwoDigits(cursor, 0, 59, 'a minute from 00 to 59')
  if (!isDigit(cursor.peek(1)) || !cursor.take(COLON)) return
  skipTwoDigits(cursor, 0, 60, 'a second from 00 to 60')
  if (cursor.take(DOT) && skipDigits(cursor) === 0) cursor.fail('a digit')
}

function skipTwoDigits(cursor: Cursor, least: number, most: number, expected: string): void {
  const tens = cursor.peek()
  const ones = cursor.peek(1)
  const number = (tens - 0x30) * 10 + (ones - 0x30)
  if (!isDigit(tens) || !isDigit(ones) || number < least || number > most) cursor.fail(expected)
  cursor.position += 2
}

/** ABNF `null`, `boolean`, `nanInfinity`: words that are literals when nothing follows as in a path or call. */
export function literalOfWord(word: string, position: number): PrimitiveLiteral | undefined {
  switch (word.length) {
    case 3:
      if (word === 'NaN' || word === 'INF') return literal('Edm.Double', position, word, word)
      return undefined
    case 4:
      if (word === 'null') return literal('null', position, word, word)
      return literalOfBoolean(word, 'true', position)
    case 5:
      return literalOfBoolean(word, 'false', position)
  }
  return undefined
}

function literalOfBoolean(
  word: string,
  value: string,
  position: number,
): PrimitiveLiteral | undefined {
  if (word !== value && word.toLowerCase() !== value) return undefined
  return literal('Edm.Boolean', position, word, value)
}

// XML Schema, dayTimeDuration: at least one part, and one after T.
const durationValue = /^-?P(?=\d|T\d)(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/i
/** ABNF `durationValue`, which says of itself that it is approximate. */
const durationByGrammar = /^-?P(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/i
const binaryValue = /^(?:[\w-]{4})*(?:[\w-]{2}[AEIMQUYcgkosw048]=?|[\w-][AQgw](?:==)?)?$/

/**
 * A literal whose prefix has been read from `start` on; the cursor stands on the quote.
 * @throws ODataSyntaxError when the prefix is no qualified type name, or the text is no value of the type
 */
export function parsePrefixed(
  cursor: Cursor,
  prefix: string,
  start: number,
): PrimitiveLiteral | EnumLiteral {
  const quote = cursor.position
  const value = readQuoted(cursor)
  const text = cursor.text.slice(start, cursor.position)
  switch (prefix.toLowerCase()) {
    case 'duration':
      if (!(cursor.isStrict ? durationByGrammar : durationValue).test(value)) {
        cursor.fail("a duration such as 'PT5M'", quote)
      }
      return literal('Edm.Duration', start, text, value.toUpperCase())
    case 'binary':
      if (!binaryValue.test(value)) cursor.fail('base64url text', quote)
      return literal('Edm.Binary', start, text, value)
    case 'geography':
    case 'geometry': {
      if (!isGeoText(value)) cursor.fail("a shape such as 'SRID=0;Point(1 2)'", quote)
      const isGeography = prefix.length === 'geography'.length
      return literal(isGeography ? 'Edm.Geography' : 'Edm.Geometry', start, text, value)
    }
  }
  if (!prefix.includes('.')) {
    cursor.fail(
      "'duration', 'binary', 'geography', 'geometry' or a qualified enumeration type",
      start,
    )
  }
  return {
    kind: 'enum',
    position: start,
    typeName: prefix,
    value: readEnumValue(cursor, value, quote),
  }
}

function isEnumMember(text: string): boolean {
  return /^(?:[+-]?\d+|[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]*)$/u.test(text)
}

/** ABNF `enumValue`; an unencoded `+` before a number has become a blank. */
function readEnumValue(cursor: Cursor, text: string, quote: number): string {
  const value = text.replaceAll(/(?<=^|,) (?=\d)/g, '+')
  if (!value.split(',').every(isEnumMember)) {
    cursor.fail('names or numbers of enumeration members', quote)
  }
  return value
}
