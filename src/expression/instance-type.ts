import {
  isDerivedFrom,
  type EdmType,
  type EntityInstance,
  type StructuredType,
} from '../model/index.ts'

/**
 * Whether a value of a declared type is of another structured type: an entity by its type, a complex
 * value by the type that it names where it is not the declared one (JSON Format, "odata.type").
 */
export function isInstanceOf(value: unknown, type: StructuredType, declared: EdmType): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (declared.kind === 'entityType') {
    return isDerivedFrom((value as EntityInstance).type, type)
  }
  const members = value as Readonly<Record<string, unknown>>
  const name = members['@odata.type'] ?? members['@type']
  if (typeof name === 'string') return namesDerivedType(name.replace(/^.*#/, ''), type)
  return declared.kind === 'complexType' && isDerivedFrom(declared, type)
}

function namesDerivedType(name: string, type: StructuredType): boolean {
  return (
    type.qualifiedName === name ||
    type.derivedTypes.some((derived) => namesDerivedType(name, derived))
  )
}
