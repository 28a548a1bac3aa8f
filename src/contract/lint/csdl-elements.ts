import type { EntityType, Model, SourceLocation, StructuredType } from '../../model/index.ts'

/** Whether a CSDL document declares an element: pages are not held to what only CSDL demands. */
export function isOfCsdl(source: SourceLocation | undefined): source is SourceLocation {
  return source !== undefined && !/\.md$/i.test(source.file)
}

/** The structured types that CSDL documents declare. */
export function csdlStructuredTypes({ types }: Model): readonly StructuredType[] {
  return [...types.values()].filter(
    (type): type is StructuredType =>
      (type.kind === 'entityType' || type.kind === 'complexType') &&
      !type.isImplied &&
      isOfCsdl(type.source),
  )
}

export function csdlEntityTypes(model: Model): readonly EntityType[] {
  return csdlStructuredTypes(model).filter((type) => type.kind === 'entityType')
}
