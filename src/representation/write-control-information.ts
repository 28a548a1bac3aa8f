import {
  isDerivedFrom,
  type EntityInstance,
  type EntityType,
  type StructuredType,
} from '../model/index.ts'
import type { Selection } from '../query/index.ts'
import { canonicalPath, etagOf, requiresETag, type Entity } from '../store/index.ts'
import { controlName } from './control-name.ts'
import { isInStore, storedOf } from './stored-instance.ts'
import type { WriteOptions } from './write-options.ts'

/** A navigation property that is selected is represented by its link (URL Conventions, "System Query Option $select"). */
export function addControlInformation(
  parts: string[],
  instance: EntityInstance,
  { declaredType, select }: { declaredType: EntityType; select: Selection | undefined },
  options: WriteOptions,
): void {
  const { metadata, serviceRoot } = options
  if (metadata === 'none') return
  const type = instance.type.shapeOf ?? instance.type
  if (metadata === 'full' || type !== (declaredType.shapeOf ?? declaredType)) {
    parts.push(`"${controlName('type', options)}":"#${type.qualifiedName}"`)
  }
  const stored = storedOf(instance)
  const hasETag = stored !== undefined && (metadata === 'full' || requiresETag(stored))
  if (metadata !== 'full' && !hasETag && !select?.navigations.size) return
  if (!stored || !isInStore(stored)) {
    // JSON Format, "Control Information: id": null for what is transient.
    if (metadata === 'full') parts.push(`"${controlName('id', options)}":null`)
    return
  }
  if (hasETag) parts.push(`"${controlName('etag', options)}":${JSON.stringify(etagOf(stored))}`)
  if (metadata !== 'full' && !select?.navigations.size) return
  const path = canonicalPath(stored)
  if (metadata === 'full') {
    parts.push(
      `"${controlName('id', options)}":${JSON.stringify(`${serviceRoot}/${path}`)}`,
      `"${controlName('editLink', options)}":${JSON.stringify(path)}`,
    )
  }
  for (const { name } of type.navigationProperties.values()) {
    if (metadata !== 'full' && !select?.navigations.has(name)) continue
    parts.push(...navigationLinks(name, path, options))
  }
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

/** @see JSON Format, "Bound Function", "Bound Action" */
export function addOperations(
  parts: string[],
  instance: EntityInstance,
  { operations }: Selection,
  { metadata, serviceRoot }: WriteOptions,
): void {
  const stored = storedOf(instance)
  if (metadata === 'none' || !stored || !isInStore(stored)) return
  for (const [text, { name, qualifiedName, bindingType }] of operations) {
    if (!isDerivedFrom(instance.type, bindingType!.type as StructuredType)) continue
    if (metadata === 'minimal') {
      parts.push(`${JSON.stringify(text)}:{}`)
      continue
    }
    const parameters = text.slice(qualifiedName.length + 1)
    const call = parameters.replaceAll(/\w+/g, (parameter) => `${parameter}=@${parameter}`)
    const target = `${serviceRoot}/${canonicalPath(stored)}/${qualifiedName}${call}`
    parts.push(`${JSON.stringify(text)}:${JSON.stringify({ title: name, target })}`)
  }
}

/** @see JSON Format, "Entity Reference" */
export function writeReference(entity: Entity | undefined, options: WriteOptions): string {
  const id = entity ? `${options.serviceRoot}/${canonicalPath(entity)}` : null
  return `{"${controlName('id', options)}":${JSON.stringify(id)}}`
}
