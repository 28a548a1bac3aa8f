import { isJsonEqual, type JsonObject } from '../model/index.ts'
import { canonicalPath } from './canonical-path.ts'
import type { RecordedEntity, RecordedResult } from './change-feed.ts'
import type { Entity } from './entity.ts'
import { linkEndOf } from './link-end.ts'

/** What became of a member of a result since it was recorded. */
export type EntityChange =
  | { readonly kind: 'added'; readonly now: RecordedEntity }
  | {
      readonly kind: 'changed'
      readonly now: RecordedEntity
      /** Names of its own properties that changed; empty where only what it leads to did. */
      readonly properties: ReadonlySet<string>
      /** Changes of what it leads to, by what stands for the navigation property. */
      readonly related: ReadonlyMap<object, readonly EntityChange[]>
    }
  | {
      readonly kind: 'removed'
      readonly before: RecordedEntity
      readonly reason: 'deleted' | 'changed'
    }

const nothing: ReadonlySet<string> = new Set()
const nowhere: ReadonlyMap<object, readonly EntityChange[]> = new Map()

/**
 * The changes that lead from one result to another, each entity once: those that are there, in the
 * result's order, then those that are gone.
 */
export function compareResults(
  before: RecordedResult,
  now: RecordedResult,
): readonly EntityChange[] {
  const goneById = findGone(before, now)
  const changes: EntityChange[] = []
  for (const member of now.members.values()) {
    const known = before.members.get(member.entity) ?? takeSame(member.entity, goneById)
    const change = known ? compareEntities(known, member, now.selected) : added(member)
    if (change) changes.push(change)
  }
  for (const member of goneById.values()) {
    const reason = isThere(member.entity) ? 'changed' : 'deleted'
    changes.push({ kind: 'removed', before: member, reason })
  }
  return changes
}

/** By canonical path. */
function findGone(before: RecordedResult, now: RecordedResult): Map<string, RecordedEntity> {
  const gone = new Map<string, RecordedEntity>()
  for (const [entity, member] of before.members) {
    if (!now.members.has(entity)) gone.set(canonicalPath(entity), member)
  }
  return gone
}

/** One that was deleted and made anew under the same key is the same entity to a client. */
function takeSame(
  entity: Entity,
  goneById: Map<string, RecordedEntity>,
): RecordedEntity | undefined {
  if (goneById.size === 0) return undefined
  const id = canonicalPath(entity)
  const known = goneById.get(id)
  goneById.delete(id)
  return known
}

function added(now: RecordedEntity): EntityChange {
  return { kind: 'added', now }
}

function compareEntities(
  before: RecordedEntity,
  now: RecordedEntity,
  selected: ReadonlySet<string> | undefined,
): EntityChange | undefined {
  if (before.properties === now.properties && !now.related) return undefined
  const properties = changedProperties(before.properties, now.properties, selected)
  const related = compareRelated(before, now)
  if (properties.size + related.size === 0) return undefined
  return { kind: 'changed', now, properties, related }
}

function compareRelated(
  before: RecordedEntity,
  now: RecordedEntity,
): ReadonlyMap<object, readonly EntityChange[]> {
  if (!now.related) return nowhere
  const related = new Map<object, readonly EntityChange[]>()
  for (const [navigation, result] of now.related) {
    const known = before.related?.get(navigation) ?? { members: new Map(), selected: undefined }
    const changes = compareResults(known, result)
    if (changes.length > 0) related.set(navigation, changes)
  }
  return related
}

function changedProperties(
  before: JsonObject,
  now: JsonObject,
  selected: ReadonlySet<string> | undefined,
): ReadonlySet<string> {
  if (before === now || selected?.size === 0) return nothing
  const changed = new Set<string>()
  for (const name of new Set([...Object.keys(before), ...Object.keys(now)])) {
    // What is said of a property, as `name@Term`, goes with it.
    const [owner = ''] = name.split('@', 1)
    if (selected && !selected.has(owner || name)) continue
    if (!isJsonEqual(before[name], now[name])) changed.add(name)
  }
  return changed
}

/** Whether an entity of that key is still there, though not in the result. */
function isThere(entity: Entity): boolean {
  const { collection, key, parent, containment } = entity
  if (parent && !isThere(parent)) return false
  if (collection) return collection.has(key)
  if (!parent || !containment) return true
  return parent.links.get(linkEndOf(containment))?.has(entity) ?? false
}
