import { declaredType, type EntityInstance, type EntityType } from '../model/index.ts'
import type { Selection } from '../query/index.ts'
import { canonicalPath, etagOf, requiresETag, type Entity } from '../store/index.ts'
import { controlName } from './control-name.ts'
import { entityPath, isUpdatable } from './entity-path.ts'
import { isInStore, storedOf } from './stored-instance.ts'
import type { WriteOptions } from './write-options.ts'

/**
 * What is said of an entity itself: its type, identity, version and links.
 * @see JSON Format, "Controlling the Amount of Control Information in Responses"
 */
export function addControlInformation(
  parts: string[],
  instance: EntityInstance,
  { expected, select }: { expected: EntityType; select: Selection | undefined },
  options: WriteOptions,
): void {
  const { metadata, serviceRoot } = options
  if (metadata === 'none') return
  const isFull = metadata === 'full'
  const type = declaredType(instance.type)
  if (isFull || type !== declaredType(expected)) {
    parts.push(`"${controlName('type', options)}":"#${type.qualifiedName}"`)
  }
  const stored = storedOf(instance)
  if (!stored || !isInStore(stored)) {
    // JSON Format, "Control Information: id": null for what is transient.
    if (isFull) parts.push(`"${controlName('id', options)}":null`)
    return
  }
  const { givesIds } = options
  if (isFull || givesIds === 'always' || (givesIds && leavesOutKey(type, select))) {
    const id = `${serviceRoot}/${canonicalPath(stored)}`
    parts.push(`"${controlName('id', options)}":${JSON.stringify(id)}`)
  }
  if (isFull || type.showsETag || requiresETag(stored)) {
    parts.push(`"${controlName('etag', options)}":${JSON.stringify(etagOf(stored))}`)
  }
  if (!isFull) return
  const link = isUpdatable(stored) ? 'editLink' : 'readLink'
  parts.push(`"${controlName(link, options)}":${JSON.stringify(entityPath(stored))}`)
}

/**
 * Minimal metadata has the id where "any of a non-transient entity's key fields are omitted from the
 * response".
 * @see JSON Format, "Control Information: id"
 */
function leavesOutKey({ keyProperties }: EntityType, select: Selection | undefined): boolean {
  if (!select || select.all) return false
  return keyProperties.some(({ path }) => !isSelected(path, select))
}

function isSelected([name = '', ...rest]: readonly string[], select: Selection): boolean {
  if (select.all) return true
  const selected = select.properties.get(name)
  return selected !== undefined && (rest.length === 0 || isSelected(rest, selected))
}

/** @param path of the instance, below the service root */
export function navigationLinks(
  name: string,
  path: string,
  options: WriteOptions,
): readonly string[] {
  const url = `${options.serviceRoot}/${path}/${name}`
  return [
    `"${name}${controlName('associationLink', options)}":${JSON.stringify(`${url}/$ref`)}`,
    `"${name}${controlName('navigationLink', options)}":${JSON.stringify(url)}`,
  ]
}

/** @see JSON Format, "Entity Reference" */
export function writeReference(entity: Entity | undefined, options: WriteOptions): string {
  const id = entity ? `${options.serviceRoot}/${canonicalPath(entity)}` : null
  return `{"${controlName('id', options)}":${JSON.stringify(id)}}`
}
