import { primitiveTypes } from '../../model/index.ts'
import type { MethodCallExpr } from '../../syntax/ast.ts'
import { bindDataPath, stepValue } from '../aggregation/data-path.ts'
import { refuse, type Environment } from '../binding-scope.ts'
import type { EvaluationContext } from '../evaluation-context.ts'
import type { TypedExpression } from '../typed-expression.ts'
import type { CanonicalFunction } from './canonical-function.ts'

/** The function of Data Aggregation that tells what has been aggregated away. */
export const aggregationFunctions: readonly CanonicalFunction[] = [
  { name: 'isdefined', source: 'Data Aggregation, Function isdefined', bind: bindIsdefined },
]

function bindIsdefined(call: MethodCallExpr, environment: Environment): TypedExpression {
  const { arguments: nodes, position } = call
  const [node] = nodes
  const segments = node?.kind === 'firstMemberExpr' && node.root === undefined ? node.segments : []
  const names = segments.flatMap((segment) => (segment.kind === 'identifier' ? [segment] : []))
  if (nodes.length !== 1 || names.length === 0 || names.length < segments.length) {
    throw refuse(environment, position, 'expected isdefined(property)')
  }
  const { steps } = bindDataPath(names, environment)
  const evaluate = (instance: unknown, context: EvaluationContext): boolean => {
    let value = instance
    for (const step of steps) {
      if (value === null || value === undefined) return false
      value = stepValue(step, value, context)
    }
    return value !== undefined
  }
  return {
    kind: 'path',
    root: { kind: 'computed', evaluate },
    steps: [],
    type: primitiveTypes['Edm.Boolean'],
    isCollection: false,
    position,
  }
}
