import { badRequest, notImplemented, ODataError } from '../../errors.ts'
import {
  isDerivedFrom,
  keyOfEntity,
  valueAtPath,
  type EntitySet,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type Model,
  type NavigationProperty,
  type Property,
  type Singleton,
} from '../../model/index.ts'
import { readAllowedTypes } from '../../schemas/index.ts'
import { findInstanceType } from '../../schemas/instance-type.ts'
import {
  giveStreams,
  newEntity,
  type Entity,
  type EntityCollection,
  type Place,
} from '../../store/index.ts'
import { addDynamicMembers } from './add-dynamic-members.ts'
import { refuseTakenAlternateKey } from '../judge/alternate-keys.ts'
import { completeValue, type Made } from './complex-value.ts'
import { noteContentId } from './content-id.ts'
import { findMissing } from '../judge/find-missing.ts'
import { referenceIn } from './find-related.ts'
import { invalidBody } from '../judge/judge-body.ts'
import { keepConstraints } from './keep-constraints.ts'
import { keysThroughNavigation } from '../key-through-navigation.ts'
import { linkComplexValue } from './link-complex-value.ts'
import { withKeyOfPrincipals } from './key-of-principals.ts'
import { isHeldByProperties, linkEntities, unlinkEntities } from './link-entities.ts'
import { readMembers, type Members } from './read-members.ts'
import { resolveReference } from '../reference.ts'
import { refuseContent, refuseContradiction } from '../judge/related-content.ts'
import type { RequestContext } from '../request-context.ts'
import { defaultValue, isStored, serverValue } from './server-values.ts'

/** Where a new entity goes. */
export type NewPlace =
  | { readonly collection: EntityCollection }
  | {
      readonly parent: Entity
      readonly containment: NavigationProperty
      readonly collection: EntityCollection | undefined
    }
  | { readonly singleton: Singleton; readonly collection?: undefined }

/** Who gives the values: a client, whose computed properties do not count, or fixtures, whose do. */
export type Origin = 'client' | 'nested' | 'fixture'

/**
 * Creates an entity with its nested entities and links (deep insert). The caller opens a transaction:
 * what a failing nested part has done by then is rolled back there.
 * @param body judged already
 * @throws ODataError 400 for links to the wrong type, 404 for unknown targets, 409 for a key that is taken
 */
export function createEntity(
  declaredType: EntityType,
  body: JsonObject,
  place: NewPlace,
  origin: Origin,
  context: RequestContext,
  pointer = '',
): Entity {
  const type = findInstanceType(declaredType, body) as EntityType
  if (type.isAbstract && origin !== 'fixture') {
    throw badRequest(
      `${type.qualifiedName} is abstract: expected a type derived from it in @odata.type`,
      `${pointer}/@odata.type`,
    )
  }
  refuseOtherTypes(type, declaredType, place, { context, pointer })
  const hooked = context.hooks?.beforeCreate(body, { type, place }, context)
  const members = withKeyOfPrincipals(
    type,
    readMembers(type, hooked?.body ?? body, pointer),
    { origin, pointer },
    context,
  )
  const completed = new Map<JsonObject, JsonObject>()
  const counts = ({ name, isComputed }: Property) =>
    origin === 'fixture' || !isComputed || context.isByService || hooked?.given.has(name) || false
  const given = { origin, pointer, counts, completed }
  const properties = initialProperties(type, members, given, context)
  const key = takeKey(type, members, properties, { place, origin, pointer, counts }, context)
  giveStreams(properties, members.streams)
  const entity = newEntity(type, properties, { ...place, key } as Place)
  if ('singleton' in place) context.store.setSingleton(place.singleton, entity)
  else if (place.collection) context.store.add(entity)
  else context.store.link(place.parent, place.containment, entity)
  for (const { navigation, value, pointer: at } of members.nested) {
    createNested(entity, navigation, value, origin, context, at)
  }
  const bind = () => {
    bindReferences(entity, members, context)
    const inner = origin === 'client' ? 'nested' : origin
    linkComplexValues(members, context, inner, (value) => completed.get(value) ?? value)
  }
  if (context.defer) context.defer(bind)
  else bind()
  if (origin !== 'fixture') {
    refuseTakenAlternateKey(entity, pointer)
    keepConstraints(entity, {}, context, pointer)
  }
  noteContentId(entity, body, context)
  context.hooks?.afterCreate(entity, context)
  return entity
}

