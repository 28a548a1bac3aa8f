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

function keyLiteral(type: Entity['type'], name: string, value: unknown): string {
  const isText = type.properties.get(name)?.type.qualifiedName === 'Edm.String'
  const text = String(value)
  if (!isText && typeof value !== 'string') return text
  if (!isText && type.properties.has(name)) return encodeURIComponent(text)
  return `'${encodeURIComponent(text).replaceAll("'", "''")}'`
}
