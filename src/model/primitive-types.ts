/**
 * CSDL, "Primitive Types", and the built-in abstract types, whose values are of any type of their
 * kind; `Edm.Untyped` stands for what a contract names but does not explain, too.
 */
export const primitiveTypeNames = [
  'Edm.AnnotationPath',
  'Edm.AnyPropertyPath',
  'Edm.Binary',
  'Edm.Boolean',
  'Edm.Byte',
  'Edm.ComplexType',
  'Edm.Date',
  'Edm.DateTimeOffset',
  'Edm.Decimal',
  'Edm.Double',
  'Edm.Duration',
  'Edm.EntityType',
  'Edm.Geography',
  'Edm.GeographyCollection',
  'Edm.GeographyLineString',
  'Edm.GeographyMultiLineString',
  'Edm.GeographyMultiPoint',
  'Edm.GeographyMultiPolygon',
  'Edm.GeographyPoint',
  'Edm.GeographyPolygon',
  'Edm.Geometry',
  'Edm.GeometryCollection',
  'Edm.GeometryLineString',
  'Edm.GeometryMultiLineString',
  'Edm.GeometryMultiPoint',
  'Edm.GeometryMultiPolygon',
  'Edm.GeometryPoint',
  'Edm.GeometryPolygon',
  'Edm.Guid',
  'Edm.Int16',
  'Edm.Int32',
  'Edm.Int64',
  'Edm.ModelElementPath',
  'Edm.NavigationPropertyPath',
  'Edm.PrimitiveType',
  'Edm.PropertyPath',
  'Edm.SByte',
  'Edm.Single',
  'Edm.Stream',
  'Edm.String',
  'Edm.TimeOfDay',
  'Edm.Untyped',
] as const

export type EdmPrimitiveName = (typeof primitiveTypeNames)[number]

export interface PrimitiveType {
  readonly kind: 'primitiveType'
  readonly name: EdmPrimitiveName
  readonly qualifiedName: EdmPrimitiveName
}

/** One frozen object per primitive type, so that types compare by identity. */
export const primitiveTypes = Object.freeze(
  Object.fromEntries(
    primitiveTypeNames.map((name) => [
      name,
      Object.freeze({ kind: 'primitiveType', name, qualifiedName: name }),
    ]),
  ),
) as Readonly<Record<EdmPrimitiveName, PrimitiveType>>

export function isPrimitiveTypeName(name: string): name is EdmPrimitiveName {
  return Object.hasOwn(primitiveTypes, name)
}

const numericNames: ReadonlySet<string> = new Set([
  'Edm.Byte',
  'Edm.Decimal',
  'Edm.Double',
  'Edm.Int16',
  'Edm.Int32',
  'Edm.Int64',
  'Edm.SByte',
  'Edm.Single',
])

export function isNumericTypeName(name: string): boolean {
  return numericNames.has(name)
}
