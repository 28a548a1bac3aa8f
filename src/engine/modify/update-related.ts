import { badRequest, notFound, ODataError } from '../../errors.ts'
import {
  isJsonObject,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type Model,
  type NavigationProperty,
} from '../../model/index.ts'
import type { Entity } from '../../store/index.ts'
import { withConstrainedValues } from './constrained-values.ts'
import { createRelated } from './create-entity.ts'
import { isDeclaredIn } from './is-upsertable.ts'
import { linkEntities, unlinkEntities } from './link-entities.ts'
import { deleteEntity } from './delete-entity.ts'
import { findRepresented, isEntityReference, referenceIn, type Candidates } from './find-related.ts'
import { isOrdered } from './ordered-collections.ts'
import { readMembers, type Members } from './read-members.ts'
import { removalIn } from '../changes/removal.ts'
import { requireCreatable } from '../judge/require-creatable.ts'
import type { RequestContext } from '../request-context.ts'

/** How an entity is updated, with what is nested in its representation. */
export interface Update {
  readonly method: 'PATCH' | 'PUT'
  /** Whether the tags in representations count: "ETag values in request bodies MUST be ignored" in 4.0. */
  readonly checksETags: boolean
  readonly context: RequestContext
  /** Updates an entity in the same way. */
  readonly apply: (entity: Entity, body: JsonObject, pointer: string) => void
}

/** Where related entities are given. */
export interface Relation {
  readonly owner: Entity
  readonly navigation: NavigationProperty
  readonly pointer: string
}

/**
 * Updates the related entities that a representation has within it: as a whole, or as a delta.
 * @throws ODataError 400 for what would break the model, 404 for references to nothing
 * @see Protocol, "Update Related Entities When Updating an Entity"
 */
export function updateRelated(
  owner: Entity,
  { nested, deltas }: Pick<Members, 'nested' | 'deltas'>,
  update: Update,
): void {
  for (const { navigation, value, pointer } of nested) {
    const relation = { owner, navigation, pointer }
    if (navigation.isCollection) replaceRelated(relation, value as readonly JsonObject[], update)
    else putSingle(relation, value, update)
  }
  for (const { navigation, items, pointer } of deltas) {
    for (const [index, item] of items.entries()) {
      changeRelated({ owner, navigation, pointer: `${pointer}/${index}` }, item, update)
    }
  }
}

/** What a new entity has in nested deltas, which a creation knows nothing of. */
export function applyDeltas(
  entity: Entity,
  body: JsonObject,
  update: Update,
  pointer: string,
): void {
  const { deltas } = readMembers(entity.type, body, pointer)
  updateRelated(entity, { nested: [], deltas }, update)
}

function putSingle(relation: Relation, value: JsonValue, update: Update): void {
  const { owner, navigation } = relation
  const removal = isJsonObject(value) ? removalIn(value) : undefined
  if (value !== null && !removal) return void putRelated(relation, value as JsonObject, update)
  const related = update.context.store.followSingle(owner, navigation)
  if (related) removeRelated(relation, related, removal?.isDeleted === true, update)
}

/** "The set of nested entities and entity references represents the full set of entities to be related." */
function replaceRelated(relation: Relation, bodies: readonly JsonObject[], update: Update): void {
  const { owner, navigation, pointer } = relation
  const kept = new Set(
    bodies.map((body, index) =>
      putRelated({ ...relation, pointer: `${pointer}/${index}` }, body, update),
    ),
  )
  for (const related of relatedBy(owner, navigation, update.context)) {
    if (!kept.has(related)) removeRelated(relation, related, false, update)
  }
  if (isOrdered(navigation)) update.context.store.orderLinks(owner, navigation, [...kept])
}

/**
 * Adds, changes or removes one related entity of a delta.
 * @throws ODataError 404 for the removal of what is not related
 */
export function changeRelated(relation: Relation, body: JsonObject, update: Update): void {
  const removal = removalIn(body)
  if (!removal) return void putRelated(relation, body, update)
  const { owner, navigation, pointer } = relation
  const { context } = update
  const own = withConstrainedValues(owner, navigation, body)
  const related = findRepresented(own, candidatesOf(relation, context), context, pointer)
  if (!related || !context.store.isLinked(owner, navigation, related)) {
    const { statusCode, code, message } = notFound(
      `'${navigation.name}' has no such ${navigation.type.qualifiedName} to remove`,
    )
    throw new ODataError(statusCode, code, message, { target: pointer })
  }
  removeRelated(relation, related, removal.isDeleted, update)
}

