/*
 * ABNF section "Expressions", one grammar in one file. Binary and unary operators are climbed by precedence
 * with a stack, so that a chain of any length needs no recursion; parentheses, calls, lambdas and JSON recurse,
 * as deep as the cursor allows. What is read is never read again, but for a name before `=` in parentheses.
 */
import { parseAggregateOrKey } from './aggregate-expr.ts'
import type {
  AnnotationSegment,
  BinaryOperator,
  CommonExpr,
  CountSegment,
  FilterSegment,
  FirstMemberExpr,
  KeySegment,
  LambdaExpr,
  MemberSegment,
  NamedParameter,
  SearchExpr,
} from './ast.ts'
import { isBlank } from './characters.ts'
import { Cursor } from './cursor.ts'
import { parseArray, parseObject } from './json-in-url.ts'
import {
  isAtNumber,
  literalOfWord,
  parseNumberLike,
  parsePrefixed,
  parseString,
  takeGuid,
} from './literals.ts'
import { operatorOf, operatorPrecedence, unaryPrecedence } from './operators.ts'
import { parseSearchIn } from './search.ts'

const HASH = 0x23
const DOLLAR = 0x24
const QUOTE = 0x27
const OPEN = 0x28
const CLOSE = 0x29
const COMMA = 0x2c
const MINUS = 0x2d
const SLASH = 0x2f
const COLON = 0x3a
const SEMICOLON = 0x3b
const EQUALS = 0x3d
const AT = 0x40
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const LETTER_N = 0x6e
const TO_LOWER_CASE = 0x20

/**
 * A whole text as ABNF `commonExpr` (or `parameterValue`: JSON is an expression here).
 * @param text decoded
 * @throws ODataSyntaxError
 * @see URL Conventions, "Common Expression Syntax"
 */
export function parseCommonExpr(text: string): CommonExpr {
  return parseWholeExpression(new Cursor(text))
}

/** ABNF `commonExpr`, to the end of the cursor's text. */
export function parseWholeExpression(cursor: Cursor): CommonExpr {
  cursor.skipNeedlessBlanks()
  const expression = parseExpression(cursor)
  cursor.skipNeedlessBlanks()
  cursor.expectEnd()
  return expression
}

/** The value of `$filter`; that it is Boolean is for its types to tell. */
export const parseFilter: (text: string) => CommonExpr = parseCommonExpr

// ── Operators ───────────────────────────────────────────────────────────────────────────────────

interface PendingOperator {
  /** `undefined` for a unary operator. */
  readonly left: CommonExpr | undefined
  readonly operator: BinaryOperator | 'not' | 'negate'
  readonly position: number
  readonly precedence: number
}

/** ABNF `commonExpr` from the cursor to where it ends; blanks after it are left. */
export function parseExpression(cursor: Cursor): CommonExpr {
  const pending: PendingOperator[] = []
  for (;;) {
    const levels = takeUnaryOperators(cursor, pending)
    const operand = parseOperand(cursor, pending.at(-1))
    cursor.leave(levels)
    const operator = takeOperator(cursor)
    if (operator === undefined) return reduce(pending, operand, 0)
    const position = cursor.position - operator.length
    expectBlanks(cursor, `a blank after '${operator}'`)
    const precedence = operatorPrecedence[operator]
    const left = reduce(pending, operand, precedence)
    pending.push({ left, operator, position, precedence })
  }
}

/** Reads `not` and `-` before an operand, and gives how many; after `has` and `in` there are none. */
function takeUnaryOperators(cursor: Cursor, pending: PendingOperator[]): number {
  const before = pending.at(-1)
  if (before && before.precedence > unaryPrecedence) return 0
  let levels = 0
  for (;;) {
    const { position } = cursor
    const operator = takeUnaryOperator(cursor)
    if (operator === undefined) return levels
    pending.push({ left: undefined, operator, position, precedence: unaryPrecedence })
    cursor.enter()
    levels++
  }
}

