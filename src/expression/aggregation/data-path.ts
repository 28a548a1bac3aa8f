import { badRequest } from '../../errors.ts'
import {
  didYouMean,
  findType,
  isDerivedFrom,
  isJsonEqual,
  isStructuredType,
  primitiveTypes,
  type EdmType,
  type EntityInstance,
  type JsonObject,
  type Model,
  type NavigationProperty,
  type Property,
  type StructuredType,
} from '../../model/index.ts'
import { describeType, refuse, type BindingScope } from '../binding-scope.ts'
import { followComplex } from '../complex-links.ts'
import type { EvaluationContext } from '../evaluation-context.ts'
import { followNavigation, isTransient } from '../follow.ts'
import { isInstanceOf } from '../instance-type.ts'
import { isUntyped } from '../type-compatibility.ts'

type Owner = 'entity' | 'complex' | 'untyped'

export type DataPathStep =
  | {
      readonly kind: 'property'
      readonly name: string
      readonly owner: Owner
      readonly isCollection: boolean
      /** `undefined` for a dynamic property. */
      readonly property: Property | undefined
    }
  | {
      readonly kind: 'navigationProperty'
      readonly name: string
      readonly owner: Owner
      readonly isCollection: boolean
      readonly navigation: NavigationProperty
    }
  | { readonly kind: 'cast'; readonly type: StructuredType; readonly from: EdmType }

/** A path of properties, navigation properties and type casts, any of them collection-valued. */
export interface DataPath {
  readonly steps: readonly DataPathStep[]
  /** What a value at its end is. */
  readonly type: EdmType
  /** True when an instance may have more than one value. */
  readonly isCollection: boolean
  readonly position: number
  readonly text: string
}

export interface NameInPath {
  readonly name: string
  readonly position: number
}

/**
 * Binds a data aggregation path.
 * @throws ODataError 400 when a name is no property or type here
 * @see Data Aggregation, "Definitions of Terms"
 */
export function bindDataPath(
  names: readonly NameInPath[],
  scope: Pick<BindingScope, 'model' | 'type' | 'isOpen' | 'optionName' | 'onNamed'>,
): DataPath {
  let type: EdmType = scope.type
  let isCollection = false
  let isOpen = scope.isOpen ?? false
  const steps: DataPathStep[] = []
  for (const { name, position } of names) {
    const step = bindStep({ name, position }, type, isOpen, scope)
    steps.push(step)
    switch (step.kind) {
      case 'property':
        type = step.property?.type ?? primitiveTypes['Edm.Untyped']
        isCollection ||= step.isCollection
        isOpen = false
        break
      case 'navigationProperty':
        type = step.navigation.type
        isCollection ||= step.isCollection
        isOpen = false
        break
      case 'cast':
        type = step.type
        break
    }
  }
  const text = names.map(({ name }) => name).join('/')
  return { steps, type, isCollection, position: names[0]?.position ?? 0, text }
}

function bindStep(
  { name, position }: NameInPath,
  type: EdmType,
  isOpen: boolean,
  scope: Pick<BindingScope, 'model' | 'optionName' | 'onNamed'>,
): DataPathStep {
  if (isUntyped(type)) {
    return { kind: 'property', name, owner: 'untyped', isCollection: false, property: undefined }
  }
  const here = scope as BindingScope
  if (!isStructuredType(type)) {
    throw refuse(
      here,
      position,
      `'${name}' is not a property of ${describeType({ type, isCollection: false })}`,
    )
  }
  const owner = type.kind === 'entityType' ? 'entity' : 'complex'
  const property = type.properties.get(name)
  if (property) {
    scope.onNamed?.(property)
    return { kind: 'property', name, owner, isCollection: property.isCollection, property }
  }
  const navigation = type.navigationProperties.get(name)
  if (navigation) {
    scope.onNamed?.(navigation)
    const { isCollection } = navigation
    return { kind: 'navigationProperty', name, owner, isCollection, navigation }
  }
  const cast = findCast(name, type, scope.model)
  if (cast) return { kind: 'cast', type: cast, from: type }
  if (!name.includes('.') && (type.isOpen || isOpen)) {
    return { kind: 'property', name, owner, isCollection: false, property: undefined }
  }
  const candidates = [...type.properties.keys(), ...type.navigationProperties.keys()]
  const what = name.includes('.') ? 'a type derived from' : 'a property of'
  throw refuse(
    here,
    position,
    `'${name}' is not ${what} ${type.qualifiedName}`,
    didYouMean(name, candidates),
  )
}

function findCast(name: string, from: StructuredType, model: Model): StructuredType | undefined {
  const type = findType(model, name)
  if (!type || !isStructuredType(type)) return undefined
  return isDerivedFrom(type, from) || isDerivedFrom(from, type) ? type : undefined
}

