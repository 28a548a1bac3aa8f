import { primitiveTypes, type EdmType, type EnumType, type TypeDefinition } from '../model/index.ts'
import { charactersOf } from './characters.ts'
import { enumReader } from './enum-value.ts'
import { geoType, parseGeoText, printGeoText, readGeoJson } from './geo/geo-value.ts'
import { isTextOf } from './literal.ts'
import {
  compareDecimals,
  fromDecimal,
  parseDecimal,
  roundDecimal,
  type Decimal,
} from './numbers/decimal.ts'
import { isNumericValue, toNumber, type NumericValue } from './numbers/numeric-value.ts'
import {
  parseDateTimeOffset,
  parseTimeOfDay,
  printDate,
  printDateTimeOffset,
  printTimeOfDay,
  timeOfPicoseconds,
  toInstant,
  toPicoseconds,
} from './temporal/date-time.ts'
import { parseDuration, printDuration } from './temporal/duration.ts'
import { isInteger, isNumeric, isUntyped, underlyingType } from './type-compatibility.ts'

const integerBits: Readonly<Record<string, readonly [least: bigint, greatest: bigint]>> = {
  'Edm.Byte': [0n, 255n],
  'Edm.SByte': [-128n, 127n],
  'Edm.Int16': [-(2n ** 15n), 2n ** 15n - 1n],
  'Edm.Int32': [-(2n ** 31n), 2n ** 31n - 1n],
  'Edm.Int64': [-(2n ** 63n), 2n ** 63n - 1n],
}

const string = primitiveTypes['Edm.String']
/** A date and time that is then taken as one in UTC. */
const withoutOffset = /T\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/

/**
 * A primitive value as one of another type; null where it is none.
 * @see URL Conventions, "cast"
 */
export function castValue(value: unknown, from: EdmType, to: EdmType): unknown {
  if (value === null) return null
  const [source, target] = [underlyingType(from), underlyingType(to)]
  const result = castToUnderlying(value, source, target)
  return to.kind === 'typeDefinition' ? withFacets(result, to) : result
}

function castToUnderlying(value: unknown, source: EdmType, target: EdmType): unknown {
  if (isGeo(source) || isGeo(target)) return castGeo(value, source, target)
  if (!isScalar(value)) return isUntyped(target) ? value : null
  // What was calculated with integers may be beyond their type.
  const isSame = source === target && !isInteger(target)
  if (isSame || isUntyped(target)) return value
  if (target.kind === 'enumType') return castToEnum(value, target)
  if (source.kind === 'enumType' && isNumeric(target)) {
    return castNumber(enumReader(source)(String(value)), target)
  }
  if (target === string) return printValue(value)
  if (isNumeric(target)) {
    const isNoInteger = source === string && isInteger(target) && !/^[+-]?\d+$/.test(String(value))
    return isNoInteger ? null : castNumber(value, target)
  }
  if (target === primitiveTypes['Edm.Boolean']) return castBoolean(value)
  if (typeof value !== 'string') return null
  if (source === primitiveTypes['Edm.DateTimeOffset']) return castPoint(value, target)
  if (source === primitiveTypes['Edm.Date'] && target === primitiveTypes['Edm.DateTimeOffset']) {
    return `${value}T00:00:00Z`
  }
  if (target === primitiveTypes['Edm.DateTimeOffset'] && withoutOffset.test(value)) {
    return castToUnderlying(`${value}Z`, source, target)
  }
  return (source === string || isUntyped(source)) && isTextOf(target, value) ? value : null
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** As payloads have it. */
function printValue(value: string | number | boolean): string {
  if (value === Infinity) return 'INF'
  return value === -Infinity ? '-INF' : String(value)
}

function castBoolean(value: string | number | boolean): boolean | null {
  if (typeof value === 'boolean') return value
  const text = typeof value === 'string' ? value.toLowerCase() : ''
  return text === 'true' ? true : text === 'false' ? false : null
}

function castPoint(value: string, target: EdmType): string | null {
  const parts = parseDateTimeOffset(value)
  if (!parts) return null
  if (target === primitiveTypes['Edm.Date']) return printDate(parts)
  return target === primitiveTypes['Edm.TimeOfDay'] ? printTimeOfDay(parts) : null
}

/** From text by its names, from a number by its value, which has to be one of the underlying type. */
function castToEnum(value: string | number | boolean, type: EnumType): string | null {
  for (const [name, member] of type.members) if (member === value) return name
  const { underlyingType: underlying = primitiveTypes['Edm.Int32'] } = type
  const number = enumReader(type)(String(value))
  if (number === undefined || castNumber(number, underlying) === null) return null
  return String(value)
}

/** To an integer type the fraction is cut off; beyond its range there is no value. */
function castNumber(value: unknown, target: EdmType): unknown {
  if (!isNumericValue(value)) return null
  const range = integerBits[target.qualifiedName]
  if (!range) return castToReal(value, target)
  const decimal = parseDecimal(value)
  if (!decimal) return null
  const whole: Decimal = { digits: decimal.digits / 10n ** BigInt(decimal.scale), scale: 0 }
  const isInRange =
    compareDecimals(whole, { digits: range[0], scale: 0 }) >= 0 &&
    compareDecimals(whole, { digits: range[1], scale: 0 }) <= 0
  return isInRange ? fromDecimal(whole) : null
}

function castToReal(value: NumericValue, target: EdmType): NumericValue | null {
  const decimal = parseDecimal(value)
  if (target.qualifiedName === 'Edm.Decimal') return decimal ? fromDecimal(decimal) : null
  if (!decimal && !isNotFinite(value)) return null
  const number = toNumber(value)
  const rounded = target.qualifiedName === 'Edm.Single' ? nearestSingle(number) : number
  return decimal && !Number.isFinite(rounded) ? null : rounded
}

/** By the fewest digits that tell it from other singles, as payloads have it. */
function nearestSingle(number: number): number {
  const single = Math.fround(number)
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(single.toPrecision(digits))
    if (Math.fround(short) === single) return short
  }
  return single
}

