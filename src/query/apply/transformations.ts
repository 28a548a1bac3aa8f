import { badRequest } from '../../errors.ts'
import type { ApplyExpr, ApplyTransformation } from '../../syntax/index.ts'
import { aggregate } from './aggregate.ts'
import type { CollectionShape } from './collection-shape.ts'
import { computeTransformation } from './compute.ts'
import { concat } from './concat.ts'
import { customFunction } from './custom-function.ts'
import { groupby } from './groupby.ts'
import { ancestorsAndDescendants } from './hierarchy/relatives.ts'
import { traverse } from './hierarchy/traverse.ts'
import { join } from './join.ts'
import { addnested, nest } from './nest.ts'
import { ranking } from './ranking.ts'
import { filter, identity, orderby, search, window } from './subset.ts'
import type { ApplyContext, PlannedTransformation, Transformation } from './transformation.ts'

type Kind = ApplyTransformation['kind']
type AnyTransformation = Transformation<Kind>

/** Every set transformation (Data Aggregation, "System Query Option $apply"). */
const transformations = [
  addnested,
  aggregate,
  ancestorsAndDescendants,
  computeTransformation,
  concat,
  customFunction,
  filter,
  groupby,
  identity,
  join,
  nest,
  orderby,
  ranking,
  search,
  traverse,
  window,
] as unknown as readonly AnyTransformation[]

const byKind: ReadonlyMap<Kind, AnyTransformation> = new Map(
  transformations.flatMap((transformation) =>
    transformation.kinds.map((kind) => [kind, transformation]),
  ),
)

/** Plans transformations, each for what the one before leaves. */
export function planSequence(
  sequence: ApplyExpr,
  input: CollectionShape,
  context: ApplyContext,
): PlannedTransformation {
  let shape = input
  const steps: PlannedTransformation['apply'][] = []
  let columns: PlannedTransformation['columns']
  for (const node of sequence) {
    const planned = byKind.get(node.kind)!.plan(node as never, shape, context)
    shape = planned.shape
    steps.push(planned.apply)
    columns = planned.columns
  }
  return {
    shape,
    columns: sequence.length === 1 ? columns : undefined,
    apply: (items, evaluation) => {
      let current = items
      for (const step of steps) {
        current = step(current, evaluation)
        checkSize(current, items)
      }
      return current
    },
  }
}

/** `concat` and `join` multiply: in a row they would soon give more than any answer holds. */
const mostInstances = 1_000_000

function checkSize(found: readonly unknown[], given: readonly unknown[]): void {
  if (found.length <= mostInstances || found.length <= given.length) return
  throw badRequest(`$apply: gives more than ${mostInstances} instances`, '$apply')
}
