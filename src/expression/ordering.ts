import { comparerOf } from './comparison.ts'
import { compileExpression } from './compile.ts'
import type { EvaluationContext } from './evaluation-context.ts'
import type { TypedExpression } from './typed-expression.ts'

export interface OrderingKey {
  /** Bound by `bindOrdering`. */
  readonly expression: TypedExpression
  readonly descending: boolean
}

/**
 * Compares two instances by the keys in turn; null comes before every value, so last when descending.
 * @returns a comparison for a stable sort: 0 where no key tells them apart
 * @see Protocol, "System Query Option $orderby"
 */
export function compileOrdering(
  keys: readonly OrderingKey[],
): (a: unknown, b: unknown, context: EvaluationContext) => number {
  const compiled = keys.map(({ expression, descending }) => ({
    evaluate: compileExpression(expression),
    compare: comparerOf(expression.type).compare,
    sign: descending ? -1 : 1,
  }))
  return (a, b, context) => {
    for (const { evaluate, compare, sign } of compiled) {
      const [x, y] = [evaluate(a, context), evaluate(b, context)]
      if (x === y) continue
      if (x === null) return -sign
      if (y === null) return sign
      const order = compare(x, y)
      if (order !== 0 && !Number.isNaN(order)) return order * sign
    }
    return 0
  }
}
