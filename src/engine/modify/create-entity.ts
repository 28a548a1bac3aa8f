import { badRequest, notImplemented, type ODataError } from '../../errors.ts'
import {
  keyOfEntity,
  type EntitySet,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type Model,
  type NavigationProperty,
  type Property,
  type Singleton,
} from '../../model/index.ts'
import { findInstanceType } from '../../schemas/instance-type.ts'
import { giveStreams, newEntity, type Entity, type Place } from '../../store/index.ts'
import { refuseTakenAlternateKey } from '../judge/alternate-keys.ts'
import { findMissing } from '../judge/find-missing.ts'
import { invalidBody } from '../judge/judge-body.ts'
import { refuseContent, refuseContradiction } from '../judge/related-content.ts'
import { resolveReference } from '../reference.ts'
import type { RequestContext } from '../request-context.ts'
import { bindReferences } from './bind-references.ts'
import { withConstrainedValues } from './constrained-values.ts'
import { noteContentId } from './content-id.ts'
import type { Creation, CreationSteps, NewPlace, Origin } from './creation.ts'
import { referenceIn } from './find-related.ts'
import { initialProperties } from './initial-properties.ts'
import { keepConstraints } from './keep-constraints.ts'
import { withKeyOfPrincipals } from './key-of-principals.ts'
import { linkComplexValue } from './link-complex-value.ts'
import { linkEntities } from './link-entities.ts'
import { readMembers, type Members } from './read-members.ts'
import { refuseOtherTypes } from './refuse-other-types.ts'
import { takeKey } from './take-key.ts'

/**
 * Creates an entity with its nested entities and links (deep insert). The caller opens a transaction:
 * what a failing nested part has done by then is rolled back there.
 * @param body judged already
 * @throws ODataError 400 for links to the wrong type, 404 for unknown targets, 409 for a key that is taken
 */
export function createEntity(
  declaredType: EntityType,
  body: JsonObject,
  { place, origin, pointer = '' }: Creation,
  context: RequestContext,
): Entity {
  const type = findInstanceType(declaredType, body) as EntityType
  if (type.isAbstract && origin !== 'fixture') throw abstractType(type, pointer)
  refuseOtherTypes(type, declaredType, place, { context, pointer })
  const hooked = context.hooks?.beforeCreate(body, { type, place }, context)
  const counts = ({ name, isComputed }: Property) =>
    origin === 'fixture' || !isComputed || context.isByService || hooked?.given.has(name) || false
  const creation = { place, origin, pointer, counts, completed: new Map<JsonObject, JsonObject>() }
  const given = readMembers(type, hooked?.body ?? body, pointer)
  const members = withKeyOfPrincipals(type, given, creation, context)
  const properties = initialProperties(type, members, creation, context)
  const key = takeKey(type, { members, properties }, creation, context)
  giveStreams(properties, members.streams)
  const entity = newEntity(type, properties, { ...place, key } as Place)
  keepAt(place, entity, context)
  linkNew(entity, members, creation, context)
  if (origin !== 'fixture') {
    refuseTakenAlternateKey(entity, pointer)
    keepConstraints(entity, {}, context, pointer)
  }
  noteContentId(entity, body, context)
  context.hooks?.afterCreate(entity, context)
  return entity
}

function abstractType({ qualifiedName }: EntityType, pointer: string): ODataError {
  return badRequest(
    `${qualifiedName} is abstract: expected a type derived from it in @odata.type`,
    `${pointer}/@odata.type`,
  )
}

function keepAt(place: NewPlace, entity: Entity, { store }: RequestContext): void {
  if ('singleton' in place) store.setSingleton(place.singleton, entity)
  else if (place.collection) store.add(entity)
  else store.link(place.parent, place.containment, entity)
}

/** What is nested in the body comes before what it names, which a fixture may name before it is there. */
function linkNew(
  entity: Entity,
  members: Members,
  { origin, completed }: CreationSteps,
  context: RequestContext,
): void {
  for (const { navigation, value, pointer } of members.nested) {
    createNested({ owner: entity, navigation }, value, { origin, pointer }, context)
  }
  const bind = () => {
    bindReferences(entity, members, context)
    const inner = origin === 'client' ? 'nested' : origin
    linkComplexValues(members, context, inner, (value) => completed.get(value) ?? value)
  }
  if (context.defer) context.defer(bind)
  else bind()
}

/**
 * Links complex values to what their bodies name.
 * @param holderOf the value that is stored for one of the body, where another was made of it
 */
