import { isEqualOrNull, type Comparer } from './comparison.ts'
import type { ComparisonOperator } from './typed-expression.ts'

/** Null equals null, and is neither less nor greater than anything (URL Conventions, "Logical Operators"). */
export function comparisonOf(
  operator: ComparisonOperator,
  comparer: Comparer,
): (left: unknown, right: unknown) => boolean {
  switch (operator) {
    case 'eq':
      return (left, right) => isEqualOrNull(comparer, left, right)
    case 'ne':
      return (left, right) => !isEqualOrNull(comparer, left, right)
    case 'lt':
      return (left, right) => left !== null && right !== null && comparer.compare(left, right) < 0
    case 'le':
      return (left, right) => left !== null && right !== null && comparer.compare(left, right) <= 0
    case 'gt':
      return (left, right) => left !== null && right !== null && comparer.compare(left, right) > 0
    case 'ge':
      return (left, right) => left !== null && right !== null && comparer.compare(left, right) >= 0
  }
}

/** The operator with its sides exchanged. */
export const mirrored: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  eq: 'eq',
  ne: 'ne',
  lt: 'gt',
  le: 'ge',
  gt: 'lt',
  ge: 'le',
}

/** `value <operator> literal` is just `wanted`, as a test of values; the literal is read once. */
export function literalTest(
  operator: ComparisonOperator,
  literal: unknown,
  comparer: Comparer,
  wanted: boolean,
): (value: unknown) => boolean {
  if (literal === null) {
    const isEq = (operator === 'eq') === wanted
    if (operator !== 'eq' && operator !== 'ne') return () => !wanted
    return isEq ? (value) => value === null : (value) => value !== null
  }
  const { equals, compare } = comparer.against(literal)
  switch (operator) {
    case 'eq':
      return (value) => (value !== null && equals(value)) === wanted
    case 'ne':
      return (value) => (value === null || !equals(value)) === wanted
    case 'lt':
      return (value) => (value !== null && compare(value) < 0) === wanted
    case 'le':
      return (value) => (value !== null && compare(value) <= 0) === wanted
    case 'gt':
      return (value) => (value !== null && compare(value) > 0) === wanted
    case 'ge':
      return (value) => (value !== null && compare(value) >= 0) === wanted
  }
}

/** Membership in a list of literals: a value is looked up by its key, however many there are. */
export function literalMembership(
  literals: readonly unknown[],
  comparer: Comparer,
): (value: unknown) => boolean {
  const hasNull = literals.includes(null)
  const values = literals.filter((literal) => literal !== null)
  const keys = new Set(values.map(comparer.keyOf))
  const tests = values.map((literal) => comparer.against(literal).equals)
  return (value) => {
    if (value === null) return hasNull
    const key = comparer.keyOf(value)
    const isKnown = key !== undefined && !keys.has(undefined)
    return isKnown ? keys.has(key) : tests.some((equals) => equals(value))
  }
}
