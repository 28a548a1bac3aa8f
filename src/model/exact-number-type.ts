import type { EdmType } from './types.ts'

/**
 * Whether a double may not hold a value of the type: Edm.Int64 and Edm.Decimal, and definitions of them.
 * @see JSON Format, "Controlling the Representation of Numbers"
 */
export function isExactNumberType(type: EdmType): boolean {
  const { qualifiedName } = type.kind === 'typeDefinition' ? type.underlyingType : type
  return qualifiedName === 'Edm.Int64' || qualifiedName === 'Edm.Decimal'
}
