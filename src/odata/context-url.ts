/* ABNF section "Context URL Fragments". */
import type { SegmentParentheses } from '../syntax/index.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { Cursor } from '../syntax/cursor.ts'
import { parseKeyOrParameters } from '../syntax/resource-path.ts'
import type { ContextSegment, ContextUrl } from './ast.ts'
import { checkContextPath, withSuffix } from './context-path.ts'
import { failAtName, type Names } from './names.ts'
import { singleTypes } from './rules-of-names.ts'
import { takeSelectList } from './select-list.ts'
import { isTypeName } from './type-names.ts'

const DOLLAR = 0x24
const OPEN = 0x28
const CLOSE = 0x29
const SLASH = 0x2f

const fixedTargets = {
  'Collection($ref)': 'refs',
  $ref: 'ref',
  'Collection(Edm.EntityType)': 'anyEntities',
  'Collection(Edm.ComplexType)': 'anyComplexes',
} as const

/**
 * ABNF `contextFragment`.
 * @param text decoded, without `#`
 * @throws ODataSyntaxError
 */
export function parseContextFragment(text: string, names: Names): ContextUrl {
  const common = { kind: 'context', position: 0, selectList: undefined, suffix: undefined } as const
  for (const [fixed, kind] of Object.entries(fixedTargets)) {
    if (text === fixed) return { ...common, target: { kind } }
  }
  const cursor = new Cursor(text, 0, text.length, true)
  const target = parseType(cursor, names)
  if (target) {
    const selectList = takeSelectList(cursor, names)
    cursor.expectEnd("'(' or end of context URL")
    return { ...common, target, selectList }
  }
  const segments = parseSegments(cursor)
  const places = checkContextPath(segments, names)
  const selectList = takeSelectList(cursor, names)
  const suffix = takeSuffix(cursor, places, selectList !== undefined)
  cursor.expectEnd("'/', '(' or end of context URL")
  return { ...common, target: { kind: 'path', segments }, selectList, suffix }
}

/** ABNF `qualifiedTypeName`; over nothing when no type stands here. */
function parseType(cursor: Cursor, names: Names): ContextUrl['target'] | undefined {
  const { position } = cursor
  const isCollection = cursor.startsWith('Collection(')
  if (isCollection) cursor.position += 'Collection('.length
  const start = cursor.position
  const typeName = cursor.readQualifiedName('an entity set, singleton or type')
  if (!isCollection && !typeName.includes('.')) {
    cursor.position = position
    return undefined
  }
  if (!typeName.includes('.') || !isTypeName(typeName, names)) {
    failAtName(names, singleTypes, typeName, start, 'a qualified type')
  }
  if (isCollection) cursor.expect(CLOSE)
  return { kind: 'type', typeName, isCollection }
}

// ── Paths ───────────────────────────────────────────────────────────────────────────────────────

function parseSegments(cursor: Cursor): ContextSegment[] {
  const segments: ContextSegment[] = []
  do {
    const { position } = cursor
    if (cursor.text.charCodeAt(position) === DOLLAR) {
      cursor.position--
      break
    }
    const name = takeKeyPathLiteral(cursor) ?? readContextName(cursor)
    segments.push({ kind: 'contextSegment', position, name, key: takeKey(cursor) })
  } while (cursor.take(SLASH))
  return segments
}

function readContextName(cursor: Cursor): string {
  return cursor.readQualifiedName('an entity set, singleton, property or type')
}

const keyPathLiteral = /(?:-?\d|\w+(?='))[^/(#]*/y

/** ABNF `keyPathLiteral` where it is no name: `Orders/1/Items`. */
function takeKeyPathLiteral(cursor: Cursor): string | undefined {
  keyPathLiteral.lastIndex = cursor.position
  const literal = keyPathLiteral.exec(cursor.text)?.[0]
  cursor.position += literal?.length ?? 0
  return literal
}

/** A key predicate; over nothing where the parentheses hold the names of a select list. */
function takeKey(cursor: Cursor): SegmentParentheses | undefined {
  if (cursor.peek() !== OPEN) return undefined
  const start = cursor.position
  try {
    const key = parseKeyOrParameters(cursor)
    if (key.kind !== 'empty') return key
  } catch (error) {
    if (!(error instanceof ODataSyntaxError)) throw error
  }
  cursor.position = start
  return undefined
}

const listedSuffixes = ['$entity', '$delta'] as const
const bareSuffixes = ['$deletedEntity', '$link', '$deletedLink'] as const

function takeSuffix(cursor: Cursor, places: number, hasList: boolean): ContextUrl['suffix'] {
  if (cursor.peek() !== SLASH || (places & withSuffix) === 0) return undefined
  const rest = cursor.text.slice(cursor.position + 1)
  const allowed = hasList ? listedSuffixes : [...listedSuffixes, ...bareSuffixes]
  const suffix = allowed.find((known) => known === rest)
  if (suffix === undefined) {
    cursor.fail(allowed.map((known) => `'${known}'`).join(', '), cursor.position + 1)
  }
  cursor.position = cursor.end
  return suffix
}
