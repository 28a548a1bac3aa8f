/* Rules of the ABNF that any literal matches, those of keys, and segments of paths that have a fixed text. */
import { choice, exactly, list, many, named, optional, type Pattern, sequence } from './pattern.ts'
import { CLOSE, COMMA, EQ, OPEN } from './character-rules.ts'
import {
  binaryLiteral,
  binaryValue,
  boolean,
  booleanValue,
  date,
  dateTimeOffsetLiteral,
  dateTimeOffsetValue,
  decimalLiteral,
  decimalValue,
  digits,
  durationLiteral,
  durationValue,
  enumLiteral,
  enumValue,
  guid,
  hyphen,
  nullLiteral,
  stringLiteral,
  timeOfDayLiteral,
  timeOfDayValue,
} from './literal-rules.ts'
import { oneOf, parameterAlias } from './name-rules.ts'
import {
  allShapes,
  geographyPrefix,
  geometryPrefix,
  quotedShape,
  sridLiteral,
} from './shape-rules.ts'
import { segment, slash } from './uri-rules.ts'

const fullShape = choice(...allShapes.map(([, , shape]) => sequence(sridLiteral, shape)))
const keyPropertyValue = choice(
  boolean,
  guid,
  dateTimeOffsetLiteral,
  date,
  timeOfDayLiteral,
  decimalLiteral,
  stringLiteral,
  durationLiteral,
  enumLiteral,
)
const primitiveLiteral = choice(
  nullLiteral,
  keyPropertyValue,
  binaryLiteral,
  ...[geographyPrefix, geometryPrefix].flatMap((prefix) =>
    allShapes.map(([, , shape]) => quotedShape(prefix, shape)),
  ),
)
/** In the order of the ABNF, whose `decimalValue` takes what looks like a whole number. */
const primitiveValue = choice(
  booleanValue,
  guid,
  durationValue,
  dateTimeOffsetValue,
  date,
  timeOfDayValue,
  enumValue,
  fullShape,
  decimalValue,
  binaryValue,
)
const keyPathLiteral = named('keyPathLiteral', segment)
const keyPathSegments = many(sequence(slash, keyPathLiteral), 1)
const keyValue = choice(parameterAlias, keyPropertyValue)
const keyValuePair = sequence(oneOf('primitiveKeyProperty', 'keyPropertyAlias'), EQ, keyValue)
/** As a part of other patterns; by itself it gives a tree. */
export const keyPredicate: Pattern = choice(
  sequence(OPEN, keyValue, CLOSE),
  sequence(OPEN, list(keyValuePair, COMMA), CLOSE),
  keyPathSegments,
)

export const values = {
  primitiveLiteral,
  primitiveValue,
  keyPropertyValue,
  keyPathLiteral,
  keyPathSegments,
  ordinalIndex: sequence(slash, optional(hyphen), digits),
  each: exactly('/$each'),
  count: exactly('/$count'),
  ref: exactly('/$ref'),
  value: exactly('/$value'),
  querySegment: exactly('/$query'),
}