/** "Only deleted if the relationship is contained", or where the removal says so. */
export function removeRelated(
  { owner, navigation }: Relation,
  related: Entity,
  isDeleted: boolean,
  { context }: Update,
): void {
  if (isDeleted || navigation.containsTarget) deleteEntity(related, context)
  else unlinkEntities(owner, navigation, related, context)
}

/** Relates the entity that a representation stands for, updated by it, or a new one. */
export function putRelated(relation: Relation, body: JsonObject, update: Update): Entity {
  const { owner, navigation, pointer } = relation
  const { context } = update
  const related = findInPlace(relation, body, context)
  if (!related) return insertRelated(relation, body, update)
  if (navigation.containsTarget && related.parent !== owner) {
    throw badRequest(`expected an entity that '${navigation.name}' contains here`, pointer)
  }
  if (!isEntityReference(body)) update.apply(related, body, pointer)
  if (!navigation.containsTarget) linkEntities(owner, navigation, related, context)
  return related
}

/**
 * "Nested entities that have no id or key fields are treated as inserts." What is contained at a single-valued
 * navigation property has its place for a name, and where the service makes no keys an insert without
 * one could only fail: both mean what is there.
 */
function findInPlace(
  relation: Relation,
  body: JsonObject,
  context: RequestContext,
): Entity | undefined {
  const { owner, navigation, pointer } = relation
  const { type, isCollection, containsTarget } = navigation
  const own = withConstrainedValues(owner, navigation, body)
  const found = findRepresented(own, candidatesOf(relation, context), context, pointer)
  if (found || isCollection || referenceIn(body) !== undefined) return found
  const isNamed = type.key.some((name) => own[name] !== undefined)
  if (isNamed || !(containsTarget || needsKey(type, context.model))) return undefined
  return context.store.followSingle(owner, navigation) ?? undefined
}

function needsKey(type: EntityType, model: Model): boolean {
  const isMade = type.key.some((name) => {
    const property = type.properties.get(name)
    return property?.isComputed || property?.isComputedDefault
  })
  return isDeclaredIn(model, type) && !isMade
}

/**
 * An entity that does not exist has no tag.
 * @throws ODataError 412
 * @see Protocol, "Update a Collection of Entities"
 */
export function refuseTag(body: JsonObject, { checksETags }: Update, pointer: string): void {
  const tag = checksETags ? (body['@etag'] ?? body['@odata.etag']) : undefined
  if (typeof tag !== 'string') return
  const message = `expected no tag of an entity that does not exist, found ${tag.slice(0, 200)}`
  throw new ODataError(412, 'PreconditionFailed', message, { target: `${pointer}/@etag` })
}

/** @throws ODataError 412 where a tag asks for one that is there, 400 for what a new entity has to have */
function insertRelated(relation: Relation, body: JsonObject, update: Update): Entity {
  const { owner, navigation, pointer } = relation
  const { context } = update
  refuseTag(body, update, pointer)
  const given = withConstrainedValues(owner, navigation, body)
  requireCreatable(navigation.type, given, { pointer, arrival: navigation }, context)
  if (navigation.containsTarget && !navigation.isCollection) {
    for (const before of relatedBy(owner, navigation, context)) deleteEntity(before, context)
  }
  const entity = createRelated({ owner, navigation }, body, { origin: 'nested', pointer }, context)
  applyDeltas(entity, body, update, pointer)
  return entity
}

/** The entities at a navigation property, as they are now. */
export function relatedBy(
  owner: Entity,
  navigation: NavigationProperty,
  { store }: RequestContext,
): readonly Entity[] {
  if (navigation.isCollection) return [...store.followCollection(owner, navigation)]
  return [store.followSingle(owner, navigation) ?? []].flat()
}

/** Among which entities a representation at a navigation property names one. */
export function candidatesOf(
  { owner, navigation }: Relation,
  { store }: RequestContext,
): Candidates {
  const { type, containsTarget, isCollection } = navigation
  const target = containsTarget ? undefined : store.targetOf(owner, navigation)
  const contained = containsTarget && isCollection
  const collection = contained
    ? store.containedCollection(owner, navigation)
    : target?.kind === 'entitySet' && store.collection(target)
  if (collection) {
    return { type, byKey: (key) => collection.get(key), all: () => collection.toArray() }
  }
  const all = () =>
    isCollection
      ? store.followCollection(owner, navigation)
      : [store.followSingle(owner, navigation) ?? []].flat()
  return { type, byKey: (key) => all().find((each) => each.key === key), all }
}
