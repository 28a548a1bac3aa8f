import {
  bindOrdering,
  compileOrdering,
  type EvaluationContext,
  type OrderingKey,
} from '../expression/index.ts'
import { parseOrderby, type OrderbyItem } from '../syntax/index.ts'
import type { SystemQueryOption } from './system-query-option.ts'

export interface OrderbyPlan {
  /** Equal for equal orders; `undefined` where more than the instances' own properties decides. */
  readonly id: string | undefined
  readonly compare: (a: unknown, b: unknown, context: EvaluationContext) => number
}

/** @see URL Conventions, "System Query Option $orderby" */
export const orderby: SystemQueryOption<readonly OrderbyItem[], '$orderby'> = {
  name: '$orderby',
  appliesTo: ['collection', 'count'],
  parse: parseOrderby,
  plan: (items, type, { model, aliases }) => {
    const keys = items.map(({ expression, descending }) => ({
      expression: bindOrdering(expression, { model, type, aliases, optionName: '$orderby' }),
      descending,
    }))
    return { id: orderId(keys), compare: compileOrdering(keys) }
  },
  apply: ({ id, compare }, instances, context) => ({
    ...instances,
    ordering: { id, compare: (a, b) => compare(a, b, context) },
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