function takeUnaryOperator(cursor: Cursor): 'not' | 'negate' | undefined {
  const code = cursor.peek()
  if (code === MINUS) {
    if (isAtNumber(cursor)) return undefined
    cursor.position++
    cursor.skipBlanks()
    return 'negate'
  }
  if ((code | TO_LOWER_CASE) !== LETTER_N || !isAtNot(cursor)) return undefined
  cursor.position += 3
  cursor.skipBlanks()
  return 'not'
}

/** `not` before blanks or, as many clients write it, a parenthesis; a property may have the name too. */
function isAtNot(cursor: Cursor): boolean {
  const next = cursor.peek(3)
  if (!isBlank(next) && (next !== OPEN || cursor.isStrict)) return false
  const word = cursor.text.slice(cursor.position, cursor.position + 3)
  return word.toLowerCase() === 'not' && !isBeforeOperator(cursor, cursor.position + 3)
}

/**
 * True where what ends at `position` has to be an operand: `not` in `not eq 1`. Properties may have the names of operators, so
 * of words like that in a row every other one is an operator, and what comes after them tells which.
 */
function isBeforeOperator(cursor: Cursor, position: number): boolean {
  const first = skipBlanksFrom(cursor, position)
  let next = first
  for (let isOperand = true; ; isOperand = !isOperand) {
    const end = cursor.findIdentifierEnd(next)
    const isOperator = operatorOf(cursor.text.slice(next, end)) !== undefined
    if (!isOperator || !(isBlank(codeAt(cursor, end)) || endsOperand(codeAt(cursor, end)))) {
      const isEnd =
        endsOperand(codeAt(cursor, next)) || (next > first && isAtKeyword(cursor, next, end))
      return isOperand === isEnd
    }
    next = skipBlanksFrom(cursor, end)
  }
}

function codeAt({ text, end }: Cursor, position: number): number {
  return position < end ? text.charCodeAt(position) : -1
}

function skipBlanksFrom(cursor: Cursor, position: number): number {
  let next = position
  while (isBlank(codeAt(cursor, next))) next++
  return next
}

/** The end, and what can follow an expression in a larger one. */
const endsOfOperands = new Set([-1, CLOSE, COMMA, COLON, SEMICOLON, CLOSE_BRACKET, CLOSE_BRACE])

function endsOperand(code: number): boolean {
  return endsOfOperands.has(code)
}

/** True for `as`, `with` and `from`, each before another name but that of a direction, where `$compute` and `$apply` go on. */
function isAtKeyword(cursor: Cursor, start: number, end: number): boolean {
  if (!/^(?:as|with|from)$/i.test(cursor.text.slice(start, end))) return false
  const next = skipBlanksFrom(cursor, end)
  const word = cursor.text.slice(next, cursor.findIdentifierEnd(next))
  return next > end && /^(?!(?:asc|desc)$)./i.test(word) && operatorOf(word) === undefined
}

/** Steps over blanks and a binary operator when both stand here, else over nothing. */
function takeOperator(cursor: Cursor): BinaryOperator | undefined {
  const start = cursor.position
  if (!cursor.skipBlanks()) return undefined
  const end = cursor.findIdentifierEnd(cursor.position)
  const operator = operatorOf(cursor.text.slice(cursor.position, end))
  cursor.position = operator === undefined ? start : end
  return operator
}

/** ABNF `RWS`; where the expression ends, the operand is missed, not the blank. */
function expectBlanks(cursor: Cursor, expected: string): void {
  if (cursor.skipBlanks() || cursor.isAtEnd()) return
  if (cursor.peek() !== CLOSE && cursor.peek() !== COMMA) cursor.fail(expected)
}

/** Builds the nodes of the pending operators that bind at least as strongly as the one that follows. */
function reduce(pending: PendingOperator[], right: CommonExpr, precedence: number): CommonExpr {
  let result = right
  for (let last = pending.at(-1); last && last.precedence >= precedence; last = pending.at(-1)) {
    pending.pop()
    result = toNode(last, result)
  }
  return result
}

