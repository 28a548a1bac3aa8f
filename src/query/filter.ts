import {
  bindPredicate,
  compileFilter,
  compilePredicate,
  findEqualities,
  type EvaluationContext,
  type Filter,
  type TypedExpression,
} from '../expression/index.ts'
import type { EntityInstance, JsonValue } from '../model/index.ts'
import { parseFilter, type CommonExpr } from '../syntax/index.ts'
import { expressionScope } from './expression-scope.ts'
import { theseFor } from './these.ts'
import type { SystemQueryOption } from './system-query-option.ts'

export interface FilterPlan {
  readonly predicate: TypedExpression
  readonly matches: (instance: unknown, context: EvaluationContext) => boolean
  /** The same for a list. */
  readonly select: Filter
  /** Conjuncts that an index can answer. */
  readonly equalities: readonly { readonly property: string; readonly value: JsonValue }[]
  readonly contextFor: ReturnType<typeof theseFor>
}

/** @see URL Conventions, "System Query Option $filter" */
export const filter: SystemQueryOption<CommonExpr, '$filter'> = {
  name: '$filter',
  appliesTo: ['collection', 'count'],
  parse: parseFilter,
  plan: (node, type, context) => {
    const predicate = bindPredicate(node, expressionScope('$filter', type, context))
    return {
      predicate,
      matches: compilePredicate(predicate),
      select: compileFilter(predicate),
      contextFor: theseFor([node], context.aliases),
      equalities: findEqualities(predicate).map(({ property, value }) => ({
        property: property.name,
        value,
      })),
    }
  },
  apply: ({ select, equalities, contextFor }, instances, context) => {
    const { items, source } = instances
    let candidates = items
    for (const { property, value } of equalities) {
      const found: readonly EntityInstance[] | undefined = source?.findByIndex(property, value)
      if (found && found.length < candidates.length) candidates = found
    }
    const within = contextFor(context, items)
    return { ...instances, items: select(candidates, within), source: undefined }
  },
}
