import { notFound } from '../../errors.ts'
import type { EntityType, JsonObject, JsonValue, StructuredType } from '../../model/index.ts'
import type { PathStep } from '../../plan/index.ts'
import type { Entity, EntityCollection } from '../../store/index.ts'
import { createEntity, createRelated } from '../modify/create-entity.ts'
import { unusedId, unusedNumber } from '../modify/take-key.ts'
import { createMember, setOf } from '../modify/create-member.ts'
import { mediaMembers } from './inline-stream.ts'
import { insertAbsent } from '../modify/insert-absent.ts'
import { readStreamBody } from './media-type.ts'
import type { ExecutedRequest, Outcome, OutcomeOf } from '../outcome.ts'
import type { RequestContext } from '../request-context.ts'
import { firstValue } from '../modify/server-values.ts'
import type { Target, Via } from '../target.ts'

/**
 * Creates a media entity of the media itself. The service gives its properties, "it is not possible for
 * clients to specify structural properties when creating the media entity".
 * @throws ODataError 415 for the media type, and as `createMember`
 * @see Protocol, "Create a Media Entity"
 */
export function createMedia(
  request: ExecutedRequest,
  target: Target & { readonly kind: 'collection' },
  context: RequestContext,
): Outcome {
  const { type } = target
  const media = mediaMembers(readStreamBody(request.raw, type))
  const body = {
    ...givenByService(type, homeOf(target, request.plan.path.steps, context), context),
    ...media,
  }
  const byService = { ...context, isByService: true }
  const { entity } = createMember({ ...request, body }, target, byService) as OutcomeOf<'entity'>
  return { kind: 'entity', entity, query: request.plan.query, isNew: true }
}

/**
 * As `createMedia`, where a PUT addresses the media stream of an entity that is not there.
 * @see Protocol, "Update a Media Entity Stream"
 */
export function createMediaAt(
  { type, via, singleton, absent }: Target & { readonly kind: 'noEntity' },
  request: ExecutedRequest,
  context: RequestContext,
): Outcome {
  const media = mediaMembers(readStreamBody(request.raw, type))
  const byService = { ...context, isByService: true }
  return { kind: 'entity', entity: create(), query: request.plan.query, isNew: true }

  function create(): Entity {
    if (absent) {
      const body = { ...requiredValues(type, context, 0), ...media }
      return insertAbsent({ ...request, body }, absent, type, byService).entity
    }
    const home = via && targetCollection(via, context)
    const body = { ...givenByService(type, home, context), ...media }
    if (via) return createRelated(via, body, { origin: 'client' }, byService)
    if (singleton?.nullable)
      return createEntity(type, body, { place: { singleton }, origin: 'client' }, byService)
    throw notFound(`there is no ${type.qualifiedName} here`)
  }
}

/** Where the entities of a collection live, whose keys a new one must not have. */
function homeOf(
  target: Target & { readonly kind: 'collection' },
  steps: readonly PathStep[],
  context: RequestContext,
): EntityCollection | undefined {
  const { via, collection } = target
  return via ? (targetCollection(via, context) ?? collection) : setOf(target, steps, context)
}

function targetCollection(
  { owner, navigation, target }: Via,
  { store }: RequestContext,
): EntityCollection | undefined {
  if (navigation.containsTarget) {
    return navigation.isCollection ? store.containedCollection(owner, navigation) : undefined
  }
  return target?.kind === 'entitySet' ? store.collection(target) : undefined
}

/** Values of what can't be left out: a key, and properties that are neither nullable nor have a default. */
function givenByService(
  type: EntityType,
  collection: EntityCollection | undefined,
  context: RequestContext,
): JsonObject {
  const body: Record<string, JsonValue> = { ...requiredValues(type, context, 0) }
  for (const name of type.key) {
    const typeName = type.properties.get(name)?.type.qualifiedName ?? ''
    if (/^Edm\.(?:S?Byte|Int\d\d|Decimal)$/.test(typeName)) body[name] = unusedNumber(collection)
    if (typeName === 'Edm.String' || typeName === 'Edm.Guid') {
      body[name] = unusedId(collection, context)
    }
  }
  return body
}

/** Complex values nest this deep at most, for types that need a value of themselves. */
const deepestValue = 8

function requiredValues(type: StructuredType, context: RequestContext, depth: number): JsonObject {
  const values: Record<string, JsonValue> = {}
  const keys = type.kind === 'entityType' ? type.key : []
  for (const property of type.properties.values()) {
    const { name, nullable, isCollection, defaultValue } = property
    if (nullable || isCollection || defaultValue !== undefined || keys.includes(name)) continue
    const value =
      property.type.kind === 'complexType' && depth < deepestValue
        ? requiredValues(property.type, context, depth + 1)
        : firstValue(property.type, context)
    if (value !== undefined) values[name] = value
  }
  return values
}
