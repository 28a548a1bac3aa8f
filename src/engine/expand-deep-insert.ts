import {
  isJsonObject,
  type EntityType,
  type JsonObject,
  type NavigationProperty,
} from '../model/index.ts'
import { deepestExpand, planQuery, type QueryPlan } from '../query/index.ts'
import { findInstanceType } from '../schemas/instance-type.ts'
import type { RequestContext } from './request-context.ts'

/**
 * What the answer to a deep insert shows: it "MUST be expanded to at least the level that was present
 * in the deep-insert request". A request that says `$expand` itself, and an operation that a page
 * documents with its answer, are left as they are.
 * @see Protocol, "Create Related Entities When Creating an Entity"
 */
export function expandDeepInsert(
  query: QueryPlan,
  type: EntityType,
  body: JsonObject,
  { model, operation }: RequestContext,
): QueryPlan {
  if (query.$expand || operation) return query
  const value = expandText(type, [body], 0)
  if (value === '') return query
  const context = { model, aliases: new Map(), depth: 0, planNested: planQuery }
  return { ...query, ...planQuery([{ name: '$expand', value }], type, 'single', context) }
}

/** `Items($expand=Book),Ns.Flight/Airline`; '' where no body holds an entity within itself. */
function expandText(declared: EntityType, bodies: readonly JsonObject[], depth: number): string {
  if (depth > deepestExpand) return ''
  const nested = new Map<string, { navigation: NavigationProperty; bodies: JsonObject[] }>()
  for (const body of bodies) {
    const type = findInstanceType(declared, body)
    for (const [name, value] of Object.entries(body)) {
      const navigation = type.navigationProperties.get(name)
      if (!navigation) continue
      const cast = declared.navigationProperties.has(name) ? '' : `${type.qualifiedName}/`
      const item = nested.get(cast + name) ?? { navigation, bodies: [] }
      nested.set(cast + name, item)
      item.bodies.push(...[value].flat().filter(isJsonObject))
    }
  }
  return [...nested]
    .map(([path, { navigation, bodies: inner }]) => {
      const text = expandText(navigation.type, inner, depth + 1)
      return text === '' ? path : `${path}($expand=${text})`
    })
    .join(',')
}
