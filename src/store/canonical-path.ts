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
    const path = `${canonicalPath(parent)}/${containment.name}`
    return containment.isCollection ? `${path}(${keyPredicate(entity)})` : path
  }
  return `${collection?.entitySet?.name ?? ''}(${keyPredicate(entity)})`
}

function keyPredicate({ type, properties, key }: Entity): string {
  if (type.key.length === 1) return keyLiteral(type, type.key[0]!, properties[type.key[0]!] ?? key)
  return type.key.map((name) => `${name}=${keyLiteral(type, name, properties[name])}`).join(',')
}

/** @see URL Conventions, "Primitive Literals" */
function keyLiteral({ properties }: Entity['type'], name: string, value: unknown): string {
  const type = properties.get(name)?.type
  const text = encodeURIComponent(String(value))
  const quoted = `'${text.replaceAll("'", "''")}'`
  if (type?.kind === 'enumType') return type.qualifiedName + quoted
  const typeName = type?.kind === 'typeDefinition' ? type.underlyingType.name : type?.qualifiedName
  switch (typeName) {
    case 'Edm.String':
      return quoted
    case 'Edm.Duration':
      return `duration${quoted}`
    case 'Edm.Binary':
      return `binary${quoted}`
    case undefined:
      return typeof value === 'string' ? quoted : text
  }
  return text
}
