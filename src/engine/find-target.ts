import { badRequest, notFound, notImplemented } from '../errors.ts'
import {
  isDerivedFrom,
  joinKeyTexts,
  keyText,
  primitiveTypes,
  valueAtPath,
  type ComplexType,
  type EdmType,
  type EntitySet,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type NavigationProperty,
  type Operation,
  type Property,
  type Singleton,
} from '../model/index.ts'
import { anyEntityType, type PathStep, type ResolvedPath } from '../plan/index.ts'
import { applyQuery, type FilterPlan } from '../query/index.ts'
import { findInstanceType } from '../schemas/instance-type.ts'
import type { Entity, EntityCollection, Store } from '../store/index.ts'
import { findAnswer } from './call-operation.ts'
import type { RequestContext } from './request-context.ts'

/** How an entity or a collection was reached from another entity. */
export interface Via {
  readonly owner: Entity
  readonly navigation: NavigationProperty
  /** Where the entities live, by the bindings of the owner's entity set or singleton. */
  readonly target: EntitySet | Singleton | undefined
  /** The complex value of the owner that has the navigation property; absent when the owner itself has it. */
  readonly holder?: JsonObject | undefined
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
      /** `undefined` for what an operation returned. */
      readonly owner: Entity | undefined
      readonly value: JsonValue
      readonly property: Property | undefined
      /** Path from the owner, e.g. `address/city`. */
      readonly name: string
      readonly type: EdmType
      readonly isCollection: boolean
    }
  | {
      readonly kind: 'crossjoin'
      readonly entitySets: readonly EntitySet[]
      readonly type: EntityType
      readonly filters: readonly FilterPlan[]
    }
  | {
      readonly kind: 'call'
      readonly operation: Operation
      readonly parameters: ReadonlyMap<string, JsonValue>
      readonly callText: string
      readonly entitySet: EntitySet | undefined
      readonly boundTo: Target | undefined
    }

/**
 * Follows the steps of a path through the store; `$count`, `$value`, `$ref` and `$each` at the end
 * are left to the caller.
 * @throws ODataError 404 for an entity that does not exist
 */
export function findTarget({ steps }: ResolvedPath, context: RequestContext): Target {
  let target: Target | undefined
  for (const step of steps) target = follow(step, target, context) ?? target
  if (!target) throw notFound('the path addresses nothing')
  return target
}

/** @returns `undefined` for a step that leads nowhere else */
function follow(
  step: PathStep,
  from: Target | undefined,
  context: RequestContext,
): Target | undefined {
  const { store } = context
  if (from?.kind === 'call' && !isSuffix(step)) {
    return follow(step, answerOf(from, context), context)
  }
  switch (step.kind) {
    case 'entitySet':
      return whole(store.collection(step.entitySet), undefined)
    case 'singleton': {
      const entity = store.singleton(step.singleton)
      if (entity) return { kind: 'entity', entity, via: undefined }
      return { kind: 'noEntity', type: step.singleton.entityType, via: undefined }
    }
    case 'crossjoin':
      return { kind: 'crossjoin', entitySets: step.entitySets, type: step.type, filters: [] }
    case 'all':
      return everything(context)
    case 'key':
      return followKey(step, from, store)
    case 'navigation':
      return followNavigation(step.navigation, from, store)
    case 'property':
      return followProperty(step.property.name, step.property, from)
    case 'dynamicProperty':
      return followProperty(step.name, undefined, from)
    case 'ordinal':
      return followOrdinal(step.ordinal, from)
    case 'typeCast':
      return cast(step.type, from)
    case 'filter':
      return applyFilter(step.filter, from, context)
    case 'operation': {
      const { operation, parameters, callText, entitySet } = step
      return { kind: 'call', operation, parameters, callText, entitySet, boundTo: from }
    }
    case 'each':
    case 'count':
    case 'value':
    case 'ref':
      return undefined
  }
}

function isSuffix({ kind }: PathStep): boolean {
  return kind === 'count' || kind === 'value' || kind === 'ref'
}

function answerOf(call: Target & { readonly kind: 'call' }, context: RequestContext): Target {
  const answered = findAnswer(call, context)
  if (!answered) throw notImplemented('a path after an operation')
  return answered
}

