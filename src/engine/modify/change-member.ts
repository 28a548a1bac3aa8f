import { notFound, ODataError } from '../../errors.ts'
import { keyOfEntity, type EntityType, type JsonObject } from '../../model/index.ts'
import { newEntity, type Entity } from '../../store/index.ts'
import { changeLink } from './change-link.ts'
import { createEntity } from './create-entity.ts'
import { setOf } from './create-member.ts'
import { deleteEntity } from './delete-entity.ts'
import { findRepresented, isEntityReference, referenceIn, type Candidates } from './find-related.ts'
import { hasServerKey } from './is-upsertable.ts'
import { attempt, type FailedOperation, type ModifiedMember } from './modified-members.ts'
import type { ExecutedRequest } from '../outcome.ts'
import type { DeltaItem } from './read-delta-payload.ts'
import type { RequestContext } from '../request-context.ts'
import { requireCreatable } from '../judge/require-creatable.ts'
import type { Target } from '../target.ts'
import { applyDeltas, changeRelated, putRelated, refuseTag, type Update } from './update-related.ts'

export type CollectionTarget = Target & { readonly kind: 'collection' }

/** The update of a collection of entities. */
export interface CollectionUpdate {
  readonly request: ExecutedRequest
  readonly target: CollectionTarget
  readonly update: Update
  readonly candidates: Candidates
  readonly context: RequestContext
}

/**
 * Carries out one entry of a delta payload, or of the whole of a collection.
 * @throws ODataError as the same request on the entity alone would
 */
export function applyChange(item: DeltaItem, about: CollectionUpdate): ModifiedMember {
  switch (item.kind) {
    case 'link':
    case 'deletedLink':
      changeLink(item, about.target.type, about.context)
      return { kind: item.kind, link: item.body }
    case 'removal':
      return removeMember(item, about)
    case 'upsert':
      return { kind: 'entity', entity: upsertMember(item, about) }
  }
}

/** @see Protocol, "Error Handling when Updating a Collection of Entities" */
export function operationOf(item: DeltaItem, about: CollectionUpdate): FailedOperation {
  switch (item.kind) {
    case 'link':
      return 'link'
    case 'deletedLink':
      return 'unlink'
    case 'removal':
      return item.isDeleted || isOwner(about.target) ? 'delete' : 'unlink'
    case 'upsert':
      if (isEntityReference(item.body)) return 'link'
      return findQuietly(item, about) ? 'update' : 'insert'
  }
}

/** Whether what leaves the collection is deleted: "an entity set or containment navigation property". */
export function isOwner({ via }: CollectionTarget): boolean {
  return !via || via.navigation.containsTarget
}

/** An entry of another set than the one addressed has the entities of that. */
function candidatesFor({ entitySet }: DeltaItem, about: CollectionUpdate): Candidates {
  const { candidates, target, context } = about
  if (!entitySet || target.via || entitySet === target.collection?.entitySet) return candidates
  const collection = context.store.collection(entitySet)
  return {
    type: entitySet.entityType,
    byKey: (key) => collection.get(key),
    all: () => collection.toArray(),
  }
}

function removeMember(
  item: DeltaItem & { readonly kind: 'removal' },
  about: CollectionUpdate,
): ModifiedMember {
  const { target, update, context } = about
  const { body, pointer } = item
  const candidates = candidatesFor(item, about)
  const entity = findRepresented(body, candidates, context, pointer)
  if (!entity) throw noSuchEntity(candidates.type, pointer)
  if (target.via)
    changeRelated({ ...target.via, pointer }, withRemoval(body, item.isDeleted), update)
  else deleteEntity(entity, context)
  const reason = item.isDeleted || isOwner(target) ? 'deleted' : 'changed'
  return { kind: 'removed', entity, reason }
}

function withRemoval(body: JsonObject, isDeleted: boolean): JsonObject {
  return { ...body, '@removed': { reason: isDeleted ? 'deleted' : 'changed' } }
}

function noSuchEntity({ qualifiedName }: EntityType, target: string): ODataError {
  const { statusCode, code, message } = notFound(`no ${qualifiedName} with this id or key is here`)
  return new ODataError(statusCode, code, message, { target })
}

function upsertMember(item: DeltaItem, about: CollectionUpdate): Entity {
  const { target, update, context } = about
  const { pointer } = item
  const body = withoutContentId(item.body)
  if (target.via) return putRelated({ ...target.via, pointer }, body, update)
  const known = findRepresented(body, candidatesFor(item, about), context, pointer)
  if (!known) return insertMember(item, body, about)
  if (!isEntityReference(body)) update.apply(known, body, pointer)
  return known
}

/** It is of the request, and no annotation of the entity. */
function withoutContentId(body: JsonObject): JsonObject {
  const { '@Org.OData.Core.V1.ContentID': _id, '@Core.ContentID': _alias, ...others } = body
  return others as JsonObject
}

function insertMember(item: DeltaItem, body: JsonObject, about: CollectionUpdate): Entity {
  const { request, target, update, context } = about
  const { type } = candidatesFor(item, about)
  const { pointer } = item
  refuseTag(body, update, pointer)
  if (keyOfEntity(type, body) !== undefined && hasServerKey(type)) throw noSuchEntity(type, pointer)
  requireCreatable(type, body, { pointer }, context)
  const collection = item.entitySet
    ? context.store.collection(item.entitySet)
    : setOf(target, request.plan.path.steps, context)
  const entity = createEntity(
    type,
    body,
    { place: { collection }, origin: 'client', pointer },
    context,
  )
  applyDeltas(entity, body, update, pointer)
  return entity
}

/** What the answer has for a change that failed. */
export function failedMember(item: DeltaItem, about: CollectionUpdate): ModifiedMember {
  const { body, kind } = item
  if (kind === 'link') return { kind: 'deletedLink', link: body }
  if (kind === 'deletedLink') return { kind: 'link', link: body }
  const entity = findQuietly(item, about)
  if (!entity) return absentMember(item, about)
  return { kind: kind === 'removal' ? 'reference' : 'entity', entity }
}

function findQuietly(item: DeltaItem, about: CollectionUpdate): Entity | undefined {
  const { context } = about
  const find = () => findRepresented(item.body, candidatesFor(item, about), context, '')
  const done = attempt(find, context, true)
  return 'result' in done ? done.result : undefined
}

function absentMember(item: DeltaItem, about: CollectionUpdate): ModifiedMember {
  const { type } = candidatesFor(item, about)
  const names = type.keyProperties.map(({ path: [name = ''] }) => name)
  const given = names.filter((name) => item.body[name] !== undefined)
  const key = Object.fromEntries(given.map((name) => [name, item.body[name]!]))
  const id = referenceIn(item.body)
  return {
    kind: 'absent',
    key,
    id: typeof id === 'string' ? id : undefined,
    wouldBe: entityToBe(type, key, item, about),
  }
}

/** An entity that is nowhere, with the place that it would have. */
function entityToBe(
  type: EntityType,
  key: JsonObject,
  { entitySet }: DeltaItem,
  { target, context }: CollectionUpdate,
): Entity | undefined {
  const { via } = target
  const text = keyOfEntity(type, key)
  const collection = entitySet ? context.store.collection(entitySet) : target.collection
  if (text === undefined || !collection) return undefined
  const container = via?.navigation.containsTarget
    ? { parent: via.owner, containment: via.navigation }
    : {}
  return newEntity(type, key, { ...container, collection, key: text })
}
