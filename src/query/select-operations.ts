import { badRequest } from '../errors.ts'
import {
  findBoundOperations,
  isDerivedFrom,
  isStructuredType,
  type EdmType,
  type Model,
  type Operation,
  type StructuredType,
} from '../model/index.ts'
import type { SelectItem } from '../syntax/index.ts'
import type { PlanContext } from './system-query-option.ts'

/** What operations that `$select` names are added to, and the type that they have to be bound to. */
interface OperationsPlace {
  readonly selection: { readonly operations: Map<string, Operation> }
  readonly type: EdmType
  /** The type that a cast before the name gives. */
  readonly castTo: StructuredType | undefined
}

/**
 * A name of operations adds those that can be bound to the instance: "that operation cannot be bound
 * to the entities requested, the service MUST ignore the select item".
 * @returns false when the segment names no operation
 */
export function addOperations(
  { parameterNames }: SelectItem,
  { name, position }: SelectItem['path'][number],
  { selection, type: declared, castTo }: OperationsPlace,
  { model, isStrict }: PlanContext,
): boolean {
  const type = castTo ?? declared
  if (name.endsWith('.*')) {
    const namespace = resolveNamespace(name.slice(0, -2), model)
    const bound = model.operations.filter((operation) => operation.namespace === namespace)
    if (bound.length === 0 && !isNamespace(namespace, model)) {
      throw badRequest(
        `$select: '${name.slice(0, -2)}' at ${position} is not a namespace of this service`,
        '$select',
      )
    }
    for (const operation of bound) if (isBoundTo(operation, type)) add(operation, selection)
    return true
  }
  const qualified = qualify(name, type, model, isStrict)
  const overloads = model.operations.filter(({ qualifiedName }) => qualifiedName === qualified)
  if (overloads.length === 0) {
    if (!parameterNames) return false
    throw badRequest(`$select: '${name}' at ${position} is not an operation`, '$select')
  }
  if (parameterNames) {
    const overload = overloads.find((it) => hasParameters(it, parameterNames))
    if (!overload) {
      throw badRequest(
        `$select: ${name} at ${position} has no overload with the parameters ${parameterNames.join(',')}`,
        '$select',
      )
    }
    if (isBoundTo(overload, type)) add(overload, selection, `(${parameterNames.join(',')})`)
    return true
  }
  for (const operation of overloads) if (isBoundTo(operation, type)) add(operation, selection)
  return true
}

function add(
  operation: Operation,
  { operations }: OperationsPlace['selection'],
  parameters = '',
): void {
  const name = `#${operation.qualifiedName}${parameters}`
  const before = operations.get(name)?.bindingType
  // Of overloads along an inheritance the one for most instances stands for all.
  const isNarrower =
    before?.type.kind === 'entityType' &&
    operation.bindingType?.type.kind === 'entityType' &&
    isDerivedFrom(operation.bindingType.type, before.type)
  if (!isNarrower) operations.set(name, operation)
}

function isBoundTo({ bindingType }: Operation, type: EdmType): boolean {
  if (!bindingType || bindingType.isCollection) return false
  const { type: binding } = bindingType
  if (!isStructuredType(binding) || !isStructuredType(type)) return false
  return isDerivedFrom(type, binding) || isDerivedFrom(binding, type)
}

function hasParameters({ parameters }: Operation, names: readonly string[]): boolean {
  return parameters.length === names.length && parameters.every(({ name }) => names.includes(name))
}

/** Unqualified names are of the default namespaces, where no property has the name. */
function qualify(name: string, type: EdmType, model: Model, isStrict: boolean | undefined): string {
  const dot = name.lastIndexOf('.')
  if (dot >= 0) return `${resolveNamespace(name.slice(0, dot), model)}${name.slice(dot)}`
  if (
    isStructuredType(type) &&
    (type.properties.has(name) || type.navigationProperties.has(name))
  ) {
    return name
  }
  const found = findBoundOperations(model, name, { type, isCollection: false })
  const fits = found.find(({ namespace }) => !isStrict || model.defaultNamespaces.has(namespace))
  return fits?.qualifiedName ?? name
}

function resolveNamespace(name: string, model: Model): string {
  return model.aliases.get(name) ?? name
}

function isNamespace(name: string, model: Model): boolean {
  if (name === model.container.namespace) return true
  return [...model.types.values()].some(({ namespace }) => namespace === name)
}

/** "Operations in the context URL are represented using the namespace-qualified name." */
export function operationText(
  { parameterNames }: SelectItem,
  { name }: SelectItem['path'][number],
  model: Model,
): string {
  const dot = name.lastIndexOf('.')
  const known = model.operations.find((operation) => operation.name === name)
  const qualified =
    dot < 0
      ? (known?.qualifiedName ?? name)
      : resolveNamespace(name.slice(0, dot), model) + name.slice(dot)
  return parameterNames ? `${qualified}(${parameterNames.join(',')})` : qualified
}
