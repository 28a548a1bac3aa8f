import {
  makeComplex,
  stepValue,
  type DataPath,
  type DataPathStep,
  type EvaluationContext,
} from '../../../expression/index.ts'
import {
  additionsOf,
  declaredType,
  type EntityInstance,
  type JsonObject,
} from '../../../model/index.ts'
import type { CollectionShape, Expansions, Structure } from '../collection-shape.ts'
import { makeInstance } from '../instances.ts'
import type { Projected } from '../projection.ts'
import type { PlannedHierarchy } from './hierarchy.ts'

/** What tells in an instance which node of a hierarchy it is about. */
export interface NodeInjection {
  readonly structure: Structure
  readonly expansions: Expansions
  /** What a node gives to an instance. */
  readonly projectNode: (node: unknown, context: EvaluationContext) => Projected
}

type ProjectNode = (node: unknown, context: EvaluationContext) => unknown

/**
 * Says how a node is written into instances: as the instance itself, where the hierarchy is that of
 * the input; as the related entity that the path leads through; or as its identifier alone.
 * @see Data Aggregation, "Transformation traverse", definition of σ
 */
export function planNodeInjection(
  { path: { steps }, nodeProperty, nodeType }: PlannedHierarchy,
  input: CollectionShape,
): NodeInjection {
  const end = endOfEntities(steps)
  if (isSamePath(steps.slice(end), nodeProperty.steps)) {
    if (end > 0) return nestPath(steps.slice(0, end), (node) => node)
    if (declaredType(input.type) === declaredType(nodeType)) {
      return {
        structure: { all: true, parts: new Map() },
        expansions: new Map(),
        projectNode: wholeNode,
      }
    }
  }
  return nestPath(steps, (node, context) => valueAt(node, nodeProperty, context))
}

type Steps = readonly DataPathStep[]

/** Where the part of a path begins that leads from an entity to a property of its own. */
function endOfEntities(steps: Steps): number {
  const last = steps.findLastIndex(({ kind }) => kind === 'navigationProperty')
  const next = steps.findIndex(({ kind }, index) => index > last && kind !== 'cast')
  return next < 0 ? steps.length : next
}

/** "paths are considered equal if their non-type-cast segments refer to the same model elements" */
function isSamePath(a: Steps, b: Steps): boolean {
  const [own, wanted] = [a, b].map((steps) => steps.flatMap(elementOf))
  return (
    own!.length === wanted!.length && own!.every((element, index) => element === wanted![index])
  )
}

function elementOf(step: DataPathStep): readonly string[] {
  if (step.kind === 'cast') return []
  const element = step.kind === 'property' ? step.property : step.navigation
  return [`${element?.declaringType.qualifiedName ?? ''}/${step.name}`]
}

/**
 * An instance in which a path alone has a value; a collection on the way has one item.
 * @see Data Aggregation, "Transformation traverse", definition of a(u,v,x)
 */
function nestPath(steps: Steps, valueOf: ProjectNode): NodeInjection {
  const index = steps.findIndex(({ kind }) => kind !== 'cast')
  const step = steps[index] as Exclude<DataPathStep, { kind: 'cast' }>
  const next = steps.findIndex(({ kind }, place) => place > index && kind !== 'cast')
  const inner = next < 0 ? undefined : nestPath(steps.slice(next), valueOf)
  const { name, isCollection } = step
  const isNavigation = step.kind === 'navigationProperty'
  const make = inner ? makerOf(steps.slice(index, next)) : undefined
  const leaf: Structure | undefined = isNavigation ? { all: true, parts: new Map() } : undefined
  return {
    structure: { all: false, parts: new Map([[name, inner?.structure ?? leaf]]) },
    expansions: isNavigation
      ? new Map([[name, { nested: inner?.expansions ?? new Map() }]])
      : new Map([...(inner?.expansions ?? [])].map(([path, it]) => [`${name}/${path}`, it])),
    projectNode: (node, context) => {
      const value = inner && make ? make(inner.projectNode(node, context)) : valueOf(node, context)
      const held = isCollection ? [value] : value
      return {
        properties: isNavigation ? {} : { [name]: held },
        related: isNavigation ? new Map([[name, held as EntityInstance]]) : new Map(),
        type: undefined,
      }
    },
  }
}

/** Makes the instance or complex value that a step leads to, of the type that casts after it name. */
function makerOf([step, ...casts]: Steps): (projected: Projected) => unknown {
  const cast = casts.at(-1)
  const declared = step?.kind === 'navigationProperty' ? step.navigation.type : undefined
  const type = cast?.kind === 'cast' ? cast.type : declared
  return (projected) =>
    type?.kind === 'entityType'
      ? makeInstance(type, projected)
      : makeComplex(projected.properties as JsonObject, projected.related)
}

function wholeNode(node: unknown): Projected {
  const entity = node as EntityInstance
  const { navigationProperties } = additionsOf(entity.type)
  return {
    properties: entity.properties,
    related: new Map(
      navigationProperties.flatMap(({ name }) => {
        const value = entity.related?.get(name)
        return value === undefined ? [] : [[name, value]]
      }),
    ),
    type: undefined,
    identity: entity.origin ?? entity,
  }
}

function valueAt(node: unknown, { steps }: DataPath, context: EvaluationContext): unknown {
  let value: unknown = node
  for (const step of steps) {
    if (value === null || value === undefined) return null
    value = stepValue(step, value, context)
  }
  return value ?? null
}
