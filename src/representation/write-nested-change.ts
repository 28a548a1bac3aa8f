import { expansionsOf, withoutExpansions, type Expansion } from '../engine/index.ts'
import type { EntityType } from '../model/index.ts'
import type { QueryPlan } from '../query/index.ts'
import type { EntityChange, RecordedEntity } from '../store/index.ts'
import { controlName } from './control-name.ts'
import type { Budget } from './entity-place.ts'
import { object } from './payload-members.ts'
import {
  idBesideMembers,
  idMember,
  instanceOf,
  itemContext,
  keyNames,
  setName,
  writeProperties,
} from './recorded-instance.ts'
import { writeEntityMembers } from './write-entity.ts'
import type { WriteOptions } from './write-options.ts'

export interface ChangeWriting {
  readonly query: QueryPlan
  readonly declaredType: EntityType
  readonly budget: Budget
  /** Graph's entities are known by their keys, and its links are told as changes from the first. */
  readonly isGraph: boolean
  /** Of what changed, only the properties that did. */
  readonly isMinimal: boolean
}

/**
 * A change with the changes of what it leads to within it.
 * @see JSON Format, "Added/Changed Entity", "Deleted Entity", "OData 4.01 Expanded Navigation Properties"
 */
export function writeNestedChange(
  change: EntityChange,
  how: ChangeWriting,
  options: WriteOptions,
): string {
  switch (change.kind) {
    case 'added':
      return writeAdded(change.now, how, options)
    case 'changed':
      return writeChanged(change, how, options)
    case 'removed':
      return writeRemoved(change, how, options)
  }
}

/** With all of what it leads to, each entity known by its id or key. */
function writeAdded(now: RecordedEntity, how: ChangeWriting, options: WriteOptions): string {
  const own = expansionsOf(how.query.$expand).filter(({ within }) => within.length === 0)
  const related = own.flatMap((expansion) => {
    const result = now.related?.get(expansion.item)
    if (!result || (isGraphLink(expansion, how) && result.members.size === 0)) return []
    return [writeWhole([...result.members.values()], expansion, how, options)]
  })
  return object(
    ...writeKnownBy(now, how, options),
    writeEntityMembers(instanceOf(now), withoutItems(how.query, own), placeOf(how), options),
    ...related,
  )
}

/** What a client knows an entity by that is written whole, where its properties do not have it. */
function writeKnownBy(
  now: RecordedEntity,
  { isGraph, query: { $select } }: ChangeWriting,
  options: WriteOptions,
): readonly string[] {
  if (!isGraph) return [idBesideMembers(now.entity, options) ?? '']
  if (!$select || $select.all) return []
  const names = keyNames(now.entity).filter((name) => !$select.properties.has(name))
  return writeProperties(names, now, options)
}

function writeWhole(
  members: readonly RecordedEntity[],
  expansion: Expansion,
  how: ChangeWriting,
  options: WriteOptions,
): string {
  const changes = members.map((now): EntityChange => ({ kind: 'added', now }))
  const { item, navigation } = expansion
  if (isGraphLink(expansion, how) || !navigation.isCollection) {
    return writeRelated(changes, expansion, how, options)
  }
  const texts = writeRelatedEach(changes, expansion, how, options)
  return `${JSON.stringify(item.name)}:[${texts.join(',')}]`
}

function isGraphLink({ item }: Expansion, { isGraph }: ChangeWriting): boolean {
  return isGraph && item.suffix === '$ref'
}

/** Counts and dynamic properties are left, and what stands within complex values. */
function withoutItems(query: QueryPlan, expansions: readonly Expansion[]): QueryPlan {
  const { $expand } = query
  if (!$expand || expansions.length === 0) return query
  const written = new Set(expansions.map(({ item }) => item))
  const items = $expand.items.filter((item) => !written.has(item))
  return { ...query, $expand: { ...$expand, items } }
}

function placeOf({ declaredType, budget }: ChangeWriting) {
  return { declaredType, budget }
}

// ── Changed entities ────────────────────────────────────────────────────────────────────────────

