import type { JsonValue } from './instance.ts'
import { memberNames } from './member-names.ts'
import { isNumericTypeName } from './primitive-types.ts'
import type { EdmType, EntityType, EnumType, KeyProperty, StructuredType } from './types.ts'

/**
 * The text of a primitive value that is the same for every spelling of the value: `1.50` and `1.5`,
 * `PT60S` and `PT1M`, a guid in capitals. What is compared and looked up by value goes by this text.
 * @param value as JSON has it, or the text of a literal without prefix and quotes
 * @returns `undefined` for null, for what is not primitive, and for a text that is no value of the type
 * @see ABNF, "Primitive literals"
 */
export function keyText(value: JsonValue | undefined, type: EdmType): string | undefined {
  if (value === null || value === undefined || typeof value === 'object') return undefined
  if (type.kind === 'enumType') return enumText(String(value), type)
  const name = type.kind === 'typeDefinition' ? type.underlyingType.name : type.qualifiedName
  const normalize = normalizers.get(name)
  return normalize ? normalize(String(value)) : String(value)
}

/** What a key is kept under: the text of its value, or a JSON array of the texts of several. */
export function joinKeyTexts(texts: readonly string[]): string {
  return texts.length === 1 ? texts[0]! : JSON.stringify(texts)
}

/** As `joinKeyTexts` was given them. */
export function splitKeyTexts(key: string, { keyProperties }: EntityType): readonly string[] {
  return keyProperties.length === 1 ? [key] : (JSON.parse(key) as string[])
}

/**
 * A value, as JSON has it, whose `keyText` is this one.
 * @returns numbers that are not kept exactly as their digits
 */
export function valueOfKeyText(text: string, type: EdmType): JsonValue {
  if (type.kind === 'enumType') return memberNames(text, type)
  const name = type.kind === 'typeDefinition' ? type.underlyingType.name : type.qualifiedName
  if (name === 'Edm.Boolean') return text === 'true'
  if (name === 'Edm.Duration') return durationOf(text)
  if (!isNumericTypeName(name) || /^(?:-?INF|NaN)$/.test(text)) return text
  return plainDecimal(String(Number(text))) === plainDecimal(text) ? Number(text) : text
}

function durationOf(seconds: string): string {
  return seconds.startsWith('-') ? `-PT${seconds.slice(1)}S` : `PT${seconds}S`
}

/**
 * The key of an entity by its properties, as `joinKeyTexts` gives it.
 * @returns `undefined` when it has none or not all of its values
 */
export function keyOfEntity(
  type: EntityType,
  properties: { readonly [name: string]: JsonValue | undefined },
): string | undefined {
  if (type.keyProperties.length === 0) return undefined
  const texts: string[] = []
  for (const keyProperty of type.keyProperties) {
    const value = valueAtPath(properties, keyProperty.path)
    if (value === undefined || value === null || typeof value === 'object') return undefined
    texts.push(keyText(value, keyTypeOf(type, keyProperty)) ?? String(value))
  }
  return joinKeyTexts(texts)
}

/** The value that stands at a path within a value of a structured type. */
export function valueAtPath(
  properties: { readonly [name: string]: JsonValue | undefined },
  path: readonly string[],
): JsonValue | undefined {
  let value: JsonValue | undefined = properties as { readonly [name: string]: JsonValue }
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as { readonly [name: string]: JsonValue })[name]
  }
  return value
}

const untyped: EdmType = {
  kind: 'primitiveType',
  name: 'Edm.Untyped',
  qualifiedName: 'Edm.Untyped',
}

/** The type of a key property, which may stand in a complex or related value. */
export function keyTypeOf(type: StructuredType, { path }: KeyProperty): EdmType {
  let owner: EdmType = type
  for (const name of path) {
    if (owner.kind !== 'entityType' && owner.kind !== 'complexType') return untyped
    owner =
      owner.properties.get(name)?.type ?? owner.navigationProperties.get(name)?.type ?? untyped
  }
  return owner
}

/** The sum of the members' values, which a name, a number or a list of both may stand for. */
function enumText(text: string, { members, isFlags }: EnumType): string | undefined {
  let sum = 0n
  for (const part of isFlags ? text.split(',') : [text]) {
    const name = part.trim()
    const value = members.get(name)
    if (value === undefined && !/^-?\d+$/.test(name)) return undefined
    sum |= BigInt(value ?? name)
  }
  return String(sum)
}

