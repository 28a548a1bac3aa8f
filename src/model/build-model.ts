import type {
  ModelDeclaration,
  NavigationPropertyDeclaration,
  OperationDeclaration,
  ParameterDeclaration,
  PropertyDeclaration,
  StructuredTypeDeclaration,
  TypeDeclaration,
} from './declarations.ts'
import { isPrimitiveTypeName, primitiveTypes } from './primitive-types.ts'
import type {
  ComplexType,
  EdmType,
  EntityContainer,
  EntitySet,
  EntityType,
  EnumType,
  Model,
  NavigationProperty,
  Operation,
  OperationImport,
  Parameter,
  Property,
  Singleton,
  StructuredType,
  TypeDefinition,
} from './types.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type NamedType = EnumType | TypeDefinition | ComplexType | EntityType

/**
 * Resolves the names in a declaration and gives the model, whose types refer to each other directly.
 * A type name that nothing declares is a fault of the source that made the declaration: sources
 * declare an implied type, or use `Edm.Untyped`, for what their documents leave unexplained.
 * @throws Error on an undeclared type, or on base types that form a cycle
 */
export function buildModel(declaration: ModelDeclaration): Model {
  const types = new Map<string, Mutable<NamedType>>()
  for (const type of declaration.types) {
    types.set(`${type.namespace}.${type.name}`, emptyType(type))
  }

  const typeOf = (name: string): EdmType => {
    if (isPrimitiveTypeName(name)) return primitiveTypes[name]
    const type = types.get(name)
    if (!type) throw new Error(`the type ${name} is not declared`)
    return type
  }
  const entityTypeOf = (name: string): EntityType => {
    const type = typeOf(name)
    if (type.kind !== 'entityType') throw new Error(`${name} is not an entity type`)
    return type
  }

  const entitySets = new Map<string, EntitySet>()
  for (const { entityType, ...rest } of declaration.entitySets) {
    entitySets.set(rest.name, {
      isImplied: false,
      aliases: [],
      ...rest,
      kind: 'entitySet',
      entityType: entityTypeOf(entityType),
    })
  }

  const inherited = new Set<TypeDeclaration>()
  const byName = new Map(declaration.types.map((type) => [`${type.namespace}.${type.name}`, type]))
  const complete = (type: TypeDeclaration, derived: readonly string[]): void => {
    if (type.kind === 'enumType' || type.kind === 'typeDefinition' || inherited.has(type)) return
    const name = `${type.namespace}.${type.name}`
    if (derived.includes(name)) throw new Error(`${name} is its own base type`)
    const base = type.baseType === undefined ? undefined : byName.get(type.baseType)
    if (type.baseType !== undefined && !base) {
      throw new Error(`the base type ${type.baseType} of ${name} is not declared`)
    }
    if (base) complete(base, [...derived, name])
    inherited.add(type)
    completeStructuredType(
      types.get(name) as Mutable<StructuredType>,
      base && (types.get(`${base.namespace}.${base.name}`) as StructuredType),
      type,
      { typeOf, entityTypeOf, entitySets },
    )
  }
  for (const type of declaration.types) complete(type, [])
  for (const type of declaration.types) {
    if (type.kind !== 'entityType' && type.kind !== 'complexType') continue
    linkPartners(types.get(`${type.namespace}.${type.name}`) as StructuredType, type)
  }

  const operations = declaration.operations.map((operation) => buildOperation(operation, typeOf))
  const singletons = new Map<string, Singleton>()
  for (const { entityType, ...rest } of declaration.singletons) {
    singletons.set(rest.name, { ...rest, kind: 'singleton', entityType: entityTypeOf(entityType) })
  }
  const operationImports = new Map<string, OperationImport>()
  for (const { operation: operationName, entitySet, ...rest } of declaration.operationImports) {
    const operation = operations.find((candidate) => candidate.qualifiedName === operationName)
    if (!operation) throw new Error(`the operation ${operationName} is not declared`)
    operationImports.set(rest.name, {
      ...rest,
      kind: 'operationImport',
      operation,
      entitySet: entitySet === undefined ? undefined : entitySets.get(entitySet),
    })
  }
  const container: EntityContainer = {
    namespace: declaration.namespace,
    name: declaration.containerName,
    entitySets,
    singletons,
    operationImports,
  }
  return { namespace: declaration.namespace, types, operations, container }
}

