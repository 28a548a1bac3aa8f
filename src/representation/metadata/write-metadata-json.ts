import {
  isJsonArray,
  keepDigits,
  type ComplexType,
  type EntityContainer,
  type EntitySet,
  type EntityType,
  type EnumType,
  type Facets,
  type JsonObject,
  type JsonValue,
  type Model,
  type NavigationProperty,
  type Operation,
  type OperationImport,
  type Parameter,
  type Property,
  type Reference,
  type Singleton,
  type Term,
  type TypeDefinition,
  type TypeReference,
} from '../../model/index.ts'
import {
  bindingsOf,
  containerMembersOf,
  type CsdlSchema,
  isInServiceDocument,
  isNamed,
  keyAlias,
  ownKeyOf,
  ownNavigationPropertiesOf,
  ownPropertiesOf,
  partnerOf,
  returnTypeOf,
  schemasOf,
  underlyingTypeOf,
} from './csdl-schemas.ts'
import {
  annotationsOf,
  createVocabularies,
  propertyAnnotations,
  referenceUri,
  type VocabularyReference,
} from './vocabularies.ts'

/**
 * The metadata document in JSON, for `$metadata?$format=json`.
 * @see CSDL JSON, "CSDL JSON Document"
 */
export function writeMetadataJson(model: Model): JsonObject {
  const { nameTerm, references } = createVocabularies(model)
  const annotate: Annotate = (annotations, target = '') =>
    Array.from(
      annotations,
      ([term, value]) => [`${target}@${nameTerm(term)}`, nameTermsIn(value, nameTerm)] as const,
    )
  const schemas = schemasOf(model).map(
    (schema) => [schema.namespace, schemaObject(schema, annotate)] as const,
  )
  const referenced = references().map((reference) => referenceMember(reference, annotate))
  return jsonObject([
    ['$Version', '4.01'],
    ['$Reference', referenced.length === 0 ? undefined : jsonObject(referenced)],
    ['$EntityContainer', `${model.container.namespace}.${model.container.name}`],
    ...schemas,
  ])
}

type Member = readonly [name: string, value: JsonValue | undefined]

/** The annotations as members of the object that they are about, or of the one around it: `Red@Core.Description`. */
type Annotate = (
  annotations: Iterable<readonly [term: string, value: JsonValue]>,
  target?: string,
) => readonly Member[]

/** What the members of a schema are written with. */
interface Writing {
  readonly isDeclared: boolean
  readonly annotate: Annotate
}

/** Annotations of records and their members have names too: `Name@Core.Description`. */
function nameTermsIn(value: JsonValue, nameTerm: (term: string) => string): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (isJsonArray(value)) return value.map((item) => nameTermsIn(item, nameTerm))
  return jsonObject(
    Object.entries(value).map(([name, inner]): Member => {
      const at = name === '@type' ? -1 : name.indexOf('@')
      const named = at < 0 ? name : `${name.slice(0, at + 1)}${nameTerm(name.slice(at + 1))}`
      return [named, nameTermsIn(inner, nameTerm)]
    }),
  )
}

/** An object without the members that are `undefined`. */
function jsonObject(members: Iterable<Member>): JsonObject {
  return Object.fromEntries(
    [...members].filter((member): member is [string, JsonValue] => member[1] !== undefined),
  )
}

/** An object, or `undefined` for none of its members. */
function optionalObject(members: readonly Member[]): JsonObject | undefined {
  return members.length === 0 ? undefined : jsonObject(members)
}

function referenceMember(reference: Reference | VocabularyReference, annotate: Annotate): Member {
  if ('url' in reference) {
    const { url, namespace, alias } = reference
    return [`${url}.json`, { $Include: [includeObject({ namespace, alias })] }]
  }
  const { uri, includes, includeAnnotations } = reference
  const annotations = includeAnnotations.map(({ termNamespace, qualifier, targetNamespace }) =>
    jsonObject([
      ['$TermNamespace', termNamespace],
      ['$Qualifier', qualifier],
      ['$TargetNamespace', targetNamespace],
    ]),
  )
  return [
    referenceUri(uri, 'json'),
    jsonObject([
      ['$Include', includes.length === 0 ? undefined : includes.map(includeObject)],
      ['$IncludeAnnotations', annotations.length === 0 ? undefined : annotations],
      ...annotate(annotationsOf(reference)),
    ]),
  ]
}

function includeObject({ namespace, alias }: Reference['includes'][number]): JsonObject {
  return jsonObject([
    ['$Namespace', namespace],
    ['$Alias', alias],
  ])
}