const whole = (least: bigint, most: bigint) => (text: string) => {
  const plain = plainDecimal(text)
  if (plain === undefined || plain.includes('.')) return undefined
  const value = BigInt(plain)
  return value >= least && value <= most ? plain : undefined
}

/** Digits without an exponent, leading or trailing zeros. */
function plainDecimal(text: string): string | undefined {
  const found = /^([-+]?)(\d+)(?:\.(\d+))?(?:e([-+]?\d{1,3}))?$/i.exec(text)
  if (!found) return undefined
  const [, sign = '', integer = '', fraction = '', exponent = '0'] = found
  const shift = Number(exponent)
  const digits = integer + fraction
  const point = integer.length + shift
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0')
  const at = point <= 0 ? 1 : point
  const head = padded.slice(0, at).replace(/^0+(?=\d)/, '')
  const tail = padded.slice(at).replace(/0+$/, '')
  const plain = tail === '' ? head : `${head}.${tail}`
  return sign === '-' && plain !== '0' ? `-${plain}` : plain
}

function floating(text: string): string | undefined {
  if (/^(?:-?INF|NaN)$/.test(text)) return text
  return /^[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i.test(text) ? String(Number(text) + 0) : undefined
}

const withoutTrailingZeros = (fraction: string) => fraction.replace(/0+$/, '').replace(/\.$/, '')

function timeOfDay(text: string): string | undefined {
  const found = /^((?:[01]\d|2[0-3]):[0-5]\d)(?::([0-5]\d)(\.\d{1,12})?)?$/.exec(text)
  if (!found) return undefined
  const [, minutes, seconds = '00', fraction = ''] = found
  return `${minutes}:${seconds}${withoutTrailingZeros(fraction)}`
}

/** In UTC. */
function dateTimeOffset(text: string): string | undefined {
  const form = /^(-?\d{4,}-\d\d-\d\d)T(\d\d:\d\d)(?::(\d\d)(\.\d{1,12})?)?(Z|[-+]\d\d:\d\d)$/i.exec(
    text,
  )
  if (!form) return undefined
  const [, date, minutes, seconds = '00', fraction = '', offset = 'Z'] = form
  const time = Date.parse(`${date}T${minutes}:${seconds}${offset.toUpperCase()}`)
  if (Number.isNaN(time)) return undefined
  const utc = new Date(time).toISOString().replace('.000Z', '')
  return `${utc}${withoutTrailingZeros(fraction)}Z`
}

/** In seconds. */
function duration(text: string): string | undefined {
  const form = /^([-+]?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(\.\d+)?S)?)?$/i.exec(text)
  if (!form || /(?:P|T)$/i.test(text)) return undefined
  const [, sign, days = 0, hours = 0, minutes = 0, seconds = 0, fraction = ''] = form
  const total =
    ((BigInt(days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds)
  const plain = `${total}${withoutTrailingZeros(fraction)}`
  return sign === '-' && plain !== '0' ? `-${plain}` : plain
}

function boolean(text: string): string | undefined {
  const lower = text.toLowerCase()
  return lower === 'true' || lower === 'false' ? lower : undefined
}

const normalizers: ReadonlyMap<string, (text: string) => string | undefined> = new Map([
  ['Edm.Boolean', boolean],
  ['Edm.Byte', whole(0n, 255n)],
  ['Edm.SByte', whole(-128n, 127n)],
  ['Edm.Int16', whole(-32768n, 32767n)],
  ['Edm.Int32', whole(-(2n ** 31n), 2n ** 31n - 1n)],
  ['Edm.Int64', whole(-(2n ** 63n), 2n ** 63n - 1n)],
  ['Edm.Decimal', plainDecimal],
  ['Edm.Double', floating],
  ['Edm.Single', floating],
  [
    'Edm.Guid',
    (text) =>
      /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(text) ? text.toLowerCase() : undefined,
  ],
  [
    'Edm.Date',
    (text) =>
      /^-?\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/.test(text) ? text : undefined,
  ],
  ['Edm.TimeOfDay', timeOfDay],
  ['Edm.DateTimeOffset', dateTimeOffset],
  ['Edm.Duration', duration],
  [
    'Edm.Binary',
    (text) =>
      /^[\w\-+/]*={0,2}$/.test(text)
        ? text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
        : undefined,
  ],
])
