/** A number in JSON; Edm.Int64 and Edm.Decimal may be texts (IEEE754Compatible), as are `INF`, `-INF`, `NaN`. */
export type NumericValue = number | string

export type ArithmeticOperator = 'add' | 'sub' | 'mul' | 'div' | 'divby' | 'mod'

export function isNumericValue(value: unknown): value is NumericValue {
  return typeof value === 'number' || typeof value === 'string'
}

/** The nearest double; NaN for a text that is no number. */
export function toNumber(value: NumericValue): number {
  if (typeof value === 'number') return value
  if (value === 'INF') return Infinity
  if (value === '-INF') return -Infinity
  return value.trim() === '' ? NaN : Number(value)
}

export function isNumericText(text: string): boolean {
  return text === 'NaN' || !Number.isNaN(toNumber(text))
}
