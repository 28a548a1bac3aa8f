import type { JsonObject, NavigationProperty } from '../model/index.ts'
import { canonicalPath } from './canonical-path.ts'
import type { Entity } from './entity.ts'

type ComplexLinks = ReadonlyMap<NavigationProperty, readonly Entity[]>

/**
 * Links of complex values, by the value itself: it has no key, but it is never changed in place, so
 * that taking back an update gives back its links too.
 */
const kept = new WeakMap<JsonObject, ComplexLinks>()

/**
 * What a complex value was linked to and is still there.
 * @param value as it is stored, not a copy
 */
export function complexLinksOf(
  value: JsonObject,
  navigation: NavigationProperty,
): readonly Entity[] {
  return kept.get(value)?.get(navigation)?.filter(isKept) ?? none
}

const none: readonly Entity[] = Object.freeze([])

/** False for an entity that was removed, which links of complex values may still name. */
function isKept(entity: Entity): boolean {
  const { collection, key, parent } = entity
  return (!collection || collection.get(key) === entity) && (!parent || isKept(parent))
}

/** Gives a value that was just made links, in place of those it has at that navigation property. */
export function giveComplexLinks(
  value: JsonObject,
  navigation: NavigationProperty,
  targets: readonly Entity[],
): void {
  kept.set(value, new Map([...(kept.get(value) ?? []), [navigation, targets] as const]))
}

/** A value that was made of another one has that one's links. */
export function inheritComplexLinks(value: JsonObject, from: JsonObject): void {
  const links = kept.get(from)
  if (links) kept.set(value, new Map(links))
}

/** The links of all the complex values among the properties of an entity, one text each. */
export function describeComplexLinks(properties: JsonObject): string[] {
  const texts: string[] = []
  describeWithin(properties, '', texts)
  return texts
}

/** Whether a complex value among the properties of an entity was linked, be it to what is gone. */
export function hasComplexLinks(properties: JsonObject): boolean {
  return Object.values(properties).some(
    (member) =>
      typeof member === 'object' &&
      member !== null &&
      (kept.has(member as JsonObject) || hasComplexLinks(member as JsonObject)),
  )
}

/** @param path of the value within the entity, with a slash at its end */
function describeWithin(value: JsonObject, path: string, texts: string[]): void {
  for (const name of Object.keys(value)) {
    const member = value[name]
    if (typeof member !== 'object' || member === null) continue
    describeWithin(member as JsonObject, `${path}${name}/`, texts)
  }
  for (const [{ name }, targets] of kept.get(value) ?? []) {
    for (const target of targets.filter(isKept)) {
      texts.push(`${path}${name} ${canonicalPath(target)}`)
    }
  }
}
