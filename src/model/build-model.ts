import type {
  EntitySetDeclaration,
  EnumTypeDeclaration,
  ModelDeclaration,
  NavigationPropertyDeclaration,
  OperationDeclaration,
  ParameterDeclaration,
  PropertyDeclaration,
  ReturnTypeDeclaration,
  StructuredTypeDeclaration,
  TermDeclaration,
  TypeDeclaration,
} from './declarations.ts'
import { isPrimitiveTypeName, primitiveTypes, type PrimitiveType } from './primitive-types.ts'
import type { JsonValue } from './instance.ts'
import type {
  Annotations,
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
  ReturnType,
  Singleton,
  StructuredType,
  Term,
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
    const type = types.get(name)
    if (type) return type
    if (isPrimitiveTypeName(name)) return primitiveTypes[name]
    throw new Error(`the type ${name} is not declared`)
  }
  const entityTypeOf = (name: string): EntityType => {
    const type = typeOf(name)
    if (type.kind !== 'entityType') throw new Error(`${name} is not an entity type`)
    return type
  }

  const entitySets = new Map<string, Mutable<EntitySet>>()
  for (const { entityType, navigationPropertyBindings: _, ...rest } of declaration.entitySets) {
    entitySets.set(rest.name, {
      isImplied: false,
      aliases: [],
      ...withAnnotations(rest),
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
    linkPartners(types.get(`${type.namespace}.${type.name}`) as StructuredType, type, types)
  }

  const operations = declaration.operations.map((operation) => buildOperation(operation, typeOf))
  const singletons = new Map<string, Mutable<Singleton>>()
  for (const { entityType, navigationPropertyBindings: _, ...rest } of declaration.singletons) {
    singletons.set(rest.name, {
      ...withAnnotations(rest),
      kind: 'singleton',
      entityType: entityTypeOf(entityType),
    })
  }
  for (const set of declaration.entitySets) {
    bindNavigations(set, entitySets.get(set.name)!, { entitySets, singletons })
  }
  for (const singleton of declaration.singletons) {
    bindNavigations(singleton, singletons.get(singleton.name)!, { entitySets, singletons })
  }
  const unbound = new Map<string, Operation[]>()
  for (const operation of operations) {
    if (operation.bindingType) continue
    const overloads = unbound.get(operation.qualifiedName)
    if (overloads) overloads.push(operation)
    else unbound.set(operation.qualifiedName, [operation])
  }
  const operationImports = new Map<string, OperationImport>()
  for (const { operation: operationName, entitySet, ...rest } of declaration.operationImports) {
    const overloads = unbound.get(operationName) ?? []
    const [operation] = overloads
    if (!operation) throw new Error(`the operation ${operationName} is not declared`)
    operationImports.set(rest.name, {
      ...withAnnotations(rest),
      kind: 'operationImport',
      operation,
      operations: overloads,
      entitySet: entitySet === undefined ? undefined : entitySets.get(entitySet),
    })
  }
  settleTargets([...entitySets.values(), ...singletons.values()], types)
  const container: EntityContainer = {
    namespace: declaration.containerNamespace ?? declaration.namespace,
    name: declaration.containerName,
    annotations: annotationsOf(declaration.containerAnnotations),
    source: declaration.containerSource,
    entitySets,
    singletons,
    operationImports,
  }
  return {
    namespace: declaration.namespace,
    types,
    operations,
    container,
    aliases: new Map(Object.entries(declaration.aliases ?? {})),
    defaultNamespaces: new Set(declaration.defaultNamespaces ?? [declaration.namespace]),
    schemas: (declaration.schemas ?? []).map(withAnnotations),
    terms: new Map((declaration.terms ?? []).map((term) => buildTerm(term, typeOf))),
    references: (declaration.references ?? []).map(withAnnotations),
    targetedAnnotations: new Map(
      Object.entries(declaration.targetedAnnotations ?? {}).map(([target, annotations]) => [
        target,
        new Map(Object.entries(annotations)),
      ]),
    ),
  }
}

function buildTerm(
  { typeName, ...rest }: TermDeclaration,
  typeOf: (name: string) => EdmType,
): [string, Term] {
  const qualifiedName = `${rest.namespace}.${rest.name}`
  return [qualifiedName, { ...withAnnotations(rest), qualifiedName, type: typeOf(typeName) }]
}

/** A navigation property that is bound nowhere else leads where the first set that binds it says. */
function bindNavigations(
  {
    name,
    navigationPropertyBindings: bindings,
  }: Pick<EntitySetDeclaration, 'name' | 'navigationPropertyBindings'>,
  source: Mutable<EntitySet | Singleton>,
  { entitySets, singletons }: Pick<EntityContainer, 'entitySets' | 'singletons'>,
): void {
  if (!bindings) return
  const bound = new Map<string, EntitySet | Singleton>()
  const contained = new Map<string, string>()
  for (const [path, target] of Object.entries(bindings)) {
    const found = entitySets.get(target) ?? singletons.get(target)
    if (found) bound.set(path, found)
    else if (target.includes('/')) contained.set(path, target)
    else throw new Error(`${target}, which ${name} binds ${path} to, is not declared`)
  }
  source.navigationPropertyBindings = bound
  if (contained.size > 0) source.containmentBindings = contained
}

/** Binds navigation properties by the paths of entity sets and singletons, the first that says so. */
function settleTargets(
  sources: Iterable<EntitySet | Singleton>,
  types: ReadonlyMap<string, NamedType>,
): void {
  for (const { entityType, navigationPropertyBindings } of sources) {
    for (const [path, target] of navigationPropertyBindings ?? []) {
      if (target.kind !== 'entitySet') continue
      const navigation = findNavigation(entityType, path, types)
      if (navigation && !navigation.target && !navigation.containsTarget) {
        ;(navigation as Mutable<NavigationProperty>).target = target
      }
    }
  }
}

/** The navigation property at a path through complex and navigation properties and type casts. */
function findNavigation(
  start: StructuredType,
  path: string,
  types: ReadonlyMap<string, EdmType>,
): NavigationProperty | undefined {
  let type: EdmType | undefined = start
  let navigation: NavigationProperty | undefined
  for (const segment of path.split('/')) {
    if (type?.kind !== 'entityType' && type?.kind !== 'complexType') return undefined
    navigation = type.navigationProperties.get(segment)
    type = segment.includes('.')
      ? types.get(segment)
      : (navigation ?? type.properties.get(segment))?.type
  }
  return navigation
}

function annotationsOf(
  annotations: Readonly<Record<string, JsonValue>> | undefined,
): Annotations | undefined {
  return annotations && new Map(Object.entries(annotations))
}

/** A declaration's own members, with its annotations as the model has them. */
function withAnnotations<
  T extends { readonly annotations?: Readonly<Record<string, JsonValue>> | undefined },
>({
  annotations,
  ...rest
}: T): Omit<T, 'annotations'> & { readonly annotations?: Annotations | undefined } {
  return annotations ? { ...rest, annotations: annotationsOf(annotations) } : rest
}

function emptyType(type: TypeDeclaration): NamedType {
  const qualifiedName = `${type.namespace}.${type.name}`
  switch (type.kind) {
    case 'enumType':
      return {
        ...withAnnotations(type),
        qualifiedName,
        underlyingType:
          type.underlyingType === undefined
            ? undefined
            : underlyingTypeOf(type.underlyingType, qualifiedName),
        members: new Map(type.members.map(({ name, value }) => [name, value])),
        memberAnnotations: memberAnnotationsOf(type.members),
      }
    case 'typeDefinition':
      return {
        ...withAnnotations(type),
        qualifiedName,
        underlyingType: underlyingTypeOf(type.underlyingType, qualifiedName),
      }
    case 'complexType':
    case 'entityType': {
      const structured = {
        namespace: type.namespace,
        name: type.name,
        qualifiedName,
        description: type.description,
        source: type.source,
        annotations: annotationsOf(type.annotations),
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
        ? {
            ...structured,
            kind: 'entityType',
            key: [],
            keyProperties: [],
            alternateKeys: [],
            hasStream: type.hasStream ?? false,
          }
        : { ...structured, kind: 'complexType' }
    }
  }
}

function memberAnnotationsOf(
  members: EnumTypeDeclaration['members'],
): EnumType['memberAnnotations'] {
  const annotated = members.flatMap(({ name, annotations }) =>
    annotations ? [[name, new Map(Object.entries(annotations))] as const] : [],
  )
  return annotated.length === 0 ? undefined : new Map(annotated)
}

function underlyingTypeOf(name: string, of: string): PrimitiveType {
  if (!isPrimitiveTypeName(name)) throw new Error(`${name}, underlying ${of}, is not primitive`)
  return primitiveTypes[name]
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
    const inherited = base?.kind === 'entityType' ? base : undefined
    type.key = declaration.key ?? inherited?.key ?? []
    type.keyProperties =
      declaration.keyProperties ??
      (declaration.key
        ? declaration.key.map((name) => ({ name, path: [name] }))
        : (inherited?.keyProperties ?? []))
    type.alternateKeys = [...(inherited?.alternateKeys ?? []), ...(declaration.alternateKeys ?? [])]
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
    ...withAnnotations(rest),
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
    ...withAnnotations(rest),
    kind: 'navigationProperty',
    declaringType,
    type: entityTypeOf(typeName),
    partner: undefined,
    target: targetEntitySet === undefined ? undefined : entitySets.get(targetEntitySet),
  }
}

function linkPartners(
  type: StructuredType,
  declaration: StructuredTypeDeclaration,
  types: ReadonlyMap<string, NamedType>,
): void {
  for (const { name, partner } of declaration.navigationProperties) {
    if (partner === undefined) continue
    const navigation = type.ownNavigationProperties.get(name) as Mutable<NavigationProperty>
    const opposite = findNavigation(navigation.type, partner, types)
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
    ...withAnnotations(rest),
    qualifiedName: `${rest.namespace}.${rest.name}`,
    bindingType: bindingType && {
      type: typeOf(bindingType.typeName),
      isCollection: bindingType.isCollection,
    },
    parameters: parameters.map(({ typeName, ...parameter }: ParameterDeclaration): Parameter => ({
      ...withAnnotations(parameter),
      type: typeOf(typeName),
    })),
    returnType: returnType && buildReturnType(returnType, typeOf),
  }
}

function buildReturnType(
  { typeName, ...rest }: ReturnTypeDeclaration,
  typeOf: (name: string) => EdmType,
): ReturnType {
  return { ...withAnnotations(rest), type: typeOf(typeName) }
}
