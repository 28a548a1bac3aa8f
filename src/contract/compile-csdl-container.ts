import {
  type AnnotationRecord,
  didYouMean,
  type EntitySetDeclaration,
  type ModelDeclaration,
  type OperationDeclaration,
  type OperationImportDeclaration,
  type SingletonDeclaration,
} from '../model/index.ts'
import { alreadyDeclared, type CsdlScope } from './compile-csdl-scope.ts'
import { describeCsdl, findEntityType } from './compile-csdl-types.ts'
import type { CsdlContainer, CsdlDocument } from './csdl-document.ts'

type ContainerMembers = Pick<
  ModelDeclaration,
  'entitySets' | 'singletons' | 'operationImports' | 'containerName'
> &
  Pick<ModelDeclaration, 'containerNamespace' | 'containerAnnotations' | 'containerSource'>

const noContainer: ContainerMembers = {
  containerName: 'Container',
  entitySets: [],
  singletons: [],
  operationImports: [],
}

/**
 * The members of the service's entity container, with those of the containers that it extends.
 * @see CSDL, "Entity Container" and "Extending an Entity Container"
 */
export function compileCsdlContainer(
  documents: readonly CsdlDocument[],
  operations: readonly OperationDeclaration[],
  scope: CsdlScope,
): ContainerMembers {
  const containers = documents.flatMap(({ schemas }) =>
    schemas.flatMap((schema) => schema.containers),
  )
  const main = chooseContainer(documents, containers, scope)
  if (!main) return noContainer
  const chain = extendedContainers(main, containers, scope)
  const prefixes = new Set(chain.map(qualifiedName))
  const names = new Map<string, Member>()
  const redefined = findRedefined(chain, scope)
  const membersOf = <T extends Member>(choose: (container: CsdlContainer) => readonly T[]) =>
    chain.flatMap((container) =>
      choose(container).flatMap((member): T[] => {
        if (redefined.has(member)) return []
        const first = names.get(member.name)
        if (first) {
          scope.report('duplicate-name', alreadyDeclared(member.name, first.source), member.source)
          return []
        }
        names.set(member.name, member)
        const targets = chain.map((one) => `${qualifiedName(one)}/${member.name}`)
        return [{ ...member, ...describeCsdl(member.annotations, scope, ...targets) }]
      }),
    )
  const sets = membersOf(({ entitySets }) => entitySets).filter((set) => hasEntityType(set, scope))
  const singletons = membersOf((container) => container.singletons).filter((singleton) =>
    hasEntityType(singleton, scope),
  )
  const known = new Set([...sets, ...singletons].map(({ name }) => name))
  const within = { known, prefixes, scope }
  const unbound = new Map<string, OperationDeclaration['kind'][]>()
  for (const operation of operations) {
    if (operation.bindingType) continue
    const name = `${operation.namespace}.${operation.name}`
    unbound.set(name, [...(unbound.get(name) ?? []), operation.kind])
  }
  return {
    containerName: main.name,
    containerNamespace: main.namespace,
    containerSource: main.source,
    containerAnnotations: scope.annotate(mergeAnnotations(chain), ...prefixes),
    entitySets: sets.map((set) => ({ ...set, ...compileBindings(set, within) })),
    singletons: singletons.map((one) => ({ ...one, ...compileBindings(one, within) })),
    operationImports: membersOf(({ operationImports }) => operationImports).flatMap((one) =>
      compileOperationImport(one, unbound, within),
    ),
  }
}

function mergeAnnotations(containers: readonly CsdlContainer[]): AnnotationRecord | undefined {
  const annotated = containers.flatMap(({ annotations }) => annotations ?? [])
  return annotated.length === 0 ? undefined : Object.assign({}, ...annotated)
}

type Member = EntitySetDeclaration | SingletonDeclaration | OperationImportDeclaration

interface Within {
  /** Names of the entity sets and singletons. */
  readonly known: ReadonlySet<string>
  /** Qualified names of the container and of those that it extends. */
  readonly prefixes: ReadonlySet<string>
  readonly scope: CsdlScope
}

function qualifiedName({ namespace, name }: CsdlContainer): string {
  return `${namespace}.${name}`
}

/** Of several, the one that a document calls the service's, else that which no other extends. */
function chooseContainer(
  documents: readonly CsdlDocument[],
  containers: readonly CsdlContainer[],
  scope: CsdlScope,
): CsdlContainer | undefined {
  const extended = new Set(containers.map((container) => container.extends))
  const free = containers.filter((container) => !extended.has(qualifiedName(container)))
  const named = documents.flatMap(({ entityContainer }) => entityContainer ?? [])
  const main = free.find((one) => named.includes(qualifiedName(one))) ?? free[0] ?? containers[0]
  for (const other of free) {
    if (other === main || !main) continue
    const message = `${qualifiedName(other)} is not served: a service has one entity container, here ${qualifiedName(main)}`
    scope.report('second-container', message, other.source)
  }
  return main
}

