/*
 * The grammar of `$apply` (Data Aggregation ABNF, "System Query Option $apply"), one file as it is one grammar.
 * Names of transformations are in the case of the standard, as its `%s` asks.
 */
import {
  parseAggregateExpr,
  parseGroupingProperty,
  readAlias,
  takeKeyword,
} from './aggregate-expr.ts'
import type {
  ApplyExpr,
  ApplyTransformation,
  FirstMemberExpr,
  GroupbyElement,
  NestedApply,
  OrderbyItem,
  RankingTrafoKind,
  RecursiveHierarchyReference,
} from './ast.ts'
import { isDigit } from './characters.ts'
import {
  isAtNamedParameter,
  parseExpression,
  parseList,
  parseNamedParameter,
} from './common-expr.ts'
import { parseComputeExpr } from './compute.ts'
import { Cursor } from './cursor.ts'
import { parseOrderbyItem } from './orderby.ts'
import { parseSearchIn } from './search.ts'

const OPEN = 0x28
const CLOSE = 0x29
const COMMA = 0x2c
const SLASH = 0x2f

/**
 * The value of `$apply`.
 * @param text decoded
 * @throws ODataSyntaxError
 * @see Data Aggregation, "System Query Option $apply"
 */
export function parseApply(text: string): ApplyExpr {
  return parseWholeApply(new Cursor(text))
}

/** ABNF `applyExpr`, to the end of the cursor's text. */
export function parseWholeApply(cursor: Cursor): ApplyExpr {
  cursor.skipNeedlessBlanks()
  const sequence = parseApplyExpr(cursor)
  cursor.skipNeedlessBlanks()
  cursor.expectEnd("'/' or end of expression")
  return sequence
}

/** ABNF `applyExpr`, to where it ends. */
export function parseApplyExpr(cursor: Cursor): ApplyExpr {
  return parseSequence(cursor, transformations)
}

/** ABNF `preservingTrafos`. */
function parsePreservingTrafos(cursor: Cursor): ApplyExpr {
  return parseSequence(cursor, preservingTransformations)
}

function parseSequence(cursor: Cursor, allowed: TransformationTable): ApplyExpr {
  const sequence: ApplyTransformation[] = []
  do sequence.push(parseTransformation(cursor, allowed))
  while (cursor.take(SLASH))
  return sequence
}

type ParseTransformation = (cursor: Cursor, position: number) => ApplyTransformation
type TransformationTable = ReadonlyMap<string, ParseTransformation>

function parseTransformation(cursor: Cursor, allowed: TransformationTable): ApplyTransformation {
  const { position } = cursor
  const expected =
    allowed === transformations
      ? "a transformation such as 'aggregate(' or a qualified function"
      : "a transformation that preserves instances, such as 'filter('"
  const name = cursor.readQualifiedName(expected)
  if (name === 'identity') return { kind: 'identityTrafo', position }
  const parse = name.includes('.') ? parseCustomFunction : allowed.get(name)
  if (parse === undefined) cursor.fail(expected, cursor.isStrict ? cursor.position : position)
  if (cursor.peek() !== OPEN) cursor.fail("'('")
  cursor.enter()
  const transformation = parse(cursor, position)
  cursor.leave()
  return transformation
}

/** ABNF `customFunction`. */
function parseCustomFunction(cursor: Cursor, position: number): ApplyTransformation {
  const name = cursor.text.slice(position, cursor.position)
  cursor.position++
  const parameters = parseList(cursor, parseNamedParameter)
  return {
    kind: 'customFunction',
    position,
    call: { kind: 'functionExpr', position, name, parameters },
  }
}

// ── Parentheses ─────────────────────────────────────────────────────────────────────────────────

function open(cursor: Cursor): void {
  cursor.expect(OPEN)
  cursor.skipBlanks()
}

function close(cursor: Cursor, expected = "')'"): void {
  cursor.skipBlanks()
  if (!cursor.take(CLOSE)) cursor.fail(expected)
}

function comma(cursor: Cursor): void {
  cursor.skipBlanks()
  cursor.expect(COMMA)
  cursor.skipBlanks()
}

