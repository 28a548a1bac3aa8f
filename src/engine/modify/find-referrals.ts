import {
  isDerivedFrom,
  type EntityType,
  type Model,
  type NavigationProperty,
  type StructuredType,
} from '../../model/index.ts'
import { principalConstraints, type Entity, type EntityCollection } from '../../store/index.ts'
import type { RequestContext } from '../request-context.ts'

/** An entity that refers to another one by a navigation property of its own. */
export interface Referral {
  readonly entity: Entity
  readonly navigation: NavigationProperty
  readonly target: Entity
}

/** The entities that refer to one: by links, which are kept from both ends, and by referential constraints. */
export function* findReferrals(target: Entity, context: RequestContext): Generator<Referral> {
  for (const [end, sources] of target.links) {
    const { navigation } = end.opposite
    if (!navigation) continue
    for (const entity of sources.toArray()) yield { entity, navigation, target }
  }
  const { store, model } = context
  for (const navigation of constrainedNavigations(model, target.type)) {
    for (const entity of mayRefer(navigation, target, context)) {
      if (store.followSingle(entity, navigation) === target) yield { entity, navigation, target }
    }
  }
}

/** For each type, the navigation properties that referential constraints alone may lead to it by. */
const constrained = new WeakMap<Model, Map<EntityType, readonly NavigationProperty[]>>()

function constrainedNavigations(model: Model, type: EntityType): readonly NavigationProperty[] {
  let byType = constrained.get(model)
  if (!byType) constrained.set(model, (byType = new Map()))
  let found = byType.get(type)
  if (!found) byType.set(type, (found = findConstrained(model, type)))
  return found
}

function findConstrained(model: Model, type: EntityType): readonly NavigationProperty[] {
  return [...model.types.values()].flatMap((each) =>
    each.kind === 'entityType'
      ? [...each.ownNavigationProperties.values()].filter(
          (navigation) => principalConstraints(navigation) && isDerivedFrom(type, navigation.type),
        )
      : [],
  )
}

/** The entities that may have a navigation property lead to a target. */
function mayRefer(
  navigation: NavigationProperty,
  target: Entity,
  context: RequestContext,
): Iterable<Entity> {
  const [constraint] = principalConstraints(navigation)!
  const value = target.properties[constraint!.referencedProperty] ?? target.key
  return entitiesOf(navigation.declaringType, context, (collection) =>
    collection.findByIndex(constraint!.property, value),
  )
}

/**
 * The entities of a type, wherever they are: in entity sets, as singletons, contained in others.
 * @param find those of a collection that matter, where they are known without a search
 */
export function* entitiesOf(
  type: StructuredType,
  { model, store }: RequestContext,
  find: (collection: EntityCollection) => readonly Entity[] | undefined = () => undefined,
): Generator<Entity> {
  const { entitySets, singletons } = model.container
  for (const set of entitySets.values()) {
    const holding = howHolds(set.entityType, type)
    if (!holding) continue
    const collection = store.collection(set)
    const found = holding === 'itself' ? find(collection) : undefined
    yield* ofType(found ?? collection.toArray(), type)
  }
  for (const singleton of singletons.values()) {
    const entity = store.singleton(singleton)
    if (entity && howHolds(singleton.entityType, type)) yield* ofType([entity], type)
  }
}

/** Whether an entity of one type may be of another, or contain one, at any depth. */
function howHolds(holder: EntityType, type: StructuredType): 'itself' | 'contained' | undefined {
  let types = held.get(holder)
  if (!types) held.set(holder, (types = typesHeldBy(holder)))
  if (types.contained.has(type)) return 'contained'
  return types.itself.has(type) ? 'itself' : undefined
}

interface HeldTypes {
  readonly itself: ReadonlySet<StructuredType>
  readonly contained: ReadonlySet<StructuredType>
}

const held = new WeakMap<EntityType, HeldTypes>()

function typesHeldBy(holder: EntityType): HeldTypes {
  const itself = new Set<EntityType>([holder])
  addRelatives(itself)
  const contained = new Set<EntityType>()
  for (const each of itself) addContained(each, contained)
  for (const each of contained) {
    addRelatives(contained)
    addContained(each, contained)
  }
  return { itself, contained }
}

/** Their base types and all that derive from those: what is declared by one may be of another. */
function addRelatives(types: Set<EntityType>): void {
  for (const each of types) {
    if (each.baseType) types.add(each.baseType)
    for (const derived of each.derivedTypes) types.add(derived)
  }
}

function addContained({ navigationProperties }: EntityType, types: Set<EntityType>): void {
  for (const { containsTarget, type } of navigationProperties.values()) {
    if (containsTarget) types.add(type)
  }
}

function* ofType(entities: readonly Entity[], type: StructuredType): Generator<Entity> {
  for (const entity of entities) {
    if (isDerivedFrom(entity.type, type)) yield entity
    for (const collection of entity.contained?.values() ?? []) {
      yield* ofType(collection.toArray(), type)
    }
    for (const [{ navigation }, targets] of entity.links) {
      if (navigation?.containsTarget) yield* ofType(targets.toArray(), type)
    }
  }
}
