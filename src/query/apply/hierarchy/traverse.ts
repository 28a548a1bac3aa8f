import {
  bindOrdering,
  compileOrdering,
  walk,
  type EvaluationContext,
} from '../../../expression/index.ts'
import { mergeExpansions, mergeStructures } from '../collection-shape.ts'
import { compileInjection } from '../projection.ts'
import { scopeOf } from '../scope.ts'
import type { ApplyContext, Transformation } from '../transformation.ts'
import { planHierarchy } from './hierarchy.ts'
import { planNodeInjection } from './node-injection.ts'

type TraverseNode = Parameters<typeof traverse.plan>[0]

/** @see Data Aggregation, "Transformation traverse" */
export const traverse: Transformation<'traverseTrafo'> = {
  kinds: ['traverseTrafo'],
  plan: ({ hierarchy: reference, order, start, siblings }, input, context) => {
    const hierarchy = planHierarchy(reference, input, context)
    const { nodesShape, path } = hierarchy
    const injection = planNodeInjection(hierarchy, input)
    const subset = context.planSequence(start ?? [], nodesShape, context)
    const sort = planSort(siblings, subset.shape, context)
    const inject = compileInjection(input.type)
    const isOwn = path.steps.every(({ kind }) => kind === 'property') && injection.structure.all
    return {
      shape: {
        type: input.type,
        structure: isOwn ? input.structure : mergeStructures(injection.structure, input.structure),
        expansions: mergeExpansions(injection.expansions, input.expansions),
      },
      apply: (items, evaluation) => {
        const nodes = sort(subset.apply(hierarchy.readNodes(evaluation), evaluation), evaluation)
        const forest = hierarchy.organize(nodes, evaluation)
        const byKey = new Map<unknown, unknown[]>()
        for (const item of items) {
          for (const key of hierarchy.keysOf(item, evaluation)) {
            const found = byKey.get(key)
            if (found) found.push(item)
            else byKey.set(key, [item])
          }
        }
        const result: unknown[] = []
        for (const key of walk(forest, order)) {
          const found = byKey.get(key) ?? []
          if (isOwn) {
            result.push(...found)
            continue
          }
          const projected = injection.projectNode(forest.nodes.get(key), evaluation)
          for (const item of found) result.push(inject(item, projected))
        }
        return result
      },
    }
  },
}

function planSort(
  siblings: TraverseNode['siblings'],
  shape: Parameters<typeof scopeOf>[0],
  context: ApplyContext,
): (nodes: readonly unknown[], evaluation: EvaluationContext) => readonly unknown[] {
  if (siblings.length === 0) return (nodes) => nodes
  const scope = scopeOf(shape, context)
  const rank = compileOrdering(
    siblings.map(({ expression, descending }) => ({
      expression: bindOrdering(expression, scope),
      descending,
    })),
  )
  return (nodes, evaluation) => {
    const ranking = rank(nodes, evaluation)
    return Array.from(nodes, (_, index) => index)
      .sort((a, b) => ranking(a, b) || a - b)
      .map((index) => nodes[index])
  }
}