/** Steps over a comma and the blanks around it; over nothing when none comes. */
function takeComma(cursor: Cursor): boolean {
  const start = cursor.position
  cursor.skipBlanks()
  if (cursor.take(COMMA)) {
    cursor.skipBlanks()
    return true
  }
  cursor.position = start
  return false
}

/** One item or more between commas. */
function parseItems<Item>(cursor: Cursor, parseItem: (cursor: Cursor) => Item): Item[] {
  const items: Item[] = []
  do items.push(parseItem(cursor))
  while (takeComma(cursor))
  return items
}

/** One item or more in parentheses. */
function parseItemsInParentheses<Item>(
  cursor: Cursor,
  parseItem: (cursor: Cursor) => Item,
): Item[] {
  open(cursor)
  const items = parseItems(cursor, parseItem)
  close(cursor, "',' or ')'")
  return items
}

function readNumber(cursor: Cursor): number {
  const start = cursor.position
  while (isDigit(cursor.peek())) cursor.position++
  if (cursor.position === start) cursor.fail('a whole number')
  return Number(cursor.text.slice(start, cursor.position))
}

// ── Transformations ─────────────────────────────────────────────────────────────────────────────

function parseAggregate(cursor: Cursor, position: number): ApplyTransformation {
  const items = parseItemsInParentheses(cursor, (at) => parseAggregateExpr(at, parseExpression))
  return { kind: 'aggregateTrafo', position, items }
}

function parseComputeTrafo(cursor: Cursor, position: number): ApplyTransformation {
  const items = parseItemsInParentheses(cursor, parseComputeExpr)
  return { kind: 'computeTrafo', position, items }
}

function parseConcat(cursor: Cursor, position: number): ApplyTransformation {
  const sequences = parseItemsInParentheses(cursor, parseApplyExpr)
  if (sequences.length < 2) cursor.fail("',' and another transformation", cursor.position - 1)
  return { kind: 'concatTrafo', position, sequences }
}

function parseFilterTrafo(cursor: Cursor, position: number): ApplyTransformation {
  open(cursor)
  const predicate = parseExpression(cursor)
  close(cursor)
  return { kind: 'filterTrafo', position, predicate }
}

function parseSearchTrafo(cursor: Cursor, position: number): ApplyTransformation {
  open(cursor)
  const search = parseSearchIn(cursor, false)
  close(cursor)
  return { kind: 'searchTrafo', position, search }
}

function parseOrderbyTrafo(cursor: Cursor, position: number): ApplyTransformation {
  return {
    kind: 'orderbyTrafo',
    position,
    items: parseItemsInParentheses(cursor, parseOrderbyItem),
  }
}

function parseTopOrSkip(kind: 'topTrafo' | 'skipTrafo'): ParseTransformation {
  return (cursor, position) => {
    open(cursor)
    const count = readNumber(cursor)
    close(cursor)
    return { kind, position, count }
  }
}

function parseRanking(kind: RankingTrafoKind): ParseTransformation {
  return (cursor, position) => {
    open(cursor)
    const amount = parseExpression(cursor)
    comma(cursor)
    const measure = parseExpression(cursor)
    close(cursor)
    return { kind, position, amount, measure }
  }
}

// ── groupby ─────────────────────────────────────────────────────────────────────────────────────

function parseGroupby(cursor: Cursor, position: number): ApplyTransformation {
  open(cursor)
  const elements = parseItemsInParentheses(cursor, parseGroupbyElement)
  const sequence = takeComma(cursor) ? parseApplyExpr(cursor) : undefined
  close(cursor, "',' or ')'")
  return { kind: 'groupbyTrafo', position, elements, transformations: sequence }
}

/** ABNF `groupbyElement`; a property may be called `rollup` too. */
function parseGroupbyElement(cursor: Cursor): GroupbyElement {
  const { position } = cursor
  if (cursor.startsWith('rollup(')) {
    cursor.position += 'rollup'.length
    const levels = parseItemsInParentheses(cursor, parseGroupingProperty)
    const isQualifier = levels[0]!.path.length === 1 && !levels[0]!.path[0]!.name.includes('.')
    if (levels.length === 1 && !isQualifier) {
      cursor.fail("',' and another property", cursor.position - 1)
    }
    return { kind: 'rollupLevels', position, levels }
  }
  if (cursor.startsWith('rolluprecursive(')) {
    cursor.position += 'rolluprecursive'.length
    open(cursor)
    const hierarchy = parseHierarchyReference(cursor)
    const sequence = takeComma(cursor) ? parsePreservingTrafos(cursor) : []
    close(cursor, "',' or ')'")
    return { kind: 'rollupRecursive', position, hierarchy, transformations: sequence }
  }
  return parseGroupingProperty(cursor)
}

