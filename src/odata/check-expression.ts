/*
 * Whether the names of an expression may stand where they stand: ABNF section "Expressions".
 */
import type { CommonExpr } from '../syntax/index.ts'
import { checkCall } from './check-call.ts'
import { checkEnum } from './check-enum.ts'
import { checkPath } from './check-path.ts'
import type { Names } from './names.ts'
import type { Scope } from './scope.ts'

export function scopeOf(names: Names): Scope {
  return { names, variables: new Set(), checkExpression }
}

/** @throws ODataSyntaxError at the first name, from the left of its path, that cannot stand there */
export function checkExpression(expression: CommonExpr, scope: Scope): void {
  const rights: CommonExpr[] = []
  let node = expression
  for (; node.kind === 'binaryExpr'; node = node.left) {
    if (node.operator === 'has') checkEnum(node.right, scope.names)
    rights.push(node.right)
  }
  checkOperand(node, scope)
  for (const right of rights.toReversed()) checkExpression(right, scope)
}

function checkOperand(node: Exclude<CommonExpr, { kind: 'binaryExpr' }>, scope: Scope): void {
  switch (node.kind) {
    case 'primitiveLiteral':
    case 'parameterAlias':
      return
    case 'enum':
      return checkEnum(node, scope.names)
    case 'listExpr':
    case 'array':
      for (const item of node.items) checkExpression(item, scope)
      return
    case 'object':
      for (const { value } of node.members) checkExpression(value, scope)
      return
    case 'unaryExpr':
      return checkExpression(node.operand, scope)
    case 'methodCallExpr':
      return checkCall(node, scope)
    case 'firstMemberExpr':
      checkPath(node, scope)
  }
}
