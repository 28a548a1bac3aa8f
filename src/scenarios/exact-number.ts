import { digitsOf, isJsonEqual, keepDigits, parseJson, type JsonValue } from '../model/index.ts'

/**
 * A number by its digits, where a double is another one: an Edm.Int64 or Edm.Decimal.
 * @see JSON Format, "Primitive Value"
 */
export class ExactNumber {
  readonly digits: string

  constructor(digits: string) {
    this.digits = digits
  }

  toString(): string {
    return this.digits
  }
}

/** A value of a scenario; within objects and arrays, digits are kept beside them. */
export type ScenarioValue = JsonValue | ExactNumber

/** The number that a text of JSON's grammar says, exactly; `undefined` for other texts. */
export function readExactNumber(text: string): number | ExactNumber | undefined {
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return undefined
  const holder = parseJson(`[${text}]`) as [number]
  const digits = digitsOf(holder, '0')
  return digits === undefined ? holder[0] : new ExactNumber(digits)
}

/** The value at a name of an object, or an index of an array; `undefined` when it is absent. */
export function exactMember(holder: object, name: string): unknown {
  if (!Object.hasOwn(holder, name)) return undefined
  const digits = digitsOf(holder, name)
  return digits === undefined
    ? (holder as Readonly<Record<string, unknown>>)[name]
    : new ExactNumber(digits)
}

export function exactElements(array: readonly unknown[]): readonly unknown[] {
  return array.map((_, index) => exactMember(array, String(index)))
}

/** The array with its exact numbers as JSON has them: digits kept beside it. */
export function arrayOf(values: readonly ScenarioValue[]): JsonValue {
  return keepExact(values.map(toNumber), Object.entries(values))
}

/** The object of these members, likewise. */
export function objectOf(members: readonly (readonly [string, ScenarioValue])[]): JsonValue {
  return keepExact(
    Object.fromEntries(members.map(([name, value]) => [name, toNumber(value)])),
    members,
  )
}

function keepExact<T extends object>(
  holder: T,
  members: readonly (readonly [string, ScenarioValue])[],
): T {
  for (const [name, value] of members) {
    if (value instanceof ExactNumber) keepDigits(holder, name, value.digits)
  }
  return holder
}

function toNumber(value: ScenarioValue): JsonValue {
  return value instanceof ExactNumber ? Number(value.digits) : value
}

/** Deep equality; numbers by all their digits, so that 1.50 is 1.5. */
export function isExactlyEqual(a: unknown, b: unknown): boolean {
  if (!(a instanceof ExactNumber || b instanceof ExactNumber)) return isJsonEqual(a, b)
  const [left, right] = [digitsOfNumber(a), digitsOfNumber(b)]
  return (
    left !== undefined && right !== undefined && normalizeDigits(left) === normalizeDigits(right)
  )
}

function digitsOfNumber(value: unknown): string | undefined {
  if (value instanceof ExactNumber) return value.digits
  return typeof value === 'number' ? String(value) : undefined
}

/** One spelling for each number: digits without zeros at their ends, and an exponent. */
export function normalizeDigits(digits: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(digits) ?? []
  const all = (whole + fraction).replace(/^0+/, '')
  const significant = all.replace(/0+$/, '')
  return `${sign}${significant}e${Number(exponent) - fraction.length + all.length - significant.length}`
}