function isNotFinite(value: number | string): boolean {
  return typeof value === 'number' || ['INF', '-INF', 'NaN'].includes(value)
}

function isGeo({ qualifiedName }: EdmType): boolean {
  return /^Edm\.Geo(?:graphy|metry)/.test(qualifiedName)
}

function castGeo(value: unknown, source: EdmType, target: EdmType): unknown {
  if (target === string) return printGeoText(value, systemOf(source)) ?? null
  if (source === string) {
    const geo = typeof value === 'string' ? parseGeoText(value) : undefined
    return geo && isGeoOf(geoType(systemOf(target), geo.shape), target) ? geo.value : null
  }
  if (isUntyped(target) || source === target) return value
  const shape = readGeoJson(value)?.shape
  const actual = shape && (isUntyped(source) ? target : source)
  return actual && isGeoOf(geoType(systemOf(actual), shape), target) ? value : null
}

function systemOf({ qualifiedName }: EdmType): 'Geography' | 'Geometry' {
  return qualifiedName.startsWith('Edm.Geography') ? 'Geography' : 'Geometry'
}

/** The type itself, or the abstract type of its system. */
function isGeoOf(type: EdmType, target: EdmType): boolean {
  return type === target || `Edm.${systemOf(type)}` === target.qualifiedName
}

/** "The cast fails if the target type specifies an insufficient MaxLength"; numbers and times are rounded. */
function withFacets(value: unknown, type: TypeDefinition): unknown {
  const { name } = type.underlyingType
  if (name === 'Edm.String') {
    return typeof value === 'string' && isTextWithin(value, type) ? value : null
  }
  if (name === 'Edm.Decimal') return isNumericValue(value) ? roundToFacets(value, type) : null
  const isTemporal =
    name === 'Edm.DateTimeOffset' || name === 'Edm.Duration' || name === 'Edm.TimeOfDay'
  return isTemporal && typeof value === 'string' ? roundTemporal(value, type) : value
}

function isTextWithin(text: string, { maxLength, unicode }: TypeDefinition): boolean {
  const isTooLong = maxLength !== undefined && charactersOf(text).length > maxLength
  return !isTooLong && !(unicode === false && /\P{ASCII}/u.test(text))
}

function roundToFacets(
  value: NumericValue,
  { precision, scale }: TypeDefinition,
): NumericValue | null {
  const decimal = parseDecimal(value)
  if (!decimal || scale === 'floating') return value
  const rounded = typeof scale === 'number' ? roundToScale(decimal, scale) : decimal
  const places = typeof scale === 'number' ? scale : 0
  const limit = precision === undefined ? undefined : 10n ** BigInt(Math.max(0, precision - places))
  const whole = rounded.digits / 10n ** BigInt(rounded.scale)
  const isWithin = limit === undefined || (whole < limit && whole > -limit)
  return isWithin ? fromDecimal(rounded) : null
}

/** To `precision` digits of a second, halves away from zero. */
function roundTemporal(text: string, { precision, underlyingType: type }: TypeDefinition): unknown {
  if (precision === undefined || precision >= 12) return text
  const round = (picoseconds: bigint): bigint => {
    const rounded = roundDecimal({ digits: picoseconds, scale: 12 - precision }, 'nearest')
    return rounded.digits * 10n ** BigInt(12 - precision)
  }
  if (type.name === 'Edm.Duration') {
    const size = parseDuration(text)
    return size === undefined ? null : printDuration(round(size))
  }
  if (type.name === 'Edm.DateTimeOffset') {
    const parts = parseDateTimeOffset(text)
    return parts ? printDateTimeOffset(round(toInstant(parts)), parts.offsetMinutes) : null
  }
  const time = parseTimeOfDay(text)
  const rounded = time && timeOfPicoseconds(round(toPicoseconds(time)))
  return rounded ? printTimeOfDay(rounded) : null
}

function roundToScale(decimal: Decimal, scale: number): Decimal {
  if (decimal.scale <= scale) return decimal
  const shifted = roundDecimal({ digits: decimal.digits, scale: decimal.scale - scale }, 'nearest')
  return { digits: shifted.digits, scale }
}
