import type { EntityType, JsonObject } from '../model/index.ts'
import type { Entity } from './entity.ts'
import type { MapEntry, OrderedMap } from './ordered-map.ts'

export type AnyMap = OrderedMap<unknown, unknown>
type AnyEntry = MapEntry<unknown, unknown>

/**
 * The other value of everything that was touched: from before, or from after while the changes are taken
 * out. Each request has changes of its own, mostly of one kind: a map is made with its first entry.
 */
export interface Changes {
  properties: Map<Entity, JsonObject> | undefined
  types: Map<Entity, EntityType> | undefined
  entries: Map<AnyMap, Map<unknown, AnyEntry>> | undefined
}

export function newChanges(): Changes {
  return { properties: undefined, types: undefined, entries: undefined }
}

export function isEmpty({ properties, types, entries }: Changes): boolean {
  return !properties && !types && !entries
}

/** Takes changes out of the state, or puts those back that were taken out. */
export function exchange(
  { properties, types, entries }: Changes,
  replaceProperties: (entity: Entity, properties: JsonObject) => void,
): void {
  for (const [map, touched] of entries ?? []) {
    for (const [key, other] of touched) {
      const present = map.entry(key)
      map.putBack(key, other)
      touched.set(key, present)
    }
  }
  for (const [entity, other] of types ?? []) {
    types!.set(entity, entity.type)
    entity.type = other
  }
  for (const [entity, other] of properties ?? []) {
    properties!.set(entity, entity.properties)
    replaceProperties(entity, other)
  }
}

/**
 * Joins changes that are both in the state: the older value wins, it is what was there when the older
 * changes began. Takes time in proportion to the fewer of them.
 */
export function mergeChanges(older: Changes, newer: Changes): Changes {
  return {
    properties: mergeMaps(older.properties, newer.properties),
    types: mergeMaps(older.types, newer.types),
    entries: mergeMaps(older.entries, newer.entries, (a, b) => mergeMaps(a, b)!),
  }
}

function mergeMaps<Key, Value>(
  older: Map<Key, Value> | undefined,
  newer: Map<Key, Value> | undefined,
  merge: (older: Value, newer: Value) => Value = (value) => value,
): Map<Key, Value> | undefined {
  if (!older || !newer) return older ?? newer
  const isOlderLarger = older.size >= newer.size
  const [target, source] = isOlderLarger ? [older, newer] : [newer, older]
  for (const [key, value] of source) {
    const known = target.get(key)
    // A value may be `undefined`: there was no entry.
    if (known === undefined && !target.has(key)) target.set(key, value)
    else target.set(key, isOlderLarger ? merge(known!, value) : merge(value, known!))
  }
  return target
}
