import { comparerOf } from './comparison.ts'
import { compileExpression } from './compile.ts'
import type { EvaluationContext } from './evaluation-context.ts'
import type { TypedExpression } from './typed-expression.ts'

export interface OrderingKey {
  /** Bound by `bindOrdering`. */
  readonly expression: TypedExpression
  readonly descending: boolean
}

/** Compares two instances by their places in the list that it was made for; 0 where no key tells them apart. */
export type Ranking = (a: number, b: number) => number

/**
 * Orders instances by the keys in turn; null comes before every value, so last when descending.
 * Each key is evaluated once for each instance, not once for each comparison.
 * @returns makes the comparison, for a stable sort, of the places in a list
 * @see Protocol, "System Query Option $orderby"
 */
export function compileOrdering(
  keys: readonly OrderingKey[],
): (instances: readonly unknown[], context: EvaluationContext) => Ranking {
  const compiled = keys.map(({ expression, descending }) => ({
    evaluate: compileExpression(expression),
    isText: expression.type.qualifiedName === 'Edm.String',
    compare: comparerOf(expression.type).compare,
    sign: descending ? -1 : 1,
  }))
  return (instances, context) => {
    const rankings = compiled.map(({ evaluate, isText, compare, sign }) => {
      const values = instances.map((instance) => evaluate(instance, context))
      return rankValues(values, isText && areOrdinal(values) ? compareOrdinal : compare, sign)
    })
    const [first, ...rest] = rankings as [Ranking, ...Ranking[]]
    if (rest.length === 0) return first
    return (a, b) => {
      for (const ranking of rankings) {
        const order = ranking(a, b)
        if (order !== 0) return order
      }
      return 0
    }
  }
}

function rankValues(
  values: readonly unknown[],
  compare: (a: unknown, b: unknown) => number,
  sign: number,
): Ranking {
  return (a, b) => {
    const x = values[a]
    const y = values[b]
    if (x === y) return 0
    if (x === null) return -sign
    if (y === null) return sign
    const order = compare(x, y)
    return Number.isNaN(order) ? 0 : order * sign
  }
}

/** Texts whose order by code point is that of their UTF-16 units: none reaches the surrogates. */
function areOrdinal(values: readonly unknown[]): boolean {
  return values.every(
    (value) => value === null || (typeof value === 'string' && !/[\ud800-\uffff]/.test(value)),
  )
}

function compareOrdinal(a: unknown, b: unknown): number {
  return (a as string) < (b as string) ? -1 : 1
}
