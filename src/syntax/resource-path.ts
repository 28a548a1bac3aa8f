import type {
  CommonExpr,
  NamedParameter,
  PathSegment,
  ResourcePath,
  SegmentParentheses,
} from './ast.ts'
import {
  isAtNamedParameter,
  parseExpression,
  parseList,
  parseNamedParameter,
  parseParentheses,
} from './common-expr.ts'
import { Cursor } from './cursor.ts'
import { decodeOctets, decodePercent } from './percent-encoding.ts'
import { shiftPositions } from './shift-positions.ts'
import { ODataSyntaxError, quoteFound } from './syntax-error.ts'

const OPEN = 0x28
const CLOSE = 0x29
const DOT = 0x2e

/**
 * Splits a resource path on `/` and decodes each segment only then, so that `%2F` stays within its
 * key. Whether a segment is a name, a key or an operation is for the model to tell, so parentheses
 * that do not parse are no error here: the segment may be an id.
 * @param rawPath undecoded, after the service root; a slash at either end is accepted, `+` is itself
 * @param isStrict true to take the ABNF at its word, without those slashes
 * @throws ODataSyntaxError for an empty segment and for percent-encoding that is no UTF-8
 * @see URL Conventions, "URL Parsing", "Resource Path"
 */
export function parseResourcePath(rawPath: string, isStrict = false): ResourcePath {
  const segments: PathSegment[] = []
  for (let start = rawPath.startsWith('/') && !isStrict ? 1 : 0; start < rawPath.length;) {
    const end = findSegmentEnd(rawPath, start)
    if (end === start) {
      throw new ODataSyntaxError(start, 'a path segment', quoteFound(rawPath, start))
    }
    segments.push(parseSegment(rawPath, start, end, isStrict))
    start = end + 1
    if (isStrict && start === rawPath.length) {
      throw new ODataSyntaxError(start, 'a path segment', quoteFound(rawPath, start))
    }
  }
  return { kind: 'resourcePath', segments }
}

