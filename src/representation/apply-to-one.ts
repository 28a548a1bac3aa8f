import type { EntityInstance, JsonValue } from '../model/index.ts'
import { applyQuery, type QueryPlan } from '../query/index.ts'
import type { WriteOptions } from './write-options.ts'

/** With what `$compute` adds to an entity or value that a path addresses by itself. */
export function applyToOne<Value extends EntityInstance | JsonValue>(
  query: QueryPlan,
  value: Value,
  { evaluation }: WriteOptions,
): Value {
  if (!query.$compute) return value
  return applyQuery(query, { items: [value] }, evaluation).items[0] as Value
}
