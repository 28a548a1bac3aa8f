import { badRequest, notImplemented } from '../errors.ts'
import { ODataSyntaxError, parseCommonExpr, type CommonExpr } from '../syntax/index.ts'
import type { PlanContext } from './system-query-option.ts'

/**
 * Parameter aliases that are given a value among nested options, which hold there and further inside.
 * @throws ODataError 501 for a value that depends on the instance it is nested in
 * @see Protocol, "Parameter Aliases"
 */
export function withNestedAliases(
  options: readonly { readonly name: string; readonly value: string }[],
  context: PlanContext,
): PlanContext {
  const given = options.filter(({ name }) => name.startsWith('@'))
  if (given.length === 0) return context
  const own = new Set<string>()
  const aliases = new Map(context.aliases)
  for (const { name, value } of given) {
    if (own.has(name)) throw badRequest(`${name} is given twice`, name)
    own.add(name)
    aliases.set(name.slice(1), readAlias(name, value))
  }
  return { ...context, aliases }
}

function readAlias(name: string, text: string): CommonExpr {
  try {
    const value = parseCommonExpr(text)
    if (isConstant(value)) return value
  } catch (error) {
    if (error instanceof ODataSyntaxError) throw badRequest(`${name}: ${error.message}`, name)
    throw error
  }
  throw notImplemented(`an expression as the value of ${name} within another option`)
}

function isConstant(value: CommonExpr): boolean {
  switch (value.kind) {
    case 'primitiveLiteral':
    case 'enum':
    case 'parameterAlias':
      return true
    case 'listExpr':
    case 'array':
      return value.items.every(isConstant)
    case 'object':
      return value.members.every((member) => isConstant(member.value))
    case 'unaryExpr':
      return value.operator === 'negate' && isConstant(value.operand)
    case 'binaryExpr':
    case 'methodCallExpr':
    case 'firstMemberExpr':
      return false
  }
}