const filterSegment = /(?:\$|%24)filter(?:\(|%28)/y
const bracketOrSlash = /'|%27|\(|%28|\)|%29|\//g

/** The next slash, or for `$filter(…)`, whose expression has slashes of its own, the one after it. */
function findSegmentEnd(rawPath: string, start: number): number {
  filterSegment.lastIndex = start
  if (filterSegment.test(rawPath)) return findFilterEnd(rawPath, start)
  const slash = rawPath.indexOf('/', start)
  return slash < 0 ? rawPath.length : slash
}

function findFilterEnd(rawPath: string, start: number): number {
  let depth = 0
  let isQuoted = false
  bracketOrSlash.lastIndex = start
  for (let found = bracketOrSlash.exec(rawPath); found; found = bracketOrSlash.exec(rawPath)) {
    const [mark] = found
    if (mark === "'" || mark === '%27') isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (mark === '(' || mark === '%28') depth++
    else if (mark === ')' || mark === '%29') depth--
    else if (depth <= 0) return found.index
  }
  return rawPath.length
}

function parseSegment(rawPath: string, start: number, end: number, isStrict: boolean): PathSegment {
  const raw = rawPath.slice(start, end)
  const text = isStrict ? decodeOctets(raw, start).text : decodePercent(raw, start)
  const open = text.indexOf('(')
  const name = open > 0 ? text.slice(0, open) : text
  const plain = {
    kind: 'pathSegment',
    position: start,
    name: text,
    text,
    parentheses: undefined,
  } as const
  if (open <= 0 || !mayHaveParentheses(name)) return plain
  const toPosition = positionsOf(raw, start)
  try {
    const all = parseAllParentheses(text, open, name, isStrict)
    const { parentheses, keyPredicate } = shiftPositions(all, toPosition)
    const segment = { kind: 'pathSegment', position: start, name, text, parentheses } as const
    return keyPredicate ? { ...segment, keyPredicate } : segment
  } catch (error) {
    if (!(error instanceof ODataSyntaxError)) throw error
    const { position, expected, found } = error
    const parenthesesError = new ODataSyntaxError(toPosition(position), expected, found)
    // No id begins like a segment of the standard.
    return { ...plain, name: name.startsWith('$') ? name : text, parenthesesError }
  }
}

/** From positions in the decoded segment to those in the whole undecoded path. */
function positionsOf(raw: string, start: number): (position: number) => number {
  const { rawPositions } = decodeOctets(raw, start)
  return rawPositions
    ? (position) => start + rawPositions[position]!
    : (position) => start + position
}

function mayHaveParentheses(name: string): boolean {
  if (name === '$filter' || name === '$crossjoin') return true
  const cursor = new Cursor(name)
  let end = cursor.findIdentifierEnd(0)
  while (end > 0 && end < name.length) {
    const next = cursor.findIdentifierEnd(end + 1)
    if (name.charCodeAt(end) !== DOT || next === end + 1) return false
    end = next
  }
  return end > 0
}

type ParenthesesOfSegment = Pick<PathSegment, 'parentheses' | 'keyPredicate'>

function parseAllParentheses(
  text: string,
  open: number,
  name: string,
  isStrict: boolean,
): ParenthesesOfSegment {
  const cursor = new Cursor(text, open, text.length, isStrict)
  const parentheses = parseFirst(cursor, name)
  if (cursor.peek() !== OPEN) {
    cursor.expectEnd("'/' or end of path")
    return { parentheses }
  }
  const keyPredicate = parseKeyOrParameters(cursor)
  cursor.expectEnd("'/' or end of path")
  return { parentheses, keyPredicate }
}

function parseFirst(cursor: Cursor, name: string): SegmentParentheses {
  const { position } = cursor
  switch (name) {
    case '$filter':
      return { kind: 'value', position, value: parseParentheses(cursor) }
    case '$crossjoin':
      return { kind: 'value', position, value: parseEntitySetNames(cursor) }
  }
  return parseKeyOrParameters(cursor)
}

/** ABNF `crossjoin`. */
function parseEntitySetNames(cursor: Cursor): CommonExpr {
  const { position } = cursor
  cursor.position++
  const items = parseList(cursor, (at): CommonExpr => {
    const start = at.position
    const name = at.readIdentifier('an entity set')
    const segments = [{ kind: 'identifier', position: start, name }] as const
    return { kind: 'firstMemberExpr', position: start, root: undefined, segments }
  })
  if (items.length === 0) cursor.fail('an entity set', cursor.position - 1)
  return { kind: 'listExpr', position, items }
}

/** ABNF `simpleKey`, `compoundKey`, `functionParameters`. */
export function parseKeyOrParameters(cursor: Cursor): SegmentParentheses {
  const { position } = cursor
  cursor.position++
  cursor.skipBlanks()
  if (cursor.take(CLOSE)) return { kind: 'empty', position }
  if (isAtNamedParameter(cursor)) {
    return { kind: 'named', position, parameters: parseList(cursor, parsePathParameter) }
  }
  const value = parsePathValue(cursor)
  cursor.skipBlanks()
  cursor.expect(CLOSE)
  return { kind: 'value', position, value }
}

function parsePathParameter(cursor: Cursor): NamedParameter {
  const parameter = parseNamedParameter(cursor)
  checkPathValue(cursor, parameter.value)
  return parameter
}

function parsePathValue(cursor: Cursor): CommonExpr {
  const value = parseExpression(cursor)
  checkPathValue(cursor, value)
  return value
}

/** Literals and aliases by the ABNF; services, Graph's among them, document JSON collections too. */
function checkPathValue(cursor: Cursor, value: CommonExpr): void {
  switch (value.kind) {
    case 'primitiveLiteral':
    case 'enum':
    case 'parameterAlias':
    case 'array':
    case 'object':
      return
    case 'listExpr':
    case 'binaryExpr':
    case 'unaryExpr':
    case 'methodCallExpr':
    case 'firstMemberExpr':
      cursor.fail(
        'a literal or a parameter alias',
        cursor.isStrict ? cursor.findIdentifierEnd(value.position) : value.position,
      )
  }
}
