import { badRequest, notImplemented, ODataError } from '../errors.ts'
import {
  findType,
  isDerivedFrom,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type NavigationProperty,
  type Singleton,
} from '../model/index.ts'
import {
  newEntity,
  principalConstraint,
  type Entity,
  type EntityCollection,
  type Place,
} from '../store/index.ts'
import { readMembers, type Members } from './read-members.ts'
import { resolveReference } from './reference.ts'
import type { RequestContext } from './request-context.ts'
import { defaultValue, serverValue } from './server-values.ts'

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
  const type = typeOfBody(declaredType, body, context)
  const members = readMembers(type, body, pointer)
  const properties = initialProperties(type, members, origin, context)
  const key = takeKey(type, members, properties, { place, origin }, context)
  const entity = newEntity(type, properties, { ...place, key } as Place)
  if ('singleton' in place) context.store.setSingleton(place.singleton, entity)
  else if (place.collection) context.store.add(entity)
  else context.store.link(place.parent, place.containment, entity)
  for (const { navigation, value, pointer: at } of members.nested) {
    createNested(entity, navigation, value, origin, context, at)
  }
  const bind = () => bindReferences(entity, members, context)
  if (context.defer) context.defer(bind)
  else bind()
  return entity
}

/** Links an entity to what its `@odata.bind` members name. */
export function bindReferences(entity: Entity, { bound }: Members, context: RequestContext): void {
  for (const { navigation, references, pointer } of bound) {
    for (const [index, reference] of references.entries()) {
      const at = navigation.isCollection ? `${pointer}/${index}` : pointer
      const target = resolveReference(reference, navigation, context, at)
      linkEntities(entity, navigation, target, context)
    }
  }
}

/** The declared type, or the derived one that `@odata.type` names; namespaces of other versions are let pass. */
function typeOfBody(declared: EntityType, body: JsonObject, { model }: RequestContext): EntityType {
  const named = body['@odata.type'] ?? body['@type']
  if (typeof named !== 'string') return declared
  const type = findType(model, named.replace(/^#/, ''))
  return type?.kind === 'entityType' && isDerivedFrom(type, declared) ? type : declared
}

function initialProperties(
  type: EntityType,
  { structural, dynamic }: Members,
  origin: Origin,
  context: RequestContext,
): Record<string, JsonValue> {
  const properties: Record<string, JsonValue> = {}
  for (const property of type.properties.values()) {
    const { name } = property
    if (property.type.qualifiedName === 'Edm.Stream') continue
    const given = structural.get(name)
    const counts = origin !== 'client' || !property.isComputed
    if (given !== undefined && counts) {
      properties[name] = given
      continue
    }
    if (given !== undefined) reportIgnored(name, context)
    properties[name] =
      (origin === 'fixture' ? undefined : serverValue(property, 'create', context)) ??
      defaultValue(property)
  }
  for (const [name, value] of dynamic) properties[name] = value
  return properties
}

/** Protocol, "Create an Entity": values of computed properties are ignored, and said to be. */
export function reportIgnored(name: string, context: RequestContext): void {
  context.report({
    rule: 'read-only-property',
    severity: 'error',
    message: `'${name}' is set by the server; the value sent is ignored`,
    pointer: `/${name}`,
    expected: 'absent',
    actual: 'given',
  })
}

function takeKey(
  type: EntityType,
  { structural }: Members,
  properties: Record<string, JsonValue>,
  { place, origin }: { place: NewPlace; origin: Origin },
  context: RequestContext,
): string {
  const given = type.key.map((name) => structural.get(name))
  const { collection } = place
  const text = keyOf(given)
  if (text !== undefined && collection?.has(text)) {
    throw new ODataError(
      409,
      'Conflict',
      `a ${type.qualifiedName} with the key '${text}' exists already`,
      { target: `/${type.key[0]}` },
    )
  }
  for (const [index, name] of type.key.entries()) {
    const property = type.properties.get(name)
    const isIgnored = origin === 'client' && property?.isComputed
    if (given[index] !== undefined && given[index] !== null && !isIgnored) {
      properties[name] = given[index]
    } else if (isGenerated(property?.type.qualifiedName)) {
      properties[name] = context.newId()
    } else {
      throw badRequest(`expected the key property '${name}' of ${type.qualifiedName}`, `/${name}`)
    }
  }
  return keyOf(type.key.map((name) => properties[name])) ?? context.newId()
}

function isGenerated(typeName: string | undefined): boolean {
  return typeName === undefined || typeName === 'Edm.String' || typeName === 'Edm.Guid'
}

function keyOf(values: readonly (JsonValue | undefined)[]): string | undefined {
  if (values.length === 0) return undefined
  const texts: string[] = []
  for (const value of values) {
    if (value === undefined || value === null || typeof value === 'object') return undefined
    texts.push(String(value))
  }
  return texts.length === 1 ? texts[0] : JSON.stringify(texts)
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
    const reference = body['@odata.id'] ?? body['@id']
    if (reference !== undefined) {
      const target = resolveReference(reference, navigation, context, `${at}/@odata.id`)
      linkEntities(owner, navigation, target, context)
      continue
    }
    createRelated(owner, navigation, body, nestedOrigin, context, at)
  }
}

/** Creates an entity where a navigation property leads to, and links it; one that exists by its key is linked. */
export function createRelated(
  owner: Entity,
  navigation: NavigationProperty,
  body: JsonObject,
  origin: Origin,
  context: RequestContext,
  pointer = '',
): Entity {
  const { store } = context
  if (navigation.containsTarget) {
    const collection = navigation.isCollection
      ? store.containedCollection(owner, navigation)
      : undefined
    return createEntity(
      navigation.type,
      body,
      { parent: owner, containment: navigation, collection },
      origin,
      context,
      pointer,
    )
  }
  if (!navigation.target) {
    throw notImplemented(
      `creating entities through '${navigation.name}', which leads to no entity set,`,
    )
  }
  const collection = store.collection(navigation.target)
  const key = keyOf(navigation.type.key.map((name) => body[name]))
  const known = origin === 'client' || key === undefined ? undefined : collection.get(key)
  const target =
    known ?? createEntity(navigation.type, body, { collection }, origin, context, pointer)
  linkEntities(owner, navigation, target, context)
  return target
}

/** Links two entities; where a referential constraint stands for the link, its dependent property is set. */
export function linkEntities(
  owner: Entity,
  navigation: NavigationProperty,
  target: Entity,
  { store }: RequestContext,
): void {
  if (navigation.containsTarget) {
    throw badRequest(`'${navigation.name}' contains its entities, which can't be linked elsewhere`)
  }
  const own = principalConstraint(navigation)
  const partners = navigation.partner && principalConstraint(navigation.partner)
  if (own) store.update(owner, { ...owner.properties, [own.property]: target.key })
  else if (partners) store.update(target, { ...target.properties, [partners.property]: owner.key })
  else store.link(owner, navigation, target)
}

/** Takes a link away; the entities stay. */
export function unlinkEntities(
  owner: Entity,
  navigation: NavigationProperty,
  target: Entity,
  { store }: RequestContext,
): void {
  if (navigation.containsTarget) {
    throw badRequest(
      `'${navigation.name}' contains its entities: a link can't be removed, delete the entity`,
    )
  }
  const own = principalConstraint(navigation)
  const partners = navigation.partner && principalConstraint(navigation.partner)
  if (own) store.update(owner, { ...owner.properties, [own.property]: null })
  else if (partners) store.update(target, { ...target.properties, [partners.property]: null })
  else store.unlink(owner, navigation, target)
}
