import type {
  Deprecation,
  ModelDeclaration,
  NavigationPropertyDeclaration,
  OperationDeclaration,
  PropertyDeclaration,
  StructuredTypeDeclaration,
  TypeDeclaration,
} from '../model/index.ts'
import type { ContractDocument } from './contract.ts'

/**
 * One contract of a CSDL document and reference pages: types are matched by qualified name and the
 * CSDL decides what they are; the pages add the documented operations, descriptions, and what only
 * they know.
 */
export function mergeContracts(csdl: ContractDocument, pages: ContractDocument): ContractDocument {
  return {
    declaration: mergeDeclarations(csdl.declaration, pages.declaration),
    operations: [...csdl.operations, ...pages.operations],
    diagnostics: [...csdl.diagnostics, ...pages.diagnostics],
    basePath: pages.basePath,
  }
}

function mergeDeclarations(csdl: ModelDeclaration, written: ModelDeclaration): ModelDeclaration {
  const csdlTypes = new Map(csdl.types.map((type) => [typeName(type), type]))
  const pages = fitToCsdl(written, csdlTypes)
  return {
    ...csdl,
    types: mergeNamed(csdl.types, pages.types, typeName, (type, page) =>
      mergeType(type, page, inheritedNames(type, csdlTypes)),
    ),
    operations: mergeOperations(csdl.operations, pages.operations),
    entitySets: mergeNamed(csdl.entitySets, pages.entitySets, nameOf, (set, page) => ({
      ...set,
      ...(page.aliases && { aliases: page.aliases }),
      ...describe(set, page),
    })),
    singletons: mergeNamed(csdl.singletons, pages.singletons, nameOf, (singleton, page) => ({
      ...singleton,
      ...describe(singleton, page),
    })),
    operationImports: mergeNamed(
      csdl.operationImports,
      pages.operationImports,
      nameOf,
      (one) => one,
    ),
    defaultNamespaces: [
      ...new Set([
        ...(csdl.defaultNamespaces ?? [csdl.namespace]),
        ...(pages.defaultNamespaces ?? [pages.namespace]),
      ]),
    ],
  }
}

function nameOf({ name }: { readonly name: string }): string {
  return name
}

function typeName({ namespace, name }: TypeDeclaration): string {
  return `${namespace}.${name}`
}

/**
 * What pages say, without links and entity sets of what is no entity type by the CSDL, and without
 * base types that are of another kind there.
 */
function fitToCsdl(
  pages: ModelDeclaration,
  csdlTypes: ReadonlyMap<string, TypeDeclaration>,
): ModelDeclaration {
  const isKind = (name: string, kind: TypeDeclaration['kind']): boolean => {
    const type = csdlTypes.get(name)
    return type === undefined || type.kind === kind
  }
  return {
    ...pages,
    types: pages.types.map((type) => {
      if (type.kind !== 'entityType' && type.kind !== 'complexType') return type
      const { baseType, ...rest } = type
      return {
        ...rest,
        ...(baseType !== undefined && isKind(baseType, type.kind) && { baseType }),
        navigationProperties: type.navigationProperties.filter((navigation) =>
          isKind(navigation.typeName, 'entityType'),
        ),
      }
    }),
    entitySets: pages.entitySets.filter((set) => isKind(set.entityType, 'entityType')),
    singletons: pages.singletons.filter((one) => isKind(one.entityType, 'entityType')),
  }
}

/** Names of the properties that a type has of its base types; pages list them again. */
function inheritedNames(
  type: TypeDeclaration,
  csdlTypes: ReadonlyMap<string, TypeDeclaration>,
): ReadonlySet<string> {
  const names = new Set<string>()
  const baseOf = (one: TypeDeclaration | undefined) =>
    one && 'baseType' in one && one.baseType !== undefined ? csdlTypes.get(one.baseType) : undefined
  for (let base = baseOf(type); base && 'properties' in base; base = baseOf(base)) {
    for (const { name } of base.properties) names.add(name)
    for (const { name } of base.navigationProperties) names.add(name)
  }
  return names
}

