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

/**
 * The state in the form of fixtures: reading it back gives the same entities and links. Each link is
 * written at one of its ends, contained entities within their parents.
 * @param answers what fixtures gave for calls, which belongs to the state
 */
export function writeFixtures(
  { container }: Model,
  store: Store,
  answers: FixtureDocument,
): FixtureDocument {
  const document: Record<string, readonly JsonObject[] | JsonObject> = {}
  for (const set of container.entitySets.values()) {
    const entities = store.collection(set).toArray()
    if (entities.length > 0 || !set.isImplied) {
      document[set.name] = entities.map((entity) => writeEntity(entity, store))
    }
  }
  for (const singleton of container.singletons.values()) {
    const entity = store.singleton(singleton)
    const written = entity && writeEntity(entity, store)
    if (written && Object.keys(written).length > 0) document[singleton.name] = written
  }
  return { ...document, ...answers }
}

function writeEntity(entity: Entity, store: Store): JsonObject {
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
    if (navigation.containsTarget) writeContained(entity, navigation, members, store)
    else if (isWrittenHere(navigation)) writeLinks(entity, navigation, members, store)
  }
  return members
}

function writeContained(
  entity: Entity,
  navigation: NavigationProperty,
  members: Record<string, JsonValue>,
  store: Store,
): void {
  if (!navigation.isCollection) {
    const child = store.followSingle(entity, navigation)
    if (child) members[navigation.name] = writeEntity(child, store)
    return
  }
  const children = store.followCollection(entity, navigation)
  if (children.length > 0) {
    members[navigation.name] = children.map((child) => writeEntity(child, store))
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
