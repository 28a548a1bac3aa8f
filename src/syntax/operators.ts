import type { BinaryOperator } from './ast.ts'

/**
 * How strongly each binary operator binds; all are left-associative.
 * @see URL Conventions, "Operator Precedence"
 */
export const operatorPrecedence: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  eq: 3,
  ne: 3,
  gt: 4,
  ge: 4,
  lt: 4,
  le: 4,
  add: 5,
  sub: 5,
  mul: 6,
  div: 6,
  divby: 6,
  mod: 6,
  has: 8,
  in: 8,
}

/** `not` and `-` bind before every operator but `has` and `in`. */
export const unaryPrecedence = 7

const longestOperator = 5
const operators: ReadonlyMap<string, BinaryOperator> = new Map(
  (Object.keys(operatorPrecedence) as BinaryOperator[]).map((operator) => [operator, operator]),
)

/** The operator that a word is, in any case (4.01), or `undefined`. */
export function operatorOf(word: string): BinaryOperator | undefined {
  if (word.length > longestOperator) return undefined
  return operators.get(word) ?? operators.get(word.toLowerCase())
}
