import type { EdmType, EntityInstance, JsonValue, Model } from '../model/index.ts'
import type { CommonExpr } from '../syntax/ast.ts'
import type { BindingScope, EvaluationContext, Ranking } from '../expression/index.ts'
import type { ApplyPlan } from './apply.ts'
import type { ComputePlan } from './compute.ts'
import type { ExpandPlan } from './expand-plan.ts'
import type { FilterPlan } from './filter.ts'
import type { AliasPlan } from './nested-aliases.ts'
import type { OrderbyPlan } from './orderby.ts'
import type { SearchPlan } from './search.ts'
import type { SelectPlan } from './select.ts'

/** What a query asks for, bound to types: immutable, made once for a URL. */
export interface QueryPlan {
  readonly $apply?: ApplyPlan
  readonly $compute?: ComputePlan
  readonly $search?: SearchPlan
  readonly $filter?: FilterPlan
  readonly $count?: boolean
  readonly $orderby?: OrderbyPlan
  readonly $skip?: number
  readonly $top?: number
  readonly $expand?: ExpandPlan
  readonly $select?: SelectPlan
  /** Values of aliases among nested options, for what nests further inside. */
  readonly aliases?: readonly AliasPlan[]
}

/** What a plan is made in: the instances' type, and where options nest. */
export interface PlanContext {
  readonly model: Model
  readonly aliases: ReadonlyMap<string, CommonExpr>
  /**
   * Whether members of derived types need a type cast, as the standard has it; documentation in
   * prose lets them go without, and requests that it shows must be served.
   */
  readonly isStrict?: boolean | undefined
  /** The type of `$it` in options that nest in another's parentheses; absent in the request's own. */
  readonly resourceType?: EdmType | undefined
  /** Variables of expressions besides `$it` and `$these`, e.g. for `rollupnode()`. */
  readonly variables?: BindingScope['variables'] | undefined
  /** Told of each member of a type that an expression names, where the plan does not show it. */
  readonly onNamed?: BindingScope['onNamed']
  /** How many `$expand` it stands in; 0 for the request's own options. */
  readonly depth: number
  /** Plans the options in the parentheses of an expand item: the table itself, handed in to avoid a cycle. */
  readonly planNested: (
    options: readonly { readonly name: string; readonly value: string }[],
    type: EdmType,
    addressed: Addressed,
    context: PlanContext,
  ) => QueryPlan
}

/** What an option is applied to. */
export type Addressed = 'collection' | 'single' | 'count'

/** A collection that can answer from an index or a kept order. */
export interface IndexedSource {
  findByIndex(property: string, value: JsonValue): readonly EntityInstance[] | undefined
  findSorted(
    orderId: string,
    sort: (items: readonly EntityInstance[]) => readonly EntityInstance[],
  ): readonly EntityInstance[] | undefined
}

/** What a query is applied to. */
export interface QueriedItems {
  /** Entities, complex or primitive values, in order. */
  readonly items: readonly unknown[]
  /** The collection that `items` is the whole of. */
  readonly source?: IndexedSource | undefined
}

/** The instances on their way through the options; `source` is there while `items` is the whole of it. */
export interface Instances extends Required<QueriedItems> {
  readonly ordering:
    | {
        /** Names an order that may be kept with the instances; see `OrderbyPlan`. */
        readonly id: string | undefined
        /** Makes the comparison of places in a list of instances. */
        readonly rank: (items: readonly unknown[]) => Ranking
      }
    | undefined
  /** `@odata.count`, when asked for. */
  readonly count: number | undefined
  readonly skip: number | undefined
  readonly top: number | undefined
}

/**
 * A system query option: its text is parsed, planned against a type, and applied to instances.
 * `$expand` and `$select` shape the representation and have nothing to apply.
 */
export interface SystemQueryOption<Node, Name extends keyof QueryPlan> {
  readonly name: Name
  readonly appliesTo: readonly Addressed[]
  readonly parse: (text: string) => Node
  readonly plan: (node: Node, type: EdmType, context: PlanContext) => NonNullable<QueryPlan[Name]>
  /** The type of what it leaves, for the options after it: `$apply` and `$compute` change it. */
  readonly resultType?: (plan: NonNullable<QueryPlan[Name]>, type: EdmType) => EdmType
  readonly apply?: (
    plan: NonNullable<QueryPlan[Name]>,
    instances: Instances,
    context: EvaluationContext,
  ) => Instances
}
