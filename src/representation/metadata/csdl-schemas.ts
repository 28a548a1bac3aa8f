import {
  type ComplexType,
  type EdmType,
  type EntityContainer,
  type EntitySet,
  type EntityType,
  type EnumType,
  isDerivedFrom,
  type KeyProperty,
  type Model,
  type NavigationProperty,
  type Operation,
  type OperationImport,
  primitiveTypes,
  type Property,
  type Schema,
  type Singleton,
  type StructuredType,
  type Term,
  type TypeDefinition,
} from '../../model/index.ts'

/** A schema of the metadata document. */
export interface CsdlSchema extends Schema {
  /** True where CSDL declares it: then it is written as it is, and nothing is derived. */
  readonly isDeclared: boolean
  readonly types: readonly (EnumType | TypeDefinition | ComplexType | EntityType)[]
  /** Without a second overload of the same signature, and without the name of a type: a name is used once. */
  readonly operations: readonly Operation[]
  readonly terms: readonly Term[]
  readonly container: EntityContainer | undefined
  /** By target path; they stand with the container. */
  readonly targetedAnnotations: Model['targetedAnnotations']
}

/** The schemas by namespace: those that CSDL declares in its order, then that of the entity container. */
export function schemasOf(model: Model): readonly CsdlSchema[] {
  const { container, types, operations, schemas, terms } = model
  const declared = new Map(schemas.map((schema) => [schema.namespace, schema]))
  // What a CSDL contract only refers to is declared elsewhere.
  const own = [...types.values()].filter(
    (type) => declared.size === 0 || declared.has(type.namespace) || !isImplied(type),
  )
  const namespaces = new Set([
    ...declared.keys(),
    container.namespace,
    ...own.map(({ namespace }) => namespace),
    ...operations.map(({ namespace }) => namespace),
  ])
  return [...namespaces].map((namespace) => ({
    ...(declared.get(namespace) ?? { namespace }),
    isDeclared: declared.has(namespace),
    terms: [...terms.values()].filter((term) => term.namespace === namespace),
    targetedAnnotations: namespace === container.namespace ? model.targetedAnnotations : none,
    types: own.filter((type) => type.namespace === namespace && isNamed(type)),
    operations: withoutRepetitions(
      operations.filter(
        (operation) =>
          operation.namespace === namespace &&
          isNamed(operation) &&
          !types.has(operation.qualifiedName),
      ),
    ),
    container: namespace === container.namespace ? container : undefined,
  }))
}

const none: Model['targetedAnnotations'] = new Map()

function isImplied(type: CsdlSchema['types'][number]): boolean {
  return (type.kind === 'entityType' || type.kind === 'complexType') && type.isImplied
}

/**
 * Whether CSDL allows the name. Contracts made of pages have others now and then (an enum member
 * `16:9`); a document with them would be refused as a whole, so they are left out of it.
 * @see CSDL, "Simple Identifier"
 */
export function isNamed({ name }: { readonly name: string }): boolean {
  return /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]{0,127}$/u.test(name)
}

function withoutRepetitions(operations: readonly Operation[]): readonly Operation[] {
  const bySignature = new Map<string, Operation>()
  for (const operation of operations) {
    const signature = signatureOf(operation)
    if (!bySignature.has(signature)) bySignature.set(signature, operation)
  }
  return [...bySignature.values()]
}

/** Overloads of an action differ in the binding type, those of a function in the parameters too (CSDL, "Action Overloads"). */
function signatureOf({ kind, name, bindingType, parameters }: Operation): string {
  const binding = bindingType ? typeText(bindingType) : ''
  const names = kind === 'action' ? [] : parameters.map((parameter) => parameter.name).sort()
  return [kind, name, binding, ...names].join(' ')
}

/** The text of a type reference, e.g. `Collection(Edm.String)`. */
export function typeText({
  type,
  isCollection,
}: {
  readonly type: EdmType
  readonly isCollection: boolean
}): string {
  return isCollection ? `Collection(${type.qualifiedName})` : type.qualifiedName
}

/** Own properties, without those that a base type has already: pages repeat them. */
export function ownPropertiesOf(type: StructuredType): readonly Property[] {
  return [...type.ownProperties.values()].filter(
    (property) => isNamed(property) && !hasMember(type.baseType, property.name),
  )
}

export function ownNavigationPropertiesOf(type: StructuredType): readonly NavigationProperty[] {
  return [...type.ownNavigationProperties.values()].filter(
    (navigation) =>
      isNamed(navigation) &&
      !type.properties.has(navigation.name) &&
      !hasMember(type.baseType, navigation.name),
  )
}

function hasMember(type: StructuredType | undefined, name: string): boolean {
  return type !== undefined && (type.properties.has(name) || type.navigationProperties.has(name))
}

/** The key that the type itself declares; empty when it is inherited, or there is none. */
export function ownKeyOf(type: EntityType): readonly KeyProperty[] {
  const isInherited = type.baseType !== undefined && type.baseType.key.length > 0
  if (isInherited) return []
  return type.keyProperties.filter(({ path: [first = ''] }) => {
    return type.properties.has(first) || type.navigationProperties.has(first)
  })
}

/** CSDL, "Key": a path needs an alias, which is what the model calls it. */
export function keyAlias({ name, path }: KeyProperty): string | undefined {
  return path.length === 1 && path[0] === name ? undefined : name
}

/**
 * The path of the partner. What a page implies is named where CSDL allows it: both sides are entity
 * types and point at each other, and a partner of a containment leads to one parent, which may be
 * absent just where the types are recursive, so that a root has none.
 * @see CSDL, "Partner Navigation Property" and "Containment Navigation Property"
 */