/** @see URL Conventions, "Addressing All Entities in a Service" */
function everything({ model: { container }, store }: RequestContext): Target {
  const singletons = [...container.singletons.values()].flatMap((singleton) => {
    const entity = store.singleton(singleton)
    // One that only leads to others is no entity with anything to say.
    return entity && Object.keys(entity.properties).length > 0 ? [entity] : []
  })
  const sets = [...container.entitySets.values()]
  const items = [...sets.flatMap((set) => store.collection(set).toArray()), ...singletons]
  return { kind: 'collection', type: anyEntityType, items, collection: undefined, via: undefined }
}

/** A collection is the same target each time; to make an accessor anew costs more than to find the entity. */
const wholes = new WeakMap<EntityCollection, Target>()

function whole(collection: EntityCollection, via: Via | undefined): Target {
  if (via) return makeWhole(collection, via)
  let target = wholes.get(collection)
  if (!target) wholes.set(collection, (target = makeWhole(collection, undefined)))
  return target
}

function makeWhole(collection: EntityCollection, via: Via | undefined): Target {
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

function followKey(
  step: PathStep & { readonly kind: 'key' },
  target: Target | undefined,
  store: Store,
): Target {
  if (target?.kind !== 'collection') throw badRequest('a key follows what is not a collection')
  const { collection, via, type } = target
  if (step.alternate) return followAlternateKey(step.alternate, step.key, target)
  const key = step.parts ? completeKey(step.parts, via) : step.key
  const entity = collection ? collection.get(key) : findLinked(key, target, store)
  if (!entity) throw notFound(`no ${type.qualifiedName} with the key '${key}' is here`)
  return { kind: 'entity', entity, via }
}

/** A key whose other values are those of the entity that the collection belongs to. */
function completeKey(
  parts: NonNullable<(PathStep & { readonly kind: 'key' })['parts']>,
  via: Via | undefined,
): string {
  const texts = parts.map((part) => {
    if ('text' in part) return part.text
    const value = via?.owner.properties[part.principal]
    return keyText(value, part.type) ?? via?.owner.key ?? ''
  })
  return joinKeyTexts(texts)
}

/** @see URL Conventions, "Alternate Keys" */
function followAlternateKey(
  values: NonNullable<(PathStep & { readonly kind: 'key' })['alternate']>,
  key: string,
  { items, collection, via, type }: Target & { readonly kind: 'collection' },
): Target {
  const [first] = values
  const isIndexed = first?.path.length === 1 && first.type === primitiveTypes['Edm.String']
  const candidates = isIndexed ? collection?.findByIndex(first.path[0]!, first.text) : undefined
  const found = (candidates ?? items).filter(({ properties }) =>
    values.every(
      (value) => keyText(valueAtPath(properties, value.path), value.type) === value.text,
    ),
  )
  if (found.length > 1) throw badRequest(`several ${type.qualifiedName} have the key '${key}'`)
  const [entity] = found
  if (!entity) throw notFound(`no ${type.qualifiedName} with the key '${key}' is here`)
  return { kind: 'entity', entity, via }
}

function findLinked(
  key: string,
  { items, via }: Target & { readonly kind: 'collection' },
  store: Store,
): Entity | undefined {
  if (via?.target?.kind !== 'entitySet' || via.holder) {
    return items.find((entity) => entity.key === key)
  }
  const { owner, navigation, target } = via
  const entity = store.collection(target).get(key)
  if (entity && store.isLinked(owner, navigation, entity)) return entity
  return items.find((item) => item.key === key)
}

function followNavigation(
  navigation: NavigationProperty,
  target: Target | undefined,
  store: Store,
): Target {
  if (target?.kind === 'value') return followComplex(navigation, target, store)
  const owner = ownerOf(target)
  if (!owner) {
    const type = navigation.type
    if (!navigation.isCollection) return { kind: 'noEntity', type, via: undefined }
    return { kind: 'collection', type, items: [], collection: undefined, via: undefined }
  }
  const via = { owner, navigation, target: store.targetOf(owner, navigation) }
  if (navigation.isCollection) {
    if (navigation.containsTarget) return whole(store.containedCollection(owner, navigation), via)
    const items = store.followCollection(owner, navigation)
    return { kind: 'collection', type: navigation.type, items, collection: undefined, via }
  }
  const entity = store.followSingle(owner, navigation)
  return entity ? { kind: 'entity', entity, via } : { kind: 'noEntity', type: navigation.type, via }
}

/** From a complex value, whose type declares the navigation property. */
function followComplex(
  navigation: NavigationProperty,
  { value, owner, name }: Target & { readonly kind: 'value' },
  store: Store,
): Target {
  const { type, isCollection } = navigation
  if (value === null) throw notFound(`'${name}' is null and has no '${navigation.name}'`)
  if (navigation.containsTarget) throw notImplemented('contained entities of a complex value')
  const holder = value as JsonObject
  const via = owner && { owner, navigation, target: navigation.target, holder }
  const related = store.followComplex(holder, navigation)
  if (isCollection) {
    const items = (related ?? []) as readonly Entity[]
    return { kind: 'collection', type, items, collection: undefined, via }
  }
  return related
    ? { kind: 'entity', entity: related as Entity, via }
    : { kind: 'noEntity', type, via }
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
  const shape = {
    name,
    property,
    type: property?.type ?? primitiveTypes['Edm.Untyped'],
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

/** @see URL Conventions, "Addressing a Member of an Ordered Collection" */
function followOrdinal(ordinal: number, target: Target | undefined): Target {
  if (target?.kind !== 'value') throw badRequest(`'${ordinal}' follows no collection of values`)
  const { value, name } = target
  const item = Array.isArray(value) ? (value.at(ordinal) as JsonValue | undefined) : undefined
  if (item === undefined) throw notFound(`'${name}' has no member at ${ordinal}`)
  // "Services MUST NOT specify a negative index when returning the address of a member."
  const index = ordinal < 0 ? (value as readonly JsonValue[]).length + ordinal : ordinal
  return { ...target, value: item, isCollection: false, name: `${name}/${index}` }
}

function cast(type: EntityType | ComplexType, target: Target | undefined): Target | undefined {
  switch (target?.kind) {
    case 'collection': {
      if (type.kind !== 'entityType') return target
      const items = target.items.filter((entity) => isDerivedFrom(entity.type, type))
      return { ...target, type, items, collection: undefined }
    }
    case 'entity':
      if (isDerivedFrom(target.entity.type, type)) return target
      throw notFound(`'${target.entity.key}' is not a ${type.qualifiedName}`)
    case 'value':
      return castValue(type, target)
    case 'noEntity':
    case 'crossjoin':
    case 'call':
    case undefined:
      return target
  }
}

/** @see URL Conventions, "Addressing Derived Types" */
function castValue(
  type: EntityType | ComplexType,
  target: Target & { readonly kind: 'value' },
): Target {
  const { value, type: declared, name } = target
  const isOfType = (item: JsonValue) =>
    declared.kind === 'complexType' && isDerivedFrom(findInstanceType(declared, item), type)
  const path = `${name}/${type.qualifiedName}`
  if (Array.isArray(value)) {
    return { ...target, type, value: (value as JsonValue[]).filter(isOfType), name: path }
  }
  if (value === null || isOfType(value)) return { ...target, type, name: path }
  throw notFound(`'${name}' is not a ${type.qualifiedName}`)
}

function applyFilter(
  filter: FilterPlan,
  target: Target | undefined,
  context: RequestContext,
): Target {
  const plan = { $filter: filter }
  switch (target?.kind) {
    case 'collection': {
      const { items } = applyQuery(
        plan,
        { items: target.items, source: target.collection },
        context,
      )
      return { ...target, items: items as readonly Entity[], collection: undefined }
    }
    case 'value': {
      const values = Array.isArray(target.value) ? (target.value as JsonValue[]) : []
      const { items } = applyQuery(plan, { items: values }, context)
      return { ...target, value: items as JsonValue[] }
    }
    case 'crossjoin':
      return { ...target, filters: [...target.filters, filter] }
    case 'entity':
    case 'noEntity':
    case 'call':
    case undefined:
      throw badRequest('$filter follows what is not a collection')
  }
}
