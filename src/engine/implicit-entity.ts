import type { EntityType, JsonValue, NavigationProperty, Singleton } from '../model/index.ts'
import { newEntity, type Entity, type Place } from '../store/index.ts'
import { defaultValue, isStored } from './modify/server-values.ts'
import type { RequestContext } from './request-context.ts'

type Context = Pick<RequestContext, 'store'>

/** What is as it was made, so that nobody has to be told of it. Values are replaced, never changed. */
const untouched = new WeakSet<object>()

/** Whether nobody has given or changed anything of an entity that is there by itself. */
export function isUntouched({ properties }: Entity): boolean {
  return untouched.has(properties)
}

/**
 * The entity of a singleton, which is made with default values when it is first asked for, where the
 * service is documented to have it and nobody has given it.
 */
export function singletonEntity(singleton: Singleton, { store }: Context): Entity | undefined {
  const known = store.singleton(singleton)
  if (known || !singleton.isImplicit || singleton.entityType.isAbstract) return known
  const { name, entityType } = singleton
  const entity = makeEntity(entityType, name, () => ({ singleton }))
  store.setSingleton(singleton, entity)
  return entity
}

/** As `singletonEntity`, for what a single-valued navigation property contains. */
export function relatedEntity(
  owner: Entity,
  navigation: NavigationProperty,
  { store }: Context,
): Entity | null {
  const known = store.followSingle(owner, navigation)
  if (known || !navigation.isImplicit || navigation.type.isAbstract) return known
  const entity = makeEntity(navigation.type, navigation.name, (key) => ({
    parent: owner,
    containment: navigation,
    key,
  }))
  store.link(owner, navigation, entity)
  return entity
}

/** @param name the key, so that the same requests come to the same state in any order */
function makeEntity(type: EntityType, name: string, placeAt: (key: string) => Place): Entity {
  const properties: Record<string, JsonValue> = {}
  for (const property of type.properties.values()) {
    if (!isStored(property)) continue
    const isKey = type.key.length === 1 && type.key[0] === property.name
    properties[property.name] = isKey ? name : defaultValue(property)
  }
  untouched.add(properties)
  return newEntity(type, properties, placeAt(type.key.length === 1 ? name : ''))
}
