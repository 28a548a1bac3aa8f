import {
  bindOrdering,
  bindPredicate,
  compileOrdering,
  compilePredicate,
} from '../../expression/index.ts'
import { search as searchOption } from '../search.ts'
import { theseFor } from '../these.ts'
import { scopeOf } from './scope.ts'
import type { Transformation } from './transformation.ts'

/** @see Data Aggregation, "Transformation identity" */
export const identity: Transformation<'identityTrafo'> = {
  kinds: ['identityTrafo'],
  plan: (_node, shape) => ({ shape, apply: (items) => items }),
}

/** @see Data Aggregation, "Transformation filter" */
export const filter: Transformation<'filterTrafo'> = {
  kinds: ['filterTrafo'],
  plan: ({ predicate }, shape, context) => {
    const matches = compilePredicate(bindPredicate(predicate, scopeOf(shape, context)))
    const contextFor = theseFor([predicate], context.plan.aliases)
    return {
      shape,
      apply: (items, evaluation) => {
        const within = contextFor(evaluation, items)
        return items.filter((item) => matches(item, within))
      },
    }
  },
}

/** @see Data Aggregation, "Transformation search" */
export const search: Transformation<'searchTrafo'> = {
  kinds: ['searchTrafo'],
  plan: (node, shape, { plan }) => {
    const matches = searchOption.plan(node.search, shape.type, plan)
    return { shape, apply: (items) => items.filter((item) => matches(item)) }
  },
}

/** A stable sort (Data Aggregation, "Transformation orderby"). */
export const orderby: Transformation<'orderbyTrafo'> = {
  kinds: ['orderbyTrafo'],
  plan: ({ items: keys }, shape, context) => {
    const scope = scopeOf(shape, context)
    const rank = compileOrdering(
      keys.map(({ expression, descending }) => ({
        expression: bindOrdering(expression, scope),
        descending,
      })),
    )
    const contextFor = theseFor(
      keys.map(({ expression }) => expression),
      context.plan.aliases,
    )
    return {
      shape,
      apply: (items, evaluation) => {
        const ranking = rank(items, contextFor(evaluation, items))
        return Array.from(items, (_, index) => index)
          .sort((a, b) => ranking(a, b) || a - b)
          .map((index) => items[index])
      },
    }
  },
}

/** @see Data Aggregation, "Transformation top", "Transformation skip" */
export const window: Transformation<'topTrafo' | 'skipTrafo'> = {
  kinds: ['topTrafo', 'skipTrafo'],
  plan: ({ kind, count }, shape) => ({
    shape,
    apply: (items) => (kind === 'topTrafo' ? items.slice(0, count) : items.slice(count)),
  }),
}
