import { primitiveTypes, type EdmType, type EnumType } from '../model/index.ts'
import { enumReader } from './enum-value.ts'
import { isTextOf } from './literal.ts'
import { compareDecimals, fromDecimal, parseDecimal, type Decimal } from './numbers/decimal.ts'
import { isNumericValue, toNumber } from './numbers/numeric-value.ts'
import { parseDateTimeOffset, printDate, printTimeOfDay } from './temporal/date-time.ts'
import { isNumeric, underlyingType } from './type-compatibility.ts'

const integerBits: Readonly<Record<string, readonly [least: bigint, greatest: bigint]>> = {
  'Edm.Byte': [0n, 255n],
  'Edm.SByte': [-128n, 127n],
  'Edm.Int16': [-(2n ** 15n), 2n ** 15n - 1n],
  'Edm.Int32': [-(2n ** 31n), 2n ** 31n - 1n],
  'Edm.Int64': [-(2n ** 63n), 2n ** 63n - 1n],
}

/** A date and time that is then taken as one in UTC. */
const withoutOffset = /T\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/**
 * A primitive value as one of another type; null where it is none.
 * @see URL Conventions, "cast"
 */
export function castValue(value: unknown, from: EdmType, to: EdmType): unknown {
  const [source, target] = [underlyingType(from), underlyingType(to)]
  if (!isScalar(value)) return null
  if (source === target || target === primitiveTypes['Edm.Untyped']) return value
  if (target.kind === 'enumType') return castToEnum(value, target)
  if (source.kind === 'enumType' && isNumeric(target)) {
    return castNumber(enumReader(source)(String(value)), target)
  }
  if (target === primitiveTypes['Edm.String']) return String(value)
  if (isNumeric(target)) return castNumber(value, target)
  if (target === primitiveTypes['Edm.Boolean']) {
    return typeof value === 'boolean'
      ? value
      : value === 'true'
        ? true
        : value === 'false'
          ? false
          : null
  }
  if (typeof value !== 'string') return null
  if (source === primitiveTypes['Edm.DateTimeOffset']) {
    const parts = parseDateTimeOffset(value)
    if (!parts) return null
    if (target === primitiveTypes['Edm.Date']) return printDate(parts)
    return target === primitiveTypes['Edm.TimeOfDay'] ? printTimeOfDay(parts) : null
  }
  if (source === primitiveTypes['Edm.Date'] && target === primitiveTypes['Edm.DateTimeOffset']) {
    return `${value}T00:00:00Z`
  }
  if (target === primitiveTypes['Edm.DateTimeOffset'] && withoutOffset.test(value)) {
    return castValue(`${value}Z`, from, to)
  }
  const isText = source === primitiveTypes['Edm.String'] || source === primitiveTypes['Edm.Untyped']
  return isText && isTextOf(target, value) ? value : null
}

/** From text by its names, from a number by its value. */
function castToEnum(value: string | number | boolean, type: EnumType): string | null {
  for (const [name, member] of type.members) if (member === value) return name
  return enumReader(type)(String(value)) === undefined ? null : String(value)
}

/** To an integer type the fraction is cut off; beyond its range there is no value. */
function castNumber(value: unknown, target: EdmType): unknown {
  if (!isNumericValue(value)) return null
  const range = integerBits[target.qualifiedName]
  const decimal = parseDecimal(value)
  if (!range) {
    if (decimal) return fromDecimal(decimal)
    return target.qualifiedName !== 'Edm.Decimal' && isNotFinite(value) ? toNumber(value) : null
  }
  if (!decimal) return null
  const whole: Decimal = { digits: decimal.digits / 10n ** BigInt(decimal.scale), scale: 0 }
  const isInRange =
    compareDecimals(whole, { digits: range[0], scale: 0 }) >= 0 &&
    compareDecimals(whole, { digits: range[1], scale: 0 }) <= 0
  return isInRange ? fromDecimal(whole) : null
}

function isNotFinite(value: number | string): boolean {
  return typeof value === 'number' || ['INF', '-INF', 'NaN'].includes(value)
}
