import { bindOrdering, compileOrdering, type EvaluationContext } from '../expression/index.ts'
import { parseOrderby, printOrderby, type OrderbyItem } from '../syntax/index.ts'
import type { SystemQueryOption } from './system-query-option.ts'

export interface OrderbyPlan {
  /** Equal for equal orders. */
  readonly id: string
  readonly compare: (a: unknown, b: unknown, context: EvaluationContext) => number
}

/** @see URL Conventions, "System Query Option $orderby" */
export const orderby: SystemQueryOption<readonly OrderbyItem[], '$orderby'> = {
  name: '$orderby',
  appliesTo: ['collection'],
  parse: parseOrderby,
  plan: (items, type, { model, aliases }) => ({
    id: printOrderby(items),
    compare: compileOrdering(
      items.map(({ expression, descending }) => ({
        expression: bindOrdering(expression, { model, type, aliases, optionName: '$orderby' }),
        descending,
      })),
    ),
  }),
  apply: ({ id, compare }, instances, context) => ({
    ...instances,
    ordering: { id, compare: (a, b) => compare(a, b, context) },
  }),
}
