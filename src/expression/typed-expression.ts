import type {
  EdmType,
  EntitySet,
  JsonValue,
  NavigationProperty,
  Operation,
  Property,
  Singleton,
  StructuredType,
} from '../model/index.ts'
import type { Comparer } from './comparison.ts'
import type { Frame } from './evaluate.ts'
import type { EvaluationContext } from './evaluation-context.ts'

/*
 * An expression bound to the model: every node knows its type, names are resolved, literals are
 * JSON values. The left spine of comparisons and arithmetic may be thousands of nodes deep.
 */

interface Typed {
  readonly type: EdmType
  readonly isCollection: boolean
  /** In the text of the query option, for messages. */
  readonly position: number
}

/** `null` has the type Edm.Untyped, which goes with every other. */
export interface LiteralExpression extends Typed {
  readonly kind: 'literal'
  readonly value: JsonValue
  /** The type name in `Ns.Color'red'` where the model declares no such type: then it is its text. */
  readonly undeclaredTypeName?: string
}

export type PathRoot =
  | { readonly kind: 'instance' }
  /** A lambda variable or an outer instance; `depth` counts frames outwards from 0. */
  | { readonly kind: 'frame'; readonly depth: number }
  /** What a function of the instance as a whole gives. */
  | {
      readonly kind: 'computed'
      readonly evaluate: (
        instance: unknown,
        context: EvaluationContext,
        frame: Frame | undefined,
      ) => unknown
    }
  /** A variable that the evaluation context has the value of. */
  | { readonly kind: 'variable'; readonly name: string }
  /** `$root/…`: all entities of a set, or that of a singleton. */
  | { readonly kind: 'resource'; readonly resource: EntitySet | Singleton }
  /** An unbound function. */
  | ({ readonly kind: 'function' } & BoundCall)

/** A function and its parameters, which are evaluated where the path stands. */
interface BoundCall {
  readonly operation: Operation
  readonly parameters: ReadonlyMap<string, TypedExpression>
}

/** A key property by the path to its value, and the value that it has to have. */
export interface KeyValue {
  readonly path: readonly string[]
  readonly expression: TypedExpression
  readonly comparer: Comparer
}

export type PathStep =
  | {
      readonly kind: 'property'
      readonly name: string
      /** What holds the value: an entity instance, a complex value, or JSON of unknown type. */
      readonly owner: 'entity' | 'complex' | 'untyped'
      readonly isCollection: boolean
      /** `undefined` for a dynamic property. */
      readonly property: Property | undefined
    }
  | {
      readonly kind: 'navigationProperty'
      readonly navigation: NavigationProperty
      readonly owner: 'entity' | 'complex'
    }
  /** The item of that key; `isPrimary` for the entity key, which never changes. */
  | { readonly kind: 'key'; readonly values: readonly KeyValue[]; readonly isPrimary: boolean }
  | ({ readonly kind: 'function' } & BoundCall)
  /** An annotation by any of its names: of the value, or of the property `of` of it, before that `declared`. */
  | {
      readonly kind: 'annotation'
      readonly names: readonly string[]
      readonly of: string | undefined
      readonly declared: JsonValue
    }
  /** The items that `$search` finds. */
  | { readonly kind: 'search'; readonly matches: (item: unknown) => boolean }
  | {
      readonly kind: 'cast'
      readonly from: EdmType
      readonly type: StructuredType
      readonly isCollection: boolean
    }
  | { readonly kind: 'count' }
  /** The predicate sees each item as its current instance, and the outer instance in a frame. */
  | { readonly kind: 'filter'; readonly predicate: TypedExpression }
  /** The predicate sees each item in a frame; `undefined` for `any()`. */
  | {
      readonly kind: 'lambda'
      readonly quantifier: 'any' | 'all'
      readonly predicate: TypedExpression | undefined
    }
  /** The value of an aggregate expression; the frame within holds the outer instance. */
  | {
      readonly kind: 'aggregate'
      readonly evaluate: (
        items: readonly unknown[],
        context: EvaluationContext,
        frame: Frame | undefined,
      ) => unknown
      /** Members of types that it reads. */
      readonly named: ReadonlySet<Property | NavigationProperty>
    }

export interface PathExpression extends Typed {
  readonly kind: 'path'
  readonly root: PathRoot
  readonly steps: readonly PathStep[]
}

export interface LogicalExpression extends Typed {
  readonly kind: 'logical'
  readonly operator: 'and' | 'or'
  /** Two or more; a chain of one operator is one node. */
  readonly operands: readonly TypedExpression[]
}

export interface NotExpression extends Typed {
  readonly kind: 'not'
  readonly operand: TypedExpression
}

export type ComparisonOperator = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge'

export interface ComparisonExpression extends Typed {
  readonly kind: 'comparison'
  readonly operator: ComparisonOperator
  readonly comparer: Comparer
  readonly left: TypedExpression
  readonly right: TypedExpression
}

/** `left in right`, where `right` is a collection. */
export interface MembershipExpression extends Typed {
  readonly kind: 'membership'
  readonly comparer: Comparer
  readonly left: TypedExpression
  readonly right: TypedExpression
}

/** An operator whose result for non-null operands is `combine` of both, and otherwise null. */
export interface OperatorExpression extends Typed {
  readonly kind: 'operator'
  readonly combine: (left: unknown, right: unknown) => unknown
  readonly left: TypedExpression
  readonly right: TypedExpression
}

export interface CallExpression extends Typed {
  readonly kind: 'call'
  readonly name: string
  readonly arguments: readonly TypedExpression[]
  /** Takes non-null arguments, unless `takesNull`. */
  readonly evaluate: (...values: readonly unknown[]) => unknown
  readonly takesNull: boolean
}

/** A value that the context alone decides, e.g. `now()`. */
export interface ContextExpression extends Typed {
  readonly kind: 'context'
  readonly evaluate: (context: EvaluationContext) => unknown
}

/** `case(…)`: the value of the first branch whose condition is true, else null. */
export interface CaseExpression extends Typed {
  readonly kind: 'case'
  readonly branches: readonly {
    readonly condition: TypedExpression
    readonly value: TypedExpression
  }[]
}

/** A list or JSON array with items that are not constant. */
export interface ListExpression extends Typed {
  readonly kind: 'list'
  readonly items: readonly TypedExpression[]
}

/** A JSON object with members that are not constant. */
export interface ObjectExpression extends Typed {
  readonly kind: 'object'
  readonly members: readonly (readonly [name: string, value: TypedExpression])[]
}

export type TypedExpression =
  | LiteralExpression
  | PathExpression
  | LogicalExpression
  | NotExpression
  | ComparisonExpression
  | MembershipExpression
  | OperatorExpression
  | CallExpression
  | ContextExpression
  | CaseExpression
  | ListExpression
  | ObjectExpression
