import {
  findType,
  isNumericTypeName,
  keyText,
  type EdmType,
  type JsonValue,
  type Model,
} from '../model/index.ts'
import type { CommonExpr, EnumLiteral, PrimitiveLiteral } from '../syntax/index.ts'
import { literalValue } from './literal-value.ts'

/** What literals in a path are read with. */
export interface LiteralScope {
  readonly model: Model
  readonly aliases: ReadonlyMap<string, CommonExpr>
}

/**
 * A literal, or an alias of one, as the value of a type.
 * @returns `undefined` when it is no value of that type
 * @see URL Conventions, "Primitive Literals"; a quoted text may stand for what JSON writes as text (4.01)
 */
export function readLiteral(
  node: CommonExpr,
  type: EdmType,
  scope: LiteralScope,
): JsonValue | undefined {
  const literal = withoutAlias(node, scope)
  if (literal.kind !== 'primitiveLiteral' && literal.kind !== 'enum') {
    const value = literalValue(literal, scope.aliases)
    return isPrimitive(type) && value !== null ? undefined : value
  }
  if (!isPrimitive(type)) return literalValue(literal, scope.aliases)
  if (literal.kind === 'primitiveLiteral' && literal.type === 'null') return null
  if (!fits(literal, type, scope.model)) return undefined
  const text = keyText(literal.value, type)
  return text === undefined ? undefined : jsonValue(literal.value, text, type)
}

/** Resolves aliases of aliases; one that has no value is null, and cycles are `literalValue`'s to refuse. */
export function withoutAlias(node: CommonExpr, { aliases }: LiteralScope): CommonExpr {
  let current = node
  for (let left = aliases.size; current.kind === 'parameterAlias' && left >= 0; left--) {
    const aliased = aliases.get(current.name)
    if (!aliased) break
    current = aliased
  }
  return current
}

function isPrimitive(type: EdmType): boolean {
  if (type.kind === 'complexType' || type.kind === 'entityType') return false
  return type.qualifiedName !== 'Edm.Untyped'
}

function underlyingName(type: EdmType): string {
  return type.kind === 'typeDefinition' ? type.underlyingType.name : type.qualifiedName
}

function fits(literal: PrimitiveLiteral | EnumLiteral, type: EdmType, model: Model): boolean {
  if (literal.kind === 'enum') return findType(model, literal.typeName) === type
  if (type.kind === 'enumType') return literal.type === 'Edm.String'
  const name = underlyingName(type)
  if (isNumericTypeName(name)) {
    const isWhole = literal.type === 'Edm.Int32' || literal.type === 'Edm.Int64'
    return isWhole || (fractionalTypes.has(name) && numericLiterals.has(literal.type))
  }
  if (name === 'Edm.Boolean') return literal.type === name
  // Clients of services whose ids are guids in strings leave the quotes out.
  if (name === 'Edm.String') return literal.type === name || literal.type === 'Edm.Guid'
  if (name.startsWith('Edm.Geo')) return literal.type === name.slice(0, literal.type.length)
  return literal.type === name || literal.type === 'Edm.String'
}

const numericLiterals: ReadonlySet<string> = new Set([
  'Edm.Int32',
  'Edm.Int64',
  'Edm.Decimal',
  'Edm.Double',
])

const fractionalTypes: ReadonlySet<string> = new Set(['Edm.Decimal', 'Edm.Double', 'Edm.Single'])

/** Numbers that JSON cannot hold exactly are texts; other texts stay as they are written. */
function jsonValue(written: string, text: string, type: EdmType): JsonValue {
  const name = underlyingName(type)
  if (name === 'Edm.Boolean') return text === 'true'
  if (isNumericTypeName(name)) return String(Number(text)) === text ? Number(text) : text
  return name === 'Edm.Guid' ? text : written
}
