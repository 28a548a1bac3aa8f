import type { StructuredTypeDeclaration, TypeDeclaration } from './declarations.ts'
import type { EdmType, StructuredType } from './types.ts'

/** @see CSDL, "Structured Types": entity types and complex types */
export function isStructuredType(type: EdmType | undefined): type is StructuredType {
  return type?.kind === 'entityType' || type?.kind === 'complexType'
}

export function isStructuredTypeDeclaration(
  type: TypeDeclaration,
): type is StructuredTypeDeclaration {
  return type.kind === 'entityType' || type.kind === 'complexType'
}
