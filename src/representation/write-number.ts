import type { EdmType, JsonValue } from '../model/index.ts'

/** A primitive value under `IEEE754Compatible=true`: Edm.Int64 and Edm.Decimal as strings. */
export function writeNumberText(value: JsonValue, type: EdmType | undefined): string {
  const name = type?.kind === 'typeDefinition' ? type.underlyingType.name : type?.qualifiedName
  const isWide = name === 'Edm.Int64' || name === 'Edm.Decimal'
  return JSON.stringify(typeof value === 'number' && isWide ? String(value) : value)
}
