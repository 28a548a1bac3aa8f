import { badRequest } from '../../../errors.ts'
import { reach } from '../../../expression/index.ts'
import type { Transformation } from '../transformation.ts'
import { planHierarchy } from './hierarchy.ts'

/** @see Data Aggregation, "Transformations ancestors and descendants" */
export const ancestorsAndDescendants: Transformation<'ancestorsTrafo' | 'descendantsTrafo'> = {
  kinds: ['ancestorsTrafo', 'descendantsTrafo'],
  plan: ({ kind, hierarchy: reference, start, distance, keepStart }, input, context) => {
    if (distance === 0) {
      const name = kind.replace(/Trafo$/, '')
      throw badRequest(`$apply: expected a distance of at least 1 in ${name}, found 0`, '$apply')
    }
    const hierarchy = planHierarchy(reference, input, context)
    const starting = context.planSequence(start, input, context)
    return {
      shape: input,
      apply: (items, evaluation) => {
        const forest = hierarchy.organize(hierarchy.readNodes(evaluation), evaluation)
        const started = new Set(
          starting
            .apply(items, evaluation)
            .flatMap((item) => hierarchy.keysOf(item, evaluation))
            .filter((key) => forest.nodes.has(key)),
        )
        const next = kind === 'ancestorsTrafo' ? forest.parents : forest.children
        const wanted = reach(started, next, distance ?? Infinity)
        if (keepStart) for (const key of started) wanted.add(key)
        return items.filter((item) =>
          hierarchy.keysOf(item, evaluation).some((key) => wanted.has(key)),
        )
      },
    }
  },
}
