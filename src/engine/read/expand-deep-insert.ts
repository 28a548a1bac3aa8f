import {
  isJsonObject,
  type EntityType,
  type JsonObject,
  type NavigationProperty,
  type StructuredType,
} from '../../model/index.ts'
import { deepestExpand, planQuery, type QueryPlan } from '../../query/index.ts'
import { findInstanceType } from '../../schemas/instance-type.ts'
import type { RequestContext } from '../request-context.ts'

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

interface Nested {
  readonly navigation: NavigationProperty
  readonly bodies: JsonObject[]
}

/** `Items($expand=Book),Ns.Flight/Airline,Home/Country`; '' where no body holds an entity within itself. */
function expandText(declared: EntityType, bodies: readonly JsonObject[], depth: number): string {
  if (depth > deepestExpand) return ''
  const nested = new Map<string, Nested>()
  for (const body of bodies) collectNested(declared, body, '', nested)
  return [...nested]
    .map(([path, { navigation, bodies: inner }]) => {
      const text = expandText(navigation.type, inner, depth + 1)
      return text === '' ? path : `${path}($expand=${text})`
    })
    .join(',')
}

/** @param prefix path to a complex value, with a slash at its end */
function collectNested(
  declared: StructuredType,
  body: JsonObject,
  prefix: string,
  nested: Map<string, Nested>,
): void {
  const type = findInstanceType(declared, body)
  for (const [name, value] of Object.entries(body)) {
    if (typeof value !== 'object' || value === null) continue
    const isOwn = declared.navigationProperties.has(name) || declared.properties.has(name)
    const path = `${prefix}${isOwn ? '' : `${type.qualifiedName}/`}${name}`
    const inner = [value].flat().filter(isJsonObject)
    const navigation = type.navigationProperties.get(name)
    const complex = type.properties.get(name)?.type
    if (navigation) {
      const item = nested.get(path) ?? { navigation, bodies: [] }
      nested.set(path, item)
      item.bodies.push(...inner)
    } else if (complex?.kind === 'complexType') {
      for (const each of inner) collectNested(complex, each, `${path}/`, nested)
    }
  }
}
