import type {
  BinaryOperator,
  CommonExpr,
  EnumLiteral,
  FirstMemberExpr,
  ListExpr,
  MemberSegment,
  NamedParameter,
  PrimitiveLiteral,
  SearchExpr,
} from '../../src/syntax/index.ts'
import { shiftPositions } from '../../src/syntax/shift-positions.ts'

/*
 * Nodes in few words, all at position 0, so that a case of a golden table is one line.
 */

/** The tree with every position set to 0. */
export function atZero<Tree extends object>(tree: Tree): Tree {
  return shiftPositions(tree, () => 0)
}

export function literal(
  type: PrimitiveLiteral['type'],
  text: string,
  value = text,
): PrimitiveLiteral {
  return { kind: 'primitiveLiteral', position: 0, type, text, value }
}

export function int(text: string): PrimitiveLiteral {
  return literal('Edm.Int32', text)
}

/** A string literal in single quotes. */
export function str(value: string): PrimitiveLiteral {
  return literal('Edm.String', `'${value.replaceAll("'", "''")}'`, value)
}

/** A string in JSON. */
export function json(value: string): PrimitiveLiteral {
  return literal('Edm.String', JSON.stringify(value), value)
}

export function enumOf(typeName: string, value: string): EnumLiteral {
  return { kind: 'enum', position: 0, typeName, value }
}

/** A path from the current instance; a string is a name. */
export function path(...segments: readonly (string | MemberSegment)[]): FirstMemberExpr {
  return pathFrom(undefined, ...segments)
}

export function pathFrom(
  root: FirstMemberExpr['root'],
  ...segments: readonly (string | MemberSegment)[]
): FirstMemberExpr {
  const nodes = segments.map((segment) =>
    typeof segment === 'string'
      ? ({ kind: 'identifier', position: 0, name: segment } as const)
      : segment,
  )
  return { kind: 'firstMemberExpr', position: 0, root, segments: nodes }
}

export function op(operator: BinaryOperator, left: CommonExpr, right: CommonExpr): CommonExpr {
  return { kind: 'binaryExpr', position: 0, operator, left, right }
}

export function not(operand: CommonExpr): CommonExpr {
  return { kind: 'unaryExpr', position: 0, operator: 'not', operand }
}

export function negate(operand: CommonExpr): CommonExpr {
  return { kind: 'unaryExpr', position: 0, operator: 'negate', operand }
}

export function call(name: string, ...values: readonly CommonExpr[]): CommonExpr {
  return { kind: 'methodCallExpr', position: 0, name, arguments: values }
}

export function list(...items: readonly CommonExpr[]): ListExpr {
  return { kind: 'listExpr', position: 0, items }
}

export function array(...items: readonly CommonExpr[]): CommonExpr {
  return { kind: 'array', position: 0, items }
}

export function object(members: Readonly<Record<string, CommonExpr>>): CommonExpr {
  const nodes = Object.entries(members).map(([name, value]) => ({ name, value, position: 0 }))
  return { kind: 'object', position: 0, members: nodes }
}

export function alias(name: string): CommonExpr {
  return { kind: 'parameterAlias', position: 0, name }
}

export function key(value: CommonExpr): MemberSegment {
  return { kind: 'keyPredicate', position: 0, pairs: [{ name: undefined, value }] }
}

export function fn(
  name: string,
  parameters: Readonly<Record<string, CommonExpr>> = {},
): MemberSegment {
  return { kind: 'functionExpr', position: 0, name, parameters: named(parameters) }
}

export function named(parameters: Readonly<Record<string, CommonExpr>>): NamedParameter[] {
  return Object.entries(parameters).map(([name, value]) => ({ position: 0, name, value }))
}

export function lambda(
  kind: 'anyExpr' | 'allExpr',
  variable?: string,
  predicate?: CommonExpr,
): MemberSegment {
  return { kind, position: 0, variable, predicate }
}

export function count(filter?: CommonExpr, search?: SearchExpr): MemberSegment {
  return { kind: 'countExpr', position: 0, filter, search }
}

export function filtered(predicate: CommonExpr): MemberSegment {
  return { kind: 'filterExpr', position: 0, predicate }
}

export function annotation(term: string, qualifier?: string): MemberSegment {
  return { kind: 'annotation', position: 0, term, qualifier }
}

export function word(text: string): SearchExpr {
  return { kind: 'searchWord', position: 0, text }
}

export function phrase(text: string): SearchExpr {
  return { kind: 'searchPhrase', position: 0, text }
}

export function searchAnd(left: SearchExpr, right: SearchExpr): SearchExpr {
  return { kind: 'searchAnd', position: 0, left, right }
}

export function searchOr(left: SearchExpr, right: SearchExpr): SearchExpr {
  return { kind: 'searchOr', position: 0, left, right }
}

export function searchNot(operand: SearchExpr): SearchExpr {
  return { kind: 'searchNot', position: 0, operand }
}