/** The value of one step on an instance or value, which is not null; `undefined` where it has none. */
export function stepValue(step: DataPathStep, value: unknown, context: EvaluationContext): unknown {
  switch (step.kind) {
    case 'property': {
      if (step.owner === 'entity') return propertyValue(value as EntityInstance, step.name)
      if (typeof value !== 'object' || value === null) return undefined
      return Object.hasOwn(value, step.name) ? (value as JsonObject)[step.name] : null
    }
    case 'navigationProperty':
      return step.owner === 'entity'
        ? relatedValue(value as EntityInstance, step.navigation, context)
        : followComplex(value as JsonObject, step.navigation, context)
    case 'cast':
      return isInstanceOf(value, step.type, step.from) ? value : undefined
  }
}

function relatedValue(
  instance: EntityInstance,
  navigation: NavigationProperty,
  context: EvaluationContext,
): unknown {
  const isAbsent = isTransient(instance) && !instance.related?.has(navigation.name)
  return isAbsent ? undefined : followNavigation(instance, navigation, context)
}

/** What a stored entity does not give is null; what `$apply` left out is absent. */
function propertyValue(instance: EntityInstance, name: string): unknown {
  const { properties } = instance
  if (Object.hasOwn(properties, name)) return properties[name]
  return isTransient(instance) ? undefined : null
}

/** Reads a path that is one declared property of an entity, single-valued; `undefined` for any other path. */
export function entityPropertyReader({
  steps,
}: DataPath): ((instance: unknown) => unknown) | undefined {
  const [step] = steps
  if (steps.length !== 1 || step?.kind !== 'property' || step.owner !== 'entity') return undefined
  const { name, isCollection } = step
  if (isCollection || name in Object.prototype) return undefined
  return (instance) => {
    const value = (instance as EntityInstance).properties[name]
    return value === undefined && !isTransient(instance as EntityInstance) ? null : value
  }
}

/**
 * Every value that a path leads to from a collection, none of them null.
 * @param distinct each entity behind the last navigation property once, as `aggregate` counts them
 * @see Data Aggregation, "Evaluation of Data Aggregation Paths"
 */
export function collectValues(
  items: readonly unknown[],
  path: DataPath,
  context: EvaluationContext,
  { distinct }: { readonly distinct: boolean },
): readonly unknown[] {
  const { steps } = path
  const read = entityPropertyReader(path)
  if (read) {
    const values: unknown[] = []
    for (const item of items) {
      const value = item === null ? null : read(item)
      if (value !== null && value !== undefined) values.push(value)
    }
    return values
  }
  const lastNavigation = steps.findLastIndex(({ kind }) => kind === 'navigationProperty')
  let values: readonly unknown[] = items
  for (const [index, step] of steps.entries()) {
    const next: unknown[] = []
    for (const item of values) {
      if (item === null) continue
      const value = stepValue(step, item, context)
      if (value === null || value === undefined) continue
      if (Array.isArray(value)) {
        for (const member of value) if (member !== null) next.push(member)
      } else next.push(value)
    }
    values = distinct && index === lastNavigation ? distinctInstances(next, path.text) : next
  }
  return steps.length === 0 ? items.filter((item) => item !== null) : values
}

/** The stored entity that an instance stands for, or the instance itself. */
export function identityOf(instance: unknown): unknown {
  return (instance as EntityInstance).origin ?? instance
}

/**
 * Each entity once, with all that its representations hold.
 * @throws ODataError 400 where two of them contradict each other
 * @see Data Aggregation, "Aggregation Algorithm", determination of U
 */
function distinctInstances(instances: readonly unknown[], text: string): readonly unknown[] {
  const seen = new Map<unknown, unknown>()
  for (const instance of instances) {
    const identity = identityOf(instance)
    const known = seen.get(identity)
    if (known === undefined) seen.set(identity, instance)
    else if (known !== instance) {
      seen.set(identity, mergeSame(known as EntityInstance, instance as EntityInstance, text))
    }
  }
  return [...seen.values()]
}

function mergeSame(a: EntityInstance, b: EntityInstance, text: string): EntityInstance {
  for (const [name, value] of Object.entries(b.properties)) {
    if (!Object.hasOwn(a.properties, name) || isJsonEqual(a.properties[name]!, value)) continue
    throw badRequest(
      `$apply: '${text}' reaches the same entity with different values of '${name}'`,
      '$apply',
    )
  }
  const related = new Map([...(a.related ?? []), ...(b.related ?? [])])
  const origin = identityOf(a) as EntityInstance
  return { ...a, properties: { ...a.properties, ...b.properties }, related, origin }
}
