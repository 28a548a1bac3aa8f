import type {
  EdmType,
  EntityInstance,
  EnumType,
  JsonObject,
  JsonValue,
} from '../../src/model/index.ts'

/*
 * Values of the naive evaluator: each carries its type, exact numbers are fractions of bigints, points
 * in time are picoseconds. Nothing is shared with what it checks.
 */

export interface Fraction {
  readonly n: bigint
  /** Positive. */
  readonly d: bigint
}

export type NaiveValue =
  | null
  | boolean
  | string
  | { readonly kind: 'integer'; readonly n: bigint }
  | ({ readonly kind: 'decimal' } & Fraction)
  | { readonly kind: 'double'; readonly v: number }
  | { readonly kind: 'guid' | 'binary'; readonly text: string }
  | { readonly kind: 'date'; readonly days: bigint }
  | { readonly kind: 'time' | 'duration'; readonly ps: bigint }
  | { readonly kind: 'instant'; readonly ps: bigint; readonly offset: bigint }
  | { readonly kind: 'enum'; readonly n: bigint; readonly type: EnumType }
  | { readonly kind: 'complex'; readonly value: JsonObject }
  | { readonly kind: 'entity'; readonly entity: EntityInstance }
  | { readonly kind: 'list'; readonly items: readonly NaiveValue[] }

/** The standard says that the request fails, e.g. for a division by zero. */
export class NaiveFailure extends Error {}

/** The naive evaluator does not know; nothing is compared. */
export class NaiveUnknown extends Error {}

export const second = 1_000_000_000_000n
export const day = 86_400n * second

export function integer(n: bigint | number): NaiveValue {
  return { kind: 'integer', n: BigInt(n) }
}

export function decimal(n: bigint, d = 1n): NaiveValue {
  return d < 0n ? { kind: 'decimal', n: -n, d: -d } : { kind: 'decimal', n, d }
}

/** `-12.50e3` as a fraction. */
export function readFraction(text: string): Fraction {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const shift = BigInt(exponent) - BigInt(fraction.length)
  const n = BigInt(whole.replace('+', '') + fraction)
  return shift >= 0n ? { n: n * 10n ** shift, d: 1n } : { n, d: 10n ** -shift }
}

export function readDouble(text: string): number {
  return text === 'INF' ? Infinity : text === '-INF' ? -Infinity : Number(text)
}

/** The proleptic Gregorian calendar by counting years and months, day 0 being 0000-01-01. */
export function daysOf(year: bigint, month: bigint, dayOfMonth: bigint): bigint {
  // 400 years have 146,097 days; counting begins in March, so that a leap day ends a year.
  const shifted = month <= 2n ? year - 1n : year
  const era = floorDivide(shifted, 400n)
  const yearOfEra = shifted - era * 400n
  const monthFromMarch = (month + 9n) % 12n
  const dayOfYear = (153n * monthFromMarch + 2n) / 5n + dayOfMonth - 1n
  return era * 146_097n + yearOfEra * 365n + yearOfEra / 4n - yearOfEra / 100n + dayOfYear
}

export function dateOf(days: bigint): { year: bigint; month: bigint; day: bigint } {
  // Search by year, then by month: slow and plain.
  let year = floorDivide(days * 400n, 146_097n)
  while (daysOf(year + 1n, 1n, 1n) <= days) year++
  while (daysOf(year, 1n, 1n) > days) year--
  let month = 12n
  while (daysOf(year, month, 1n) > days) month--
  return { year, month, day: days - daysOf(year, month, 1n) + 1n }
}

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
}

export function readDate(text: string): bigint {
  const match = /^(-?\d+)-(\d\d)-(\d\d)$/.exec(text)!
  return daysOf(BigInt(match[1]!), BigInt(match[2]!), BigInt(match[3]!))
}

export function readTime(text: string): bigint {
  const [hours = '0', minutes = '0', seconds = '0'] = text.split(':')
  const { n, d } = readFraction(seconds)
  return (BigInt(hours) * 3600n + BigInt(minutes) * 60n) * second + (n * second) / d
}

export function readInstant(text: string): NaiveValue {
  const [date = '', rest = ''] = text.toUpperCase().split('T')
  const match = /^(.*?)(?:Z|([+-])(\d\d):(\d\d))$/.exec(rest)!
  const minutes = match[2] ? BigInt(match[3]!) * 60n + BigInt(match[4]!) : 0n
  const offset = match[2] === '-' ? -minutes : minutes
  const ps = readDate(date) * day + readTime(match[1]!) - offset * 60n * second
  return { kind: 'instant', ps, offset }
}

export function readDuration(text: string): bigint {
  const match = /^([+-]?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/i.exec(text)!
  const { n, d } = readFraction(match[5] ?? '0')
  const whole =
    BigInt(match[2] ?? 0) * 86_400n + BigInt(match[3] ?? 0) * 3600n + BigInt(match[4] ?? 0) * 60n
  const ps = whole * second + (n * second) / d
  return match[1] === '-' ? -ps : ps
}

export function readEnum(type: EnumType, text: string): NaiveValue {
  let n = 0n
  for (const part of text.split(',')) {
    const name = part.trim()
    n |= BigInt(type.members.get(name) ?? name)
  }
  return { kind: 'enum', n, type }
}

export function readBinary(text: string): NaiveValue {
  const bytes = Buffer.from(text.replaceAll('-', '+').replaceAll('_', '/'), 'base64')
  return { kind: 'binary', text: bytes.toString('hex') }
}

/** A JSON value as one of a type. */
export function readJson(value: JsonValue | undefined, type: EdmType): NaiveValue {
  if (value === undefined || value === null) return null
  const name =
    type.kind === 'typeDefinition' ? type.underlyingType.qualifiedName : type.qualifiedName
  if (type.kind === 'enumType') return readEnum(type, value as string)
  if (type.kind === 'complexType') return { kind: 'complex', value: value as JsonObject }
  switch (name) {
    case 'Edm.Boolean':
    case 'Edm.String':
      return value as boolean | string
    case 'Edm.Byte':
    case 'Edm.SByte':
    case 'Edm.Int16':
    case 'Edm.Int32':
    case 'Edm.Int64':
      return integer(BigInt(value as string | number))
    case 'Edm.Decimal': {
      const { n, d } = readFraction(String(value as string | number))
      return decimal(n, d)
    }
    case 'Edm.Single':
    case 'Edm.Double':
      return { kind: 'double', v: readDouble(String(value as string | number)) }
    case 'Edm.Guid':
      return { kind: 'guid', text: (value as string).toLowerCase() }
    case 'Edm.Date':
      return { kind: 'date', days: readDate(value as string) }
    case 'Edm.TimeOfDay':
      return { kind: 'time', ps: readTime(value as string) }
    case 'Edm.DateTimeOffset':
      return readInstant(value as string)
    case 'Edm.Duration':
      return { kind: 'duration', ps: readDuration(value as string) }
    case 'Edm.Binary':
      return readBinary(value as string)
    default:
      throw new NaiveUnknown(`a value of ${name}`)
  }
}

/** A dynamic value: its JSON says what it is. */
export function readDynamic(value: JsonValue | undefined): NaiveValue {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value !== 'number') throw new NaiveUnknown('a dynamic object')
  const { n, d } = readFraction(String(value))
  return Number.isInteger(value) ? integer(n) : decimal(n, d)
}
