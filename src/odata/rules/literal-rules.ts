/* ABNF section "Literal Data Values", but for shapes. */
import {
  characterOf,
  choice,
  exactly,
  list,
  many,
  optional,
  type Pattern,
  sequence,
  text,
  times,
} from './pattern.ts'
import { COLON, COMMA, DIGIT, HEXDIG, pcharNoSingleQuote, SIGN, SQUOTE } from './character-rules.ts'
import { name, qualifiedEnumTypeName } from './name-rules.ts'
import { colon, dot } from './uri-rules.ts'

export const digits = many(DIGIT, 1)
const signInValue = optional(characterOf(/[+-]/))
const nanInfinity = choice(exactly('NaN'), exactly('-INF'), exactly('INF'))
const decimalWith = (sign: Pattern) =>
  choice(
    sequence(sign, digits, optional(dot, digits), optional(text('e'), sign, digits)),
    nanInfinity,
  )
export const decimalLiteral = decimalWith(optional(SIGN))
export const decimalValue = decimalWith(signInValue)
const integer = (sign: Pattern, most: number) => sequence(sign, many(DIGIT, 1, most))
const byte = many(DIGIT, 1, 3)
const int64Literal = integer(optional(SIGN), 19)
const int64Value = integer(signInValue, 19)
export const hyphen = exactly('-')
export const hex = (count: number) => times(count, HEXDIG)
export const guid = sequence(
  hex(8),
  hyphen,
  hex(4),
  hyphen,
  hex(4),
  hyphen,
  hex(4),
  hyphen,
  hex(12),
)

export const oneToNine = characterOf(/[1-9]/)
const zeroToFiftyNine = sequence(characterOf(/[0-5]/), DIGIT)
const year = sequence(
  optional(hyphen),
  choice(sequence(exactly('0'), times(3, DIGIT)), sequence(oneToNine, many(DIGIT, 3))),
)
const month = choice(
  sequence(exactly('0'), oneToNine),
  sequence(exactly('1'), characterOf(/[0-2]/)),
)
const day = choice(
  sequence(exactly('0'), oneToNine),
  sequence(characterOf(/[12]/), DIGIT),
  sequence(exactly('3'), characterOf(/[01]/)),
)
const hour = choice(
  sequence(characterOf(/[01]/), DIGIT),
  sequence(exactly('2'), characterOf(/[0-3]/)),
)
const second = choice(zeroToFiftyNine, exactly('60'))
const fractionalSeconds = many(DIGIT, 1, 12)
export const date = sequence(year, hyphen, month, hyphen, day)
const timeWith = (separator: Pattern) =>
  sequence(
    hour,
    separator,
    zeroToFiftyNine,
    optional(separator, second, optional(dot, fractionalSeconds)),
  )
export const timeOfDayLiteral = timeWith(COLON)
export const timeOfDayValue = timeWith(colon)
export const dateTimeOffsetLiteral = sequence(
  date,
  text('T'),
  timeOfDayLiteral,
  choice(text('Z'), sequence(SIGN, hour, COLON, zeroToFiftyNine)),
)
export const dateTimeOffsetValue = sequence(
  date,
  text('T'),
  timeOfDayValue,
  choice(text('Z'), sequence(characterOf(/[+-]/), hour, colon, zeroToFiftyNine)),
)
export const durationValue = sequence(
  optional(hyphen),
  text('P'),
  optional(digits, text('D')),
  optional(
    text('T'),
    optional(digits, text('H')),
    optional(digits, text('M')),
    optional(digits, optional(dot, digits), text('S')),
  ),
)
export const durationLiteral = sequence(optional(text('duration')), SQUOTE, durationValue, SQUOTE)

const base64char = characterOf(/[\w-]/)
const base64b16 = sequence(
  times(2, base64char),
  characterOf(/[AEIMQUYcgkosw048]/),
  optional(exactly('=')),
)
const base64b8 = sequence(base64char, characterOf(/[AQgw]/), optional(exactly('==')))
export const binaryValue = sequence(
  many(times(4, base64char)),
  optional(choice(base64b16, base64b8)),
)
export const binaryLiteral = sequence(text('binary'), SQUOTE, binaryValue, SQUOTE)

export const quoteInString = sequence(SQUOTE, SQUOTE)
export const stringLiteral = sequence(
  SQUOTE,
  many(choice(quoteInString, pcharNoSingleQuote)),
  SQUOTE,
)
export const boolean = choice(text('true'), text('false'))
export const booleanValue = choice(exactly('true'), exactly('false'))
export const nullLiteral = exactly('null')

const singleEnumLiteral = choice(name('enumerationMember'), int64Literal)
const singleEnumValue = choice(name('enumerationMember'), int64Value)
export const enumLiteral = sequence(
  optional(qualifiedEnumTypeName),
  SQUOTE,
  list(singleEnumLiteral, COMMA),
  SQUOTE,
)
export const enumValue = list(singleEnumValue, exactly(','))

export const literals = {
  null: nullLiteral,
  boolean,
  booleanValue,
  guid,
  guidValue: guid,
  byte,
  byteValue: byte,
  sbyteLiteral: integer(optional(SIGN), 3),
  sbyteValue: integer(signInValue, 3),
  int16Literal: integer(optional(SIGN), 5),
  int16Value: integer(signInValue, 5),
  int32Literal: integer(optional(SIGN), 10),
  int32Value: integer(signInValue, 10),
  int64Literal,
  int64Value,
  nanInfinity,
  decimalLiteral,
  decimalValue,
  doubleLiteral: decimalLiteral,
  doubleValue: decimalValue,
  singleLiteral: decimalLiteral,
  singleValue: decimalValue,
  oneToNine,
  zeroToFiftyNine,
  year,
  month,
  day,
  hour,
  minute: zeroToFiftyNine,
  second,
  fractionalSeconds,
  date,
  dateValue: date,
  timeOfDayLiteral,
  timeOfDayValue,
  dateTimeOffsetLiteral,
  dateTimeOffsetValueInUrl: dateTimeOffsetLiteral,
  dateTimeOffsetValue,
  durationLiteral,
  durationValue,
  base64char,
  base64b16,
  base64b8,
  binaryLiteral,
  binaryValue,
  stringLiteral,
  'SQUOTE-in-string': quoteInString,
  enumLiteral,
  singleEnumLiteral,
  enumValue,
  singleEnumValue,
}
