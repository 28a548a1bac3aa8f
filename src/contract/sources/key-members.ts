import type { KeyProperty, StructuredTypeDeclaration } from '../../model/index.ts'

/** An entity type's own key; `keyProperties` says more than `key` just where there is an alias or a path. */
export function keyMembers(
  properties: readonly KeyProperty[],
): Pick<StructuredTypeDeclaration, 'key' | 'keyProperties'> {
  const isPlain = properties.every(({ name, path }) => path.length === 1 && path[0] === name)
  return {
    key: properties.map(({ name }) => name),
    ...(!isPlain && { keyProperties: properties }),
  }
}
