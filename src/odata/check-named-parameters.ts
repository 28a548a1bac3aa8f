import type { NamedParameter } from '../syntax/index.ts'
import { checkName } from './names.ts'
import type { Scope } from './scope.ts'

/** ABNF `functionExprParameter`s. */
export function checkNamedParameters(parameters: readonly NamedParameter[], scope: Scope): void {
  for (const { name, value, position } of parameters) {
    checkName(scope.names, 'parameterName', name, position, 'a parameter')
    scope.checkExpression(value, scope)
  }
}
