import { notImplemented } from '../../../errors.ts'
import { stepValue, type DataPath, type EvaluationContext } from '../../../expression/index.ts'
import { additionsOf, declaredType, type EntityInstance } from '../../../model/index.ts'
import {
  emptyStructure,
  type CollectionShape,
  type Expansions,
  type Structure,
} from '../collection-shape.ts'
import type { Projected } from '../projection.ts'
import type { PlannedHierarchy } from './hierarchy.ts'

/** What tells in an instance which node of a hierarchy it is about. */
export interface NodeInjection {
  readonly structure: Structure
  readonly expansions: Expansions
  /** What a node gives to an instance. */
  readonly projectNode: (node: unknown, context: EvaluationContext) => Projected
}

/**
 * Says how a node is written into instances: as the instance itself, where the hierarchy is that of
 * the input; as the related entity that the path leads through; or as its identifier alone.
 * @see Data Aggregation, "Transformation traverse", definition of σ
 */
export function planNodeInjection(
  { path, nodeProperty, nodeType }: PlannedHierarchy,
  input: CollectionShape,
): NodeInjection {
  const steps = path.steps.filter(({ kind }) => kind !== 'cast')
  const lastNavigation = steps.findLastIndex(({ kind }) => kind === 'navigationProperty')
  const isSamePath = (own: readonly DataPath['steps'][number][]) => {
    const wanted = nodeProperty.steps.filter(({ kind }) => kind !== 'cast')
    return (
      own.length === wanted.length && own.every((step, index) => isSameStep(step, wanted[index]))
    )
  }
  if (lastNavigation < 0) {
    if (isSamePath(steps) && declaredType(input.type) === declaredType(nodeType)) {
      return {
        structure: { all: true, parts: new Map() },
        expansions: new Map(),
        projectNode: wholeNode,
      }
    }
    if (steps.length !== 1) throw notImplemented('a hierarchy through complex properties')
    const [step] = steps
    const name = step!.kind === 'cast' ? '' : step!.name
    return {
      structure: { ...emptyStructure, parts: new Map([[name, undefined]]) },
      expansions: new Map(),
      projectNode: (node, context) => ({
        properties: { [name]: valueAt(node, nodeProperty, context) },
        related: new Map(),
        type: undefined,
      }),
    }
  }
  const [first] = steps
  if (lastNavigation !== 0 || first?.kind !== 'navigationProperty' || !isSamePath(steps.slice(1))) {
    throw notImplemented('a hierarchy through more than one navigation property')
  }
  const { name, isCollection } = first
  return {
    structure: { all: false, parts: new Map([[name, { all: true, parts: new Map() }]]) },
    expansions: new Map([[name, { nested: new Map() }]]),
    projectNode: (node) => {
      const entity = node as EntityInstance
      return {
        properties: {},
        related: new Map([[name, isCollection ? [entity] : entity]]),
        type: undefined,
      }
    },
  }
}

function isSameStep(
  a: DataPath['steps'][number],
  b: DataPath['steps'][number] | undefined,
): boolean {
  return a.kind !== 'cast' && b?.kind === a.kind && b.name === a.name
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