type Changed = EntityChange & { readonly kind: 'changed' }

function writeChanged(change: Changed, how: ChangeWriting, options: WriteOptions): string {
  const { now, related } = change
  const nested = expansionsOf(how.query.$expand).filter(({ item }) => related.has(item))
  const own = nested.filter(({ within }) => within.length === 0)
  // What complex values lead to stands within them, and so do its changes.
  const isShown = change.properties.size > 0 || own.length < nested.length
  return object(
    ...(isShown ? writeOwnProperties(change, how, options) : writeKey(now, options)),
    ...own.map((expansion) => writeRelated(related.get(expansion.item)!, expansion, how, options)),
  )
}

function writeOwnProperties(
  { now, properties }: Changed,
  how: ChangeWriting,
  options: WriteOptions,
): readonly string[] {
  if (how.isMinimal) {
    return writeProperties([...keyNames(now.entity), ...properties], now, options)
  }
  const gone = [...properties].filter((name) => !Object.hasOwn(now.properties, name))
  const { $expand } = how.query
  const own = withoutExpansions(how.query)
  const query = $expand?.within.size ? { ...own, $expand: { ...$expand, items: [] } } : own
  return [
    ...writeKnownBy(now, how, options),
    writeEntityMembers(instanceOf(now), query, placeOf(how), options),
    ...writeProperties(
      gone.filter((name) => !name.includes('@')),
      now,
      options,
    ),
  ]
}

function writeKey(member: RecordedEntity, options: WriteOptions): readonly string[] {
  const { entity } = member
  return [idMember(entity, options) ?? '', ...writeProperties(keyNames(entity), member, options)]
}

/** "A null value (if no entity is related as the outcome of the change)". */
function writeRelated(
  changes: readonly EntityChange[],
  expansion: Expansion,
  how: ChangeWriting,
  options: WriteOptions,
): string {
  const { item, navigation } = expansion
  if (navigation.isCollection) {
    const texts = writeRelatedEach(changes, expansion, how, options)
    return `${JSON.stringify(`${item.name}@delta`)}:[${texts.join(',')}]`
  }
  const present = changes.filter(({ kind }) => kind !== 'removed')
  const [text = 'null'] = writeRelatedEach(present, expansion, how, options)
  return `${JSON.stringify(item.name)}:${text}`
}

function writeRelatedEach(
  changes: readonly EntityChange[],
  { item: { suffix, query }, navigation }: Expansion,
  how: ChangeWriting,
  options: WriteOptions,
): readonly string[] {
  const inner = { ...how, query, declaredType: navigation.type }
  const write = suffix === '$ref' ? writeReferenceChange : writeNestedChange
  return changes.map((change) => write(change, inner, options))
}

function writeReferenceChange(
  change: EntityChange,
  { isGraph }: ChangeWriting,
  options: WriteOptions,
): string {
  const member = change.kind === 'removed' ? change.before : change.now
  const { entity } = member
  if (!isGraph) {
    const reason = change.kind === 'removed' ? removed(change.reason) : undefined
    return object(reason, idMember(entity, options))
  }
  return object(
    `"${controlName('type', options)}":"#${entity.type.qualifiedName}"`,
    ...writeProperties(keyNames(entity), member, options),
    // Graph's reason for a link, whatever became of its target.
    change.kind === 'removed' ? removed('deleted') : undefined,
  )
}

function writeRemoved(
  { before, reason }: EntityChange & { readonly kind: 'removed' },
  { isGraph }: ChangeWriting,
  options: WriteOptions,
): string {
  const { entity } = before
  const key = writeKey(before, options)
  if (isGraph) return object(...key, removed(reason))
  const context =
    options.metadata === 'full'
      ? itemContext(`${setName(entity)}/$deletedEntity`, options)
      : undefined
  return object(context, removed(reason), ...key)
}

/** It has no prefix in OData 4.01, nor in Graph's payloads. */
function removed(reason: 'deleted' | 'changed'): string {
  return `"@removed":{"reason":"${reason}"}`
}
