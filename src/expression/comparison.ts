import {
  type EdmType,
  type EntityInstance,
  type EntityType,
  type EnumType,
  isNumericTypeName,
} from '../model/index.ts'
import { enumReader } from './enum-value.ts'
import { isJsonEqual } from './json-equality.ts'
import { compareNumbers } from './numbers/compare-numbers.ts'
import { isNumericValue, toNumber } from './numbers/numeric-value.ts'
import { parseDuration } from './temporal/duration.ts'
import {
  parseDate,
  parseDateTimeOffset,
  parseTimeOfDay,
  toInstant,
  toPicoseconds,
} from './temporal/date-time.ts'
import { daysFromDate } from './temporal/calendar.ts'
import { isUntyped, underlyingType } from './type-compatibility.ts'

/**
 * How values of one type compare; no operand is null. A value that is none of the type, which only
 * data that nobody validated can hold, equals itself and is neither less nor greater than any other.
 */
export interface Comparer {
  /** False where the type has no order: then only `eq`, `ne` and `in` apply. */
  readonly isOrdered: boolean
  readonly equals: (a: unknown, b: unknown) => boolean
  /** Negative, zero or positive; NaN for neither. */
  readonly compare: (a: unknown, b: unknown) => number
  /** The same with `b` known, for one literal against many values. */
  readonly against: (b: unknown) => ComparerAgainst
  /** Values are equal when their keys are identical; `undefined` for a value that has none. */
  readonly keyOf: (value: unknown) => unknown
}

export interface ComparerAgainst {
  readonly equals: (a: unknown) => boolean
  readonly compare: (a: unknown) => number
}

/** How single values of a type compare; types are compared after promotion, see `findCommonType`. */
export function comparerOf(type: EdmType): Comparer {
  const actual = underlyingType(type)
  switch (actual.kind) {
    case 'enumType':
      return enumComparer(actual)
    case 'entityType':
      return entityComparer
    case 'complexType':
      return structuralComparer
    case 'typeDefinition':
    case 'primitiveType':
      break
  }
  if (isUntyped(actual)) return untypedComparer
  switch (actual.qualifiedName) {
    case 'Edm.Double':
    case 'Edm.Single':
      return doubleComparer
    case 'Edm.Boolean':
      return booleanComparer
    case 'Edm.Guid':
      return guidComparer
    case 'Edm.Date':
      return dateComparer
    case 'Edm.TimeOfDay':
      return timeOfDayComparer
    case 'Edm.DateTimeOffset':
      return dateTimeOffsetComparer
    case 'Edm.Duration':
      return durationComparer
    case 'Edm.Binary':
      return binaryComparer
    case 'Edm.String':
      return stringComparer
    default:
      return isNumericTypeName(actual.qualifiedName) ? numberComparer : structuralComparer
  }
}

function defineComparer({
  equals,
  compare,
  ...more
}: Pick<Comparer, 'equals'> & Partial<Comparer>): Comparer {
  const order = compare ?? (() => NaN)
  return {
    isOrdered: compare !== undefined,
    equals,
    compare: order,
    against: (b) => ({ equals: (a) => equals(a, b), compare: (a) => order(a, b) }),
    keyOf: () => undefined,
    ...more,
  }
}

/** Compares by a key that is read from each value, once for a literal; a value without one has no order. */
function compareByKey<Key>(
  readKey: (value: unknown) => Key | undefined,
  compareKeys: (a: Key, b: Key) => number,
  shortcut?: (a: string, b: string) => number | undefined,
): Comparer {
  const compareTo = (a: unknown, b: unknown, readB: () => Key | undefined): number => {
    if (shortcut && typeof a === 'string' && typeof b === 'string') {
      const result = shortcut(a, b)
      if (result !== undefined) return result
    }
    const [x, y] = [readKey(a), readB()]
    return x === undefined || y === undefined ? NaN : compareKeys(x, y)
  }
  const compare: Comparer['compare'] = (a, b) => compareTo(a, b, () => readKey(b))
  return defineComparer({
    equals: (a, b) => a === b || compare(a, b) === 0,
    compare,
    against: (b) => {
      const key = readKey(b)
      const readB = () => key
      const isDirect = key !== undefined && shortcut === undefined
      return {
        equals: isDirect
          ? (a) => a === b || readKey(a) === key
          : (a) => a === b || compareTo(a, b, readB) === 0,
        compare: (a) => compareTo(a, b, readB),
      }
    },
    keyOf: readKey,
  })
}

