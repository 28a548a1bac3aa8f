import type { EdmPrimitiveName, JsonValue } from '../../model/index.ts'
import type { MethodCallExpr } from '../../syntax/ast.ts'
import type { Environment } from '../binding-scope.ts'
import type { EvaluationContext } from '../evaluation-context.ts'
import type { TypedExpression } from '../typed-expression.ts'

/** `Collection(T)` is any collection and `T` its items, the same in all parameters and the result. */
export type SignatureType = EdmPrimitiveName | 'Collection(T)'

export type Signature = readonly [parameters: readonly SignatureType[], returns: SignatureType]

/** The name in lower case, and where the standard describes it. */
interface Named {
  readonly name: string
  readonly source: string
}

/**
 * Called with values that fit one of the signatures, none of them null. May give null, and `undefined`
 * for values that the standard calls a bad request.
 */
export interface ValueFunction extends Named {
  readonly signatures: readonly Signature[]
  readonly evaluate: (...values: never[]) => unknown
  /** Refuses what an argument that is a literal says, before there is anything to evaluate; `undefined` for another. */
  readonly check?: (...literals: (JsonValue | undefined)[]) => void
}

/** Of collections: `isEqual` compares their items, as `eq` does. */
export interface ItemsFunction extends Named {
  readonly signatures: readonly Signature[]
  readonly evaluateItems: (
    isEqual: (a: unknown, b: unknown) => boolean,
  ) => (...values: never[]) => unknown
}

/** What is wrong with a value that a function is called with: 400 at the call. */
export class ArgumentError extends Error {}

/** Without parameters: the context alone decides its value. */
export interface ContextFunction extends Named {
  readonly signatures: readonly [Signature]
  readonly evaluateInContext: (context: EvaluationContext) => unknown
}

/** With parameters that are no plain values: types, or pairs. */
export interface BindingFunction extends Named {
  readonly bind: (call: MethodCallExpr, environment: Environment) => TypedExpression
}

/** Of an earlier version of OData: 400 that names what to use instead. */
export interface ReplacedFunction extends Named {
  readonly replacement: string
}

export type CanonicalFunction =
  ValueFunction | ItemsFunction | ContextFunction | BindingFunction | ReplacedFunction
