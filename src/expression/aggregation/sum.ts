import { fromDecimal, parseDecimal, type Decimal } from '../numbers/decimal.ts'
import { isNumericValue, toNumber, type NumericValue } from '../numbers/numeric-value.ts'

/** Powers of ten up to here keep a scaled value a whole number that a double holds. */
const powers = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]

/** The exact sum of whole and decimal numbers; INF and NaN, of which there is no exact one, as doubles. */
export function sumExactly(values: readonly unknown[]): NumericValue {
  let places = 0
  let scaled = 0
  let rest: Decimal | undefined
  for (const value of values) {
    if (typeof value !== 'number') {
      const decimal = isNumericValue(value) ? parseDecimal(value) : undefined
      if (!decimal) return sumDoubles(values)
      rest = addDecimals(rest, decimal)
      continue
    }
    let unscaled = false
    for (;;) {
      const power = powers[places]!
      const whole = Math.round(value * power)
      if (whole / power === value && Number.isSafeInteger(whole)) {
        const next = scaled + whole
        if (Number.isSafeInteger(next)) scaled = next
        else unscaled = true
        break
      }
      const wider = scaled * 10
      if (places + 1 >= powers.length || !Number.isSafeInteger(wider)) {
        unscaled = true
        break
      }
      scaled = wider
      places++
    }
    if (unscaled) {
      const decimal = parseDecimal(value)
      if (!decimal) return sumDoubles(values)
      rest = addDecimals(rest, decimal)
    }
  }
  if (!rest) return scaled / powers[places]!
  return fromDecimal(addDecimals(rest, { digits: BigInt(scaled), scale: places }))
}

/**
 * Adds a value to a list of which only the sum is wanted: whole numbers at its beginning are one, their
 * sum, as long as a double holds it, so that neither kind of sum turns out otherwise.
 */
export function collectSummand(values: unknown[], value: unknown): void {
  if (values.length === 1 && typeof value === 'number' && Number.isSafeInteger(value)) {
    const [sum] = values
    const next = typeof sum === 'number' && Number.isSafeInteger(sum) ? sum + value : NaN
    if (Number.isSafeInteger(next)) {
      values[0] = next
      return
    }
  }
  values.push(value)
}

function addDecimals(a: Decimal | undefined, b: Decimal): Decimal {
  if (!a) return b
  const scale = Math.max(a.scale, b.scale)
  const digits =
    a.digits * 10n ** BigInt(scale - a.scale) + b.digits * 10n ** BigInt(scale - b.scale)
  return trim({ digits, scale })
}

function trim({ digits, scale }: Decimal): Decimal {
  let [rest, places] = [digits, scale]
  while (places > 0 && rest % 10n === 0n) {
    rest /= 10n
    places--
  }
  return { digits: rest, scale: places }
}

/** The sum of doubles, as JSON has it. */
export function sumDoubles(values: readonly unknown[]): NumericValue {
  let sum = 0
  for (const value of values) sum += isNumericValue(value) ? toNumber(value) : NaN
  return writeDouble(sum)
}

export function writeDouble(value: number): NumericValue {
  if (Number.isFinite(value)) return value
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'INF' : '-INF'
}