function compareOrdinals<T extends string | number | bigint | boolean>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN
}

/** By code point. UTF-16 order differs where a surrogate meets a unit from U+E000 to U+FFFF. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index)
    const y = b.charCodeAt(index)
    if (x !== y) return orderOfUnit(x) < orderOfUnit(y) ? -1 : 1
  }
  return a.length < b.length ? -1 : 1
}

function orderOfUnit(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

const stringComparer = defineComparer({
  equals: (a, b) => a === b,
  compare: (a, b) => (typeof a === 'string' && typeof b === 'string' ? compareStrings(a, b) : NaN),
  against: (b) => {
    const isPlain = typeof b === 'string' && !/[\ud800-\uffff]/.test(b)
    return {
      equals: (a) => a === b,
      compare: (a) => {
        if (typeof a !== 'string' || typeof b !== 'string') return NaN
        return isPlain ? compareOrdinals(a, b) : compareStrings(a, b)
      },
    }
  },
  keyOf: (value) => value,
})

const booleanComparer = defineComparer({
  equals: (a, b) => a === b,
  compare: (a, b) =>
    typeof a === 'boolean' && typeof b === 'boolean' ? compareOrdinals(a, b) : NaN,
  keyOf: (value) => value,
})

const numberComparer = defineComparer({
  // NaN, which is a string in JSON, is not equal to itself.
  equals: (a, b) =>
    typeof a === 'number' && typeof b === 'number'
      ? a === b
      : isNumericValue(a) && isNumericValue(b) && compareNumbers(a, b) === 0,
  compare: (a, b) => (isNumericValue(a) && isNumericValue(b) ? compareNumbers(a, b) : NaN),
  against: (b) => {
    const number = typeof b === 'number' ? b : undefined
    const compare = (a: unknown): number => {
      if (number !== undefined && typeof a === 'number') {
        return a < number ? -1 : a > number ? 1 : a === number ? 0 : NaN
      }
      return isNumericValue(a) && isNumericValue(b) ? compareNumbers(a, b) : NaN
    }
    return { equals: (a) => a === b || compare(a) === 0, compare }
  },
  keyOf: (value) => (typeof value === 'number' && !Number.isNaN(value) ? value : undefined),
})

/** What is promoted to a double compares as the double nearest to it (URL Conventions, "Numeric Promotion"). */
const doubleComparer = defineComparer({
  equals: (a, b) => isNumericValue(a) && isNumericValue(b) && toNumber(a) === toNumber(b),
  compare: (a, b) =>
    isNumericValue(a) && isNumericValue(b) ? compareOrdinals(toNumber(a), toNumber(b)) : NaN,
  against: (b) => {
    const number = isNumericValue(b) ? toNumber(b) : NaN
    return {
      equals: (a) => isNumericValue(a) && toNumber(a) === number,
      compare: (a) => (isNumericValue(a) ? compareOrdinals(toNumber(a), number) : NaN),
    }
  },
  keyOf: (value) => {
    const number = isNumericValue(value) ? toNumber(value) : NaN
    return Number.isNaN(number) ? undefined : number
  },
})

const guidComparer = compareByKey(
  (value) => (typeof value === 'string' ? value.toLowerCase() : undefined),
  compareOrdinals<string>,
)

const dateComparer = compareByKey(
  (value) => {
    const parts = typeof value === 'string' ? parseDate(value) : undefined
    return parts && daysFromDate(parts.year, parts.month, parts.day)
  },
  compareOrdinals<number>,
  (a, b) => (a.length === 10 && b.length === 10 ? compareOrdinals(a, b) : undefined),
)

