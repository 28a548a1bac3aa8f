/* ABNF section "Context URL Fragments". */
import type { SegmentParentheses } from '../syntax/index.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { Cursor } from '../syntax/cursor.ts'
import { parseKeyOrParameters } from '../syntax/resource-path.ts'
import type { ContextSegment, ContextUrl, SelectList, SelectListItem } from './ast.ts'
import { isKey } from './check-resource-path.ts'
import { checkName, failAtName, hasQualified, isNamespace, type Names } from './names.ts'
import {
  complexProperties,
  functions,
  navigationProperties,
  primitiveProperties,
  rulesOf,
  singleTypes,
  structuredTypes,
} from './rules-of-names.ts'
import { isTypeName } from './type-names.ts'

const HASH = 0x23
const OPEN = 0x28
const CLOSE = 0x29
const STAR = 0x2a
const PLUS = 0x2b
const COMMA = 0x2c
const DOT = 0x2e
const SLASH = 0x2f
const AT = 0x40

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
    if (cursor.text.charCodeAt(position) === 0x24) {
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

/** What a context path has come to, as bits. */
const At = {
  /** A collection of entities: an entity set, or a navigation property after a key. */
  entities: 1,
  castEntities: 2,
  /** An entity by key, which the path has to leave. */
  entity: 4,
  castEntity: 8,
  complex: 16,
  castComplex: 32,
  value: 64,
  /** As above, from a singleton: without values, and without suffix. */
  singleton: 128,
  related: 256,
  relatedEntity: 512,
  relatedComplex: 1024,
  castRelated: 2048,
  /** After a key in segments, which another part of the key may follow. */
  keySegment: 4096,
  relatedKeySegment: 8192,
} as const

const final =
  At.entities | At.castEntities | At.complex | At.value | At.singleton | At.related | At.castRelated
const withSuffix = At.entities | At.castEntities

const valueRules = [...primitiveProperties, 'primitiveColProperty', 'complexColProperty']

/** @throws ODataSyntaxError at the first segment that cannot stand there */
function checkContextPath(segments: readonly ContextSegment[], names: Names): number {
  const [first, ...rest] = segments
  const rules = ['entitySetName', 'singletonEntity']
  if (!first) throw new ODataSyntaxError(0, 'an entity set, singleton or type', 'end of expression')
  let at = 0
  if (names.has('entitySetName', first.name)) at |= At.entities
  if (names.has('singletonEntity', first.name)) at |= At.singleton
  if (at === 0) failAtName(names, rules, first.name, first.position, 'an entity set or singleton')
  at = afterKey(at, first, names)
  for (const segment of rest) {
    const next = stepInContext(at, segment.name, names)
    if (next === 0) {
      const all = [...navigationProperties, ...valueRules, 'complexProperty', ...structuredTypes]
      failAtName(names, all, segment.name, segment.position, 'a property or type')
    }
    at = afterKey(next, segment, names)
  }
  if ((at & final) === 0) {
    const last = segments.at(-1)!
    const end = last.key ? last.key.position : last.position
    throw new ODataSyntaxError(end, "'/' and a property after the key or type", `'${last.name}'`)
  }
  return at
}

function afterKey(at: number, { key, position, name }: ContextSegment, names: Names): number {
  if (!key) return at
  let next = 0
  if (isKey(key, names)) {
    if ((at & (At.entities | At.castEntities)) !== 0) next |= At.entity
    if ((at & (At.related | At.castRelated)) !== 0) next |= At.relatedEntity
  }
  if (next === 0) throw new ODataSyntaxError(position, 'no key here', `'${name}'`)
  return next
}

function stepInContext(at: number, name: string, names: Names): number {
  let next = 0
  const has = (rules: readonly string[]) =>
    !name.includes('.') && rules.some((rule) => names.has(rule, name))
  const isEntityType = name.includes('.') && hasQualified(names, ['entityTypeName'], name)
  const isComplexType = name.includes('.') && hasQualified(names, ['complexTypeName'], name)
  const fromEntity = At.entity | At.castEntity | At.complex | At.castComplex
  const fromRelated = At.singleton | At.relatedEntity | At.relatedComplex
  if (has(navigationProperties)) {
    if ((at & fromEntity) !== 0) next |= At.entities
    if ((at & fromRelated) !== 0) next |= At.related
  }
  if (has(['complexProperty'])) {
    if ((at & fromEntity) !== 0) next |= At.complex
    if ((at & fromRelated) !== 0) next |= At.relatedComplex
  }
  if (has(valueRules) && (at & (At.entity | At.complex | At.castComplex)) !== 0) next |= At.value
  if (names.has('keyPathLiteral', name)) {
    if ((at & (At.entities | At.castEntities | At.keySegment)) !== 0) {
      next |= At.entity | At.keySegment
    }
    if ((at & (At.related | At.castRelated | At.relatedKeySegment)) !== 0) {
      next |= At.relatedEntity | At.relatedKeySegment
    }
  }
  if (isEntityType) {
    if ((at & At.entities) !== 0) next |= At.castEntities
    if ((at & At.entity) !== 0) next |= At.castEntity
    if ((at & At.related) !== 0) next |= At.castRelated
    if ((at & At.relatedEntity) !== 0) next |= At.relatedEntity
  }
  if (isComplexType) {
    if ((at & At.complex) !== 0) next |= At.castComplex
    if ((at & At.relatedComplex) !== 0) next |= At.relatedComplex
  }
  return next
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

// ── Select lists ────────────────────────────────────────────────────────────────────────────────

function takeSelectList(cursor: Cursor, names: Names): SelectList | undefined {
  return cursor.peek() === OPEN ? parseSelectList(cursor, names) : undefined
}

/** ABNF `selectList`; the cursor stands on the parenthesis. */
export function parseSelectList(cursor: Cursor, names: Names): SelectList {
  const { position } = cursor
  const items: SelectListItem[] = []
  cursor.enter()
  cursor.expect(OPEN)
  if (!cursor.take(CLOSE)) {
    do items.push(parseSelectListItem(cursor, names))
    while (cursor.take(COMMA))
    if (!cursor.take(CLOSE)) cursor.fail("',' or ')'")
  }
  cursor.leave()
  return { kind: 'selectList', position, items }
}

export function parseSelectListItem(cursor: Cursor, names: Names): SelectListItem {
  const { position } = cursor
  const path = [readListedName(cursor)]
  while (cursor.take(SLASH)) path.push(readListedName(cursor))
  const plain = {
    kind: 'selectListItem',
    position,
    path,
    parameterNames: undefined,
    isRecursive: false,
    selectList: undefined,
  } as const
  const role = roleOf(path, names)
  if (role === 'function' && cursor.peek() === OPEN) {
    return { ...plain, parameterNames: readParameterNames(cursor, names) }
  }
  if (role !== 'navigation') return plain
  const isRecursive = cursor.take(PLUS)
  return { ...plain, isRecursive, selectList: takeSelectList(cursor, names) }
}

function readListedName(cursor: Cursor): SelectListItem['path'][number] {
  const { position } = cursor
  if (cursor.take(STAR)) return { name: '*', position }
  if (cursor.take(AT)) {
    cursor.readQualifiedName('a term')
    if (cursor.take(HASH)) cursor.readIdentifier('an annotation qualifier')
    return { name: cursor.text.slice(position, cursor.position), position }
  }
  const name = cursor.readQualifiedName("a name or '*'")
  if (cursor.peek() !== DOT || cursor.peek(1) !== STAR) return { name, position }
  cursor.position += 2
  return { name: `${name}.*`, position }
}

function readParameterNames(cursor: Cursor, names: Names): string[] {
  const parameters: string[] = []
  cursor.expect(OPEN)
  do {
    const { position } = cursor
    const name = cursor.readIdentifier('a parameter name')
    checkName(names, 'parameterName', name, position, 'a parameter')
    parameters.push(name)
  } while (cursor.take(COMMA))
  cursor.expect(CLOSE)
  return parameters
}

type Role = 'navigation' | 'function' | 'other'

/** What the last name of an item is, when the names may follow one another. */
function roleOf(path: SelectListItem['path'], names: Names): Role {
  let mayBeType = true
  let mayBeCast = false
  for (const [index, { name, position }] of path.entries()) {
    const isLast = index === path.length - 1
    const isQualified = name.includes('.') && !name.startsWith('@')
    if (isQualified && isLast && mayBeType && isFunction(name, names)) return 'function'
    if (isLast && isEnd(name, index, mayBeType, names)) return 'other'
    if (isLast && isNavigation(name, names)) return 'navigation'
    const isType = mayBeType && index === 0 && isQualified
    if (isType && !isLast && hasQualified(names, structuredTypes, name)) continue
    if (mayBeCast && isQualified && hasQualified(names, ['complexTypeName'], name)) {
      mayBeCast = false
      continue
    }
    if (!isComplex(name, names)) {
      const rules = [...navigationProperties, ...complexProperties, ...valueRules]
      failAtName(names, rules, name, position, 'a property')
    }
    mayBeType = false
    mayBeCast = true
  }
  return 'other'
}

function isFunction(name: string, names: Names): boolean {
  return hasQualified(names, rulesOf(functions), name)
}

function isEnd(name: string, index: number, mayBeOperation: boolean, names: Names): boolean {
  if (name === '*') return index === 0
  if (name.endsWith('.*')) return index === 0 && isNamespace(names, name.slice(0, -2))
  if (name.includes('.')) {
    return !name.startsWith('@') && mayBeOperation && hasQualified(names, ['action'], name)
  }
  const isNavigable = navigationProperties.some((rule) => names.has(rule, name))
  const rules = [...primitiveProperties, 'primitiveColProperty']
  return !isNavigable && rules.some((rule) => names.has(rule, name))
}

function isNavigation(name: string, names: Names): boolean {
  if (name.startsWith('@')) return isAnnotation(name, 'entityAnnotationInFragment', names)
  return !name.includes('.') && navigationProperties.some((rule) => names.has(rule, name))
}

function isComplex(name: string, names: Names): boolean {
  if (name.startsWith('@')) return isAnnotation(name, 'complexAnnotationInFragment', names)
  return !name.includes('.') && complexProperties.some((rule) => names.has(rule, name))
}

function isAnnotation(name: string, rule: string, names: Names): boolean {
  const term = name.slice(1).replace(/#.*/, '')
  return names.has(rule, name) && hasQualified(names, ['termName'], term)
}
