import type { EvaluationContext } from '../src/expression/index.ts'
import type { EdmType, EntityInstance, JsonObject } from '../src/model/index.ts'
import { applyQuery, planQuery, type Addressed, type QueryPlan } from '../src/query/index.ts'
import { splitQueryOptions } from '../src/syntax/index.ts'
import { entityTypeOf, shopModel } from './shop-model.ts'

export const shop = shopModel()

export const evaluation: EvaluationContext = {
  follow: () => null,
  now: () => new Date('2026-01-01T00:00:00Z'),
}

/** Plans options as they stand in a query, on customers unless a type is given. */
export function plan(
  query: string,
  {
    type = entityTypeOf(shop, 'customer'),
    addressed = 'collection',
  }: { type?: EdmType; addressed?: Addressed } = {},
): QueryPlan {
  const options = splitQueryOptions(query)
  const context = { model: shop, aliases: new Map(), depth: 0, planNested: planQuery }
  return planQuery(options, type, addressed, context)
}

export function customer(properties: JsonObject): EntityInstance {
  return { type: entityTypeOf(shop, 'customer'), properties }
}

/** The `id`s that a query leaves, before the window is taken. */
export function apply(query: string, items: readonly EntityInstance[]) {
  const instances = applyQuery(plan(query), { items }, evaluation)
  const ids = (instances.items as readonly EntityInstance[]).map(
    ({ properties }) => properties['id'],
  )
  return { ...instances, ids }
}
