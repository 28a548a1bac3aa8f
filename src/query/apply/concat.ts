import { commonStructure, mergeExpansions, unionType } from './collection-shape.ts'
import type { Transformation } from './transformation.ts'

/** @see Data Aggregation, "Transformation concat" */
export const concat: Transformation<'concatTrafo'> = {
  kinds: ['concatTrafo'],
  plan: ({ sequences }, input, context) => {
    const planned = sequences.map((sequence) => context.planSequence(sequence, input, context))
    const type = unionType(planned.map(({ shape }) => shape.type))
    return {
      shape: {
        type,
        structure: commonStructure(
          planned.map(({ shape }) => shape.structure),
          type,
        ),
        expansions: planned
          .map(({ shape }) => shape.expansions)
          .reduce((merged, expansions) => mergeExpansions(merged, expansions)),
      },
      apply: (items, evaluation) => planned.flatMap(({ apply }) => apply(items, evaluation)),
    }
  },
}
