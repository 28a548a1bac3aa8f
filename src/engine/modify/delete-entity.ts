import { methodNotAllowed, ODataError } from '../../errors.ts'
import type { EntityType, JsonObject, JsonValue, NavigationProperty } from '../../model/index.ts'
import { canonicalPath, type Entity, type Store } from '../../store/index.ts'
import { findComplexReferrals, type ComplexReferral } from './find-complex-referrals.ts'
import { findReferrals, type Referral } from './find-referrals.ts'
import { fixedDependent } from './fixed-dependent.ts'
import { isPartOfKey } from '../key-through-navigation.ts'
import { isRequired, ownProperties } from './link-entities.ts'
import type { RequestContext } from '../request-context.ts'
import { defaultValue } from './server-values.ts'
import { valueAt, withValueAt } from '../value-place.ts'

/**
 * Deletes an entity with what it contains, its links, and what the on-delete actions of its navigation
 * properties say.
 * @throws ODataError 405 for a singleton that there must be, 409 where others refer to it and have to
 * @see Protocol, "Delete an Entity"; CSDL, "On-Delete Action"
 */
export function deleteEntity(entity: Entity, context: RequestContext): void {
  deleteEntities([entity], context)
}

/** As `deleteEntity`, for several at once, which may refer to each other. */
export function deleteEntities(entities: readonly Entity[], context: RequestContext): void {
  const { store, hooks } = context
  for (const entity of entities) hooks?.beforeDelete(entity, context)
  const { deleted, referrals } = findDeleted(entities, context)
  if (hooks) for (const entity of without(deleted, entities)) hooks.beforeDelete(entity, context)
  for (const entity of deleted) refuseRelated(entity, deleted, store)
  const others = referrals.filter(({ entity }) => !deleted.has(entity))
  const complex = [...findComplexReferrals(deleted, context)]
  for (const referral of others) settle(referral, context)
  for (const referral of complex) settleComplex(referral, context)
  for (const entity of deleted) {
    // What is contained goes with what contains it.
    if (!entity.parent || !deleted.has(entity.parent)) store.remove(entity)
  }
  for (const referral of others) refuseWithout(referral, store)
  if (hooks) for (const entity of deleted) hooks.afterDelete(entity, context)
}

/** What goes with others has hooks of its own. */
function without(deleted: ReadonlySet<Entity>, asked: readonly Entity[]): readonly Entity[] {
  const known = new Set(asked)
  return [...deleted].filter((entity) => !known.has(entity))
}

/** What goes with the entities: what they contain, what a cascade leads to, and what has them in its key. */
function findDeleted(
  entities: readonly Entity[],
  context: RequestContext,
): { readonly deleted: ReadonlySet<Entity>; readonly referrals: readonly Referral[] } {
  const { store } = context
  const deleted = new Set(entities)
  const referrals: Referral[] = []
  for (const entity of deleted) {
    refuseSingleton(entity)
    for (const child of containedIn(entity)) deleted.add(child)
    for (const navigation of withAction(entity, 'Cascade')) {
      for (const related of follow(entity, navigation, store)) deleted.add(related)
    }
    for (const referral of findReferrals(entity, context)) {
      // "If the related 'key' entity is deleted, the dependent entity is also deleted."
      if (isPartOfKey(referral.entity.type, referral.navigation)) deleted.add(referral.entity)
      referrals.push(referral)
    }
  }
  return { deleted, referrals }
}

/** "Singleton entities can be deleted if they are nullable." */
function refuseSingleton({ singleton }: Entity): void {
  if (!singleton || singleton.nullable) return
  throw methodNotAllowed(`the singleton '${singleton.name}' cannot be deleted`, 'GET, PATCH, PUT')
}

function* containedIn({ contained, links }: Entity): Generator<Entity> {
  for (const collection of contained?.values() ?? []) yield* collection.toArray()
  for (const [{ navigation }, targets] of links) {
    if (navigation?.containsTarget) yield* targets.toArray()
  }
}

