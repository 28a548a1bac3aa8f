import { badRequest, notFound, notImplemented } from '../errors.ts'
import {
  isDerivedFrom,
  type ComplexType,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type NavigationProperty,
} from '../model/index.ts'
import { anyEntityType, type PathStep, type ResolvedPath } from '../plan/index.ts'
import { applyQuery, type FilterPlan } from '../query/index.ts'
import type { Entity, EntityCollection, Store } from '../store/index.ts'
import { isUntouched, relatedEntity, singletonEntity } from './implicit-entity.ts'
import { findAnswer, refuseCall } from './operations/call-operation.ts'
import { findByKey, followKey, noSuchMember } from './read/follow-key.ts'
import { castValue, followOrdinal, followProperty } from './read/follow-property.ts'
import { isUpsertable } from './modify/is-upsertable.ts'
import { judgeArguments } from './operations/judge-parameters.ts'
import type { RequestContext } from './request-context.ts'
import type { Target, Via } from './target.ts'

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

/**
 * As `findTarget`; where a key at the end of the path names no entity but might, the target says which.
 * @see Protocol, "Upsert an Entity"
 */
export function findTargetToUpsert(path: ResolvedPath, context: RequestContext): Target {
  const { steps } = path
  const at = steps.findLastIndex(({ kind }) => kind !== 'typeCast' && kind !== 'value')
  const step = steps[at]
  if (step?.kind !== 'key') return findTarget(path, context)
  const whole = { ...path, steps: steps.slice(0, at) }
  const collection = answered(findTarget(whole, context), context)
  if (collection.kind !== 'collection') return findTarget(path, context)
  const entity = findByKey(step, collection, context.store)
  if (!entity && !isUpsertable(collection.type, path, context.model)) {
    throw noSuchMember(step, collection)
  }
  const casts = steps.slice(at + 1)
  let target: Target = entity
    ? { kind: 'entity', entity, via: collection.via }
    : { kind: 'noEntity', type: collection.type, via: undefined, absent: { step, collection } }
  for (const cast of casts) target = follow(cast, target, context) ?? target
  return target
}

function answered(target: Target, context: RequestContext): Target {
  return target.kind === 'call' ? answerOf(target, context) : target
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
      const entity = singletonEntity(step.singleton, context)
      if (entity) return { kind: 'entity', entity, via: undefined }
      const { singleton } = step
      return { kind: 'noEntity', type: singleton.entityType, via: undefined, singleton }
    }
    case 'crossjoin':
      return { kind: 'crossjoin', entitySets: step.entitySets, type: step.type, filters: [] }
    case 'all':
      return everything(context)
    case 'key':
      return followKey(step, from, store)
    case 'navigation':
      return followNavigation(step.navigation, from, context)
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
      if (from?.kind === 'noEntity' || (from?.kind === 'value' && from.value === null)) {
        throw notFound(
          `there is no ${from.type.qualifiedName} that ${operation.name} could be called on`,
        )
      }
      judgeArguments(operation, parameters, context)
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
  return findAnswer(call, context) ?? refuseCall(call, context)
}

/** @see URL Conventions, "Addressing All Entities in a Service" */
function everything({ model: { container }, store }: RequestContext): Target {
  const singletons = [...container.singletons.values()].flatMap((singleton) => {
    const entity = store.singleton(singleton)
    // One that only leads to others is no entity with anything to say.
    return entity && !isUntouched(entity) && Object.keys(entity.properties).length > 0
      ? [entity]
      : []
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

function followNavigation(
  navigation: NavigationProperty,
  target: Target | undefined,
  context: RequestContext,
): Target {
  const { store } = context
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
  const entity = relatedEntity(owner, navigation, context)
  return entity ? { kind: 'entity', entity, via } : { kind: 'noEntity', type: navigation.type, via }
}

/** From a complex value, whose type declares the navigation property. */
function followComplex(
  navigation: NavigationProperty,
  { value, owner, name, place }: Target & { readonly kind: 'value' },
  store: Store,
): Target {
  const { type, isCollection } = navigation
  if (value === null) throw notFound(`'${name}' is null and has no '${navigation.name}'`)
  if (navigation.containsTarget) throw notImplemented('contained entities of a complex value')
  const holder = value as JsonObject
  const via = owner && {
    owner,
    navigation,
    target: navigation.target,
    holder,
    holderPlace: place,
  }
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
      return type.kind === 'entityType' ? { ...target, type } : target
    case 'crossjoin':
    case 'call':
    case undefined:
      return target
  }
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
      return { ...target, value: items as JsonValue[], isSubset: true }
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