function toNode({ left, operator, position }: PendingOperator, right: CommonExpr): CommonExpr {
  if (operator === 'not' || operator === 'negate') {
    return { kind: 'unaryExpr', position, operator, operand: right }
  }
  return { kind: 'binaryExpr', position, operator, left: left!, right }
}

// ── Operands ────────────────────────────────────────────────────────────────────────────────────

function parseOperand(cursor: Cursor, before: PendingOperator | undefined): CommonExpr {
  skipBlanksBeforeJson(cursor)
  const code = cursor.peek()
  switch (code) {
    case QUOTE:
      return parseString(cursor)
    case OPEN:
      return before?.operator === 'in' ? parseListOrParentheses(cursor) : parseParentheses(cursor)
    case OPEN_BRACKET:
      return parseArray(cursor, parseExpression)
    case OPEN_BRACE:
      return parseObject(cursor, parseExpression)
    case AT:
      return parseAliasOrAnnotation(cursor)
    case DOLLAR:
      return parseImplicitVariable(cursor)
  }
  return isAtNumber(cursor) ? parseNumberLike(cursor) : parseWord(cursor)
}

/** ABNF `begin-array`, `begin-object`: blanks may stand before either wherever an expression may. */
function skipBlanksBeforeJson(cursor: Cursor): void {
  if (!isBlank(cursor.peek())) return
  const start = cursor.position
  cursor.skipBlanks()
  const code = cursor.peek()
  if (code !== OPEN_BRACKET && code !== OPEN_BRACE) cursor.position = start
}

/** ABNF `parenExpr`: the grouping leaves no node. */
export function parseParentheses(cursor: Cursor): CommonExpr {
  cursor.enter()
  cursor.position++
  cursor.skipBlanks()
  const expression = parseExpression(cursor)
  expectClose(cursor)
  cursor.leave()
  return expression
}

function expectClose(cursor: Cursor): void {
  cursor.skipBlanks()
  cursor.expect(CLOSE)
}

/** ABNF `listExpr / commonExpr` after `in`: one item that is no literal is an expression in parentheses. */
function parseListOrParentheses(cursor: Cursor): CommonExpr {
  const { position } = cursor
  cursor.position++
  const items = parseList(cursor, parseExpression)
  const [only] = items
  if (only && items.length === 1 && !isLiteral(only)) return only
  const misplaced = items.find(
    (item) => !isLiteral(item) && (item.kind !== 'parameterAlias' || cursor.isStrict),
  )
  if (misplaced) cursor.fail('a list of literals', position)
  return { kind: 'listExpr', position, items }
}

function isLiteral({ kind }: CommonExpr): boolean {
  return kind === 'primitiveLiteral' || kind === 'enum'
}

/** Items between commas up to the closing parenthesis, which is read; the opening one has been. */
export function parseList<Item>(cursor: Cursor, parseItem: (cursor: Cursor) => Item): Item[] {
  const items: Item[] = []
  cursor.enter()
  cursor.skipBlanks()
  if (!cursor.take(CLOSE)) {
    do {
      cursor.skipBlanks()
      items.push(parseItem(cursor))
      cursor.skipBlanks()
    } while (cursor.take(COMMA))
    if (!cursor.take(CLOSE)) cursor.fail("',' or ')'")
  }
  cursor.leave()
  return items
}

/** `@alias`, or an annotation as the first segment of a path. */
function parseAliasOrAnnotation(cursor: Cursor): CommonExpr {
  const first = parseAnnotation(cursor)
  const { position, term, qualifier } = first
  const isAlias = qualifier === undefined && !term.includes('.') && cursor.peek() !== SLASH
  if (isAlias) return { kind: 'parameterAlias', position, name: term }
  return parsePathFrom(cursor, position, undefined, [first])
}

/** ABNF `annotationInQuery`. */
function parseAnnotation(cursor: Cursor): AnnotationSegment {
  const { position } = cursor
  cursor.position++
  const term = cursor.readQualifiedName("a name after '@'")
  const qualifier = cursor.take(HASH) ? cursor.readIdentifier('an annotation qualifier') : undefined
  return { kind: 'annotation', position, term, qualifier }
}

