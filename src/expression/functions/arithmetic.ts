import { fromDecimal, parseDecimal, roundDecimal } from '../numbers/decimal.ts'
import { toNumber, type NumericValue } from '../numbers/numeric-value.ts'
import type { CanonicalFunction, Signature } from './canonical-function.ts'

const signatures: readonly Signature[] = [
  [['Edm.Decimal'], 'Edm.Decimal'],
  [['Edm.Double'], 'Edm.Double'],
]

/** Canonical functions of numbers; the halves of `round` go away from zero. */
export const arithmeticFunctions: readonly CanonicalFunction[] = [
  {
    name: 'ceiling',
    source: 'URL Conventions, ceiling',
    signatures,
    evaluate: (value: NumericValue) => round(value, 'ceiling'),
  },
  {
    name: 'floor',
    source: 'URL Conventions, floor',
    signatures,
    evaluate: (value: NumericValue) => round(value, 'floor'),
  },
  {
    name: 'round',
    source: 'URL Conventions, round',
    signatures,
    evaluate: (value: NumericValue) => round(value, 'nearest'),
  },
]

/** INF, -INF and NaN stay what they are. */
function round(value: NumericValue, to: 'floor' | 'ceiling' | 'nearest'): NumericValue {
  const decimal = parseDecimal(value)
  return decimal ? fromDecimal(roundDecimal(decimal, to)) : toNumber(value)
}
