/*
 * ABNF `aggregateExpr`, `aggregateFunctionExpr` and the paths of `$apply`: what `aggregate(…)` holds as a
 * transformation and as a segment of a path. How to parse an expression comes in, as the segment is part of one.
 */
import type {
  AggregateExpr,
  AggregateFrom,
  CommonExpr,
  EnumLiteral,
  FirstMemberExpr,
  GroupingProperty,
  ParameterAlias,
  PrimitiveLiteral,
} from './ast.ts'
import { isBlank } from './characters.ts'
import type { Cursor } from './cursor.ts'

const DOLLAR = 0x24
const COMMA = 0x2c
const SLASH = 0x2f

type ParseExpression = (cursor: Cursor) => CommonExpr

const standardMethods = ['sum', 'min', 'max', 'average', 'countdistinct']

/** ABNF `aggregateExpr`: with an alias, but for a custom aggregate under its own name. */
export function parseAggregateExpr(
  cursor: Cursor,
  parseExpression: ParseExpression,
): AggregateExpr {
  const unnamed = parseAggregateFunctionExpr(cursor, parseExpression)
  if (takeKeyword(cursor, 'as')) return { ...unnamed, alias: readAlias(cursor) }
  const needsAlias =
    unnamed.from.length > 0 || unnamed.method !== undefined || isCount(unnamed.expression)
  if (needsAlias) cursor.fail("' as ' and an alias")
  return unnamed
}

/** ABNF `aggregateFunctionExpr`: `Amount with sum`, `$count from Product with max`, `Forecast`. */
export function parseAggregateFunctionExpr(
  cursor: Cursor,
  parseExpression: ParseExpression,
): AggregateExpr {
  const found = parseAggregateOrKey(cursor, parseExpression)
  return found.kind === 'aggregateExpr' ? found : failAtMethod(cursor)
}

/** What `aggregate(…)` holds in a path: a literal or alias there is the key of entities of that name. */
export function parseAggregateOrKey(
  cursor: Cursor,
  parseExpression: ParseExpression,
): AggregateExpr | PrimitiveLiteral | EnumLiteral | ParameterAlias {
  const { position } = cursor
  const expression = parseAggregated(cursor, parseExpression)
  const counts = isCount(expression)
  const method = counts ? undefined : takeMethod(cursor)
  const isCustom = !counts && method === undefined
  if (isCustom && !isPathOfNames(expression)) {
    return isKeyValue(expression) ? expression : failAtMethod(cursor)
  }
  const from = parseFroms(cursor, isCustom)
  return { kind: 'aggregateExpr', position, expression, method, from, alias: undefined }
}

function failAtMethod(cursor: Cursor): never {
  cursor.fail("' with ' and an aggregation method")
}

function isKeyValue(node: CommonExpr): node is PrimitiveLiteral | EnumLiteral | ParameterAlias {
  return node.kind === 'primitiveLiteral' || node.kind === 'enum' || node.kind === 'parameterAlias'
}

/** ABNF `aggregateCount`, or an expression of which the path with `/$count` at its end is one. */
function parseAggregated(cursor: Cursor, parseExpression: ParseExpression): CommonExpr {
  if (cursor.peek() !== DOLLAR || !cursor.startsWith('$count')) return parseExpression(cursor)
  const { position } = cursor
  cursor.position += '$count'.length
  const count = { kind: 'countExpr', position, filter: undefined, search: undefined } as const
  return { kind: 'firstMemberExpr', position, root: undefined, segments: [count] }
}

function isCount(expression: CommonExpr): boolean {
  return expression.kind === 'firstMemberExpr' && expression.segments.at(-1)?.kind === 'countExpr'
}

function isPathOfNames(expression: CommonExpr): expression is FirstMemberExpr {
  return (
    expression.kind === 'firstMemberExpr' &&
    expression.root === undefined &&
    expression.segments.every(({ kind }) => kind === 'identifier')
  )
}

/** ABNF `aggregateFrom`, `customFrom`: only a custom aggregate may leave out the method. */
function parseFroms(cursor: Cursor, isCustom: boolean): AggregateFrom[] {
  const froms: AggregateFrom[] = []
  for (;;) {
    if (!takeKeyword(cursor, 'from')) return froms
    const { position } = cursor
    const properties = parseGroupingProperties(cursor)
    const method = takeMethod(cursor)
    if (method === undefined && !isCustom) cursor.fail("' with ' and an aggregation method")
    froms.push({ kind: 'aggregateFrom', position, properties, method })
  }
}

/** ABNF `aggregateWith`. */
function takeMethod(cursor: Cursor): string | undefined {
  if (!takeKeyword(cursor, 'with')) return undefined
  const { position } = cursor
  const method = cursor.readQualifiedName('an aggregation method')
  if (method.includes('.') || standardMethods.includes(method)) return method
  const names = standardMethods.map((name) => `'${name}'`)
  cursor.fail(`${names.join(', ')} or a qualified name`, position)
}

/** ABNF `groupingProperties`. */
export function parseGroupingProperties(cursor: Cursor): GroupingProperty[] {
  const properties = [parseGroupingProperty(cursor)]
  for (;;) {
    const start = cursor.position
    cursor.skipBlanks()
    if (!cursor.take(COMMA)) {
      cursor.position = start
      return properties
    }
    cursor.skipBlanks()
    properties.push(parseGroupingProperty(cursor))
  }
}

/** ABNF `groupingProperty`, `recHierPropertyPath`, `nestPath`: names between slashes. */
export function parseGroupingProperty(cursor: Cursor): GroupingProperty {
  const { position } = cursor
  const path: GroupingProperty['path'][number][] = []
  do {
    const start = cursor.position
    path.push({ name: cursor.readQualifiedName('a property'), position: start })
  } while (cursor.take(SLASH))
  return { kind: 'groupingProperty', position, path }
}

/** Steps over blanks, a word and the blanks after it, when all stand here. */
export function takeKeyword(cursor: Cursor, word: string): boolean {
  const start = cursor.position
  if (cursor.skipBlanks() && cursor.startsWith(word) && isBlank(cursor.peek(word.length))) {
    cursor.position += word.length
    cursor.skipBlanks()
    return true
  }
  cursor.position = start
  return false
}

/** ABNF `expressionAlias`, `computedProperty`. */
export function readAlias(cursor: Cursor): string {
  return cursor.readIdentifier('an alias')
}
