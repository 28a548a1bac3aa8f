import {
  isStructuredType,
  type ComplexType,
  type EdmType,
  type EntityType,
  type EnumType,
  type Facets,
  type Model,
  type NavigationProperty,
  type Property,
  type StructuredType,
  type TypeDefinition,
} from '../model/index.ts'
import { escapeRegularExpression, typeNamePattern, withDerivedTypes } from './instance-type.ts'
import type { JsonSchema, JsonTypeName } from './json-schema.ts'
import { primitiveSchema } from './primitive-schemas.ts'
import { restrictItems, restrictValue } from './restrictions.ts'

/** The second is the name in OData 4.01. */
const typeAnnotations = ['@odata.type', '@type']

/**
 * Annotations are free, of the object and of any property, but for those that stand among the
 * properties: the type's name, and links of navigation properties that the type has.
 */
const annotations = { '^(?!@(?:odata\\.)?type$)[^@]*@(?!odata\\.bind$).+$': true }

export type NamedType = EnumType | TypeDefinition | ComplexType | EntityType

/** The file of a type's schema, and its `$id`, relative so that the files refer to each other in any folder. */
export function schemaFileName(type: NamedType): string {
  return `${type.qualifiedName}.schema.json`
}

/** The JSON Schemas (2020-12) of all types by file name, in the order of the names. */
export function schemaFiles(model: Model): Map<string, JsonSchema> {
  const files = [...model.types.values()].map((type) => [schemaFileName(type), type] as const)
  files.sort(([a], [b]) => (a < b ? -1 : 1))
  return new Map(files.map(([file, type]) => [file, schemaFor(type)]))
}

/**
 * The JSON Schema (2020-12) of a type's values in OData JSON. Inherited properties are repeated,
 * so that each schema is complete and may refuse what it does not know. A value that names a
 * derived type in `@odata.type` is held to that type's schema alone.
 */
export function schemaFor(type: NamedType): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaFileName(type),
    title: type.name,
    ...described(type),
    ...(isStructuredType(type) && type.derivedTypes.length > 0
      ? polymorphicSchema(type)
      : shapeOf(type)),
  }
}

/** What a value of exactly this type looks like, derived types aside. */
export function shapeOf(type: NamedType): JsonSchema {
  switch (type.kind) {
    case 'enumType':
      return enumSchema(type)
    case 'typeDefinition':
      return restrictValue(
        primitiveSchema(type.underlyingType.name, type),
        type.underlyingType,
        type,
      )
    case 'complexType':
    case 'entityType':
      return objectSchema(type)
  }
}

function polymorphicSchema(type: StructuredType): JsonSchema {
  const family = withDerivedTypes(type)
  const derived = family.slice(1)
  const branches = derived.map((each) =>
    conditional(hasTypeNamed(typeNamePattern([each], family)), { $ref: schemaFileName(each) }),
  )
  return {
    type: 'object',
    ...conditional(
      hasTypeNamed(typeNamePattern(derived, family)),
      { allOf: branches },
      objectSchema(type),
    ),
  }
}

function conditional(condition: JsonSchema, met: JsonSchema, otherwise?: JsonSchema): JsonSchema {
  const rest = otherwise === undefined ? {} : { else: otherwise }
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema, and nothing awaits schemas
  return { if: condition, then: met, ...rest }
}

function hasTypeNamed(pattern: string): JsonSchema {
  return {
    anyOf: typeAnnotations.map((name) => ({
      properties: { [name]: { type: 'string', pattern } },
      required: [name],
    })),
  }
}

function enumSchema({ members, isFlags }: EnumType): JsonSchema {
  const names = [...members.keys()]
  if (names.length === 0) return { type: 'string' }
  if (!isFlags) return { type: 'string', enum: names }
  const member = `(?:${names.map(escapeRegularExpression).join('|')})`
  return { type: 'string', pattern: `^${member}(?:, ?${member})*$` }
}

function objectSchema(type: StructuredType): JsonSchema {
  const properties = new Map<string, JsonSchema>()
  // What derives from a type that nothing explains is unknown as well.
  if (!type.isImplied) {
    const pattern = typeNamePattern([type], withDerivedTypes(type))
    for (const name of typeAnnotations) properties.set(name, { type: 'string', pattern })
  }
  for (const property of type.properties.values()) {
    properties.set(property.name, propertySchema(property))
  }
  for (const navigation of type.navigationProperties.values()) {
    if (!properties.has(navigation.name)) {
      properties.set(navigation.name, navigationSchema(navigation))
    }
    properties.set(`${navigation.name}@odata.bind`, bindSchema(navigation))
  }
  // JSON Format, "Media Entity": the media stream in place.
  if (type.kind === 'entityType' && type.hasStream) properties.set('$value', {})
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(type.isOpen ? {} : { patternProperties: annotations, additionalProperties: false }),
  }
}

function propertySchema(property: Property): JsonSchema {
  const { type, isCollection, nullable, isComputed, defaultValue } = property
  const value = restrictValue(valueSchema(type, property), type, property)
  const item = nullable ? orNull(value) : value
  return {
    ...described(property),
    ...(isCollection
      ? { type: 'array', items: item, ...restrictItems(property.annotations) }
      : item),
    ...(isComputed ? { readOnly: true } : {}),
    ...(defaultValue === undefined ? {} : { default: defaultValue }),
  }
}

function navigationSchema(navigation: NavigationProperty): JsonSchema {
  const { type, isCollection, nullable, isReadOnly } = navigation
  const related: JsonSchema = { $ref: schemaFileName(type) }
  const single = nullable ? orNull(related) : related
  return {
    ...described(navigation),
    ...(isCollection
      ? { type: 'array', items: related, ...restrictItems(navigation.annotations) }
      : single),
    ...(isReadOnly ? { readOnly: true } : {}),
  }
}

/** Links to existing entities (JSON Format, "Bind Operation"). */
function bindSchema({ isCollection, nullable }: NavigationProperty): JsonSchema {
  const link: JsonSchema = { type: 'string' }
  if (isCollection) return { type: 'array', items: link }
  return nullable ? orNull(link) : link
}

function valueSchema(type: EdmType, facets: Facets): JsonSchema {
  return type.kind === 'primitiveType'
    ? primitiveSchema(type.name, facets)
    : { $ref: schemaFileName(type) }
}

function orNull(schema: JsonSchema): JsonSchema {
  if (schema.$ref !== undefined) return { anyOf: [{ type: 'null' }, schema] }
  if (schema.type === undefined || schema.type === 'null') return schema
  const types = typeof schema.type === 'string' ? [schema.type] : schema.type
  return {
    ...allowingNull(schema),
    type: [...types, 'null'] satisfies readonly JsonTypeName[],
    ...(schema.allOf ? { allOf: schema.allOf.map(allowingNull) } : {}),
  }
}

function allowingNull(schema: JsonSchema): JsonSchema {
  return schema.enum ? { ...schema, enum: [...schema.enum, null] } : schema
}

function described({ description }: { readonly description?: string | undefined }): JsonSchema {
  return description === undefined || description === '' ? {} : { description }
}