const timeOfDayComparer = compareByKey(
  (value) => {
    const parts = typeof value === 'string' ? parseTimeOfDay(value) : undefined
    return parts && toPicoseconds(parts)
  },
  compareOrdinals<bigint>,
  (a, b) => (a.length === b.length ? compareOrdinals(a, b) : undefined),
)

const dateTimeOffsetComparer = compareByKey(
  (value) => {
    const parts = typeof value === 'string' ? parseDateTimeOffset(value) : undefined
    return parts && toInstant(parts)
  },
  compareOrdinals<bigint>,
  compareUtcTexts,
)

/** Texts in UTC with a year of four digits order as text up to the second, and at equal length wholly. */
function compareUtcTexts(a: string, b: string): number | undefined {
  if (!isPlainUtc(a) || !isPlainUtc(b)) return undefined
  if (a.length === b.length) return compareOrdinals(a, b)
  const seconds = b.slice(0, 19)
  if (a < seconds) return -1
  return a.startsWith(seconds) ? undefined : 1
}

function isPlainUtc(text: string): boolean {
  return (
    text.length >= 20 &&
    text.charCodeAt(10) === 0x54 &&
    text.charCodeAt(16) === 0x3a &&
    // Second 60 is second 0 of the next minute.
    text.charCodeAt(17) !== 0x36 &&
    text.charCodeAt(text.length - 1) === 0x5a
  )
}

const durationComparer = compareByKey(
  (value) => (typeof value === 'string' ? parseDuration(value) : undefined),
  compareOrdinals<bigint>,
)

/** Base64 with either alphabet, padded or not. */
function canonicalBinary(value: unknown): unknown {
  return typeof value === 'string'
    ? value.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
    : value
}

const binaryComparer = defineComparer({
  equals: (a, b) => canonicalBinary(a) === canonicalBinary(b),
  keyOf: canonicalBinary,
})

const structuralComparer = defineComparer({ equals: isJsonEqual })

/** By the JSON values as they are. */
const untypedComparer = defineComparer({
  equals: isJsonEqual,
  compare: (a, b) => {
    if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b)
    if (typeof a === 'number' && typeof b === 'number') return compareOrdinals(a, b)
    return typeof a === 'boolean' && typeof b === 'boolean' ? compareOrdinals(a, b) : NaN
  },
})

/** Entities are equal when they are the same, that is, of one type hierarchy and with one key. */
const entityComparer = defineComparer({
  equals: (a, b) => {
    if (a === b) return true
    if (!isEntity(a) || !isEntity(b)) return false
    const [left, right] = [a, b]
    if (rootType(left.type) !== rootType(right.type) || left.type.key.length === 0) return false
    return left.type.key.every((name) => isJsonEqual(left.properties[name], right.properties[name]))
  },
})

/** What an entity is compared with may be a dynamic value. */
function isEntity(value: unknown): value is EntityInstance {
  return typeof value === 'object' && value !== null && 'type' in value && 'properties' in value
}

function rootType(type: EntityType): EntityType {
  let root = type
  while (root.baseType) root = root.baseType
  return root
}

/** For two collections, whose items compare by `item`: equal when all items are, in order. */
export function collectionComparer(item: Comparer): Comparer {
  return defineComparer({
    equals: (a, b) => {
      if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
      return a.every((value: unknown, index) => isEqualOrNull(item, value, b[index]))
    },
  })
}

/** `eq`: null equals null only. */
export function isEqualOrNull(comparer: Comparer, a: unknown, b: unknown): boolean {
  return a === null || b === null ? a === b : comparer.equals(a, b)
}

const enumComparers = new WeakMap<EnumType, Comparer>()

function enumComparer(type: EnumType): Comparer {
  let comparer = enumComparers.get(type)
  if (!comparer) {
    const read = enumReader(type)
    comparer = compareByKey(
      (value) => (typeof value === 'string' ? read(value) : undefined),
      compareOrdinals<number>,
    )
    enumComparers.set(type, comparer)
  }
  return comparer
}