type Action = NonNullable<NavigationProperty['onDelete']>

const acting = new WeakMap<EntityType, Map<Action, readonly NavigationProperty[]>>()

/** The navigation properties of an entity that have an on-delete action. */
function withAction({ type }: Entity, action: Action): readonly NavigationProperty[] {
  let byAction = acting.get(type)
  if (!byAction) acting.set(type, (byAction = new Map()))
  let found = byAction.get(action)
  if (!found) {
    found = [...type.navigationProperties.values()].filter(
      ({ onDelete, isDoor }) => onDelete === action && !isDoor,
    )
    byAction.set(action, found)
  }
  return found
}

function follow(entity: Entity, navigation: NavigationProperty, store: Store): readonly Entity[] {
  if (navigation.isCollection) return store.followCollection(entity, navigation)
  const related = store.followSingle(entity, navigation)
  return related ? [related] : []
}

/** `None`: "a DELETE request on a source entity with related entities will fail". */
function refuseRelated(entity: Entity, deleted: ReadonlySet<Entity>, store: Store): void {
  for (const navigation of withAction(entity, 'None')) {
    const related = follow(entity, navigation, store).find((each) => !deleted.has(each))
    if (!related) continue
    throw conflict(
      `${canonicalPath(entity)} cannot be deleted: '${navigation.name}' leads to ${canonicalPath(related)}`,
    )
  }
}

/**
 * What a deletion does to an entity that refers to what is deleted: its link goes, and the properties that
 * a referential constraint ties to it become null, or their defaults. Without an on-delete action that is
 * done where it may be, and else refused, so that no constraint is broken.
 */
function settle(referral: Referral, { store }: RequestContext): void {
  const { entity, navigation, target } = referral
  const action = navigation.partner?.onDelete
  const names = ownProperties(entity, navigation)
  const values = names.map((name): readonly [string, JsonValue] => {
    const property = entity.type.properties.get(name)
    return [name, action === 'SetDefault' && property ? defaultValue(property) : null]
  })
  const fixed = values.find(
    ([name, value]) => value === null && entity.type.properties.get(name)?.nullable === false,
  )
  const isLeftWithout = isRequired(navigation) && values.every(([, value]) => value === null)
  if (isLeftWithout || fixed || names.some((name) => entity.type.key.includes(name))) {
    throw stillNeeded(target, fixed?.[0] ?? navigation.name, entity)
  }
  if (values.length > 0) {
    store.update(entity, { ...entity.properties, ...Object.fromEntries(values) })
  }
}

/** A complex value has no on-delete action of a partner: its dependent properties become null, where they may. */
function settleComplex(referral: ComplexReferral, { store }: RequestContext): void {
  const { entity, place, navigation, target } = referral
  const fixed = isRequired(navigation) ? navigation.name : fixedDependent(navigation)
  if (fixed !== undefined) throw stillNeeded(target, [...place, fixed].join('/'), entity)
  const before = valueAt(entity.properties, place) as JsonObject
  const value = { ...before }
  store.inheritComplexLinks(value, before)
  store.linkComplex(value, navigation, [])
  store.update(entity, withValueAt(entity.properties, place, value, store) as JsonObject)
}

/** A default value may lead to nothing as well. */
function refuseWithout({ entity, navigation, target }: Referral, store: Store): void {
  if (isRequired(navigation) && !store.followSingle(entity, navigation)) {
    throw stillNeeded(target, navigation.name, entity)
  }
}

function stillNeeded(target: Entity, name: string, by: Entity): ODataError {
  return conflict(
    `${canonicalPath(target)} cannot be deleted: '${name}' of ${canonicalPath(by)} refers to it and is not nullable`,
  )
}

/** "A successfully completed Data Modification Request must not violate the integrity of the data." */
function conflict(message: string): ODataError {
  return new ODataError(409, 'Conflict', message)
}
