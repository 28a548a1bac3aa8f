import { compareDecimals, parseDecimal } from './decimal.ts'
import { toNumber, type NumericValue } from './numeric-value.ts'

/** Exact also beyond 2^53; NaN where a side is no number. */
export function compareNumbers(a: NumericValue, b: NumericValue): number {
  if (typeof a === 'number' && typeof b === 'number') return compareDoubles(a, b)
  const [x, y] = [parseDecimal(a), parseDecimal(b)]
  return x && y ? compareDecimals(x, y) : compareDoubles(toNumber(a), toNumber(b))
}

function compareDoubles(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN
}
