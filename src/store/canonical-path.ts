import {
  keyTypeOf,
  splitKeyTexts,
  valueAtPath,
  valueOfKeyText,
  type Door,
  type EdmType,
  type NavigationProperty,
} from '../model/index.ts'
import type { Entity } from './entity.ts'

/**
 * The canonical URL of an entity, relative to the service root: `accessPackages('x')`,
 * `accessPackages('x')/accessPackageResourceRoleScopes('y')`.
 * @see URL Conventions, "Canonical URL"
 */
export function canonicalPath(entity: Entity): string {
  const { singleton, parent, containment, collection } = entity
  if (singleton) return singleton.name
  if (parent && containment) {
    const path = containedPath(parent, containment)
    return containment.isCollection ? `${path}(${keyPredicate(entity)})` : path
  }
  return `${collection?.entitySet?.name ?? ''}(${keyPredicate(entity)})`
}

/**
 * The canonical URL of what a navigation property of an entity contains: with "a type-cast segment if
 * the navigation property is defined on a type derived from the entity type declared".
 * @see URL Conventions, "Canonical URL for Contained Entities"
 */
export function containedPath(owner: Entity, { name, declaringType }: NavigationProperty): string {
  const { collection, containment, singleton, type } = owner
  const declared = collection?.entityType ?? containment?.type ?? singleton?.entityType ?? type
  const isOfDerived = !declared.navigationProperties.has(name)
  const cast = isOfDerived ? `/${declaringType.qualifiedName}` : ''
  return `${canonicalPath(owner)}${cast}/${name}`
}

/** A path that begins with an entity set, as a request has it that came through a door. */
export function throughDoor(path: string, door: Door | undefined): string {
  if (!door || !path.startsWith(door.name)) return path
  const rest = path.slice(door.name.length)
  return rest === '' || rest.startsWith('(') || rest.startsWith('/') ? door.path + rest : path
}

function keyPredicate({ type, properties, key }: Entity): string {
  const [single, ...others] = type.keyProperties
  if (single && others.length === 0) {
    return keyLiteral(keyTypeOf(type, single), valueAtPath(properties, single.path) ?? key)
  }
  return type.keyProperties
    .map((property, index) => {
      // What is a related entity's is not among the properties.
      const value =
        valueAtPath(properties, property.path) ??
        valueOfKeyText(splitKeyTexts(key, type)[index]!, keyTypeOf(type, property))
      return `${property.name}=${keyLiteral(keyTypeOf(type, property), value)}`
    })
    .join(',')
}

/** @see URL Conventions, "Primitive Literals" */
function keyLiteral(type: EdmType, value: unknown): string {
  const text = encodeURIComponent(String(value))
  const quoted = `'${text.replaceAll("'", "''")}'`
  if (type.kind === 'enumType') return type.qualifiedName + quoted
  const typeName = type.kind === 'typeDefinition' ? type.underlyingType.name : type.qualifiedName
  switch (typeName) {
    case 'Edm.String':
      return quoted
    case 'Edm.Duration':
      return `duration${quoted}`
    case 'Edm.Binary':
      return `binary${quoted}`
    case 'Edm.Untyped':
      return typeof value === 'string' ? quoted : text
  }
  return text
}
