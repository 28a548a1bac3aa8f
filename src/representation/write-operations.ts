import {
  isDerivedFrom,
  isStructuredType,
  type EntityInstance,
  type EntityType,
  type Model,
  type Operation,
  type StructuredType,
} from '../model/index.ts'
import type { Selection } from '../query/index.ts'
import { entityPath } from './entity-path.ts'
import { isInStore, storedOf } from './stored-instance.ts'
import type { WriteOptions } from './write-options.ts'

/** An operation under the name that advertises it. */
interface Advertised {
  /** `#Ns.Approve`, or with parameter names `#Ns.RemainingVacation(Year)`. */
  readonly name: string
  readonly title: string
  /** What follows the URL of what it is bound to. */
  readonly call: string
}

/**
 * Advertises operations of an entity: those selected; without `$select`, full metadata has all.
 * @see JSON Format, "Bound Function", "Bound Action"
 */
export function addOperations(
  parts: string[],
  instance: EntityInstance,
  select: Selection | undefined,
  options: WriteOptions,
): void {
  const { metadata, model, serviceRoot } = options
  if (metadata === 'none' || (select ? select.operations.size === 0 : metadata !== 'full')) return
  const stored = storedOf(instance)
  if (!stored || !isInStore(stored)) return
  const advertised = select
    ? selectedOperations(select, instance.type)
    : model
      ? boundOperations(model, stored.type, false)
      : []
  if (advertised.length === 0) return
  const url = `${serviceRoot}/${entityPath(stored)}`
  parts.push(...advertised.map((each) => writeOperation(each, url, metadata)))
}

/**
 * Advertises the operations that are bound to a collection, beside its `value`.
 * @param path of the collection, below the service root; `undefined` where it has none
 * @see JSON Format, "Collection of Entities"
 */
export function collectionOperations(
  type: EntityType,
  path: string | undefined,
  { metadata, model, serviceRoot }: WriteOptions,
): readonly string[] {
  if (metadata !== 'full' || !model || path === undefined) return []
  const url = `${serviceRoot}/${path}`
  return boundOperations(model, type, true).map((each) => writeOperation(each, url, metadata))
}

function writeOperation(
  { name, title, call }: Advertised,
  url: string,
  metadata: WriteOptions['metadata'],
): string {
  const value = metadata === 'full' ? { title, target: `${url}/${call}` } : {}
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`
}

function selectedOperations({ operations }: Selection, type: EntityType): readonly Advertised[] {
  const bound = [...operations].filter(([, { bindingType }]) =>
    isDerivedFrom(type, bindingType!.type as StructuredType),
  )
  return bound.map(([name, { name: title, qualifiedName }]) => {
    const parameters = name.slice(qualifiedName.length + 1)
    const call = qualifiedName + parameters.replaceAll(/\w+/g, (each) => `${each}=@${each}`)
    return { name, title, call }
  })
}

type ByType = Map<StructuredType, readonly Advertised[]>

const known = new WeakMap<Model, { readonly single: ByType; readonly collection: ByType }>()

/** The operations that can be bound to an instance of a type, or to a collection of them. */
function boundOperations(
  model: Model,
  declared: EntityType,
  isCollection: boolean,
): readonly Advertised[] {
  const type = declared.shapeOf ?? declared
  let byKind = known.get(model)
  if (!byKind) known.set(model, (byKind = { single: new Map(), collection: new Map() }))
  const byType = isCollection ? byKind.collection : byKind.single
  let advertised = byType.get(type)
  if (!advertised) {
    byType.set(type, (advertised = advertise(findBound(model, type, isCollection))))
  }
  return advertised
}

function findBound(
  { operations }: Model,
  type: StructuredType,
  isCollection: boolean,
): readonly Operation[] {
  const fitting = operations.filter(
    ({ bindingType }) =>
      bindingType?.isCollection === isCollection &&
      isStructuredType(bindingType.type) &&
      isDerivedFrom(type, bindingType.type),
  )
  // An overload for a derived type stands for that of its base.
  return fitting.filter((operation) =>
    fitting.every((other) => other === operation || !isOverridden(operation, other)),
  )
}

function isOverridden(operation: Operation, other: Operation): boolean {
  const binding = operation.bindingType!.type as StructuredType
  const nearer = other.bindingType!.type as StructuredType
  return (
    operation.qualifiedName === other.qualifiedName &&
    parameterNames(operation) === parameterNames(other) &&
    binding !== nearer &&
    isDerivedFrom(nearer, binding)
  )
}

function parameterNames({ parameters }: Operation): string {
  return parameters.map(({ name }) => name).join(',')
}

/** "A specific function overload can be advertised by appending the list of non-binding parameter names." */
function advertise(operations: readonly Operation[]): readonly Advertised[] {
  return operations.map((operation) => {
    const { kind, name: title, qualifiedName, parameters, takesAnyParameters } = operation
    const isOverloaded =
      operations.filter((other) => other.qualifiedName === qualifiedName).length > 1
    const list = parameters.map(({ name }) => `${name}=@${name}`).join(',')
    return {
      name: `#${qualifiedName}${isOverloaded ? `(${parameterNames(operation)})` : ''}`,
      title,
      call: kind === 'action' || takesAnyParameters ? qualifiedName : `${qualifiedName}(${list})`,
    }
  })
}
