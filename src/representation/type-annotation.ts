import type { Property } from '../model/index.ts'
import type { WriteOptions } from './write-options.ts'

/** Types that JSON tells by itself (JSON Format, "Control Information: type"). */
const plain: ReadonlySet<string> = new Set([
  'Edm.String',
  'Edm.Boolean',
  'Edm.Double',
  'Edm.Untyped',
])

/**
 * What control information beside a property says of its type; `undefined` where JSON alone tells, and
 * for a complex value, which says its own. "For non-OData 4.0 payloads, built-in primitive type values
 * SHOULD be represented without the hash symbol."
 */
export function propertyTypeAnnotation(
  { type, isCollection }: Property,
  { version }: Pick<WriteOptions, 'version'>,
): string | undefined {
  const isPrimitive = type.kind === 'primitiveType'
  const name = isPrimitive ? type.qualifiedName.slice('Edm.'.length) : type.qualifiedName
  if (isCollection) return `#Collection(${name})`
  if (plain.has(type.qualifiedName) || type.kind === 'complexType') return undefined
  return isPrimitive && version === '4.01' ? name : `#${name}`
}
