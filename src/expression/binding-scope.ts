import { badRequest, type ODataError } from '../errors.ts'
import type { EdmType, Model, NavigationProperty, Property, TypeReference } from '../model/index.ts'
import type { CommonExpr, SearchExpr } from '../syntax/ast.ts'
import type { TypedExpression } from './typed-expression.ts'

/** What the names in an expression may mean. */
export interface BindingScope {
  readonly model: Model
  /** Of the current instance. */
  readonly type: EdmType
  /** True when the current instance may have dynamic properties; default: when its type is open. */
  readonly isOpen?: boolean
  /** Whether properties of derived types need no type cast, as in documentation in prose. */
  readonly seesDerivedTypes?: boolean
  /** Parameter aliases without `@`; one without a value is null. */
  readonly aliases?: ReadonlyMap<string, CommonExpr>
  /** Further first names of paths, e.g. computed properties; their values come with the evaluation context. */
  readonly variables?: ReadonlyMap<string, TypeReference>
  /** For messages: `$filter`. */
  readonly optionName: string
  /** Plans `$search` for items of a type; absent where there is none. */
  readonly planSearch?: (node: SearchExpr, type: EdmType) => (instance: unknown) => boolean
  /** Told of each member of a type that a name leads to, where what is bound does not show it. */
  readonly onNamed?: ((member: Property | NavigationProperty) => void) | undefined
}

/** A lambda variable, or the outer instance `$it`, in the order of evaluation frames. */
export interface BoundVariable extends TypeReference {
  /** '' for a frame that no name leads to. */
  readonly name: string
}

/** The scope at one place of an expression, and how its parts are bound. */
export interface Environment extends BindingScope {
  /** Innermost first, one for each evaluation frame. */
  readonly frames: readonly BoundVariable[]
  /** Aliases being resolved, against cycles. */
  readonly openAliases: readonly string[]
  /** Counts the aliases replaced, against those that double each other. */
  readonly aliasUses: { count: number }
  readonly bind: (node: CommonExpr, environment: Environment) => TypedExpression
}

/** 400 at a position: `$filter: <problem> at 17<rest>`. */
export function refuse(
  environment: BindingScope,
  position: number,
  problem: string,
  rest = '',
): ODataError {
  const { optionName } = environment
  return badRequest(`${optionName}: ${problem} at ${position}${rest}`, optionName)
}

/** `Collection(Edm.String)`; the null literal and dynamic values are Edm.Untyped, shown by what they are. */
export function describeType({ type, isCollection }: TypeReference): string {
  return isCollection ? `Collection(${type.qualifiedName})` : type.qualifiedName
}

export function describeExpression(expression: TypedExpression): string {
  if (expression.kind === 'literal' && expression.value === null) return 'null'
  return describeType(expression)
}

/** 400 for a collection where a single value is needed. */
export function refuseCollection(
  expression: TypedExpression,
  environment: BindingScope,
): ODataError {
  const found = describeExpression(expression)
  return refuse(environment, expression.position, 'expected a single value', `, found ${found}`)
}
