import { isNumericTypeName, primitiveTypes, type EdmType } from '../model/index.ts'

/** The type that values of a type definition are of; any other type is itself. */
export function underlyingType(type: EdmType): EdmType {
  return type.kind === 'typeDefinition' ? type.underlyingType : type
}

/** Of an abstract primitive type, what a value is shows in the value alone, too. */
export function isUntyped(type: EdmType): boolean {
  return type === primitiveTypes['Edm.Untyped'] || type === primitiveTypes['Edm.PrimitiveType']
}

export function isNumeric(type: EdmType): boolean {
  return isNumericTypeName(underlyingType(type).qualifiedName)
}

const integerNames: ReadonlySet<string> = new Set([
  'Edm.Byte',
  'Edm.SByte',
  'Edm.Int16',
  'Edm.Int32',
  'Edm.Int64',
])

export function isInteger(type: EdmType): boolean {
  return integerNames.has(underlyingType(type).qualifiedName)
}

/**
 * The type that two numeric operands are promoted to.
 * @see URL Conventions, "Numeric Promotion"
 */
export function promoteNumeric(left: EdmType, right: EdmType): EdmType {
  const names = [underlyingType(left).qualifiedName, underlyingType(right).qualifiedName]
  const has = (name: string) => names.includes(name)
  if (has('Edm.Double')) return primitiveTypes['Edm.Double']
  if (has('Edm.Single')) return primitiveTypes['Edm.Single']
  if (has('Edm.Decimal')) return primitiveTypes['Edm.Decimal']
  return primitiveTypes[has('Edm.Int64') ? 'Edm.Int64' : 'Edm.Int32']
}

/**
 * The type that two operands are compared in, or `undefined` where they cannot be: what is untyped
 * goes with everything, numbers and dates are promoted, structured types go with their base types.
 */
export function findCommonType(left: EdmType, right: EdmType): EdmType | undefined {
  const [a, b] = [underlyingType(left), underlyingType(right)]
  if (a === b || isUntyped(b)) return a
  if (isUntyped(a)) return b
  if (isNumeric(a) && isNumeric(b)) return promoteNumeric(a, b)
  const names = [a.qualifiedName, b.qualifiedName]
  if (names.includes('Edm.DateTimeOffset') && names.includes('Edm.Date')) {
    return primitiveTypes['Edm.DateTimeOffset']
  }
  for (let base: EdmType | undefined = a; base; base = baseTypeOf(base)) if (base === b) return b
  for (let base: EdmType | undefined = b; base; base = baseTypeOf(base)) if (base === a) return a
  return undefined
}

function baseTypeOf(type: EdmType): EdmType | undefined {
  return type.kind === 'entityType' || type.kind === 'complexType' ? type.baseType : undefined
}