function schemaObject(schema: CsdlSchema, annotate: Annotate): JsonObject {
  const { alias, types, operations, terms, container, isDeclared } = schema
  const writing = { isDeclared, annotate }
  const overloads = new Map<string, JsonObject[]>()
  for (const operation of operations) {
    const others = overloads.get(operation.name) ?? []
    overloads.set(operation.name, [...others, operationObject(operation, writing)])
  }
  const targeted = [...schema.targetedAnnotations].map(([target, annotations]): Member => [
    target,
    jsonObject(annotate(annotations)),
  ])
  return jsonObject([
    ['$Alias', alias],
    ['$Annotations', optionalObject(targeted)],
    ...annotate(annotationsOf(schema)),
    ...types.map((type): Member => [type.name, typeObject(type, writing)]),
    ...overloads,
    ...terms.map((term): Member => [term.name, termObject(term, writing)]),
    ...(container ? [[container.name, containerObject(container, writing)] as const] : []),
  ])
}

function typeObject(type: CsdlSchema['types'][number], writing: Writing): JsonObject {
  switch (type.kind) {
    case 'enumType':
      return enumTypeObject(type, writing)
    case 'typeDefinition':
      return typeDefinitionObject(type, writing)
    case 'complexType':
    case 'entityType':
      return structuredTypeObject(type, writing)
  }
}

function enumTypeObject(type: EnumType, { annotate }: Writing): JsonObject {
  const members = [...type.members].map(([name, value]) => ({ name, value })).filter(isNamed)
  const object = jsonObject([
    ['$Kind', 'EnumType'],
    ['$UnderlyingType', underlyingTypeOf(type)],
    ['$IsFlags', type.isFlags || undefined],
    ...members.flatMap(({ name, value }): readonly Member[] => [
      [name, value],
      ...annotate(type.memberAnnotations?.get(name) ?? [], name),
    ]),
    ...annotate(annotationsOf(type)),
  ])
  for (const { name, value } of members) {
    if (!Number.isSafeInteger(value)) keepDigits(object, name, String(BigInt(value)))
  }
  return object
}

function typeDefinitionObject(type: TypeDefinition, { annotate }: Writing): JsonObject {
  return jsonObject([
    ['$Kind', 'TypeDefinition'],
    ['$UnderlyingType', type.underlyingType.name],
    ...facetsOf(type),
    ...annotate(annotationsOf(type)),
  ])
}

function structuredTypeObject(type: ComplexType | EntityType, writing: Writing): JsonObject {
  const isEntityType = type.kind === 'entityType'
  const key = (isEntityType ? ownKeyOf(type) : []).map((property): JsonValue => {
    const alias = keyAlias(property)
    const path = property.path.join('/')
    return alias === undefined ? path : { [alias]: path }
  })
  return jsonObject([
    ['$Kind', isEntityType ? 'EntityType' : 'ComplexType'],
    ['$BaseType', type.baseType?.qualifiedName],
    ['$Abstract', type.isAbstract || undefined],
    ['$OpenType', type.isOpen || undefined],
    ['$HasStream', (isEntityType && type.hasStream) || undefined],
    ['$Key', key.length === 0 ? undefined : key],
    ...writing.annotate(annotationsOf(type)),
    ...ownPropertiesOf(type).map((property): Member => [
      property.name,
      propertyObject(property, writing),
    ]),
    ...ownNavigationPropertiesOf(type).map((navigation): Member => [
      navigation.name,
      navigationObject(navigation, writing),
    ]),
  ])
}

function propertyObject(property: Property, { annotate }: Writing): JsonObject {
  return jsonObject([
    ...typeOf(property),
    ['$Nullable', property.nullable || undefined],
    ...facetsOf(property),
    ['$DefaultValue', property.defaultValue as JsonValue | undefined],
    ...annotate(propertyAnnotations(property)),
  ])
}

function navigationObject(
  navigation: NavigationProperty,
  { isDeclared, annotate }: Writing,
): JsonObject {
  const { isCollection, containsTarget, referentialConstraints, onDelete } = navigation
  const { declaredNullable = navigation.nullable } = navigation
  const constraints = referentialConstraints.flatMap(
    ({ property, referencedProperty, annotations = [] }): readonly Member[] => [
      [property, referencedProperty],
      ...annotate(annotations, property),
    ],
  )
  return jsonObject([
    ['$Kind', 'NavigationProperty'],
    ...typeOf(navigation),
    // Not allowed on collections.
    ['$Nullable', (!isCollection && declaredNullable) || undefined],
    ['$Partner', partnerOf(navigation, isDeclared)],
    ['$ContainsTarget', containsTarget || undefined],
    ['$ReferentialConstraint', optionalObject(constraints)],
    ['$OnDelete', onDelete],
    ...annotate(navigation.onDeleteAnnotations ?? [], '$OnDelete'),
    ...annotate(annotationsOf(navigation)),
  ])
}

