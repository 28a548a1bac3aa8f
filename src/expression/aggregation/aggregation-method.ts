import { primitiveTypes, type EdmType } from '../../model/index.ts'
import { comparerOf } from '../comparison.ts'
import { calculateDecimals } from '../numbers/decimal.ts'
import { toNumber } from '../numbers/numeric-value.ts'
import { parseDuration, printDuration } from '../temporal/duration.ts'
import { isInteger, isNumeric, isUntyped, underlyingType } from '../type-compatibility.ts'
import { distinctKeyOf } from './distinct-key.ts'
import { collectSummand, sumDoubles, sumExactly, writeDouble } from './sum.ts'

/** An aggregation method of the standard (Data Aggregation, "Aggregation Methods"). */
export interface AggregationMethod {
  readonly name: string
  /** What it needs, for messages. */
  readonly needs: string
  /** The type of its result for values of a type; `undefined` where it does not apply. */
  readonly resultType: (type: EdmType) => EdmType | undefined
  /** Makes the function of values, none of them null. */
  readonly compile: (type: EdmType) => (values: readonly unknown[]) => unknown
  /** Adds a value to a list for it, where the list need not hold every value. */
  readonly collect?: (values: unknown[], value: unknown) => void
}

const decimal = primitiveTypes['Edm.Decimal']
const double = primitiveTypes['Edm.Double']

/** "The provider MUST choose a single type … capable of representing the aggregated values." */
function sumType(type: EdmType): EdmType | undefined {
  const actual = underlyingType(type)
  if (isFloating(actual)) return double
  if (actual.qualifiedName === 'Edm.Duration') return actual
  if (isInteger(actual)) {
    return actual.qualifiedName === 'Edm.Int64' ? decimal : primitiveTypes['Edm.Int64']
  }
  return isNumeric(actual) || isUntyped(actual) ? decimal : undefined
}

function averageType(type: EdmType): EdmType | undefined {
  const actual = underlyingType(type)
  if (isFloating(actual)) return double
  if (actual.qualifiedName === 'Edm.Duration') return actual
  return isNumeric(actual) || isUntyped(actual) ? decimal : undefined
}

function isFloating({ qualifiedName }: EdmType): boolean {
  return qualifiedName === 'Edm.Double' || qualifiedName === 'Edm.Single'
}

function numbersOf(values: readonly unknown[], type: EdmType): readonly unknown[] {
  return isUntyped(underlyingType(type))
    ? values.filter((value) => typeof value === 'number')
    : values
}

function sum(type: EdmType): (values: readonly unknown[]) => unknown {
  const actual = underlyingType(type)
  if (actual.qualifiedName === 'Edm.Duration') {
    return (values) => (values.length === 0 ? null : printDuration(sumDurations(values)))
  }
  const add = isFloating(actual) ? sumDoubles : sumExactly
  return (all) => {
    const values = numbersOf(all, type)
    return values.length === 0 ? null : add(values)
  }
}

function sumDurations(values: readonly unknown[]): bigint {
  let total = 0n
  for (const value of values) total += parseDuration(String(value)) ?? 0n
  return total
}

function average(type: EdmType): (values: readonly unknown[]) => unknown {
  const actual = underlyingType(type)
  if (actual.qualifiedName === 'Edm.Duration') {
    return (values) =>
      values.length === 0 ? null : printDuration(sumDurations(values) / BigInt(values.length))
  }
  return (all) => {
    const values = numbersOf(all, type)
    if (values.length === 0) return null
    if (isFloating(actual)) return writeDouble(toNumber(sumDoubles(values)) / values.length)
    const total = sumExactly(values)
    return (
      calculateDecimals('divby', total, values.length) ??
      writeDouble(toNumber(total) / values.length)
    )
  }
}

function extreme(sign: 1 | -1): AggregationMethod['compile'] {
  return (type) => {
    const { compare } = comparerOf(type)
    return (values) => {
      let found: unknown = null
      for (const value of values) {
        if (found === null || compare(value, found) * sign > 0) found = value
      }
      return found
    }
  }
}

function orderedType(type: EdmType): EdmType | undefined {
  return comparerOf(type).isOrdered ? type : undefined
}

const methods: readonly AggregationMethod[] = [
  { name: 'sum', needs: 'numbers', resultType: sumType, compile: sum, collect: collectSummand },
  { name: 'average', needs: 'numbers', resultType: averageType, compile: average },
  {
    name: 'min',
    needs: 'values that have an order',
    resultType: orderedType,
    compile: extreme(-1),
  },
  { name: 'max', needs: 'values that have an order', resultType: orderedType, compile: extreme(1) },
  {
    name: 'countdistinct',
    needs: 'values',
    resultType: () => decimal,
    compile: (type) => {
      const keyOf = distinctKeyOf(type)
      return (values) => new Set(values.map(keyOf)).size
    },
  },
]

const byName: ReadonlyMap<string, AggregationMethod> = new Map(
  methods.map((method) => [method.name, method]),
)

export const aggregationMethodNames: readonly string[] = [...byName.keys()]

export function findAggregationMethod(name: string): AggregationMethod | undefined {
  return byName.get(name)
}

/** "The result property MUST have type Edm.Decimal with Scale 0" (Data Aggregation, "Aggregate Expression $count"). */
export const countType: EdmType = decimal
