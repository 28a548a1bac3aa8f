import { giveComplexLinks, mayHaveLinks } from './complex-links.ts'
import type { JsonObject, JsonValue, Model, NavigationProperty } from '../model/index.ts'
import {
  canonicalPath,
  principalConstraints,
  streamsOf,
  type Entity,
  type FixtureDocument,
  type Store,
} from '../store/index.ts'
import { writeDigitsUnquoted } from './exact-numbers.ts'
import { inlineMembers } from './inline-stream.ts'
import { isHeldByProperties } from './link-entities.ts'

/**
 * The state in the form of fixtures: reading it back gives the same entities and links. Each link is
 * written at one of its ends, at the other one too where its order would be lost, contained entities
 * within their parents.
 * @param answers what fixtures gave for calls, which belongs to the state
 */
export function writeFixtures(
  { container }: Model,
  store: Store,
  answers: FixtureDocument,
): FixtureDocument {
  const document: Record<string, readonly JsonObject[] | JsonObject> = {}
  const state = { store, places: placesOf(container, store) }
  for (const set of container.entitySets.values()) {
    const entities = store.collection(set).toArray()
    if (entities.length > 0 || !set.isImplied) {
      document[set.name] = entities.map((entity) => writeEntity(entity, state))
    }
  }
  for (const singleton of container.singletons.values()) {
    const entity = store.singleton(singleton)
    const written = entity && writeEntity(entity, state)
    if (written && Object.keys(written).length > 0) document[singleton.name] = written
  }
  return { ...document, ...answers }
}

interface State {
  readonly store: Store
  /** The order in which entities are read back. */
  readonly places: ReadonlyMap<Entity, number>
}

function placesOf({ entitySets, singletons }: Model['container'], store: Store): State['places'] {
  const inSets = [...entitySets.values()].flatMap((set) => store.collection(set).toArray())
  const alone = [...singletons.values()].flatMap((each) => store.singleton(each) ?? [])
  return new Map([...inSets, ...alone].map((entity, place) => [entity, place]))
}

function writeEntity(entity: Entity, state: State): JsonObject {
  const { store } = state
  const members: Record<string, JsonValue> = {}
  const { collection, containment, singleton } = entity
  const declared = collection?.entityType ?? containment?.type ?? singleton?.entityType
  if (declared && declared !== entity.type) members['@odata.type'] = `#${entity.type.qualifiedName}`
  Object.assign(
    members,
    entity.properties,
    inlineMembers(entity.type, streamsOf(entity.properties)),
  )
  writeDigitsUnquoted(members, entity.type)
  for (const { name, type } of entity.type.properties.values()) {
    if (members[name] === undefined || !mayHaveLinks(type)) continue
    members[name] = giveComplexLinks(members[name], type, store, ({ isCollection }, targets) => {
      const paths = targets.map(canonicalPath)
      return isCollection ? paths : paths[0]!
    })
  }
  for (const navigation of entity.type.navigationProperties.values()) {
    if (navigation.containsTarget) writeContained(entity, navigation, members, state)
    else if (isWrittenHere(navigation) || hasOwnOrder(entity, navigation, state)) {
      writeLinks(entity, navigation, members, store)
    }
  }
  return members
}

function writeContained(
  entity: Entity,
  navigation: NavigationProperty,
  members: Record<string, JsonValue>,
  state: State,
): void {
  const { store } = state
  if (!navigation.isCollection) {
    const child = store.followSingle(entity, navigation)
    if (child) members[navigation.name] = writeEntity(child, state)
    return
  }
  const children = store.followCollection(entity, navigation)
  if (children.length > 0) {
    members[navigation.name] = children.map((child) => writeEntity(child, state))
  }
}

/** Of two partners the one that clients change; a link that a property stands for needs no writing. */
function isWrittenHere(navigation: NavigationProperty): boolean {
  const { partner, isReadOnly, isDoor, name } = navigation
  if (isDoor || principalConstraints(navigation)) return false
  if (!partner || partner === navigation) return true
  if (partner.containsTarget || principalConstraints(partner)) return false
  if (isReadOnly !== partner.isReadOnly) return !isReadOnly
  return (
    `${navigation.declaringType.qualifiedName}/${name}` <
    `${partner.declaringType.qualifiedName}/${partner.name}`
  )
}

/** Whether links that are written at the other end are in another order here than they would be read in. */
function hasOwnOrder(
  entity: Entity,
  navigation: NavigationProperty,
  { store, places }: State,
): boolean {
  if (!navigation.isCollection || navigation.isDoor || isHeldByProperties(navigation)) return false
  const order = store.followCollection(entity, navigation).map((target) => places.get(target) ?? 0)
  return order.some((place, index) => index > 0 && place < order[index - 1]!)
}

function writeLinks(
  entity: Entity,
  navigation: NavigationProperty,
  members: Record<string, JsonValue>,
  store: Store,
): void {
  if (!navigation.isCollection) {
    const target = store.followSingle(entity, navigation)
    if (target) members[`${navigation.name}@odata.bind`] = canonicalPath(target)
    return
  }
  const targets = store.followCollection(entity, navigation)
  if (targets.length > 0) members[`${navigation.name}@odata.bind`] = targets.map(canonicalPath)
}
