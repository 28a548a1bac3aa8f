import { annotationsOf, withAnnotations } from './build-annotations.ts'
import { findNavigation, type Mutable, type NamedType, type Resolvers } from './build-types.ts'
import type { EntitySetDeclaration, ModelDeclaration } from './declarations.ts'
import type {
  EntityContainer,
  EntitySet,
  NavigationProperty,
  Operation,
  OperationImport,
  Singleton,
} from './types.ts'

/** The entity sets by name, bound to nothing yet. */
export function createEntitySets(
  declaration: ModelDeclaration,
  entityTypeOf: Resolvers['entityTypeOf'],
): Map<string, Mutable<EntitySet>> {
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
  return entitySets
}

function createSingletons(
  declaration: ModelDeclaration,
  entityTypeOf: Resolvers['entityTypeOf'],
): Map<string, Mutable<Singleton>> {
  const singletons = new Map<string, Mutable<Singleton>>()
  for (const { entityType, navigationPropertyBindings: _, ...rest } of declaration.singletons) {
    singletons.set(rest.name, {
      ...withAnnotations(rest),
      kind: 'singleton',
      entityType: entityTypeOf(entityType),
    })
  }
  return singletons
}

/** What the container is built of. */
interface ContainerParts {
  readonly entitySets: ReadonlyMap<string, Mutable<EntitySet>>
  readonly entityTypeOf: Resolvers['entityTypeOf']
  readonly operations: readonly Operation[]
  readonly types: ReadonlyMap<string, NamedType>
}

/**
 * Binds the entity sets and singletons, and through them the navigation properties of their types.
 * @throws Error on a binding to what is not declared, or an import of an operation that is not
 */
export function buildContainer(
  declaration: ModelDeclaration,
  { entitySets, entityTypeOf, operations, types }: ContainerParts,
): EntityContainer {
  const singletons = createSingletons(declaration, entityTypeOf)
  for (const set of declaration.entitySets) {
    bindNavigations(set, entitySets.get(set.name)!, { entitySets, singletons })
  }
  for (const singleton of declaration.singletons) {
    bindNavigations(singleton, singletons.get(singleton.name)!, { entitySets, singletons })
  }
  settleTargets([...entitySets.values(), ...singletons.values()], types)
  return {
    namespace: declaration.containerNamespace ?? declaration.namespace,
    name: declaration.containerName,
    annotations: annotationsOf(declaration.containerAnnotations),
    source: declaration.containerSource,
    entitySets,
    singletons,
    operationImports: buildOperationImports(declaration, operations, entitySets),
  }
}

function buildOperationImports(
  { operationImports }: ModelDeclaration,
  operations: readonly Operation[],
  entitySets: ReadonlyMap<string, EntitySet>,
): Map<string, OperationImport> {
  const unbound = operations.filter(({ bindingType }) => !bindingType)
  return new Map(
    operationImports.map(({ operation: operationName, entitySet, kind, ...rest }) => {
      const overloads = unbound.filter(
        (operation) =>
          operation.qualifiedName === operationName &&
          (kind === undefined || operation.kind === kind),
      )
      const [operation] = overloads
      if (!operation) throw new Error(`the operation ${operationName} is not declared`)
      return [
        rest.name,
        {
          ...withAnnotations(rest),
          kind: 'operationImport',
          operation,
          operations: overloads,
          entitySet: entitySet === undefined ? undefined : entitySets.get(entitySet),
        },
      ]
    }),
  )
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
