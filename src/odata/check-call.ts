/*
 * Calls without names before their arguments: ABNF `methodCallExpr`, `castExpr`, `isofExpr`, `isdefinedExpr`, and what
 * reads like them.
 */
import type { CommonExpr, FunctionSegment, MethodCallExpr } from '../syntax/index.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { checkPath } from './check-path.ts'
import { isKeyValue } from './key-values.ts'
import { methods } from './methods.ts'
import { failAtName, type Names } from './names.ts'
import { singleTypes } from './rules-of-names.ts'
import type { Scope } from './scope.ts'
import { isTypeName } from './type-names.ts'

function fail(position: number, expected: string, found: string): never {
  throw new ODataSyntaxError(position, expected, `'${found}'`)
}

export function checkCall(node: MethodCallExpr, scope: Scope): void {
  const { name, arguments: values, position } = node
  const lower = name.toLowerCase()
  if (lower === 'cast' || lower === 'isof') return checkTypeCall(node, scope)
  if (name === 'isdefined') return checkIsDefined(node, scope)
  const method = methods.find((known) => known.name === lower)
  if (method === undefined) return checkFunctionOrKey(node, scope)
  const { least, most } = method
  if (values.length < least || values.length > most) {
    const expected = least === most ? String(least) : `${least} or more`
    const takes = most === 1 ? 'one argument' : most === 0 ? 'no argument' : `${expected} arguments`
    fail(position, `${takes} of ${name}`, String(values.length))
  }
  for (const value of values) scope.checkExpression(value, scope)
}

function checkIsDefined({ arguments: values, position }: MethodCallExpr, scope: Scope): void {
  const [value] = values
  const isCall = value?.kind === 'methodCallExpr' && value.arguments.length === 0
  const isPath = value?.kind === 'firstMemberExpr' || value?.kind === 'parameterAlias'
  if (values.length !== 1 || !(isPath || isCall)) {
    fail(value?.position ?? position, 'a path', 'another expression')
  }
  scope.checkExpression(value, scope)
}

/** ABNF `castExpr`, `isofExpr`. */
function checkTypeCall({ name, arguments: values, position }: MethodCallExpr, scope: Scope): void {
  const type = values.at(-1)
  if (!type || values.length > 2) fail(position, `a type in ${name}(…)`, String(values.length))
  checkType(type, scope.names)
  if (values.length === 2) scope.checkExpression(values[0]!, scope)
}

/** ABNF `optionallyQualifiedTypeName`. */
function checkType(node: CommonExpr, names: Names): void {
  const isCollection = node.kind === 'methodCallExpr' && node.name === 'Collection'
  const single = isCollection && node.arguments.length === 1 ? node.arguments[0]! : node
  const name = nameOf(single)
  if (name === undefined) {
    throw new ODataSyntaxError(single.position, 'a type', 'another expression')
  }
  if (!isTypeName(name, names)) failAtName(names, singleTypes, name, single.position, 'a type')
}

function nameOf(node: CommonExpr): string | undefined {
  if (node.kind !== 'firstMemberExpr' || node.root || node.segments.length !== 1) return undefined
  const [only] = node.segments
  return only?.kind === 'identifier' ? only.name : undefined
}

/** `Available()` of the contract, or `Products(1)`, an entity by its key. */
function checkFunctionOrKey(node: MethodCallExpr, scope: Scope): void {
  const { name, arguments: values, position } = node
  const [value] = values
  if (value === undefined) {
    const call: FunctionSegment = { kind: 'functionExpr', position, name, parameters: [] }
    return checkPath(
      { kind: 'firstMemberExpr', position, root: undefined, segments: [call] },
      scope,
    )
  }
  const { names } = scope
  const isKey = values.length === 1 && isKeyValue(value, scope.names)
  if (isKey && names.has('entityColNavigationProperty', name)) return
  const known = isKey ? undefined : methods.map((method) => method.name)
  const rules = ['entityColNavigationProperty']
  failAtName(names, rules, name, position, 'a function of the standard', known)
}
