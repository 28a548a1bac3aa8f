import type { ArithmeticOperator, NumericValue } from './numeric-value.ts'

/** `digits` × 10^-`scale`, without trailing zeros after the point. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

/** Fractional digits of a quotient that does not end. */
const quotientScale = 34
/** An exponent beyond this would make a number of more digits than any data has. */
const exponentLimit = 400

const decimalForm = /^([+-]?)(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,4}))?$/i

/** @returns `undefined` for what is no finite number */
export function parseDecimal(value: NumericValue): Decimal | undefined {
  // A whole number's digits may be more than its shortest text shows: 21160185838730272 prints as …270.
  if (Number.isInteger(value)) return { digits: BigInt(value), scale: 0 }
  const match = decimalForm.exec(String(value))
  if (!match) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const scale = fraction.length - Number(exponent)
  if (Math.abs(Number(exponent)) > exponentLimit) return undefined
  const digits = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`)
  return scale < 0
    ? { digits: digits * 10n ** BigInt(-scale), scale: 0 }
    : withoutTrailingZeros({ digits, scale })
}

/** A JSON number where its text says just this value, else the text. */
export function fromDecimal(decimal: Decimal): NumericValue {
  const text = printDecimal(decimal)
  const number = Number(text)
  if (decimal.scale === 0) return Number.isSafeInteger(number) ? number : text
  const back = parseDecimal(number)
  return back && back.digits === decimal.digits && back.scale === decimal.scale ? number : text
}

/** Numbers of up to four decimal places, as most are, times this are whole. */
const shortUnit = 10_000
/** Fewer digits than a double holds: a quotient by a power of ten is the number with just these digits. */
const shortLimit = 1e15

/** The same by whole numbers, where no digit can be lost; `undefined` elsewhere. */
function calculateShort(
  operator: ArithmeticOperator,
  left: NumericValue,
  right: NumericValue,
): number | undefined {
  if (typeof left !== 'number' || typeof right !== 'number') return undefined
  const x = Math.round(left * shortUnit)
  const y = Math.round(right * shortUnit)
  if (x / shortUnit !== left || y / shortUnit !== right) return undefined
  if (!(Math.abs(x) < shortLimit && Math.abs(y) < shortLimit)) return undefined
  const [digits, unit] =
    operator === 'mul'
      ? [x * y, shortUnit * shortUnit]
      : [operator === 'add' ? x + y : operator === 'sub' ? x - y : x % y, shortUnit]
  if (operator === 'div' || operator === 'divby') return undefined
  // Adding 0 makes -0 zero.
  return Math.abs(digits) < shortLimit ? digits / unit + 0 : undefined
}

/** @returns `undefined` for a division by zero, and where an operand is no finite number */
export function calculateDecimals(
  operator: ArithmeticOperator,
  left: NumericValue,
  right: NumericValue,
): NumericValue | undefined {
  const short = calculateShort(operator, left, right)
  if (short !== undefined) return short
  const [a, b] = [parseDecimal(left), parseDecimal(right)]
  if (!a || !b) return undefined
  const scale = Math.max(a.scale, b.scale)
  const [x, y] = [scaledDigits(a, scale), scaledDigits(b, scale)]
  switch (operator) {
    case 'add':
      return fromDecimal(withoutTrailingZeros({ digits: x + y, scale }))
    case 'sub':
      return fromDecimal(withoutTrailingZeros({ digits: x - y, scale }))
    case 'mul':
      return fromDecimal(
        withoutTrailingZeros({ digits: a.digits * b.digits, scale: a.scale + b.scale }),
      )
    case 'div':
    case 'divby': {
      if (y === 0n) return undefined
      const dividend = x * 10n ** BigInt(quotientScale)
      const quotient = withoutTrailingZeros({ digits: dividend / y, scale: quotientScale })
      // One that does not end is the nearest number.
      return dividend % y === 0n ? fromDecimal(quotient) : Number(printDecimal(quotient))
    }
    case 'mod':
      return y === 0n ? undefined : fromDecimal(withoutTrailingZeros({ digits: x % y, scale }))
  }
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale)
  const [x, y] = [scaledDigits(a, scale), scaledDigits(b, scale)]
  return x < y ? -1 : x > y ? 1 : 0
}

/** The nearest whole number below, above, or nearest with halves away from zero. */
export function roundDecimal(decimal: Decimal, to: 'floor' | 'ceiling' | 'nearest'): Decimal {
  const unit = 10n ** BigInt(decimal.scale)
  const truncated = decimal.digits / unit
  const rest = decimal.digits % unit
  const away = rest < 0n ? -1n : 1n
  const isAway =
    to === 'nearest' ? 2n * rest * away >= unit : to === 'floor' ? rest < 0n : rest > 0n
  return { digits: truncated + (rest !== 0n && isAway ? away : 0n), scale: 0 }
}

function scaledDigits({ digits, scale }: Decimal, to: number): bigint {
  return scale === to ? digits : digits * 10n ** BigInt(to - scale)
}

function withoutTrailingZeros({ digits, scale }: Decimal): Decimal {
  let rest = digits
  let places = scale
  while (places > 0 && rest % 10n === 0n) {
    rest /= 10n
    places--
  }
  return { digits: rest, scale: places }
}

function printDecimal({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : ''
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
  const point = text.length - scale
  return scale === 0 ? sign + text : `${sign}${text.slice(0, point)}.${text.slice(point)}`
}
