import { badRequest } from '../errors.ts'
import { bindExpression, compileExpression, type EvaluationContext } from '../expression/index.ts'
import type { EdmType } from '../model/index.ts'
import { ODataSyntaxError, parseCommonExpr, type CommonExpr } from '../syntax/index.ts'
import { expressionScope } from './expression-scope.ts'
import type { PlanContext } from './system-query-option.ts'

/** An alias whose value is an expression: for options nested further inside, a variable. */
export interface AliasPlan {
  /** With its `@`. */
  readonly name: string
  readonly evaluate: (instance: unknown, context: EvaluationContext) => unknown
}

export interface NestedAliases {
  /** For the options beside them, which are evaluated for the same instance. */
  readonly beside: PlanContext
  /** For the options nested in those, which are evaluated for others. */
  readonly inside: Pick<PlanContext, 'aliases' | 'variables'>
  readonly values: readonly AliasPlan[]
}

/**
 * Parameter aliases that are given a value among nested options: "they are evaluated relative to the
 * resource context of the `$expand` or `$select`".
 * @returns `undefined` when there are none
 * @throws ODataError 400 for a value that is malformed or given twice
 * @see Protocol, "Parameter Aliases"
 */
export function planNestedAliases(
  options: readonly { readonly name: string; readonly value: string }[],
  type: EdmType,
  context: PlanContext,
): NestedAliases | undefined {
  const given = new Map<string, CommonExpr>()
  for (const { name, value } of options) {
    if (!name.startsWith('@')) continue
    if (given.has(name)) throw badRequest(`${name} is given twice`, name)
    given.set(name, readAlias(name, value))
  }
  if (given.size === 0) return undefined
  const withoutAt = [...given].map(([name, value]) => [name.slice(1), value] as const)
  const beside = { ...context, aliases: new Map([...context.aliases, ...withoutAt]) }
  const aliases = new Map(beside.aliases)
  const variables = new Map(context.variables)
  const values: AliasPlan[] = []
  for (const [name, value] of given) {
    if (isConstant(value)) continue
    const bound = bindExpression(value, expressionScope(name, type, beside))
    variables.set(name, bound)
    aliases.set(name.slice(1), variableNode(name))
    values.push({ name, evaluate: compileExpression(bound) })
  }
  return { beside, inside: { aliases, variables }, values }
}

function variableNode(name: string): CommonExpr {
  const position = 0
  const segments = [{ kind: 'identifier', name, position } as const]
  return { kind: 'firstMemberExpr', root: undefined, segments, position }
}

function readAlias(name: string, text: string): CommonExpr {
  try {
    return parseCommonExpr(text)
  } catch (error) {
    if (error instanceof ODataSyntaxError) throw badRequest(`${name}: ${error.message}`, name)
    throw error
  }
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
