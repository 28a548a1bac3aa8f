import type { Column, EvaluationContext } from '../../expression/index.ts'
import type { ApplyExpr, ApplyTransformation } from '../../syntax/index.ts'
import type { PlanContext } from '../system-query-option.ts'
import type { CollectionShape } from './collection-shape.ts'

/** A transformation bound to its input: what it gives, and how. */
export interface PlannedTransformation {
  readonly shape: CollectionShape
  readonly apply: (items: readonly unknown[], context: EvaluationContext) => readonly unknown[]
  /**
   * Where the one instance that it gives depends on single values of its input alone: how they are
   * read, and what the lists of them make. `groupby` then reads them in its one pass.
   */
  readonly columns?:
    | {
        readonly read: readonly Column[]
        readonly finish: (columns: readonly (readonly unknown[])[]) => unknown
      }
    | undefined
}

/** What a transformation is planned in. */
export interface ApplyContext {
  readonly plan: PlanContext
  /** Plans a nested sequence: the table itself, handed in to avoid a cycle. */
  readonly planSequence: (
    sequence: ApplyExpr,
    input: CollectionShape,
    context: ApplyContext,
  ) => PlannedTransformation
  /** How many `rolluprecursive` it stands in. */
  readonly rollupDepth: number
}

type Kind = ApplyTransformation['kind']
type NodeOf<K extends Kind> = Extract<ApplyTransformation, { kind: K }>

/** A set transformation of `$apply`, for one or several kinds of nodes. */
export interface Transformation<K extends Kind> {
  readonly kinds: readonly K[]
  readonly plan: (
    node: NodeOf<K>,
    input: CollectionShape,
    context: ApplyContext,
  ) => PlannedTransformation
}
