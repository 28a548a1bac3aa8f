import type { QueryPlan } from '../../query/index.ts'
import {
  canonicalPath,
  type Entity,
  type EntityChange,
  type RecordedEntity,
} from '../../store/index.ts'
import { expansionsOf, withoutExpansions, type Expansion } from './expansions.ts'

/** A line of a delta payload in which changes stand one beside the other. */
export type FlatChange =
  | {
      readonly kind: 'entity'
      readonly now: RecordedEntity
      /** What of it is shown; it expands nothing. */
      readonly query: QueryPlan
      /** Whether it is a member of the result itself, whose set the context tells. */
      readonly isMember: boolean
    }
  | {
      readonly kind: 'removed'
      readonly before: RecordedEntity
      readonly reason: 'deleted' | 'changed'
    }
  | {
      readonly kind: 'link' | 'deletedLink'
      readonly source: Entity
      /** The path from the source, e.g. `Address/Country`. */
      readonly relationship: string
      readonly target: Entity
    }

/**
 * The changes as OData 4.0 has them: links apart from entities, and no entity within another.
 * @see JSON Format, "OData 4.0 Flattened Delta Payload"
 */
export function flattenChanges(
  changes: readonly EntityChange[],
  query: QueryPlan,
): readonly FlatChange[] {
  const flat: Flat = { lines: [], shown: new Map(), removed: new Set(), links: new Set() }
  for (const change of changes) addChange(change, { query, isMember: true }, flat)
  return flat.lines
}

interface Flat {
  readonly lines: FlatChange[]
  /** Queries by which an entity is shown already: it may be reached by many ways. */
  readonly shown: Map<Entity, Set<QueryPlan>>
  readonly removed: Set<Entity>
  /** Links that are told already, by kind, ends and relationship. */
  readonly links: Set<string>
}

interface Shown {
  readonly query: QueryPlan
  readonly isMember: boolean
}

function addChange(change: EntityChange, how: Shown, flat: Flat): void {
  switch (change.kind) {
    case 'added':
      addEntity(change.now, how, flat)
      break
    case 'changed': {
      const { now, properties, related } = change
      if (properties.size > 0) addLine(now, how, flat)
      for (const expansion of expansionsOf(how.query.$expand)) {
        addRelated(now.entity, expansion, related.get(expansion.item) ?? [], flat)
      }
      break
    }
    case 'removed':
      addRemoved(change, flat)
      break
  }
}

/** An entity that was not there before, with all that it leads to. */
function addEntity(now: RecordedEntity, how: Shown, flat: Flat): void {
  if (!addLine(now, how, flat)) return
  for (const expansion of expansionsOf(how.query.$expand)) {
    const members = now.related?.get(expansion.item)?.members.values() ?? []
    const added = [...members].map((member) => ({ kind: 'added', now: member }) as const)
    addRelated(now.entity, expansion, added, flat)
  }
}

function addRemoved(change: EntityChange & { readonly kind: 'removed' }, flat: Flat): void {
  const { entity } = change.before
  if (flat.removed.has(entity)) return
  flat.removed.add(entity)
  flat.lines.push(change)
}

/** @returns false when it is there already */
function addLine(now: RecordedEntity, { query, isMember }: Shown, flat: Flat): boolean {
  const shown = flat.shown.get(now.entity) ?? new Set()
  if (shown.has(query)) return false
  flat.shown.set(now.entity, shown.add(query))
  flat.lines.push({ kind: 'entity', now, query: withoutExpansions(query), isMember })
  return true
}

function addLink(line: FlatChange & { readonly kind: 'link' | 'deletedLink' }, flat: Flat): void {
  const { kind, source, relationship, target } = line
  const told = [kind, canonicalPath(source), relationship, canonicalPath(target)].join(' ')
  if (flat.links.has(told)) return
  flat.links.add(told)
  flat.lines.push(line)
}

/** Links that are gone first, so that a single-valued one can take the place; new ones behind their targets. */
function addRelated(
  source: Entity,
  { item, within }: Expansion,
  changes: readonly EntityChange[],
  flat: Flat,
): void {
  const relationship = [...within, item.name].join('/')
  const link = (kind: 'link' | 'deletedLink', target: Entity) =>
    addLink({ kind, source, relationship, target }, flat)
  for (const change of changes) {
    if (change.kind !== 'removed') continue
    // "unless the source or target entity has been deleted"
    if (change.reason === 'changed') link('deletedLink', change.before.entity)
    else addRemoved(change, flat)
  }
  for (const change of changes) {
    if (change.kind === 'removed') continue
    if (item.suffix !== '$ref') addChange(change, { query: item.query, isMember: false }, flat)
    if (change.kind === 'added') link('link', change.now.entity)
  }
}
