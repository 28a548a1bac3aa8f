import { badRequest, ODataError } from '../errors.ts'
import {
  didYouMean,
  type JsonObject,
  type JsonValue,
  type Operation,
  type Parameter,
} from '../model/index.ts'
import { ODataSyntaxError, parseCommonExpr, type NamedParameter } from '../syntax/index.ts'
import { literalValue } from './literal-value.ts'
import type { PathState } from './path-state.ts'
import { readArgument } from './read-argument.ts'
import { readLiteral, type LiteralScope } from './read-literal.ts'

/** Core.OptionalParameter, which a contract of pages says of what it calls optional. */
export const optionalParameter = 'Org.OData.Core.V1.OptionalParameter'

/**
 * The parameters of a call as values of their types, defaults of optional ones included.
 * @throws ODataError 400 for a value that the parameter cannot have
 * @see URL Conventions, "Addressing Operations"
 */
export function readParameters(
  { parameters: declared }: Operation,
  given: ReadonlyMap<string, NamedParameter>,
  state: PathState,
): ReadonlyMap<string, JsonValue> {
  const parameters = new Map<string, JsonValue>()
  for (const [name, { value }] of given) {
    const parameter = declared.find((it) => it.name === name)
    parameters.set(
      name,
      !parameter || state.isTemplate
        ? literalValue(value, state.aliases)
        : readParameter(parameter, value, state),
    )
  }
  for (const parameter of declared) {
    const defaultValue = parameters.has(parameter.name) ? undefined : readDefault(parameter, state)
    if (defaultValue !== undefined) parameters.set(parameter.name, defaultValue)
  }
  return parameters
}

/**
 * The default of an optional parameter, where it tells one: its text is a literal of a URL, or a value
 * of the parameter's type without quotes and prefix.
 */
export function readDefault(
  { annotations, type }: Parameter,
  scope: LiteralScope,
): JsonValue | undefined {
  const optional = annotations?.get(optionalParameter)
  const text =
    typeof optional === 'object' && optional !== null
      ? (optional as JsonObject)['DefaultValue']
      : undefined
  if (typeof text !== 'string') return text
  try {
    return readLiteral(parseCommonExpr(text), type, scope) ?? text
  } catch (error) {
    if (error instanceof ODataSyntaxError || error instanceof ODataError) return text
    throw error
  }
}

function readParameter(
  parameter: Parameter,
  node: NamedParameter['value'],
  state: PathState,
): JsonValue {
  const { name, type, nullable } = parameter
  const value = readArgument(node, parameter, state)
  if (value === undefined) throw mismatch(name, type, literalValue(node, state.aliases))
  if (value === null && !nullable) {
    throw badRequest(`expected a value for the parameter '${name}', found null`, name)
  }
  return value
}

function mismatch(name: string, type: Parameter['type'], value: JsonValue) {
  if (type.kind !== 'enumType') {
    return badRequest(
      `expected ${type.qualifiedName} for the parameter '${name}', found ${JSON.stringify(value)}`,
      name,
    )
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const members = [...type.members.keys()]
  const unknown =
    text
      .split(',')
      .find((part) => !type.members.has(part.trim()) && !/^-?\d+$/.test(part.trim())) ?? text
  return badRequest(
    `'${unknown.trim()}' is not a member of ${type.qualifiedName}, which the parameter '${name}' takes${didYouMean(unknown, members)}`,
    name,
  )
}