function emptyType(type: TypeDeclaration): NamedType {
  const qualifiedName = `${type.namespace}.${type.name}`
  switch (type.kind) {
    case 'enumType':
      return {
        ...type,
        qualifiedName,
        members: new Map(type.members.map(({ name, value }) => [name, value])),
      }
    case 'typeDefinition': {
      if (!isPrimitiveTypeName(type.underlyingType)) {
        throw new Error(`${type.underlyingType}, underlying ${qualifiedName}, is not primitive`)
      }
      return { ...type, qualifiedName, underlyingType: primitiveTypes[type.underlyingType] }
    }
    case 'complexType':
    case 'entityType': {
      const structured = {
        namespace: type.namespace,
        name: type.name,
        qualifiedName,
        description: type.description,
        source: type.source,
        isAbstract: type.isAbstract ?? false,
        isOpen: type.isOpen ?? false,
        isImplied: type.isImplied ?? false,
        ownProperties: new Map(),
        ownNavigationProperties: new Map(),
        properties: new Map(),
        navigationProperties: new Map(),
        baseType: undefined,
        derivedTypes: [],
      }
      return type.kind === 'entityType'
        ? { ...structured, kind: 'entityType', key: [], hasStream: type.hasStream ?? false }
        : { ...structured, kind: 'complexType' }
    }
  }
}

interface Resolvers {
  readonly typeOf: (name: string) => EdmType
  readonly entityTypeOf: (name: string) => EntityType
  readonly entitySets: ReadonlyMap<string, EntitySet>
}

function completeStructuredType(
  type: Mutable<StructuredType>,
  base: StructuredType | undefined,
  declaration: StructuredTypeDeclaration,
  resolvers: Resolvers,
): void {
  const declaringType = type as StructuredType
  const ownProperties = new Map<string, Property>()
  for (const property of declaration.properties) {
    ownProperties.set(property.name, buildProperty(property, declaringType, resolvers))
  }
  const ownNavigationProperties = new Map<string, NavigationProperty>()
  for (const navigation of declaration.navigationProperties) {
    ownNavigationProperties.set(
      navigation.name,
      buildNavigationProperty(navigation, declaringType, resolvers),
    )
  }
  type.ownProperties = ownProperties
  type.ownNavigationProperties = ownNavigationProperties
  type.properties = new Map([...(base?.properties ?? []), ...ownProperties])
  type.navigationProperties = new Map([
    ...(base?.navigationProperties ?? []),
    ...ownNavigationProperties,
  ])
  if (base) {
    type.baseType = base as never
    ;(base.derivedTypes as StructuredType[]).push(declaringType)
    if (base.isOpen) type.isOpen = true
  }
  if (type.kind === 'entityType') {
    type.key = declaration.key ?? (base?.kind === 'entityType' ? base.key : [])
    if (base?.kind === 'entityType' && base.hasStream) type.hasStream = true
  }
}

function buildProperty(
  { typeName, ...rest }: PropertyDeclaration,
  declaringType: StructuredType,
  { typeOf }: Resolvers,
): Property {
  return {
    isComputed: false,
    isImmutable: false,
    isInferred: false,
    ...rest,
    kind: 'property',
    declaringType,
    type: typeOf(typeName),
  }
}

function buildNavigationProperty(
  { typeName, targetEntitySet, ...rest }: NavigationPropertyDeclaration,
  declaringType: StructuredType,
  { entityTypeOf, entitySets }: Resolvers,
): NavigationProperty {
  return {
    isReadOnly: false,
    isDoor: false,
    aliases: [],
    referentialConstraints: [],
    ...rest,
    kind: 'navigationProperty',
    declaringType,
    type: entityTypeOf(typeName),
    partner: undefined,
    target: targetEntitySet === undefined ? undefined : entitySets.get(targetEntitySet),
  }
}

function linkPartners(type: StructuredType, declaration: StructuredTypeDeclaration): void {
  for (const { name, partner } of declaration.navigationProperties) {
    if (partner === undefined) continue
    const navigation = type.ownNavigationProperties.get(name) as Mutable<NavigationProperty>
    const opposite = navigation.type.navigationProperties.get(partner)
    navigation.partner = opposite
    // One end may declare it alone; the links are the same, whichever end is asked.
    if (opposite && !opposite.partner)
      (opposite as Mutable<NavigationProperty>).partner = navigation
  }
}

function buildOperation(
  { bindingType, parameters, returnType, ...rest }: OperationDeclaration,
  typeOf: (name: string) => EdmType,
): Operation {
  return {
    takesAnyParameters: false,
    isComposable: false,
    ...rest,
    qualifiedName: `${rest.namespace}.${rest.name}`,
    bindingType: bindingType && {
      type: typeOf(bindingType.typeName),
      isCollection: bindingType.isCollection,
    },
    parameters: parameters.map(({ typeName, ...parameter }: ParameterDeclaration): Parameter => ({
      ...parameter,
      type: typeOf(typeName),
    })),
    returnType: returnType && {
      type: typeOf(returnType.typeName),
      isCollection: returnType.isCollection,
      nullable: returnType.nullable,
    },
  }
}
