import type { MethodCallExpr } from '../../syntax/ast.ts'
import { bindPredicateIn } from '../bind-predicate.ts'
import { describeExpression, refuse, type Environment } from '../binding-scope.ts'
import { findCommonType } from '../type-compatibility.ts'
import type { CaseExpression, TypedExpression } from '../typed-expression.ts'
import type { CanonicalFunction } from './canonical-function.ts'

/** Canonical functions that choose between values. */
export const conditionalFunctions: readonly CanonicalFunction[] = [
  { name: 'case', source: 'URL Conventions, case', bind: bindCase },
]

/** The parser gives the pairs as arguments in turn: condition, value, condition, value. */
function bindCase(call: MethodCallExpr, environment: Environment): TypedExpression {
  const { arguments: nodes, position } = call
  if (nodes.length === 0 || nodes.length % 2 !== 0) {
    const problem = `expected pairs of a condition and a value in ${call.name}`
    throw refuse(environment, position, problem, `, found ${nodes.length} expressions`)
  }
  const branches: CaseExpression['branches'][number][] = []
  let common: TypedExpression | undefined
  for (let index = 0; index < nodes.length; index += 2) {
    const condition = bindPredicateIn(nodes[index] as MethodCallExpr, environment)
    const value = environment.bind(nodes[index + 1] as MethodCallExpr, environment)
    const type = common ? findCommonType(common.type, value.type) : value.type
    if (!type || (common && common.isCollection !== value.isCollection)) {
      const found = describeExpression(value)
      const expected = common ? describeExpression(common) : ''
      throw refuse(environment, value.position, `expected ${expected}`, `, found ${found}`)
    }
    common = { ...value, type }
    branches.push({ condition, value })
  }
  const { type, isCollection } = common as TypedExpression
  return { kind: 'case', branches, type, isCollection, position }
}
