import type { BinaryExpr } from '../syntax/ast.ts'
import { bindArithmetic } from './bind-arithmetic.ts'
import { bindComparison, bindHas, bindMembership } from './bind-comparison.ts'
import type { Environment } from './binding-scope.ts'
import type { TypedExpression } from './typed-expression.ts'

/** Operators other than `and` and `or`, with operands that are bound. */
export function bindOperator(
  node: BinaryExpr,
  left: TypedExpression,
  right: TypedExpression,
  environment: Environment,
): TypedExpression {
  switch (node.operator) {
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return bindComparison(node.operator, left, right, environment)
    case 'in':
      return bindMembership(left, right, environment)
    case 'has':
      return bindHas(left, right, environment)
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'divby':
    case 'mod':
      return bindArithmetic(node, node.operator, left, right, environment)
    case 'and':
    case 'or':
      throw new Error(`${node.operator} is bound as a chain`)
  }
}
