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

function round(value: NumericValue, to: 'floor' | 'ceiling' | 'nearest'): NumericValue {
  if (typeof value === 'number') return roundDouble(value, to)
  const decimal = parseDecimal(value)
  return decimal ? fromDecimal(roundDecimal(decimal, to)) : toNumber(value)
}

/** Adding 0 makes -0 zero; INF, -INF and NaN stay what they are. */
function roundDouble(value: number, to: 'floor' | 'ceiling' | 'nearest'): number {
  if (to === 'floor') return Math.floor(value) + 0
  if (to === 'ceiling') return Math.ceil(value) + 0
  const whole = Math.trunc(value)
  return (Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole) + 0
}
