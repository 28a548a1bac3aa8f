/*
 * Gives an expression its types and evaluates it. Comes in: the syntax tree of an expression, and a
 * scope that says what its names may mean. Goes out: a `TypedExpression`, and functions of instances
 * compiled from it. It does not know where instances come from: what leads to others is asked of the
 * evaluation context.
 */
export * from './aggregation/index.ts'
export { bindAggregation, bindExpression, bindOrdering, bindPredicate } from './bind.ts'
export type { BindingScope } from './binding-scope.ts'
export { compileExpression, compilePredicate } from './compile.ts'
export { compileFilter, type Filter } from './filter-code.ts'
export { compileOrdering, type OrderingKey, type Ranking } from './ordering.ts'
export { findJoinConditions, type JoinConditions, type JoinSide } from './join-conditions.ts'
export { findEqualities, type Equality } from './equalities.ts'
export { withIt, type EvaluationContext, type FunctionCall } from './evaluation-context.ts'
export type { TypedExpression } from './typed-expression.ts'
export { extendComplex, followComplex, makeComplex, mergeComplex } from './complex-links.ts'
export { isTextOf } from './literal.ts'
export { parseGeoText, printGeoText } from './geo/geo-value.ts'
export { isTransient } from './follow.ts'
export { comparerOf } from './comparison.ts'
export { isNumeric } from './type-compatibility.ts'
export { compareDecimals, fromDecimal, parseDecimal, type Decimal } from './numbers/decimal.ts'
