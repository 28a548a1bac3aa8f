import type {
  ComplexType,
  EntityContainer,
  EntitySet,
  EntityType,
  EnumType,
  Facets,
  JsonObject,
  JsonValue,
  Model,
  NavigationProperty,
  Operation,
  OperationImport,
  Parameter,
  Property,
  Singleton,
  TypeDefinition,
  TypeReference,
} from '../../model/index.ts'
import {
  bindingsOf,
  containerMembersOf,
  coreVocabulary,
  type CsdlSchema,
  isInServiceDocument,
  isNamed,
  needsInt64,
  ownKeyOf,
  ownNavigationPropertiesOf,
  ownPropertiesOf,
  partnerOf,
  returnTypeOf,
  schemasOf,
} from './csdl-schemas.ts'

/**
 * The metadata document in JSON, for `$metadata?$format=json`.
 * @see CSDL JSON, "CSDL JSON Document"
 */
export function writeMetadataJson(model: Model): JsonObject {
  const { namespace, alias, url } = coreVocabulary
  return jsonObject([
    ['$Version', '4.01'],
    ['$Reference', { [`${url}.json`]: { $Include: [{ $Namespace: namespace, $Alias: alias }] } }],
    ['$EntityContainer', `${model.container.namespace}.${model.container.name}`],
    ...schemasOf(model).map((schema) => [schema.namespace, schemaObject(schema)] as const),
  ])
}

type Member = readonly [name: string, value: JsonValue | undefined]

/** An object without the members that are `undefined`. */
function jsonObject(members: Iterable<Member>): JsonObject {
  return Object.fromEntries(
    [...members].filter((member): member is [string, JsonValue] => member[1] !== undefined),
  )
}

function schemaObject({ types, operations, container }: CsdlSchema): JsonObject {
  const overloads = new Map<string, JsonObject[]>()
  for (const operation of operations) {
    const others = overloads.get(operation.name) ?? []
    overloads.set(operation.name, [...others, operationObject(operation)])
  }
  return jsonObject([
    ...types.map((type): Member => [type.name, typeObject(type)]),
    ...overloads,
    ...(container ? [[container.name, containerObject(container)] as const] : []),
  ])
}

function typeObject(type: CsdlSchema['types'][number]): JsonObject {
  switch (type.kind) {
    case 'enumType':
      return enumTypeObject(type)
    case 'typeDefinition':
      return typeDefinitionObject(type)
    case 'complexType':
    case 'entityType':
      return structuredTypeObject(type)
  }
}

function enumTypeObject(type: EnumType): JsonObject {
  const members = [...type.members].map(([name, value]) => ({ name, value })).filter(isNamed)
  return jsonObject([
    ['$Kind', 'EnumType'],
    ['$UnderlyingType', needsInt64(type) ? 'Edm.Int64' : undefined],
    ['$IsFlags', type.isFlags || undefined],
    ...members.map(({ name, value }): Member => [name, value]),
    descriptionOf(type),
  ])
}

function typeDefinitionObject(type: TypeDefinition): JsonObject {
  return jsonObject([
    ['$Kind', 'TypeDefinition'],
    ['$UnderlyingType', type.underlyingType.name],
    ...facetsOf(type),
    descriptionOf(type),
  ])
}

function structuredTypeObject(type: ComplexType | EntityType): JsonObject {
  const isEntityType = type.kind === 'entityType'
  const key = isEntityType ? ownKeyOf(type) : []
  return jsonObject([
    ['$Kind', isEntityType ? 'EntityType' : 'ComplexType'],
    ['$BaseType', type.baseType?.qualifiedName],
    ['$Abstract', type.isAbstract || undefined],
    ['$OpenType', type.isOpen || undefined],
    ['$HasStream', (isEntityType && type.hasStream) || undefined],
    ['$Key', key.length === 0 ? undefined : key],
    descriptionOf(type),
    ...ownPropertiesOf(type).map((property): Member => [property.name, propertyObject(property)]),
    ...ownNavigationPropertiesOf(type).map((navigation): Member => [
      navigation.name,
      navigationObject(navigation),
    ]),
  ])
}