export function partnerOf(navigation: NavigationProperty, isDeclared: boolean): string | undefined {
  const { partner, declaringType, type } = navigation
  if (!partner) return undefined
  if (isDeclared) return findMemberPath(type, partner)
  if (declaringType.kind !== 'entityType') return undefined
  if (partner.partner !== undefined && partner.partner !== navigation) return undefined
  if (!isDerivedFrom(declaringType, partner.type)) return undefined
  const isFitting = isParentFitting(navigation, partner) && isParentFitting(partner, navigation)
  const isReached = type.navigationProperties.get(partner.name) === partner
  return isFitting && isReached ? partner.name : undefined
}

/** The shortest path to a navigation property through derived types and complex properties. */
function findMemberPath(start: EntityType, wanted: NavigationProperty): string | undefined {
  const seen = new Set<StructuredType>([start])
  const steps: { type: StructuredType; prefix: string }[] = [{ type: start, prefix: '' }]
  for (const { type, prefix } of steps) {
    if (type.navigationProperties.get(wanted.name) === wanted) return `${prefix}${wanted.name}`
    const next = [
      ...type.derivedTypes.map((derived) => [derived.qualifiedName, derived] as const),
      ...[...type.properties.values()].map((property) => [property.name, property.type] as const),
    ]
    for (const [name, to] of next) {
      if ((to.kind !== 'complexType' && to.kind !== 'entityType') || seen.has(to)) continue
      seen.add(to)
      steps.push({ type: to, prefix: `${prefix}${name}/` })
    }
  }
  return undefined
}

function isParentFitting(containment: NavigationProperty, parent: NavigationProperty): boolean {
  if (!containment.containsTarget) return true
  if (parent.isCollection || parent.containsTarget) return false
  const isRecursive =
    isDerivedFrom(parent.type, containment.type) || isDerivedFrom(containment.type, parent.type)
  return parent.nullable === isRecursive
}

/** The members of the container; of those with one name, which would be an error, the first. */
export function containerMembersOf(
  container: EntityContainer,
): readonly (EntitySet | Singleton | OperationImport)[] {
  const members = new Map<string, EntitySet | Singleton | OperationImport>()
  for (const member of [
    ...container.entitySets.values(),
    ...container.singletons.values(),
    ...container.operationImports.values(),
  ]) {
    if (isNamed(member) && !members.has(member.name)) members.set(member.name, member)
  }
  return [...members.values()]
}

/** Where the navigation properties of an entity set or singleton lead, by path: the targets' paths. */
export function bindingsOf(
  { entityType, navigationPropertyBindings: bound, containmentBindings }: EntitySet | Singleton,
  isDeclared: boolean,
): ReadonlyMap<string, string> {
  const targets = isDeclared || bound ? bound : derivedBindings(entityType)
  return new Map([
    ...[...(targets ?? [])].map(([path, { name }]) => [path, name] as const),
    ...(containmentBindings ?? []),
  ])
}

/**
 * What pages imply: through complex properties, containment and derived types, each type once and by
 * the shortest path, since types may be recursive.
 * @see CSDL, "Navigation Property Binding"
 */
export function derivedBindings(entityType: EntityType): ReadonlyMap<string, EntitySet> {
  const bindings = new Map<string, EntitySet>()
  const seen = new Set<StructuredType>()
  const steps: { type: StructuredType; prefix: string; isCast: boolean }[] = []
  const follow = (type: StructuredType, prefix: string, isCast = false): void => {
    if (seen.has(type)) return
    seen.add(type)
    steps.push({ type, prefix, isCast })
  }
  follow(entityType, '')
  for (const { type, prefix, isCast } of steps) {
    // What is inherited has a path without the cast.
    const navigations = isCast ? type.ownNavigationProperties : type.navigationProperties
    for (const navigation of navigations.values()) {
      if (!isNamed(navigation) || type.properties.has(navigation.name)) continue
      const path = `${prefix}${navigation.name}`
      if (navigation.containsTarget) follow(navigation.type, `${path}/`)
      else if (navigation.target) bindings.set(path, navigation.target)
    }
    for (const property of (isCast ? type.ownProperties : type.properties).values()) {
      if (property.type.kind === 'complexType' && isNamed(property)) {
        follow(property.type, `${prefix}${property.name}/`)
      }
    }
    for (const derived of type.derivedTypes) {
      follow(derived, `${prefix}${derived.qualifiedName}/`, true)
    }
  }
  return bindings
}

/**
 * Whether the service document lists it: what CSDL says, which for an import is no unless it says so; of
 * a contract of pages, an import that is called without parameters.
 * @see CSDL, "Entity Set" and "Function Import"
 */
export function isInServiceDocument(
  member: EntitySet | Singleton | OperationImport,
  isDeclared: boolean,
): boolean {
  switch (member.kind) {
    case 'singleton':
      return true
    case 'entitySet':
      return member.includeInServiceDocument !== false
    case 'operationImport':
      return isDeclared ? member.includeInServiceDocument === true : isReadable(member)
  }
}

function isReadable({ operation }: OperationImport): boolean {
  return (
    operation.kind === 'function' &&
    operation.parameters.length === 0 &&
    !operation.takesAnyParameters
  )
}

/** The return type; a function has one in any case, and where the contract does not tell it is untyped. */
export function returnTypeOf({ kind, returnType }: Operation): Operation['returnType'] {
  if (returnType || kind === 'action') return returnType
  return { type: primitiveTypes['Edm.Untyped'], isCollection: false, nullable: true }
}

/** What underlies an enumeration, where it is not the default, Edm.Int32. */
export function underlyingTypeOf(type: EnumType): string | undefined {
  return type.underlyingType?.name ?? (needsInt64(type) ? 'Edm.Int64' : undefined)
}

function needsInt64({ members }: EnumType): boolean {
  return [...members.values()].some((value) => value !== (value | 0))
}