const implicitVariables = ['$it', '$root', '$this', '$these'] as const

/** ABNF `implicitVariableExpr`, `rootExpr`. */
function parseImplicitVariable(cursor: Cursor): CommonExpr {
  const { position } = cursor
  const end = cursor.findIdentifierEnd(position + 1)
  const word = cursor.text.slice(position, end)
  const root = implicitVariables.find((variable) => variable === word)
  if (root === undefined) cursor.fail("an expression or '$it', '$root/', '$this', '$these/'")
  cursor.position = end
  const needsPath = root === '$root' || root === '$these'
  if (needsPath && cursor.peek() !== SLASH) cursor.fail("'/'")
  return parsePathFrom(cursor, position, root, [])
}

/** What begins with a letter: a literal, a call, a path. */
function parseWord(cursor: Cursor): CommonExpr {
  const guid = takeGuid(cursor)
  if (guid) return guid
  const { position } = cursor
  const name = cursor.readQualifiedName('an expression')
  switch (cursor.peek()) {
    case QUOTE:
      return parsePrefixed(cursor, name, position)
    case OPEN:
      return parseCall(cursor, name, position)
    case SLASH:
      return parsePathFrom(cursor, position, undefined, [{ kind: 'identifier', position, name }])
  }
  return (
    literalOfWord(name, position) ?? {
      kind: 'firstMemberExpr',
      position,
      root: undefined,
      segments: [{ kind: 'identifier', position, name }],
    }
  )
}

// ── Calls and paths ─────────────────────────────────────────────────────────────────────────────

/** What a name before a parenthesis at the start of an operand is, told by what the parentheses hold. */
function parseCall(cursor: Cursor, name: string, position: number): CommonExpr {
  const open = cursor.position
  cursor.position++
  cursor.skipBlanks()
  if (isAtNamedParameter(cursor)) {
    const parameters = parseList(cursor, parseNamedParameter)
    return parsePathFrom(cursor, position, undefined, [
      { kind: 'functionExpr', position, name, parameters },
    ])
  }
  const values =
    name.toLowerCase() === 'case' ? parseCases(cursor) : parseList(cursor, parseExpression)
  if (values.length === 0 && (cursor.peek() === SLASH || name.includes('.'))) {
    return parsePathFrom(cursor, position, undefined, [
      { kind: 'functionExpr', position, name, parameters: [] },
    ])
  }
  const [key] = values
  if (cursor.peek() === SLASH && key && values.length === 1) {
    return parsePathFrom(cursor, position, undefined, [
      { kind: 'identifier', position, name },
      { kind: 'keyPredicate', position: open, pairs: [{ name: undefined, value: key }] },
    ])
  }
  return { kind: 'methodCallExpr', position, name, arguments: values }
}

/** ABNF `caseMethodCallExpr`: condition and value in turn. */
function parseCases(cursor: Cursor): CommonExpr[] {
  const pairs = parseList(cursor, (at) => {
    const condition = parseExpression(at)
    at.skipBlanks()
    at.expect(COLON)
    at.skipBlanks()
    return [condition, parseExpression(at)]
  })
  return pairs.flat()
}

/** True for a name and `=`: the one look-ahead of the grammar, as long as a name and blanks may be. */
export function isAtNamedParameter(cursor: Cursor): boolean {
  const { position } = cursor
  cursor.position = cursor.findIdentifierEnd(position)
  const isNamed = cursor.position > position
  cursor.skipNeedlessBlanks()
  const hasEquals = cursor.peek() === EQUALS
  cursor.position = position
  return isNamed && hasEquals
}

/** ABNF `functionExprParameter`, `keyValuePair`; tutorials of OData write `lat = 33`. */
export function parseNamedParameter(cursor: Cursor): NamedParameter {
  const { position } = cursor
  const name = cursor.readIdentifier('a parameter name')
  cursor.skipNeedlessBlanks()
  cursor.expect(EQUALS)
  cursor.skipNeedlessBlanks()
  return { position, name, value: parseExpression(cursor) }
}

