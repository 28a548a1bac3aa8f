import {
  bindOrdering,
  compileOrdering,
  type EvaluationContext,
  type OrderingKey,
  type Ranking,
  type TypedExpression,
} from '../expression/index.ts'
import { parseOrderby, type OrderbyItem } from '../syntax/index.ts'
import { expressionScope } from './expression-scope.ts'
import { theseFor } from './these.ts'
import type { SystemQueryOption } from './system-query-option.ts'

export interface OrderbyPlan {
  /** Equal for equal orders; `undefined` where more than the instances' own properties decides. */
  readonly id: string | undefined
  readonly expressions: readonly TypedExpression[]
  readonly rank: (items: readonly unknown[], context: EvaluationContext) => Ranking
}

/** @see URL Conventions, "System Query Option $orderby" */
export const orderby: SystemQueryOption<readonly OrderbyItem[], '$orderby'> = {
  name: '$orderby',
  appliesTo: ['collection', 'count'],
  parse: parseOrderby,
  plan: (items, type, context) => {
    const scope = expressionScope('$orderby', type, context)
    const keys = items.map(({ expression, descending }) => ({
      expression: bindOrdering(expression, scope),
      descending,
    }))
    const rank = compileOrdering(keys)
    const contextFor = theseFor(
      items.map(({ expression }) => expression),
      context.aliases,
    )
    return {
      id: orderId(keys),
      expressions: keys.map(({ expression }) => expression),
      rank: (all, evaluation) => rank(all, contextFor(evaluation, all)),
    }
  },
  apply: ({ id, rank }, instances, context) => ({
    ...instances,
    ordering: { id, rank: (items) => rank(items, context) },
  }),
}

function orderId(keys: readonly OrderingKey[]): string | undefined {
  const texts: string[] = []
  for (const { expression, descending } of keys) {
    if (expression.kind !== 'path' || expression.root.kind !== 'instance') return undefined
    const names: string[] = []
    for (const step of expression.steps) {
      if (step.kind !== 'property') return undefined
      names.push(step.name)
    }
    texts.push(names.join('/') + (descending ? ' desc' : ''))
  }
  return texts.join(',')
}
