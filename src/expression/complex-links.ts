import type { EntityInstance, JsonObject, NavigationProperty } from '../model/index.ts'
import type { EvaluationContext } from './evaluation-context.ts'

type Related = NonNullable<EntityInstance['related']>

/** What a complex value leads to that `$apply` made. */
interface Links {
  /** The stored value whose links it has; `undefined` for what was made anew. */
  readonly origin: JsonObject | undefined
  readonly related: Related
}

/** A complex value has no identity but itself: the links of one that `$apply` made are kept beside it. */
const linksOfMade = new WeakMap<object, Links>()

function linksOf(value: JsonObject): Links {
  return linksOfMade.get(value) ?? { origin: value, related: new Map() }
}

/** A complex value of its own, with what it leads to. */
export function makeComplex(properties: JsonObject, related: Related): JsonObject {
  if (related.size > 0) linksOfMade.set(properties, { origin: undefined, related })
  return properties
}

/** A copy of a complex value with more properties and links. */
export function extendComplex(
  value: JsonObject,
  properties: JsonObject,
  related: Related = new Map(),
): JsonObject {
  const extended = { ...value, ...properties }
  const own = linksOf(value)
  linksOfMade.set(extended, { ...own, related: new Map([...own.related, ...related]) })
  return extended
}

/** A complex value with the properties and links of both, where they differ those of the second. */
export function mergeComplex(first: JsonObject, second: JsonObject): JsonObject {
  const merged = { ...first, ...second }
  const [a, b] = [linksOf(first), linksOf(second)]
  linksOfMade.set(merged, {
    origin: a.origin ?? b.origin,
    related: new Map([...a.related, ...b.related]),
  })
  return merged
}

/**
 * What a complex value leads to, wherever it has it from; `undefined` where `$apply` left it out, or
 * nothing is known of the value.
 */
export function followComplex(
  value: JsonObject,
  navigation: NavigationProperty,
  context: EvaluationContext,
): EntityInstance | null | readonly EntityInstance[] | undefined {
  const made = linksOfMade.get(value)
  const given = made?.related.get(navigation.name)
  if (given !== undefined) return given
  const stored = made ? made.origin : value
  return stored && context.followComplex?.(stored, navigation)
}
