import { rollupNodeVariable, walk, type EvaluationContext } from '../../../expression/index.ts'
import type { ApplyExpr, GroupbyElement } from '../../../syntax/index.ts'
import {
  freshType,
  mergeExpansions,
  mergeStructures,
  type CollectionShape,
} from '../collection-shape.ts'
import { additionsOf } from '../../../model/index.ts'
import { compileInjection } from '../projection.ts'
import type { ApplyContext, PlannedTransformation } from '../transformation.ts'
import { planHierarchy, type PlannedHierarchy } from './hierarchy.ts'
import { planNodeInjection } from './node-injection.ts'
import { findPortions } from './portions.ts'

/** What else a `groupby` with `rolluprecursive` has. */
interface Rest {
  readonly others: readonly GroupbyElement[]
  readonly transformations: ApplyExpr | undefined
  readonly planGroupby: (
    elements: readonly GroupbyElement[],
    input: CollectionShape,
    context: ApplyContext,
  ) => PlannedTransformation
}

/**
 * Groups by the nodes of a hierarchy: each takes what is related to it or to a descendant.
 * @see Data Aggregation, "Grouping with rolluprecursive"
 */
export function planRollupRecursive(
  element: Extract<GroupbyElement, { kind: 'rollupRecursive' }>,
  input: CollectionShape,
  context: ApplyContext,
  { others, transformations, planGroupby }: Rest,
): PlannedTransformation {
  const hierarchy = planHierarchy(element.hierarchy, input, context)
  const injection = planNodeInjection(hierarchy, input)
  const subset = context.planSequence(element.transformations, hierarchy.nodesShape, context)
  const position = context.rollupDepth + 1
  const within = withNodeVariable(context, position, hierarchy)
  const grouped =
    others.length > 0
      ? planGroupby(others, input, within)
      : context.planSequence(transformations ?? [], input, within)
  const isDistinct = others.length === 0 && transformations === undefined
  const type = freshType(input.type, additionsOf(grouped.shape.type))
  const inject = compileInjection(type)
  return {
    shape: {
      type,
      structure: isDistinct
        ? injection.structure
        : mergeStructures(injection.structure, grouped.shape.structure),
      expansions: mergeExpansions(injection.expansions, grouped.shape.expansions),
    },
    apply: (items, evaluation) => {
      const nodes = subset.apply(hierarchy.readNodes(evaluation), evaluation)
      const forest = hierarchy.organize(nodes, evaluation)
      const keys = items.map((item) => hierarchy.keysOf(item, evaluation))
      const portionOf = findPortions(items, keys, forest)
      return [...walk(forest, 'preorder')].flatMap((key) => {
        const node = forest.nodes.get(key)
        const projected = injection.projectNode(node, evaluation)
        const found = isDistinct
          ? [undefined]
          : grouped.apply(portionOf(key), withRollupNode(evaluation, position, node))
        return found.map((instance) => inject(instance ?? emptyInstance(type), projected))
      })
    },
  }
}

/** The transformations for a node may name it by `rollupnode()`. */
function withNodeVariable(
  context: ApplyContext,
  position: number,
  { nodeType }: PlannedHierarchy,
): ApplyContext {
  const variables = new Map([
    ...(context.plan.variables ?? []),
    [rollupNodeVariable(position), { type: nodeType, isCollection: false }] as const,
  ])
  return { ...context, rollupDepth: position, plan: { ...context.plan, variables } }
}

function emptyInstance(type: CollectionShape['type']): unknown {
  return type.kind === 'entityType' ? { type, properties: {}, related: new Map() } : {}
}

function withRollupNode(
  context: EvaluationContext,
  position: number,
  node: unknown,
): EvaluationContext {
  const variables = new Map([...(context.variables ?? []), [rollupNodeVariable(position), node]])
  return { ...context, variables }
}