// ── join, nest ──────────────────────────────────────────────────────────────────────────────────

function parseJoin(kind: 'joinTrafo' | 'outerjoinTrafo'): ParseTransformation {
  return (cursor, position) => {
    open(cursor)
    const property = parseJoinProperty(cursor)
    if (!takeKeyword(cursor, 'as')) cursor.fail("' as ' and an alias")
    const alias = readAlias(cursor)
    const sequence = takeComma(cursor) ? parseApplyExpr(cursor) : undefined
    close(cursor, "',' or ')'")
    return { kind, position, property, alias, transformations: sequence }
  }
}

/** ABNF `joinProperty`: a name or annotation, and perhaps a type cast. */
function parseJoinProperty(cursor: Cursor): FirstMemberExpr {
  const { position } = cursor
  const property = parseExpression(cursor)
  const isProperty =
    property.kind === 'firstMemberExpr' &&
    property.root === undefined &&
    property.segments.length <= 2 &&
    property.segments.every(({ kind }) => kind === 'identifier' || kind === 'annotation')
  if (!isProperty) cursor.fail('a collection-valued property', position)
  return property
}

function parseNest(cursor: Cursor, position: number): ApplyTransformation {
  const sequences = parseItemsInParentheses(cursor, parseNestedApply)
  return { kind: 'nestTrafo', position, sequences }
}

function parseAddnested(cursor: Cursor, position: number): ApplyTransformation {
  open(cursor)
  const path = parseGroupingProperty(cursor)
  comma(cursor)
  const sequences = parseItems(cursor, parseNestedApply)
  close(cursor, "',' or ')'")
  return { kind: 'addnestedTrafo', position, path, sequences }
}

/** ABNF `nestApplyExpr`, one of its items. */
function parseNestedApply(cursor: Cursor): NestedApply {
  const sequence = parseApplyExpr(cursor)
  if (!takeKeyword(cursor, 'as')) cursor.fail("'/' or ' as ' and an alias")
  return { transformations: sequence, alias: readAlias(cursor) }
}

// ── Hierarchies ─────────────────────────────────────────────────────────────────────────────────

/** ABNF `recHierReference`. */
function parseHierarchyReference(cursor: Cursor): RecursiveHierarchyReference {
  const { position } = cursor
  const nodes = parseExpression(cursor)
  const isRooted = nodes.kind === 'firstMemberExpr' && nodes.root === '$root'
  if (!isRooted) cursor.fail("'$root/' and a collection of entities", position)
  comma(cursor)
  const qualifier = cursor.readIdentifier('the qualifier of a hierarchy')
  comma(cursor)
  return {
    kind: 'recHierReference',
    position,
    nodes,
    qualifier,
    path: parseGroupingProperty(cursor),
  }
}

const KEEP_START = 'keep start'

function parseRelatives(kind: 'ancestorsTrafo' | 'descendantsTrafo'): ParseTransformation {
  return (cursor, position) => {
    open(cursor)
    const hierarchy = parseHierarchyReference(cursor)
    comma(cursor)
    const start = parsePreservingTrafos(cursor)
    let distance: number | undefined
    let keepStart = false
    let hasMore = takeComma(cursor)
    if (hasMore && isDigit(cursor.peek())) {
      distance = readNumber(cursor)
      hasMore = takeComma(cursor)
    }
    if (hasMore) {
      if (!cursor.startsWith(KEEP_START)) {
        cursor.fail(distance === undefined ? "a whole number or 'keep start'" : "'keep start'")
      }
      cursor.position += KEEP_START.length
      keepStart = true
    }
    close(cursor)
    return { kind, position, hierarchy, start, distance, keepStart }
  }
}

