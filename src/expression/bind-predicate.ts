import { primitiveTypes } from '../model/index.ts'
import type { CommonExpr } from '../syntax/ast.ts'
import { describeExpression, refuse, type Environment } from './binding-scope.ts'
import { isUntyped, underlyingType } from './type-compatibility.ts'
import type { TypedExpression } from './typed-expression.ts'

/** @throws ODataError 400 when the expression is not Boolean; what is untyped shows when it is evaluated */
export function bindPredicateIn(node: CommonExpr, environment: Environment): TypedExpression {
  return requireBoolean(environment.bind(node, environment), environment)
}

export function requireBoolean(
  expression: TypedExpression,
  environment: Environment,
): TypedExpression {
  const isBoolean =
    underlyingType(expression.type) === primitiveTypes['Edm.Boolean'] || isUntyped(expression.type)
  if (isBoolean && !expression.isCollection) return expression
  const found = describeExpression(expression)
  throw refuse(
    environment,
    expression.position,
    'expected a Boolean expression',
    `, found ${found}`,
  )
}
