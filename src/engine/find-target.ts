import { badRequest, notFound, notImplemented } from '../errors.ts'
import {
  isDerivedFrom,
  type EdmType,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type NavigationProperty,
  type Operation,
  type Property,
} from '../model/index.ts'
import type { PathStep, ResolvedPath } from '../plan/index.ts'
import type { Entity, EntityCollection, Store } from '../store/index.ts'

/** How an entity or a collection was reached from another entity. */
export interface Via {
  readonly owner: Entity
  readonly navigation: NavigationProperty
}

/** What a path leads to in the store. */
export type Target =
  | {
      readonly kind: 'collection'
      readonly type: EntityType
      readonly items: readonly Entity[]
      /** Where the items live, when they are the whole of it. */
      readonly collection: EntityCollection | undefined
      readonly via: Via | undefined
    }
  | { readonly kind: 'entity'; readonly entity: Entity; readonly via: Via | undefined }
  /** A single-valued navigation property without an entity, or a singleton that was never given. */
  | { readonly kind: 'noEntity'; readonly type: EntityType; readonly via: Via | undefined }
  | {
      readonly kind: 'value'
      readonly owner: Entity
      readonly value: JsonValue
      readonly property: Property | undefined
      /** Path from the owner, e.g. `address/city`. */
      readonly name: string
      readonly type: EdmType
      readonly isCollection: boolean
    }
  | {
      readonly kind: 'call'
      readonly operation: Operation
      readonly parameters: ReadonlyMap<string, JsonValue>
      readonly callText: string
      readonly boundTo: Target | undefined
    }

/**
 * Follows the steps of a path through the store; `$count`, `$value` and `$ref` at the end are left to
 * the caller.
 * @throws ODataError 404 for an entity that does not exist
 */
export function findTarget({ steps }: ResolvedPath, store: Store): Target {
  let target: Target | undefined
  for (const step of steps) {
    const next = follow(step, target, store)
    if (!next) break
    target = next
  }
  if (!target) throw notFound('the path addresses nothing')
  return target
}

function follow(step: PathStep, target: Target | undefined, store: Store): Target | undefined {
  switch (step.kind) {
    case 'entitySet': {
      const collection = store.collection(step.entitySet)
      return whole(collection, undefined)
    }
    case 'singleton': {
      const entity = store.singleton(step.singleton)
      if (entity) return { kind: 'entity', entity, via: undefined }
      return { kind: 'noEntity', type: step.singleton.entityType, via: undefined }
    }
    case 'key':
      return followKey(step.key, target, store)
    case 'navigation':
      return followNavigation(step.navigation, target, store)
    case 'property':
      return followProperty(step.property.name, step.property, target)
    case 'dynamicProperty':
      return followProperty(step.name, undefined, target)
    case 'typeCast':
      return cast(step.type, target)
    case 'operation':
      return {
        kind: 'call',
        operation: step.operation,
        parameters: step.parameters,
        callText: step.callText,
        boundTo: target,
      }
    case 'count':
    case 'value':
    case 'ref':
      return undefined
  }
}

function whole(collection: EntityCollection, via: Via | undefined): Target {
  return {
    kind: 'collection',
    type: collection.entityType,
    // Listed when asked for: a key needs no list, which a deletion before would make anew.
    get items() {
      return collection.toArray()
    },
    collection,
    via,
  }
}

function followKey(key: string, target: Target | undefined, store: Store): Target {
  if (target?.kind === 'call') throw notImplemented('a path after an operation')
  if (target?.kind !== 'collection') throw badRequest('a key follows what is not a collection')
  const { collection, via } = target
  const entity = collection ? collection.get(key) : findLinked(key, target, store)
  if (!entity) throw notFound(`no ${target.type.qualifiedName} with the key '${key}' is here`)
  return { kind: 'entity', entity, via }
}

function findLinked(
  key: string,
  { items, via }: Target & { readonly kind: 'collection' },
  store: Store,
): Entity | undefined {
  if (!via) return items.find((entity) => entity.key === key)
  const { owner, navigation } = via
  const entity = navigation.target && store.collection(navigation.target).get(key)
  if (entity && store.isLinked(owner, navigation, entity)) return entity
  return items.find((item) => item.key === key)
}

function followNavigation(
  navigation: NavigationProperty,
  target: Target | undefined,
  store: Store,
): Target {
  if (target?.kind === 'call') throw notImplemented('a path after an operation')
  if (target?.kind === 'value') {
    throw notImplemented(`the navigation property '${navigation.name}' of a complex value`)
  }
  const owner = ownerOf(target)
  if (!owner) {
    const type = navigation.type
    if (!navigation.isCollection) return { kind: 'noEntity', type, via: undefined }
    return { kind: 'collection', type, items: [], collection: undefined, via: undefined }
  }
  const via = { owner, navigation }
  if (navigation.isCollection) {
    if (navigation.containsTarget) return whole(store.containedCollection(owner, navigation), via)
    const items = store.followCollection(owner, navigation)
    return { kind: 'collection', type: navigation.type, items, collection: undefined, via }
  }
  const entity = store.followSingle(owner, navigation)
  return entity ? { kind: 'entity', entity, via } : { kind: 'noEntity', type: navigation.type, via }
}

/** The entity that a further step starts from; singletons that hold no data of their own have none. */
function ownerOf(target: Target | undefined): Entity | undefined {
  if (target?.kind === 'entity') return target.entity
  if (target?.kind === 'noEntity' && target.via?.navigation.isCollection === false) {
    const { owner, navigation } = target.via
    if (!navigation.isDoor && owner.type.key.length > 0) {
      throw notFound(`'${navigation.name}' of '${owner.key}' has no entity`)
    }
  }
  return undefined
}

function followProperty(
  name: string,
  property: Property | undefined,
  target: Target | undefined,
): Target {
  if (target?.kind === 'noEntity') throw notFound(`there is no ${target.type.qualifiedName} here`)
  if (target?.kind === 'call') throw notImplemented('a path after an operation')
  const shape = {
    name,
    property,
    type: property?.type ?? untyped,
    isCollection: property?.isCollection ?? false,
  }
  if (target?.kind === 'entity') {
    const { entity } = target
    return { kind: 'value', owner: entity, value: memberOf(entity.properties, name), ...shape }
  }
  if (target?.kind !== 'value') throw badRequest(`'${name}' follows a collection`)
  const { value, owner } = target
  if (value === null) throw notFound(`'${target.name}' is null and has no '${name}'`)
  return {
    kind: 'value',
    owner,
    value: memberOf(value, name),
    ...shape,
    name: `${target.name}/${name}`,
  }
}

function memberOf(value: JsonValue, name: string): JsonValue {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
  return (value as JsonObject)[name] ?? null
}

const untyped: EdmType = {
  kind: 'primitiveType',
  name: 'Edm.Untyped',
  qualifiedName: 'Edm.Untyped',
}

function cast(type: EdmType, target: Target | undefined): Target | undefined {
  if (type.kind !== 'entityType') return target
  if (target?.kind === 'collection') {
    const items = target.items.filter((entity) => isDerivedFrom(entity.type, type))
    return { ...target, type, items, collection: undefined }
  }
  if (target?.kind === 'entity' && !isDerivedFrom(target.entity.type, type)) {
    throw notFound(`'${target.entity.key}' is not a ${type.qualifiedName}`)
  }
  return target
}
