import { badRequest } from '../errors.ts'
import type { EntityType } from '../model/index.ts'
import type { CommonExpr, PathSegment, SegmentParentheses } from '../syntax/index.ts'
import { literalValue } from './literal-value.ts'

type Aliases = ReadonlyMap<string, CommonExpr>

/**
 * The texts of a key's values, in the order of the type's key.
 * @throws ODataError 400 when they are not the values of the type's key properties
 * @see URL Conventions, "Canonical URL"
 */
export function readKeyPredicate(
  parentheses: SegmentParentheses,
  segment: PathSegment,
  type: EntityType,
  aliases: Aliases,
): readonly string[] {
  if (parentheses.kind === 'empty') {
    throw badRequest(`expected a key at ${parentheses.position}, found ()`)
  }
  const values =
    parentheses.kind === 'value'
      ? [keyText(parentheses.value, aliases)]
      : namedKey(parentheses.parameters, type, aliases)
  if (values.length === type.key.length) return values
  throw badRequest(
    `expected a key of ${type.qualifiedName} (${type.key.join(', ')}) at ${parentheses.position}, found '${segment.text}'`,
  )
}

function namedKey(
  parameters: readonly { readonly name: string; readonly value: CommonExpr }[],
  type: EntityType,
  aliases: Aliases,
): string[] {
  const given = new Map(parameters.map(({ name, value }) => [name, value]))
  const unknown = [...given.keys()].find((name) => !type.key.includes(name))
  if (unknown !== undefined || given.size !== parameters.length) {
    throw badRequest(
      `expected a key of ${type.qualifiedName} (${type.key.join(', ')}), found '${parameters.map(({ name }) => name).join(', ')}'`,
    )
  }
  return type.key.flatMap((name) => {
    const value = given.get(name)
    return value ? [keyText(value, aliases)] : []
  })
}

function keyText(value: CommonExpr, aliases: Aliases): string {
  const json = literalValue(value, aliases)
  if (json === null || typeof json === 'object') {
    throw badRequest(`expected a key value at ${value.position}`)
  }
  return String(json)
}
