import {
  isPrimitiveTypeName,
  type JsonValue,
  type StructuredType,
  type TypeReference,
} from '../model/index.ts'
import type { WriteOptions } from './write-options.ts'

/** Types that JSON tells by itself (JSON Format, "Control Information: type"). */
const plain: ReadonlySet<string> = new Set([
  'Edm.String',
  'Edm.Boolean',
  'Edm.Double',
  'Edm.Untyped',
])

/**
 * What control information beside a value says of its type; `undefined` where JSON alone tells, and
 * for a complex value, which says its own. "For non-OData 4.0 payloads, built-in primitive type values
 * SHOULD be represented without the hash symbol."
 */
export function typeAnnotation(
  { type, isCollection }: TypeReference,
  value: JsonValue,
  { version }: Pick<WriteOptions, 'version'>,
): string | undefined {
  if (value === null) return undefined
  const isPrimitive = type.kind === 'primitiveType'
  const name = isPrimitive ? type.qualifiedName.slice('Edm.'.length) : type.qualifiedName
  if (isCollection) return `#Collection(${name})`
  // "The special floating-point values are serialized as strings."
  const isSpecial = type.qualifiedName === 'Edm.Double' && typeof value === 'string'
  if (type.kind === 'complexType' || (plain.has(type.qualifiedName) && !isSpecial)) return undefined
  return isPrimitive && version === '4.01' ? name : `#${name}`
}

/**
 * Of a property of an instance: full metadata tells the type of each that JSON does not, minimal that of
 * what `$compute` and `$apply` added, which no metadata document declares.
 */
export function propertyTypeAnnotation(
  type: StructuredType | undefined,
  name: string,
  value: JsonValue,
  options: Pick<WriteOptions, 'version' | 'metadata'>,
): string | undefined {
  const { metadata } = options
  if (metadata === 'none' || (metadata !== 'full' && !type?.shapeOf)) return undefined
  const property = type?.properties.get(name)
  if (!property) return undefined
  const isDynamic = type?.shapeOf !== undefined && !type.shapeOf.properties.has(name)
  return metadata === 'full' || isDynamic ? typeAnnotation(property, value, options) : undefined
}

/**
 * What was given as the type of a dynamic property, as the response's version has it: `#Int64` in 4.0,
 * `Int64` in 4.01.
 */
export function givenTypeAnnotation(
  name: string,
  value: JsonValue,
  { version }: Pick<WriteOptions, 'version'>,
): JsonValue {
  if (version !== '4.01' || typeof value !== 'string' || !name.endsWith('@odata.type')) return value
  return isPrimitiveTypeName(`Edm.${value.slice(1)}`) ? value.slice(1) : value
}
