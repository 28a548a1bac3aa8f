import { badRequest, notImplemented } from '../errors.ts'
import type { JsonValue } from '../model/index.ts'
import type { CommonExpr } from '../syntax/index.ts'

/** The JSON value of a literal, an array, an object, or an alias of one. */
export function literalValue(
  value: CommonExpr,
  aliases: ReadonlyMap<string, CommonExpr>,
  seen: readonly string[] = [],
): JsonValue {
  switch (value.kind) {
    case 'primitiveLiteral':
      if (value.type === 'null') return null
      if (value.type === 'Edm.Boolean') return value.value.toLowerCase() === 'true'
      if (value.type === 'Edm.Int32' || value.type === 'Edm.Double') return Number(value.value)
      return value.value
    case 'enum':
      return value.value
    case 'array':
    case 'listExpr':
      return value.items.map((item) => literalValue(item, aliases, seen))
    case 'object':
      return Object.fromEntries(
        value.members.map((member) => [member.name, literalValue(member.value, aliases, seen)]),
      )
    case 'parameterAlias': {
      if (seen.includes(value.name)) throw badRequest(`the alias @${value.name} refers to itself`)
      const aliased = aliases.get(value.name)
      return aliased ? literalValue(aliased, aliases, [...seen, value.name]) : null
    }
    case 'firstMemberExpr':
      return bareText(value)
    case 'binaryExpr':
    case 'unaryExpr':
    case 'methodCallExpr':
      throw notImplemented('an expression as a key or parameter value')
  }
}

/** Clients send ids without quotes: `accessPackages(abc)` means the key `abc`. */
function bareText(value: CommonExpr & { readonly kind: 'firstMemberExpr' }): string {
  const [first, ...rest] = value.segments
  if (value.root !== undefined || rest.length > 0 || first?.kind !== 'identifier') {
    throw badRequest(`expected a literal at ${value.position}`)
  }
  return first.name
}
