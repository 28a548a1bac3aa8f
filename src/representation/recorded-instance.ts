import type { EntityInstance } from '../model/index.ts'
import { canonicalPath, containedPath, type Entity, type RecordedEntity } from '../store/index.ts'
import { contextUrl } from './context-url.ts'
import { controlName } from './control-name.ts'
import { isInStore } from './stored-instance.ts'
import type { WriteOptions } from './write-options.ts'
import { writeValue } from './write-value.ts'

/** A recorded entity as an instance: itself where it is as it was recorded. */
export function instanceOf({ entity, properties }: RecordedEntity): EntityInstance {
  if (entity.properties === properties) return entity
  return { type: entity.type, properties, origin: entity }
}

export function entityId(entity: Entity, { serviceRoot }: WriteOptions): string {
  return `${serviceRoot}/${canonicalPath(entity)}`
}

/** `@odata.id`: changes have it whatever the metadata. */
export function idMember(entity: Entity, options: WriteOptions): string | undefined {
  if (!options.givesIds || !isInStore(entity)) return undefined
  return `"${controlName('id', options)}":${JSON.stringify(entityId(entity, options))}`
}

/** Where an entity is written whole, its control information has the id unless none is written. */
export function idBesideMembers(entity: Entity, options: WriteOptions): string | undefined {
  return options.metadata === 'none' ? idMember(entity, options) : undefined
}

/** An item's own context, which says what it is "regardless of the specified `metadata` value". */
export function itemContext(fragment: string, options: WriteOptions): string {
  return `"${controlName('context', options)}":${JSON.stringify(contextUrl(options, fragment))}`
}

/** The set of an entity as context URLs have it: the path of what contains it, or its entity set. */
export function setName({ parent, containment, collection, type }: Entity): string {
  if (parent && containment) return containedPath(parent, containment)
  return collection?.entitySet?.name ?? type.qualifiedName
}

/** Names of the properties that the key is in. */
export function keyNames({ type }: Entity): readonly string[] {
  return type.keyProperties.map(({ path: [name = ''] }) => name)
}

/** Properties by name, each whole; one that is gone is null. */
export function writeProperties(
  names: Iterable<string>,
  { entity: { type }, properties }: RecordedEntity,
  options: WriteOptions,
): readonly string[] {
  return [...new Set(names)].map((name) => {
    const value = properties[name] ?? null
    const text = writeValue(value, type.properties.get(name)?.type, {}, options)
    return `${JSON.stringify(name)}:${text}`
  })
}