function parseTraverse(cursor: Cursor, position: number): ApplyTransformation {
  open(cursor)
  const hierarchy = parseHierarchyReference(cursor)
  comma(cursor)
  const order = readOrder(cursor)
  let start: ApplyExpr | undefined
  let siblings: readonly OrderbyItem[] = []
  let hasMore = takeComma(cursor)
  if (hasMore) {
    start = tryPreservingTrafos(cursor)
    if (start) hasMore = takeComma(cursor)
  }
  if (hasMore) siblings = parseItems(cursor, parseOrderbyItem)
  close(cursor, "',' or ')'")
  return { kind: 'traverseTrafo', position, hierarchy, order, start, siblings }
}

function readOrder(cursor: Cursor): 'preorder' | 'postorder' {
  for (const order of ['preorder', 'postorder'] as const) {
    if (!cursor.startsWith(order)) continue
    cursor.position += order.length
    return order
  }
  cursor.fail("'preorder' or 'postorder'")
}

/** Transformations where an `orderbyItem` may stand as well: `Ns.F(p=1)` alone is one, `Ns.F(p=1) desc` is none. */
function tryPreservingTrafos(cursor: Cursor): ApplyExpr | undefined {
  const { position } = cursor
  const sequence: ApplyTransformation[] = []
  do {
    const isUnambiguous = isAtPreservingTrafo(cursor)
    if (isUnambiguous) return [...sequence, ...parsePreservingTrafos(cursor)]
    if (!isAtIdentityOrFunction(cursor)) break
    sequence.push(parseTransformation(cursor, preservingTransformations))
    const { position: end } = cursor
    cursor.skipBlanks()
    const isWhole = cursor.peek() === COMMA || cursor.peek() === CLOSE
    cursor.position = end
    if (isWhole) return sequence
  } while (cursor.take(SLASH))
  cursor.position = position
  return undefined
}

/** True for a name of a transformation before a parenthesis, which begins no expression of the standard. */
function isAtPreservingTrafo(cursor: Cursor): boolean {
  const end = cursor.findIdentifierEnd(cursor.position)
  const name = cursor.text.slice(cursor.position, end)
  return cursor.text.charCodeAt(end) === OPEN && preservingTransformations.has(name)
}

/** True for what is a transformation and the beginning of a path: `identity`, `Ns.F()`, `Ns.F(p=1)`, not `geo.length(a)`. */
function isAtIdentityOrFunction(cursor: Cursor): boolean {
  const { position } = cursor
  if (cursor.findIdentifierEnd(position) === position) return false
  const name = cursor.readQualifiedName('a name')
  const isFunction = name.includes('.') && cursor.take(OPEN)
  if (isFunction) cursor.skipBlanks()
  const hasParameters = isFunction && (cursor.peek() === CLOSE || isAtNamedParameter(cursor))
  cursor.position = position
  return hasParameters || name === 'identity'
}

// ── Tables ──────────────────────────────────────────────────────────────────────────────────────

const preservingTransformations: TransformationTable = new Map<string, ParseTransformation>([
  ['ancestors', parseRelatives('ancestorsTrafo')],
  ['bottomcount', parseRanking('bottomcountTrafo')],
  ['bottompercent', parseRanking('bottompercentTrafo')],
  ['bottomsum', parseRanking('bottomsumTrafo')],
  ['descendants', parseRelatives('descendantsTrafo')],
  ['filter', parseFilterTrafo],
  ['orderby', parseOrderbyTrafo],
  ['search', parseSearchTrafo],
  ['skip', parseTopOrSkip('skipTrafo')],
  ['top', parseTopOrSkip('topTrafo')],
  ['topcount', parseRanking('topcountTrafo')],
  ['toppercent', parseRanking('toppercentTrafo')],
  ['topsum', parseRanking('topsumTrafo')],
  ['traverse', parseTraverse],
])

const transformations: TransformationTable = new Map<string, ParseTransformation>([
  ...preservingTransformations,
  ['addnested', parseAddnested],
  ['aggregate', parseAggregate],
  ['compute', parseComputeTrafo],
  ['concat', parseConcat],
  ['groupby', parseGroupby],
  ['join', parseJoin('joinTrafo')],
  ['nest', parseNest],
  ['outerjoin', parseJoin('outerjoinTrafo')],
])
