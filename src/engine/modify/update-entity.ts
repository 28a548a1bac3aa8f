import { badRequest, ODataError } from '../../errors.ts'
import {
  isJsonEqual,
  isJsonObject,
  valueAtPath,
  type EntityType,
  type JsonObject,
} from '../../model/index.ts'
import { findInstanceType } from '../../schemas/instance-type.ts'
import { etagOf, type Entity } from '../../store/index.ts'
import { refuseTakenAlternateKey } from '../judge/alternate-keys.ts'
import type { Made } from './complex-value.ts'
import { noteContentId } from './content-id.ts'
import { bindReferences } from './bind-references.ts'
import { linkComplexValues } from './create-entity.ts'
import { refuseOtherTypes } from './refuse-other-types.ts'
import { deleteEntity } from './delete-entity.ts'
import { findMissingInMerge, findMissingInReplacement } from '../judge/find-missing.ts'
import { isDeclaredIn } from './is-upsertable.ts'
import { invalidBody } from '../judge/judge-body.ts'
import { keepConstraints } from './keep-constraints.ts'
import { readMembers } from './read-members.ts'
import type { RequestContext } from '../request-context.ts'
import { relatedBy, updateRelated, type Update } from './update-related.ts'
import { updatedProperties } from './updated-properties.ts'

/**
 * Updates an entity, its links, and the related entities that its representation has within it ("deep
 * update"). The caller opens a transaction.
 * @param body judged already
 * @throws ODataError 400 for what would break the model, 404 for references to nothing, 412 for a tag that is not the entity's
 * @see Protocol, "Update an Entity", "Update Related Entities When Updating an Entity"
 */
export function updateEntity(entity: Entity, body: JsonObject, update: Update): void {
  applyUpdate(entity, body, update, '')
}

/** How the entities of one request are updated, related ones held to what PUT asks for. */
export function updateBy(
  method: 'PATCH' | 'PUT',
  context: RequestContext,
  checksETags: boolean,
): Update {
  const update: Update = {
    method,
    context,
    checksETags,
    apply: (entity, body, pointer) => {
      requireWhole(entity, body, { method, pointer }, context)
      applyUpdate(entity, body, update, pointer)
    },
  }
  return update
}

/**
 * Refuses an update that leaves out what the entity has to have.
 * @throws ODataError 400 with one detail for each property
 */
export function requireWhole(
  entity: Entity,
  body: JsonObject,
  { method, pointer }: { readonly method: string; readonly pointer: string },
  context: RequestContext,
): void {
  const type = typeAfterUpdate(entity, body, context)
  const merge = { typeBefore: entity.type, type, before: entity.properties }
  const missing =
    method === 'PUT'
      ? findMissingInReplacement(type, body, context.model)
      : findMissingInMerge(merge, body, context.model)
  if (missing.length === 0) return
  throw invalidBody(
    type,
    missing.map((each) => ({ ...each, pointer: pointer + each.pointer })),
  )
}

function applyUpdate(entity: Entity, given: JsonObject, update: Update, pointer: string): void {
  const { context, method } = update
  const { store } = context
  checkETag(entity, given, update, pointer)
  const { body, given: byHook } = context.hooks?.beforeUpdate(given, entity, context) ?? {
    body: given,
    given: undefined,
  }
  const before = entity.properties
  const type = typeAfterUpdate(entity, body, context)
  const members = readMembers(type, body, pointer)
  const merged = new Map<JsonObject, JsonObject>()
  const made: Made = (value, old, part) => {
    if (old) store.inheritComplexLinks(value, old)
    merged.set(part, value)
  }
  const updated = { entity, type, method, pointer, byHook }
  const properties = updatedProperties(updated, members, made, context)
  if (type === entity.type) store.update(entity, properties)
  else changeType(entity, type, properties, context)
  if (members.streams.size > 0) store.setStreams(entity, members.streams)
  updateRelated(entity, members, update)
  bindReferences(entity, members, context)
  linkComplexValues(members, context, 'nested', (value) => merged.get(value) ?? value)
  keepRules(entity, before, context, pointer)
  noteContentId(entity, given, context)
  context.hooks?.afterUpdate(entity, context)
}

/**
 * Holds an entity that was changed to the referential constraints and its alternate keys.
 * @throws ODataError 400, 409
 */
export function keepRules(
  entity: Entity,
  before: JsonObject,
  context: RequestContext,
  pointer: string,
): void {
  keepConstraints(entity, before, context, pointer)
  if (hasOtherName(entity, before)) refuseTakenAlternateKey(entity, pointer)
}

/** Whether an alternate key is not the one before. */
function hasOtherName({ type, properties }: Entity, before: JsonObject): boolean {
  return type.alternateKeys
    .flat()
    .some(
      ({ path }) =>
        !isJsonEqual(valueAtPath(properties, path) ?? null, valueAtPath(before, path) ?? null),
    )
}

/** @throws ODataError 412 */
function checkETag(entity: Entity, body: JsonObject, { checksETags }: Update, at: string): void {
  const tag = checksETags ? (body['@etag'] ?? body['@odata.etag']) : undefined
  if (typeof tag !== 'string' || tag === '*' || tag === etagOf(entity)) return
  const message = `expected the tag ${etagOf(entity)}, found ${tag.slice(0, 200)}`
  throw new ODataError(412, 'PreconditionFailed', message, { target: `${at}/@etag` })
}

/**
 * The type that a representation gives an entity. Pages name types loosely: theirs only become more
 * specific.
 * @see Protocol, "Update an Entity"
 */
export function typeAfterUpdate(
  { type, collection, containment, singleton }: Entity,
  body: unknown,
  { model }: Pick<RequestContext, 'model'>,
): EntityType {
  const isNamed = isJsonObject(body) && ('@odata.type' in body || '@type' in body)
  if (!isNamed) return type
  if (!isDeclaredIn(model, type)) return findInstanceType(type, body) as EntityType
  const declared = collection?.entityType ?? containment?.type ?? singleton?.entityType ?? type
  return findInstanceType(declared, body) as EntityType
}

/** What the new type does not share goes: links, and what was contained. */
function changeType(
  entity: Entity,
  type: EntityType,
  properties: JsonObject,
  context: RequestContext,
): void {
  if (type.isAbstract) {
    throw badRequest(`${type.qualifiedName} is abstract: no entity is one`, '/@odata.type')
  }
  const { singleton, collection, containment } = entity
  const declared = collection?.entityType ?? containment?.type ?? singleton?.entityType ?? type
  const place = singleton ? { singleton } : collection && { collection }
  if (place) refuseOtherTypes(type, declared, place, { context, pointer: '' })
  for (const navigation of entity.type.navigationProperties.values()) {
    if (type.navigationProperties.get(navigation.name) === navigation) continue
    for (const related of relatedBy(entity, navigation, context)) {
      if (navigation.containsTarget) deleteEntity(related, context)
      else context.store.unlink(entity, navigation, related)
    }
  }
  context.store.retype(entity, type, properties)
}
