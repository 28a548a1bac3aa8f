import type { CountSegment, MemberSegment } from '../syntax/index.ts'
import { checkAggregateFunction } from './check-aggregate.ts'
import { checkNamedParameters } from './check-named-parameters.ts'
import { checkName, type Names } from './names.ts'
import type { Scope } from './scope.ts'

/** What a segment holds in its parentheses. */
export function checkInside(segment: MemberSegment, scope: Scope): void {
  switch (segment.kind) {
    case 'identifier':
    case 'keyPredicate':
    case 'annotation':
      return
    case 'functionExpr':
      return checkNamedParameters(segment.parameters, scope)
    case 'countExpr':
      return checkCount(segment, scope)
    case 'filterExpr':
      return scope.checkExpression(segment.predicate, scope)
    case 'aggregate':
      return checkAggregateFunction(segment.expression, scope)
    case 'anyExpr':
    case 'allExpr': {
      const { variable, predicate } = segment
      if (variable === undefined || predicate === undefined) return
      if (!isDerived(scope.names)) {
        checkName(scope.names, 'lambdaVariableExpr', variable, segment.position, 'a range variable')
      }
      const variables = new Set([...scope.variables, variable])
      scope.checkExpression(predicate, { ...scope, variables })
    }
  }
}

/** Where no name may stand for a variable, those that lambdas declare do. */
function isDerived(names: Names): boolean {
  return [...names.all('lambdaVariableExpr')].length === 0
}

function checkCount({ filter }: CountSegment, scope: Scope): void {
  if (filter) scope.checkExpression(filter, scope)
}