function propertyObject(property: Property): JsonObject {
  return jsonObject([
    ...typeOf(property),
    ['$Nullable', property.nullable || undefined],
    ...facetsOf(property),
    ['$DefaultValue', property.defaultValue as JsonValue | undefined],
    ['@Core.Computed', property.isComputed || undefined],
    ['@Core.Immutable', property.isImmutable || undefined],
    descriptionOf(property),
  ])
}

function navigationObject(navigation: NavigationProperty): JsonObject {
  const { isCollection, nullable, containsTarget, referentialConstraints } = navigation
  const constraints = referentialConstraints.map(({ property, referencedProperty }): Member => [
    property,
    referencedProperty,
  ])
  return jsonObject([
    ['$Kind', 'NavigationProperty'],
    ...typeOf(navigation),
    // Not allowed on collections.
    ['$Nullable', (!isCollection && nullable) || undefined],
    ['$Partner', partnerOf(navigation)?.name],
    ['$ContainsTarget', containsTarget || undefined],
    ['$ReferentialConstraint', constraints.length === 0 ? undefined : jsonObject(constraints)],
    descriptionOf(navigation),
  ])
}

function operationObject(operation: Operation): JsonObject {
  const { kind, bindingType, isComposable } = operation
  const returnType = returnTypeOf(operation)
  const parameters = [
    ...(bindingType ? [jsonObject([['$Name', 'bindingParameter'], ...typeOf(bindingType)])] : []),
    ...operation.parameters.filter(isNamed).map(parameterObject),
  ]
  return jsonObject([
    ['$Kind', kind === 'action' ? 'Action' : 'Function'],
    ['$IsBound', bindingType ? true : undefined],
    ['$IsComposable', (kind === 'function' && isComposable) || undefined],
    ['$Parameter', parameters.length === 0 ? undefined : parameters],
    [
      '$ReturnType',
      returnType &&
        jsonObject([...typeOf(returnType), ['$Nullable', returnType.nullable || undefined]]),
    ],
    descriptionOf(operation),
  ])
}

function parameterObject(parameter: Parameter): JsonObject {
  return jsonObject([
    ['$Name', parameter.name],
    ...typeOf(parameter),
    ['$Nullable', parameter.nullable || undefined],
    ...facetsOf(parameter),
    descriptionOf(parameter),
  ])
}

function containerObject(container: EntityContainer): JsonObject {
  return jsonObject([
    ['$Kind', 'EntityContainer'],
    ...containerMembersOf(container).map((member): Member => {
      switch (member.kind) {
        case 'entitySet':
        case 'singleton':
          return [member.name, addressableObject(member)]
        case 'operationImport':
          return [member.name, importObject(member)]
      }
    }),
  ])
}

function addressableObject(member: EntitySet | Singleton): JsonObject {
  const bindings = [...bindingsOf(member.entityType)].map(([path, target]): Member => [
    path,
    target.name,
  ])
  return jsonObject([
    ['$Collection', member.kind === 'entitySet' || undefined],
    ['$Type', member.entityType.qualifiedName],
    ['$NavigationPropertyBinding', bindings.length === 0 ? undefined : jsonObject(bindings)],
    descriptionOf(member),
  ])
}

function importObject(member: OperationImport): JsonObject {
  const { operation, entitySet } = member
  return jsonObject([
    [operation.kind === 'action' ? '$Action' : '$Function', operation.qualifiedName],
    ['$EntitySet', entitySet?.name],
    ['$IncludeInServiceDocument', isInServiceDocument(member) || undefined],
    descriptionOf(member),
  ])
}

/** Edm.String is what an absent `$Type` means. */
function typeOf({ type, isCollection }: TypeReference): readonly Member[] {
  return [
    ['$Collection', isCollection || undefined],
    ['$Type', type.qualifiedName === 'Edm.String' ? undefined : type.qualifiedName],
  ]
}

function facetsOf({ maxLength, precision, scale }: Facets): readonly Member[] {
  return [
    ['$MaxLength', maxLength],
    ['$Precision', precision],
    ['$Scale', scale],
  ]
}

function descriptionOf({ description }: { readonly description?: string | undefined }): Member {
  return [`@${coreVocabulary.alias}.Description`, description === '' ? undefined : description]
}