export function linkComplexValues(
  { complexLinks }: Pick<Members, 'complexLinks'>,
  context: RequestContext,
  origin: Origin,
  holderOf: (value: JsonObject) => JsonObject = (value) => value,
): void {
  for (const { holder, navigation, values, isBind, pointer } of complexLinks) {
    const targets = values.map((value, index) => {
      const at = navigation.isCollection ? `${pointer}/${index}` : pointer
      const reference = isBind ? value : referenceIn(value as JsonObject)
      if (reference !== undefined) return resolveReference(reference, navigation, context, at)
      return createTarget(navigation, value as JsonObject, {
        set: navigation.target,
        origin,
        pointer: at,
        context,
      })
    })
    linkComplexValue(holderOf(holder), navigation, targets, context, pointer)
  }
}

/** Where a related entity is linked. */
interface Arrival {
  readonly owner: Entity
  readonly navigation: NavigationProperty
}

type Nested = Pick<CreationSteps, 'origin' | 'pointer'>

function createNested(
  arrival: Arrival,
  value: JsonValue,
  { origin, pointer }: Nested,
  context: RequestContext,
): void {
  if (value === null) return
  const nestedOrigin = origin === 'fixture' ? 'fixture' : 'nested'
  const bodies = (Array.isArray(value) ? value : [value]) as readonly JsonObject[]
  for (const [index, body] of bodies.entries()) {
    const at = Array.isArray(value) ? `${pointer}/${index}` : pointer
    const create = () => createOrLink(arrival, body, { origin: nestedOrigin, pointer: at }, context)
    // Another fixture may give the whole of what is nested here.
    if (context.defer && !arrival.navigation.containsTarget) context.defer(create)
    else create()
  }
}

function createOrLink(
  arrival: Arrival,
  body: JsonObject,
  nested: Nested,
  context: RequestContext,
): void {
  const reference = referenceIn(body)
  if (reference === undefined) {
    createRelated(arrival, body, nested, context)
    return
  }
  const { owner, navigation } = arrival
  const { origin, pointer } = nested
  const name = '@odata.id' in body ? '@odata.id' : '@id'
  const target = resolveReference(reference, navigation, context, `${pointer}/${name}`)
  if (origin !== 'fixture') refuseContent(body, target.type, context.model, pointer)
  linkEntities(owner, navigation, target, context)
}

/** Creates an entity where a navigation property leads to, and links it; one that exists by its key is linked. */
export function createRelated(
  { owner, navigation }: Arrival,
  given: JsonObject,
  { origin, pointer = '' }: Pick<Creation, 'origin' | 'pointer'>,
  context: RequestContext,
): Entity {
  const { store } = context
  if (navigation.containsTarget) {
    const collection = navigation.isCollection
      ? store.containedCollection(owner, navigation)
      : undefined
    const body = withConstrainedValues(owner, navigation, given)
    if (origin === 'nested') refuseIncomplete(body, navigation.type, context.model, pointer)
    const place = { parent: owner, containment: navigation, collection }
    return createEntity(navigation.type, body, { place, origin, pointer }, context)
  }
  const set = store.targetOf(owner, navigation)
  const target = createTarget(navigation, given, { set, origin, pointer, context, owner })
  linkEntities(owner, navigation, target, context)
  return target
}

/** The entity that a representation in place stands for: the one of its key that is there already, else a new one. */
function createTarget(
  navigation: NavigationProperty,
  given: JsonObject,
  {
    set,
    origin,
    pointer,
    context,
    owner,
  }: {
    set: EntitySet | Singleton | undefined
    origin: Origin
    pointer: string
    context: RequestContext
    /** Absent for a complex value, which is no entity. */
    owner?: Entity
  },
): Entity {
  if (set?.kind !== 'entitySet') {
    throw notImplemented(
      `creating entities through '${navigation.name}', which leads to no entity set,`,
    )
  }
  const { model, store } = context
  const { type } = navigation
  const collection = store.collection(set)
  const key = keyOfEntity(type, given)
  const known = origin === 'client' || key === undefined ? undefined : collection.get(key)
  if (known) {
    if (origin !== 'fixture') refuseContent(given, type, model, pointer)
    return known
  }
  const body = owner ? withConstrainedValues(owner, navigation, given) : given
  if (origin === 'nested') refuseIncomplete(body, type, model, pointer)
  const target = createEntity(type, body, { place: { collection }, origin, pointer }, context)
  if (owner && origin !== 'fixture') {
    refuseContradiction(target, given, { owner, navigation, pointer }, store)
  }
  return target
}

/** What names an entity by its key alone was not judged before, since it might have been there. */
function refuseIncomplete(body: JsonObject, type: EntityType, model: Model, pointer: string): void {
  const missing = findMissing(type, body, model)
  if (missing.length === 0) return
  throw invalidBody(
    type,
    missing.map((each) => ({ ...each, pointer: pointer + each.pointer })),
  )
}
