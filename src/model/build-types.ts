import { isStructuredTypeDeclaration } from './structured-type.ts'
import { annotationsOf, withAnnotations } from './build-annotations.ts'
import { deprecationOf } from './build-deprecation.ts'
import type {
  EnumTypeDeclaration,
  NavigationPropertyDeclaration,
  PropertyDeclaration,
  StructuredTypeDeclaration,
  TypeDeclaration,
} from './declarations.ts'
import { isPrimitiveTypeName, primitiveTypes, type PrimitiveType } from './primitive-types.ts'
import type {
  ComplexType,
  EdmType,
  EntitySet,
  EntityType,
  EnumType,
  NavigationProperty,
  Property,
  StructuredType,
  TypeDefinition,
} from './types.ts'

/** A part of the model while it is built. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] }
export type NamedType = EnumType | TypeDefinition | ComplexType | EntityType

/** The types by qualified name, the structured ones still empty, since their members name each other. */
export function createTypes(
  declarations: readonly TypeDeclaration[],
): Map<string, Mutable<NamedType>> {
  return new Map(declarations.map((type) => [`${type.namespace}.${type.name}`, emptyType(type)]))
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
      return { ...emptyStructuredType(type), kind: 'complexType' }
    case 'entityType':
      return {
        ...emptyStructuredType(type),
        kind: 'entityType',
        key: [],
        keyProperties: [],
        alternateKeys: [],
        keySubstitutes: [],
        hasStream: type.hasStream ?? false,
        showsETag: type.showsETag ?? false,
      }
  }
}

function emptyStructuredType(type: StructuredTypeDeclaration) {
  return {
    namespace: type.namespace,
    name: type.name,
    qualifiedName: `${type.namespace}.${type.name}`,
    description: type.description,
    source: type.source,
    annotations: annotationsOf(type.annotations),
    deprecated: deprecationOf(type),
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

/** What names of a declaration stand for. */
export interface Resolvers {
  /** @throws Error on an undeclared type */
  readonly typeOf: (name: string) => EdmType
  /** @throws Error on what is no entity type */
  readonly entityTypeOf: (name: string) => EntityType
  readonly entitySets: ReadonlyMap<string, EntitySet>
}

/**
 * Gives the structured types their members, a base type before those derived from it, then their partners.
 * @throws Error on an undeclared type, or on base types that form a cycle
 */
export function completeTypes(
  declarations: readonly TypeDeclaration[],
  types: ReadonlyMap<string, Mutable<NamedType>>,
  resolvers: Resolvers,
): void {
  const completed = new Set<StructuredTypeDeclaration>()
  const structured = declarations.filter(isStructuredTypeDeclaration)
  const byName = new Map(structured.map((type) => [`${type.namespace}.${type.name}`, type]))
  const getType = (type: StructuredTypeDeclaration): Mutable<StructuredType> =>
    types.get(`${type.namespace}.${type.name}`) as Mutable<StructuredType>

  const complete = (type: StructuredTypeDeclaration, derived: readonly string[]): void => {
    if (completed.has(type)) return
    const name = `${type.namespace}.${type.name}`
    if (derived.includes(name)) throw new Error(`${name} is its own base type`)
    const base = type.baseType === undefined ? undefined : byName.get(type.baseType)
    if (type.baseType !== undefined && !base) {
      throw new Error(`the base type ${type.baseType} of ${name} is not declared`)
    }
    if (base) complete(base, [...derived, name])
    completed.add(type)
    completeStructuredType(getType(type), base && getType(base), type, resolvers)
  }
  for (const type of structured) complete(type, [])
  for (const type of structured) {
    linkPartners(getType(type), type, types)
    allowNull(getType(type))
  }
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
    type.baseType = base as EntityType & ComplexType
    ;(base.derivedTypes as StructuredType[]).push(declaringType)
    if (base.isOpen) type.isOpen = true
  }
  if (type.kind === 'entityType') completeEntityType(type, base, declaration)
}

function completeEntityType(
  type: Mutable<EntityType>,
  base: StructuredType | undefined,
  declaration: StructuredTypeDeclaration,
): void {
  const inherited = base?.kind === 'entityType' ? base : undefined
  type.key = declaration.key ?? inherited?.key ?? []
  type.keyProperties =
    declaration.keyProperties ??
    (declaration.key
      ? declaration.key.map((name) => ({ name, path: [name] }))
      : (inherited?.keyProperties ?? []))
  type.alternateKeys = [...(inherited?.alternateKeys ?? []), ...(declaration.alternateKeys ?? [])]
  type.keySubstitutes = [
    ...(inherited?.keySubstitutes ?? []),
    ...(declaration.keySubstitutes ?? []),
  ]
  if (inherited?.hasStream) type.hasStream = true
  if (inherited?.showsETag) type.showsETag = true
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
  {
    typeName,
    targetEntitySet,
    referentialConstraints = [],
    onDeleteAnnotations,
    ...rest
  }: NavigationPropertyDeclaration,
  declaringType: StructuredType,
  { entityTypeOf, entitySets }: Resolvers,
): NavigationProperty {
  return {
    isReadOnly: false,
    isDoor: false,
    aliases: [],
    ...withAnnotations(rest),
    referentialConstraints: referentialConstraints.map(withAnnotations),
    ...(onDeleteAnnotations && { onDeleteAnnotations: annotationsOf(onDeleteAnnotations) }),
    kind: 'navigationProperty',
    declaringType,
    type: entityTypeOf(typeName),
    partner: undefined,
    transitiveOf: undefined,
    target: targetEntitySet === undefined ? undefined : entitySets.get(targetEntitySet),
  }
}

function linkPartners(
  type: StructuredType,
  declaration: StructuredTypeDeclaration,
  types: ReadonlyMap<string, NamedType>,
): void {
  for (const { name, partner, transitiveOf } of declaration.navigationProperties) {
    const navigation = type.ownNavigationProperties.get(name) as Mutable<NavigationProperty>
    if (transitiveOf !== undefined) {
      navigation.transitiveOf = type.navigationProperties.get(transitiveOf)
    }
    if (partner === undefined) continue
    const opposite = findNavigation(navigation.type, partner, types)
    navigation.partner = opposite
    // One end may declare it alone; the links are the same, whichever end is asked.
    if (opposite && !opposite.partner)
      (opposite as Mutable<NavigationProperty>).partner = navigation
  }
}

/**
 * "If … the principal property is nullable, then the dependent property MUST be nullable": what may be null
 * so leads to nothing then, whatever else is declared. So does a dependent property that the service makes.
 * @see CSDL, "Referential Constraint"
 */
function allowNull({ properties, ownNavigationProperties }: StructuredType): void {
  for (const navigation of ownNavigationProperties.values()) {
    const { nullable, isCollection, type, referentialConstraints } = navigation
    if (nullable || isCollection) continue
    const mayBeNull = referentialConstraints.some(({ property, referencedProperty }) => {
      const dependent = properties.get(property)
      const isMade = dependent?.isComputed || type.properties.get(referencedProperty)?.nullable
      return dependent?.nullable && isMade
    })
    if (!mayBeNull) continue
    const changed = navigation as Mutable<NavigationProperty>
    changed.nullable = true
    changed.declaredNullable = false
  }
}

/** The navigation property at a path through complex and navigation properties and type casts. */
export function findNavigation(
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