function operationObject(operation: Operation, writing: Writing): JsonObject {
  const { kind, bindingType, bindingParameterName = 'bindingParameter', isComposable } = operation
  const returnType = returnTypeOf(operation)
  const parameters = [
    ...(bindingType ? [jsonObject([['$Name', bindingParameterName], ...typeOf(bindingType)])] : []),
    ...operation.parameters.filter(isNamed).map((each) => parameterObject(each, writing)),
  ]
  return jsonObject([
    ['$Kind', kind === 'action' ? 'Action' : 'Function'],
    ['$IsBound', bindingType ? true : undefined],
    ['$EntitySetPath', operation.entitySetPath],
    ['$IsComposable', (kind === 'function' && isComposable) || undefined],
    ['$Parameter', parameters.length === 0 ? undefined : parameters],
    [
      '$ReturnType',
      returnType &&
        jsonObject([
          ...typeOf(returnType),
          ['$Nullable', returnType.nullable || undefined],
          ...facetsOf(returnType),
          ...writing.annotate(annotationsOf(returnType)),
        ]),
    ],
    ...writing.annotate(annotationsOf(operation)),
  ])
}

function parameterObject(parameter: Parameter, { annotate }: Writing): JsonObject {
  return jsonObject([
    ['$Name', parameter.name],
    ...typeOf(parameter),
    ['$Nullable', parameter.nullable || undefined],
    ...facetsOf(parameter),
    ...annotate(annotationsOf(parameter)),
  ])
}

/** @see CSDL JSON, "Term" */
function termObject(term: Term, { annotate }: Writing): JsonObject {
  return jsonObject([
    ['$Kind', 'Term'],
    ...typeOf(term),
    ['$Nullable', term.nullable || undefined],
    ...facetsOf(term),
    ['$BaseTerm', term.baseTerm],
    ['$DefaultValue', term.defaultValue],
    ['$AppliesTo', term.appliesTo],
    ...annotate(annotationsOf(term)),
  ])
}

function containerObject(container: EntityContainer, writing: Writing): JsonObject {
  return jsonObject([
    ['$Kind', 'EntityContainer'],
    ...containerMembersOf(container).map((member): Member => {
      switch (member.kind) {
        case 'entitySet':
        case 'singleton':
          return [member.name, addressableObject(member, writing)]
        case 'operationImport':
          return [member.name, importObject(member, writing)]
      }
    }),
    ...writing.annotate(annotationsOf(container)),
  ])
}

function addressableObject(
  member: EntitySet | Singleton,
  { isDeclared, annotate }: Writing,
): JsonObject {
  return jsonObject([
    ['$Collection', member.kind === 'entitySet' || undefined],
    ['$Type', member.entityType.qualifiedName],
    ['$Nullable', (member.kind === 'singleton' && member.nullable) || undefined],
    ['$NavigationPropertyBinding', optionalObject([...bindingsOf(member, isDeclared)])],
    ['$IncludeInServiceDocument', isInServiceDocument(member, isDeclared) ? undefined : false],
    ...annotate(annotationsOf(member)),
  ])
}

function importObject(member: OperationImport, { isDeclared, annotate }: Writing): JsonObject {
  const { operation, entitySet } = member
  return jsonObject([
    [operation.kind === 'action' ? '$Action' : '$Function', operation.qualifiedName],
    ['$EntitySet', entitySet?.name],
    ['$IncludeInServiceDocument', isInServiceDocument(member, isDeclared) || undefined],
    ...annotate(annotationsOf(member)),
  ])
}

/** Edm.String is what an absent `$Type` means. */
function typeOf({ type, isCollection }: TypeReference): readonly Member[] {
  return [
    ['$Collection', isCollection || undefined],
    ['$Type', type.qualifiedName === 'Edm.String' ? undefined : type.qualifiedName],
  ]
}

function facetsOf({ maxLength, precision, scale, unicode, srid }: Facets): readonly Member[] {
  return [
    ['$MaxLength', maxLength],
    ['$Precision', precision],
    ['$Scale', scale],
    ['$Unicode', unicode === false ? false : undefined],
    ['$SRID', srid === undefined ? undefined : String(srid)],
  ]
}