/** The container and what it extends, the base first. */
function extendedContainers(
  main: CsdlContainer,
  containers: readonly CsdlContainer[],
  scope: CsdlScope,
): readonly CsdlContainer[] {
  const chain: CsdlContainer[] = []
  let current: CsdlContainer | undefined = main
  while (current && !chain.includes(current)) {
    chain.unshift(current)
    const { extends: base, source }: CsdlContainer = current
    current = containers.find((one) => qualifiedName(one) === base)
    if (base !== undefined && !current) {
      scope.report('missing-document', `no document declares the entity container ${base}`, source)
    }
  }
  return chain
}

/**
 * Entity sets and singletons of base containers that an extending one has again, of a derived type.
 * @see CSDL, "Extending an Entity Container"
 */
function findRedefined(chain: readonly CsdlContainer[], scope: CsdlScope): ReadonlySet<Member> {
  const redefined = new Set<Member>()
  for (const kind of ['entitySets', 'singletons'] as const) {
    const known = new Map<string, EntitySetDeclaration | SingletonDeclaration>()
    for (const member of chain.flatMap((container) => container[kind])) {
      const base = known.get(member.name)
      if (base && !hasBaseType(member.entityType, base.entityType, scope)) continue
      if (base) redefined.add(base)
      known.set(member.name, member)
    }
  }
  return redefined
}

function hasBaseType(typeName: string, wanted: string, { types }: CsdlScope): boolean {
  const seen = new Set<string>()
  for (let name: string | undefined = typeName; name !== undefined && !seen.has(name);) {
    seen.add(name)
    const type = types.get(name)
    name = type?.kind === 'entityType' ? type.baseType : undefined
    if (name === wanted) return true
  }
  return false
}

function hasEntityType(
  { name, entityType, source }: EntitySetDeclaration | SingletonDeclaration,
  scope: CsdlScope,
): boolean {
  if (findEntityType(entityType, scope, source) !== undefined) return true
  scope.report('csdl-type', `${name}: expected an entity type, found ${entityType}`, source)
  return false
}

function compileBindings(
  { name, navigationPropertyBindings, source }: EntitySetDeclaration | SingletonDeclaration,
  within: Within,
): Pick<EntitySetDeclaration, 'navigationPropertyBindings'> {
  if (!navigationPropertyBindings) return {}
  const bindings = Object.entries(navigationPropertyBindings).flatMap(([path, written]) => {
    const target = withoutContainer(written, within.prefixes)
    const [first = ''] = target.split('/')
    if (within.known.has(first)) return [[path, target] as const]
    const message = `${name} binds ${path} to ${written}, which is no entity set or singleton${didYouMean(first, within.known)}`
    within.scope.report('unknown-binding-target', message, source)
    return []
  })
  return { navigationPropertyBindings: Object.fromEntries(bindings) }
}

/** A target may be written with its container: `Ns.Container/Set`, `Ns.Container/Me/Trips`. */
function withoutContainer(target: string, prefixes: ReadonlySet<string>): string {
  const slash = target.indexOf('/')
  return slash > 0 && prefixes.has(target.slice(0, slash)) ? target.slice(slash + 1) : target
}

function compileOperationImport(
  operationImport: OperationImportDeclaration,
  unbound: ReadonlyMap<string, readonly OperationDeclaration['kind'][]>,
  { known, prefixes, scope }: Within,
): readonly OperationImportDeclaration[] {
  const { name, kind, operation, entitySet: written, source, ...rest } = operationImport
  const kinds = unbound.get(operation) ?? []
  if (kind === undefined ? kinds.length === 0 : !kinds.includes(kind)) {
    const [found] = kinds
    const message = found
      ? `${name}: expected ${withArticle(kind)}, found the ${found} ${operation}`
      : `${name}: no unbound ${kind ?? 'action or function'} ${operation} is declared${didYouMean(operation, unbound.keys())}`
    scope.report('unknown-operation', message, source)
    return []
  }
  const entitySet = written === undefined ? undefined : withoutContainer(written, prefixes)
  const isKnown = entitySet !== undefined && known.has(entitySet.split('/')[0]!)
  if (entitySet !== undefined && !isKnown) {
    const message = `${name}: no entity set ${written}${didYouMean(entitySet, known)}`
    scope.report('unknown-binding-target', message, source)
  }
  return [
    { ...rest, name, ...(kind && { kind }), operation, source, ...(isKnown && { entitySet }) },
  ]
}

function withArticle(kind: OperationDeclaration['kind'] | undefined): string {
  return kind === 'action' ? 'an action' : 'a function'
}
