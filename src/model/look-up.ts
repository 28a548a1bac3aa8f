import { isStructuredType } from './structured-type.ts'
import { isPrimitiveTypeName, primitiveTypes } from './primitive-types.ts'
import type {
  EdmType,
  EntitySet,
  Model,
  NavigationProperty,
  Operation,
  Singleton,
  StructuredType,
} from './types.ts'

/** The type of a name qualified by namespace or alias or, in the model's own namespace, unqualified. */
export function findType(model: Model, name: string): EdmType | undefined {
  if (isPrimitiveTypeName(name)) return primitiveTypes[name]
  return (
    model.types.get(name) ??
    model.types.get(`${model.namespace}.${name}`) ??
    (model.aliases.size > 0 ? model.types.get(resolveAlias(model, name)) : undefined)
  )
}

/** @see URL Conventions, "Addressing Derived Types": aliases that the metadata document defines may stand for namespaces */
function resolveAlias({ aliases }: Model, name: string): string {
  const dot = name.lastIndexOf('.')
  if (dot < 0) return name
  const namespace = aliases.get(name.slice(0, dot))
  return namespace === undefined ? name : namespace + name.slice(dot)
}

/** True when `type` is `base` or derives from it; a shape counts as its declared type. */
export function isDerivedFrom(type: StructuredType, base: StructuredType): boolean {
  const wanted = base.shapeOf ?? base
  const first = type.shapeOf ?? type
  for (let current: StructuredType | undefined = first; current; current = current.baseType) {
    if (current === wanted) return true
  }
  return false
}

/** Operations by simple and by qualified name: a contract may have thousands. */
const operationsByName = new WeakMap<Model, ReadonlyMap<string, readonly Operation[]>>()

/** The operations of a name, bound and unbound: simple, or qualified by namespace or alias. */
export function findOperationsByName(model: Model, name: string): readonly Operation[] {
  let byName = operationsByName.get(model)
  if (!byName) operationsByName.set(model, (byName = indexOperations(model.operations)))
  return byName.get(name) ?? byName.get(resolveAlias(model, name)) ?? []
}

function indexOperations(
  operations: readonly Operation[],
): ReadonlyMap<string, readonly Operation[]> {
  const byName = new Map<string, Operation[]>()
  for (const operation of operations) {
    for (const name of [operation.name, operation.qualifiedName]) {
      const known = byName.get(name)
      if (known) known.push(operation)
      else byName.set(name, [operation])
    }
  }
  return byName
}

/**
 * The operations bound to a type or to a collection of it, by unqualified or qualified name.
 * @see Protocol, "Operations"
 */
export function findBoundOperations(
  model: Model,
  name: string,
  bound: { readonly type: EdmType; readonly isCollection: boolean },
): readonly Operation[] {
  return findOperationsByName(model, name).filter(
    ({ bindingType }) =>
      bindingType !== undefined &&
      bindingType.isCollection === bound.isCollection &&
      isTypeOrBase(bindingType.type, bound.type),
  )
}

/**
 * Where the related entities of a navigation property live, followed from an entity set or singleton.
 * @param path from the entity type of `source`, with the casts that the binding may have
 * @see CSDL, "Navigation Property Binding"
 */
export function findNavigationTarget(
  navigation: NavigationProperty,
  source?: EntitySet | Singleton,
  path: string = navigation.name,
): EntitySet | Singleton | undefined {
  const { navigationPropertyBindings: bindings } = source ?? {}
  if (!bindings) return navigation.target
  const bound =
    bindings.get(path) ?? bindings.get(`${navigation.declaringType.qualifiedName}/${path}`)
  if (bound) return bound
  const plain = withoutCasts(path)
  for (const [candidate, target] of bindings) if (withoutCasts(candidate) === plain) return target
  return navigation.target
}

function withoutCasts(path: string): string {
  return path
    .split('/')
    .filter((segment) => !segment.includes('.'))
    .join('/')
}

function isBuiltInBase({ qualifiedName }: EdmType, { kind }: EdmType): boolean {
  return (
    (qualifiedName === 'Edm.EntityType' && kind === 'entityType') ||
    (qualifiedName === 'Edm.ComplexType' && kind === 'complexType')
  )
}

function isTypeOrBase(base: EdmType, type: EdmType): boolean {
  if (base === type || isBuiltInBase(base, type)) return true
  return isStructuredType(base) && isStructuredType(type) && isDerivedFrom(type, base)
}