/** Vocabulary Validation, "DerivedTypeConstraint" of the entity set or singleton. */
export function refuseOtherTypes(
  type: EntityType,
  declaredType: EntityType,
  place: NewPlace,
  { context, pointer }: { readonly context: RequestContext; readonly pointer: string },
): void {
  const holder = 'singleton' in place ? place.singleton : place.collection?.entitySet
  const allowed = readAllowedTypes(declaredType, holder?.annotations, context.model)
  if (!holder || !allowed || allowed.some((each) => isDerivedFrom(type, each))) return
  const names = allowed.map(({ qualifiedName }) => qualifiedName).join(', ')
  throw badRequest(
    `${holder.name} holds entities of the types ${names}, found ${type.qualifiedName}`,
    `${pointer}/@odata.type`,
  )
}

/** Links an entity to what its `@odata.bind` members name. */
export function bindReferences(entity: Entity, { bound }: Members, context: RequestContext): void {
  for (const { navigation, references, pointer } of bound) {
    const targets = new Set<Entity>()
    for (const [index, reference] of references.entries()) {
      const at = navigation.isCollection ? `${pointer}/${index}` : pointer
      if (reference === null && !navigation.isCollection) {
        unbind(entity, navigation, context)
        continue
      }
      const target = resolveReference(reference, navigation, context, at)
      linkEntities(entity, navigation, target, context)
      targets.add(target)
    }
    // Of what a fixture tells, the other end may have told a part before.
    if (context.defer && navigation.isCollection && !isHeldByProperties(navigation)) {
      context.store.orderLinks(entity, navigation, [...targets])
    }
  }
}