/** The segments after the slash that may stand here, added to those read. */
function parsePathFrom(
  cursor: Cursor,
  position: number,
  root: FirstMemberExpr['root'],
  segments: MemberSegment[],
): FirstMemberExpr {
  const last = segments.at(-1)
  if (last) takeKeyAfter(cursor, last, segments)
  while (cursor.take(SLASH)) {
    if (segments.length > 0 && takeKeyPathLiteral(cursor, segments)) continue
    if (cursor.isStrict && segments.length > 0 && !isAtMember(cursor)) {
      segments.push({ kind: 'identifier', position: cursor.position, name: '' })
      break
    }
    parseMemberSegment(cursor, segments)
  }
  return { kind: 'firstMemberExpr', position, root, segments }
}

/** ABNF `primitivePathExpr` may be a slash alone, which stays in the tree as a segment without a name. */
function isAtMember(cursor: Cursor): boolean {
  const code = cursor.peek()
  return (
    code === AT || code === DOLLAR || cursor.findIdentifierEnd(cursor.position) > cursor.position
  )
}

const keyPathLiteral = /(?:-?\d|\w+(?=['-]))[^\s/(),;:&]*/y

/** ABNF `keyPathLiteral` where it is no name: `Orders/1/Total`, `$root/People/O'Neil/Age`, a guid. */
function takeKeyPathLiteral(cursor: Cursor, segments: MemberSegment[]): boolean {
  const { position } = cursor
  keyPathLiteral.lastIndex = position
  const name = keyPathLiteral.exec(cursor.text)?.[0]
  if (name === undefined) return false
  cursor.position += name.length
  segments.push({ kind: 'identifier', position, name })
  return true
}

function parseMemberSegment(cursor: Cursor, segments: MemberSegment[]): void {
  const { position } = cursor
  switch (cursor.peek()) {
    case AT:
      segments.push(parseAnnotation(cursor))
      return
    case DOLLAR:
      segments.push(parseDollarSegment(cursor))
      break
    default: {
      const name = cursor.readQualifiedName('a name')
      if (cursor.peek() === OPEN) parseSegmentParentheses(cursor, name, position, segments)
      else segments.push({ kind: 'identifier', position, name })
    }
  }
  takeKeyAfter(cursor, segments.at(-1)!, segments)
}

/** The key of what a function or a filter gives: `ByColor(color='red')(ID=1)`. */
function takeKeyAfter(cursor: Cursor, last: MemberSegment, segments: MemberSegment[]): void {
  if (cursor.peek() !== OPEN || (last.kind !== 'functionExpr' && last.kind !== 'filterExpr')) return
  const { position } = cursor
  cursor.position++
  cursor.skipBlanks()
  segments.push(parseKeyPredicate(cursor, position))
}

/** ABNF `simpleKey`, `compoundKey`, after the opening parenthesis. */
function parseKeyPredicate(cursor: Cursor, position: number): KeySegment {
  if (isAtNamedParameter(cursor)) {
    const pairs = parseList(cursor, parseNamedParameter)
    return {
      kind: 'keyPredicate',
      position,
      pairs: pairs.map(({ name, value }) => ({ name, value })),
    }
  }
  cursor.enter()
  const value = parseExpression(cursor)
  expectClose(cursor)
  cursor.leave()
  return { kind: 'keyPredicate', position, pairs: [{ name: undefined, value }] }
}

function parseSegmentParentheses(
  cursor: Cursor,
  name: string,
  position: number,
  segments: MemberSegment[],
): void {
  const lambda = name.toLowerCase()
  if (lambda === 'any' || lambda === 'all') {
    segments.push(parseLambda(cursor, lambda === 'any' ? 'anyExpr' : 'allExpr', position))
    return
  }
  const open = cursor.position
  cursor.position++
  cursor.skipBlanks()
  if (name === 'aggregate' && !isAtNamedParameter(cursor) && cursor.peek() !== CLOSE) {
    parseAggregateSegment(cursor, position, open, segments)
    return
  }
  if (cursor.peek() === CLOSE || isAtNamedParameter(cursor)) {
    const parameters = parseList(cursor, parseNamedParameter)
    segments.push({ kind: 'functionExpr', position, name, parameters })
    return
  }
  segments.push({ kind: 'identifier', position, name }, parseKeyPredicate(cursor, open))
}

/** ABNF `collectionPathExpr` of the aggregation grammar, after the opening parenthesis; a property may have the name too. */
function parseAggregateSegment(
  cursor: Cursor,
  position: number,
  open: number,
  segments: MemberSegment[],
): void {
  cursor.enter()
  const expression = parseAggregateOrKey(cursor, parseExpression)
  expectClose(cursor)
  cursor.leave()
  if (expression.kind === 'aggregateExpr') {
    segments.push({ kind: 'aggregate', position, expression })
    return
  }
  const pairs = [{ name: undefined, value: expression }]
  segments.push(
    { kind: 'identifier', position, name: 'aggregate' },
    { kind: 'keyPredicate', position: open, pairs },
  )
}

/** ABNF `anyExpr`, `allExpr`; the cursor stands on the opening parenthesis. */
function parseLambda(cursor: Cursor, kind: LambdaExpr['kind'], position: number): LambdaExpr {
  cursor.enter()
  cursor.position++
  cursor.skipBlanks()
  if (kind === 'anyExpr' && cursor.take(CLOSE)) {
    cursor.leave()
    return { kind, position, variable: undefined, predicate: undefined }
  }
  const variable = cursor.readIdentifier('a range variable')
  cursor.skipBlanks()
  cursor.expect(COLON)
  cursor.skipBlanks()
  const predicate = parseExpression(cursor)
  expectClose(cursor)
  cursor.leave()
  return { kind, position, variable, predicate }
}

/** `/$count`, `/$filter(…)`. */
function parseDollarSegment(cursor: Cursor): CountSegment | FilterSegment {
  const { position } = cursor
  const end = cursor.findIdentifierEnd(position + 1)
  switch (cursor.text.slice(position, end)) {
    case '$count':
      cursor.position = end
      return parseCount(cursor, position)
    case '$filter':
      cursor.position = end
      if (cursor.peek() !== OPEN) cursor.fail("'('")
      return { kind: 'filterExpr', position, predicate: parseParentheses(cursor) }
  }
  cursor.fail("a name, '$count' or '$filter('")
}

/** ABNF `count` and the `expandCountOption`s in parentheses after it. */
function parseCount(cursor: Cursor, position: number): CountSegment {
  let filter: CommonExpr | undefined
  let search: SearchExpr | undefined
  if (cursor.take(OPEN)) {
    cursor.enter()
    do {
      cursor.skipNeedlessBlanks()
      const start = cursor.position
      const name = readCountOptionName(cursor)
      if ((name === 'filter' ? filter : search) !== undefined) {
        cursor.fail('each option once', start)
      }
      if (name === 'filter') filter = parseExpression(cursor)
      else search = parseSearchIn(cursor, true)
      cursor.skipNeedlessBlanks()
    } while (cursor.take(SEMICOLON))
    cursor.expect(CLOSE)
    cursor.leave()
  }
  return { kind: 'countExpr', position, filter, search }
}

/** `$filter=` or `$search=`, with the dollar or without (4.01), and the blanks after it. */
function readCountOptionName(cursor: Cursor): 'filter' | 'search' {
  const start = cursor.position
  cursor.take(DOLLAR)
  const end = cursor.findIdentifierEnd(cursor.position)
  const name = cursor.text.slice(cursor.position, end).toLowerCase()
  if (name !== 'filter' && name !== 'search') cursor.fail("'$filter=' or '$search='", start)
  cursor.position = end
  cursor.expect(EQUALS)
  if (name === 'search') cursor.skipBlanks()
  else cursor.skipNeedlessBlanks()
  return name
}
