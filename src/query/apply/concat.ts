import { commonStructure, mergeExpansions, unionType } from './collection-shape.ts'
import type { PlannedTransformation, Transformation } from './transformation.ts'

/** @see Data Aggregation, "Transformation concat" */
export const concat: Transformation<'concatTrafo'> = {
  kinds: ['concatTrafo'],
  plan: ({ sequences }, input, context) =>
    planConcatenation(sequences.map((sequence) => context.planSequence(sequence, input, context))),
}

/** What several transformations of the same input give, one after another. */
export function planConcatenation(
  planned: readonly PlannedTransformation[],
): PlannedTransformation {
  const shapes = planned.map(({ shape }) => shape)
  const type = unionType(shapes.map((shape) => shape.type))
  const structures = shapes.map(({ structure }) => structure)
  return {
    shape: {
      type,
      structure: commonStructure(structures, type),
      expansions: shapes
        .map(({ expansions }) => expansions)
        .reduce((merged, expansions) => mergeExpansions(merged, expansions)),
    },
    apply: (items, evaluation) => planned.flatMap(({ apply }) => apply(items, evaluation)),
  }
}
