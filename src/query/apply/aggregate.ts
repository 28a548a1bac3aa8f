import { bindAggregation } from '../../expression/index.ts'
import { dynamicProperty } from '../../model/index.ts'
import { theseFor } from '../these.ts'
import { checkAlias } from './alias.ts'
import { freshType } from './collection-shape.ts'
import { makeInstance } from './instances.ts'
import { scopeOf } from './scope.ts'
import type { Transformation } from './transformation.ts'

/** @see Data Aggregation, "Transformation aggregate": one instance, whatever the input */
export const aggregate: Transformation<'aggregateTrafo'> = {
  kinds: ['aggregateTrafo'],
  plan: ({ items }, input, context) => {
    const taken = new Set<string>()
    const scope = scopeOf(input, context)
    const values = items.map((item) => {
      const { type, evaluate, column } = bindAggregation(item, scope)
      const alias = item.alias ?? ''
      checkAlias(alias, taken, input)
      return {
        alias,
        evaluate,
        column,
        property: dynamicProperty(alias, { type, isCollection: false }, input.type),
      }
    })
    const type = freshType(input.type, { properties: values.map(({ property }) => property) })
    const contextFor = theseFor(
      items.map(({ expression }) => expression),
      context.plan.aliases,
    )
    const columns = values.flatMap(({ alias, column }) => (column ? [{ alias, ...column }] : []))
    return {
      columns:
        columns.length === values.length
          ? {
              read: columns,
              finish: (lists) => {
                const properties: Record<string, unknown> = {}
                for (const [index, { alias, aggregate: make }] of columns.entries()) {
                  properties[alias] = make(lists[index]!)
                }
                return makeInstance(type, { properties })
              },
            }
          : undefined,
      shape: {
        type,
        structure: { all: false, parts: new Map(values.map(({ alias }) => [alias, undefined])) },
        expansions: new Map(),
      },
      apply: (instances, evaluation) => {
        const within = contextFor(evaluation, instances)
        const properties: Record<string, unknown> = {}
        for (const { alias, evaluate } of values) {
          properties[alias] = evaluate(instances, within, undefined)
        }
        return [makeInstance(type, { properties })]
      },
    }
  },
}
