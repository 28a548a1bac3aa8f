import { toNumber, type ArithmeticOperator, type NumericValue } from './numeric-value.ts'

/** Arithmetic of Edm.Double and Edm.Single by IEEE 754: dividing by zero gives INF, -INF or NaN. */
export function calculateDoubles(
  operator: ArithmeticOperator,
  left: NumericValue,
  right: NumericValue,
): number {
  const [a, b] = [toNumber(left), toNumber(right)]
  switch (operator) {
    case 'add':
      return a + b
    case 'sub':
      return a - b
    case 'mul':
      return a * b
    case 'div':
    case 'divby':
      return a / b
    case 'mod':
      return a % b
  }
}