/** The first list, joined with what the second says of the same, then what only the second has. */
function mergeNamed<T>(
  first: readonly T[],
  second: readonly T[],
  name: (item: T) => string,
  merge: (item: T, other: T) => T,
): readonly T[] {
  const others = new Map(second.map((item) => [name(item), item]))
  const merged = first.map((item) => {
    const other = others.get(name(item))
    if (other === undefined) return item
    others.delete(name(item))
    return merge(item, other)
  })
  return [...merged, ...others.values()]
}

interface Described {
  readonly description?: string | undefined
  readonly deprecated?: Deprecation | undefined
}

function describe(csdl: Described, page: Described): Described {
  const description = csdl.description ?? page.description
  const deprecated = csdl.deprecated ?? page.deprecated
  return {
    ...(description !== undefined && { description }),
    ...(deprecated && { deprecated }),
  }
}

function mergeType(
  csdl: TypeDeclaration,
  page: TypeDeclaration,
  inherited: ReadonlySet<string>,
): TypeDeclaration {
  const isStructured = csdl.kind === 'entityType' || csdl.kind === 'complexType'
  // What is no page of its own is only mentioned, and the CSDL says it all.
  if (!isStructured || page.kind !== csdl.kind) return { ...csdl, ...describe(csdl, page) }
  const own = new Set([...csdl.properties, ...csdl.navigationProperties].map(nameOf))
  const unknown = <T extends { readonly name: string }>(all: readonly T[], others: readonly T[]) =>
    others.filter(({ name }) =>
      own.has(name) ? all.some((one) => one.name === name) : !inherited.has(name),
    )
  return {
    ...csdl,
    properties: mergeNamed(
      csdl.properties,
      unknown(csdl.properties, page.properties),
      nameOf,
      mergeProperty,
    ),
    navigationProperties: mergeNamed(
      csdl.navigationProperties,
      unknown(csdl.navigationProperties, page.navigationProperties),
      nameOf,
      mergeNavigationProperty,
    ),
    ...describe(csdl, page),
  } satisfies StructuredTypeDeclaration
}

/** A page tells what the server sets, where annotations of the CSDL do not. */
function mergeProperty(csdl: PropertyDeclaration, page: PropertyDeclaration): PropertyDeclaration {
  return {
    ...csdl,
    ...(page.isComputed && { isComputed: true }),
    ...(page.isImmutable && { isImmutable: true }),
    ...(csdl.defaultValue === undefined &&
      page.defaultValue !== undefined && { defaultValue: page.defaultValue }),
    ...describe(csdl, page),
  }
}

function mergeNavigationProperty(
  csdl: NavigationPropertyDeclaration,
  page: NavigationPropertyDeclaration,
): NavigationPropertyDeclaration {
  return {
    ...csdl,
    ...(page.isReadOnly && { isReadOnly: true }),
    ...(page.isDoor && { isDoor: true }),
    ...(page.aliases && { aliases: page.aliases }),
    ...(!csdl.containsTarget &&
      page.targetEntitySet !== undefined && { targetEntitySet: page.targetEntitySet }),
    ...((csdl.partner ?? page.partner) !== undefined && { partner: csdl.partner ?? page.partner }),
    ...describe(csdl, page),
  }
}

function mergeOperations(
  csdl: readonly OperationDeclaration[],
  pages: readonly OperationDeclaration[],
): readonly OperationDeclaration[] {
  const known = new Map(csdl.map((operation) => [identityOf(operation), operation]))
  const descriptions = new Map(pages.map((page) => [identityOf(page), page]))
  return [
    ...csdl.map((operation) => ({
      ...operation,
      ...describe(operation, descriptions.get(identityOf(operation)) ?? {}),
    })),
    ...pages.filter((operation) => !known.has(identityOf(operation))),
  ]
}

function identityOf({ kind, namespace, name, bindingType }: OperationDeclaration): string {
  const { typeName: type = '', isCollection = false } = bindingType ?? {}
  return `${kind} ${namespace}.${name} ${type} ${isCollection}`
}