/** "For nullable single-valued navigation properties the value `null` may be used to remove the relationship." */
function unbind(entity: Entity, navigation: NavigationProperty, context: RequestContext): void {
  const linked = context.store.followSingle(entity, navigation)
  if (linked) unlinkEntities(entity, navigation, linked, context)
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

/** Whether what a body gives for a property counts. */
type Counts = (property: Property) => boolean

function initialProperties(
  type: EntityType,
  members: Members,
  {
    origin,
    pointer,
    counts,
    completed,
  }: {
    origin: Origin
    pointer: string
    counts: Counts
    completed: Map<JsonObject, JsonObject>
  },
  context: RequestContext,
): Record<string, JsonValue> {
  const { structural } = members
  const properties: Record<string, JsonValue> = {}
  const made: Made = (value, _, part) => void completed.set(part, value)
  for (const property of type.properties.values()) {
    const { name } = property
    if (!isStored(property)) continue
    const given = structural.get(name)
    if (given !== undefined && counts(property)) {
      properties[name] =
        origin === 'fixture' ? given : completeValue(property.type, undefined, given, made)
      continue
    }
    const isTaken = origin === 'nested' && type.key.includes(name)
    if (given !== undefined && !isTaken) reportIgnored(`${pointer}/${name}`, context)
    properties[name] =
      (origin === 'fixture' ? undefined : serverValue(property, 'create', context)) ??
      defaultValue(property)
  }
  return addDynamicMembers(properties, members)
}

/** Protocol, "Create an Entity": values of computed properties are ignored, and said to be. */
export function reportIgnored(pointer: string, context: RequestContext): void {
  context.report({
    rule: 'read-only-property',
    severity: 'error',
    message: `'${pointer.slice(1)}' is set by the server; the value sent is ignored`,
    pointer,
    expected: 'absent',
    actual: 'given',
  })
}

function takeKey(
  type: EntityType,
  members: Members,
  properties: Record<string, JsonValue>,
  {
    place,
    origin,
    pointer,
    counts,
  }: { place: NewPlace; origin: Origin; pointer: string; counts: Counts },
  context: RequestContext,
): string {
  const { collection } = place
  const { structural } = members
  const related = keysThroughNavigation(type, members, origin, context)
  const text = keyOfEntity(type, { ...Object.fromEntries(structural), ...related })
  if (text !== undefined && collection?.has(text)) {
    throw new ODataError(
      409,
      'Conflict',
      `a ${type.qualifiedName} with the key '${text}' exists already`,
      { target: `${pointer}/${type.keyProperties[0]?.path.join('/')}` },
    )
  }
  for (const { name, path } of type.keyProperties) {
    const [first = name] = path
    const property = type.properties.get(first)
    const given = structural.get(first)
    const isIgnored = origin === 'client' && property && !counts(property)
    if (path.length > 1) {
      const value = valueAtPath({ ...properties, ...related }, path)
      if (value === undefined || value === null) throw missingKey(type, path.join('/'), pointer)
    } else if (given !== undefined && given !== null && !isIgnored) {
      properties[first] = given
    } else if (isGenerated(property?.type.qualifiedName)) {
      properties[first] = unusedId(collection, context)
    } else if (property && isCounted(property)) {
      properties[first] = unusedNumber(collection)
    } else {
      throw missingKey(type, first, pointer)
    }
  }
  return keyOfEntity(type, { ...properties, ...related }) ?? unusedId(collection, context)
}

function missingKey({ qualifiedName }: EntityType, path: string, pointer: string): ODataError {
  return badRequest(`expected the key property '${path}' of ${qualifiedName}`, `${pointer}/${path}`)
}

/** Counted ids begin anew with each process, while a kept state has those of the one before. */
export function unusedId(
  collection: EntityCollection | undefined,
  { newId }: RequestContext,
): string {
  for (;;) {
    const id = newId()
    if (!collection?.has(id)) return id
  }
}

/** One more than there are, and on from there where entities with other numbers were deleted. */
export function unusedNumber(collection: EntityCollection | undefined): number {
  let number = (collection?.size ?? 0) + 1
  while (collection?.has(String(number))) number++
  return number
}

/** Vocabulary Core, "Computed" and "ComputedDefaultValue": the service numbers what it makes. */
function isCounted({ type, isComputed, isComputedDefault }: Property): boolean {
  const isNumber = /^Edm\.(?:S?Byte|Int\d\d|Decimal)$/.test(type.qualifiedName)
  return isNumber && (isComputed || isComputedDefault === true)
}

function isGenerated(typeName: string | undefined): boolean {
  return typeName === undefined || typeName === 'Edm.String' || typeName === 'Edm.Guid'
}

function createNested(
  owner: Entity,
  navigation: NavigationProperty,
  value: JsonValue,
  origin: Origin,
  context: RequestContext,
  pointer: string,
): void {
  if (value === null) return
  const bodies = (Array.isArray(value) ? value : [value]) as readonly JsonObject[]
  for (const [index, body] of bodies.entries()) {
    const at = Array.isArray(value) ? `${pointer}/${index}` : pointer
    const nestedOrigin = origin === 'fixture' ? 'fixture' : 'nested'
    const reference = referenceIn(body)
    const create = () => {
      if (reference === undefined) {
        createRelated(owner, navigation, body, nestedOrigin, context, at)
      } else {
        const name = '@odata.id' in body ? '@odata.id' : '@id'
        const target = resolveReference(reference, navigation, context, `${at}/${name}`)
        if (origin !== 'fixture') refuseContent(body, target.type, context.model, at)
        linkEntities(owner, navigation, target, context)
      }
    }
    // Another fixture may give the whole of what is nested here.
    if (context.defer && !navigation.containsTarget) context.defer(create)
    else create()
  }
}

/** Creates an entity where a navigation property leads to, and links it; one that exists by its key is linked. */
export function createRelated(
  owner: Entity,
  navigation: NavigationProperty,
  given: JsonObject,
  origin: Origin,
  context: RequestContext,
  pointer = '',
): Entity {
  const { store } = context
  if (navigation.containsTarget) {
    const collection = navigation.isCollection
      ? store.containedCollection(owner, navigation)
      : undefined
    const body = withConstrainedValues(owner, navigation, given)
    if (origin === 'nested') refuseIncomplete(body, navigation.type, context.model, pointer)
    return createEntity(
      navigation.type,
      body,
      { parent: owner, containment: navigation, collection },
      origin,
      context,
      pointer,
    )
  }
  const set = store.targetOf(owner, navigation)
  const target = createTarget(navigation, given, { set, origin, pointer, context, owner })
  linkEntities(owner, navigation, target, context)
  return target
}

/** What a referential constraint says of a new dependent entity need not be said in its body. */
export function withConstrainedValues(
  { properties }: Entity,
  { partner }: NavigationProperty,
  body: JsonObject,
): JsonObject {
  const missing = (partner?.referentialConstraints ?? []).filter(
    ({ property }) => body[property] === undefined,
  )
  if (missing.length === 0) return body
  const values = missing.map(({ property, referencedProperty }) => [
    property,
    properties[referencedProperty] ?? null,
  ])
  return { ...body, ...Object.fromEntries(values) }
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
  const target = createEntity(type, body, { collection }, origin, context, pointer)
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
