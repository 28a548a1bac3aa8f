import { fromDecimal, parseDecimal } from './decimal.ts'
import type { ArithmeticOperator, NumericValue } from './numeric-value.ts'

type IntegerOperator = Exclude<ArithmeticOperator, 'divby'>

const least = -(2n ** 63n)
const greatest = 2n ** 63n - 1n

/**
 * Arithmetic of the integer types; `div` truncates.
 * @returns `undefined` for a division by zero and for a result beyond Edm.Int64
 * @see URL Conventions, "Arithmetic Operators"
 */
export function calculateIntegers(
  operator: IntegerOperator,
  left: NumericValue,
  right: NumericValue,
): NumericValue | undefined {
  if (typeof left === 'number' && typeof right === 'number') {
    const result = calculateSafely(operator, left, right)
    if (result !== undefined && Number.isSafeInteger(result)) return result
  }
  const [a, b] = [toBigInt(left), toBigInt(right)]
  if (a === undefined || b === undefined) return undefined
  const result = calculateBigInts(operator, a, b)
  if (result === undefined || result < least || result > greatest) return undefined
  return fromDecimal({ digits: result, scale: 0 })
}

function calculateSafely(operator: IntegerOperator, a: number, b: number): number | undefined {
  if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b)) return undefined
  switch (operator) {
    case 'add':
      return a + b
    case 'sub':
      return a - b
    case 'mul':
      return a * b + 0
    case 'div':
      return b === 0 ? undefined : (a - (a % b)) / b + 0
    case 'mod':
      return b === 0 ? undefined : (a % b) + 0
  }
}

function calculateBigInts(operator: IntegerOperator, a: bigint, b: bigint): bigint | undefined {
  switch (operator) {
    case 'add':
      return a + b
    case 'sub':
      return a - b
    case 'mul':
      return a * b
    case 'div':
      return b === 0n ? undefined : a / b
    case 'mod':
      return b === 0n ? undefined : a % b
  }
}

function toBigInt(value: NumericValue): bigint | undefined {
  const decimal = parseDecimal(value)
  return decimal && decimal.scale === 0 ? decimal.digits : undefined
}
