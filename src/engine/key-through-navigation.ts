import {
  isJsonObject,
  keyTypeOf,
  splitKeyTexts,
  valueOfKeyText,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type Model,
  type NavigationProperty,
} from '../model/index.ts'
import { resolveAddress } from '../plan/index.ts'
import type { Origin } from './modify/creation.ts'
import { referenceIn } from './modify/find-related.ts'
import type { Members } from './modify/read-members.ts'
import { resolveReference } from './reference.ts'
import type { RequestContext } from './request-context.ts'

/**
 * The key properties of an entity that are those of a related one, as far as a body relates it.
 * @returns by navigation property, the properties of the related entity that are part of the key
 * @throws ODataError 400 and 404 for references to nothing
 * @see CSDL, "Key": "a property of a directly related entity type"
 */
export function keysThroughNavigation(
  type: EntityType,
  members: Members,
  origin: Origin,
  context: RequestContext,
): JsonObject {
  const found: Record<string, JsonValue> = {}
  for (const { path } of type.keyProperties) {
    const [first = ''] = path
    const navigation = type.navigationProperties.get(first)
    const related = navigation && relatedBy(navigation, members, origin, context)
    if (related) found[first] = related
  }
  return found
}

/** Whether a navigation property leads to an entity whose properties are part of the key. */
export function isPartOfKey({ keyProperties }: EntityType, { name }: NavigationProperty): boolean {
  return keyProperties.some(({ path }) => path.length > 1 && path[0] === name)
}

function relatedBy(
  navigation: NavigationProperty,
  { bound, nested }: Members,
  origin: Origin,
  context: RequestContext,
): JsonObject | undefined {
  const bind = bound.find((each) => each.navigation === navigation)
  const inline = nested.find((each) => each.navigation === navigation)
  const value = isJsonObject(inline?.value) ? inline.value : undefined
  const reference = bind ? bind.references[0] : value && referenceIn(value)
  if (reference === undefined || reference === null) return value
  // A fixture may name what is still to come.
  if (origin === 'fixture' && typeof reference === 'string') return keyIn(reference, context.model)
  const pointer = (bind ?? inline)!.pointer
  return resolveReference(reference, navigation, context, pointer).properties
}

/** The key properties that a reference to a member of an entity set says. */
function keyIn(reference: string, model: Model): JsonObject | undefined {
  const { steps } = resolveAddress(reference, model)
  const last = steps.at(-1)
  if (last?.kind !== 'key') return undefined
  const { entityType: type, key } = last
  const texts = splitKeyTexts(key, type)
  const members = type.keyProperties.map((property, index) => [
    property.path[0]!,
    valueOfKeyText(texts[index]!, keyTypeOf(type, property)),
  ])
  return Object.fromEntries(members) as JsonObject
}
