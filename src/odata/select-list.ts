/* ABNF `selectList` of a context URL. */
import type { Cursor } from '../syntax/cursor.ts'
import type { SelectList, SelectListItem } from './ast.ts'
import { checkName, failAtName, hasQualified, isNamespace, type Names } from './names.ts'
import {
  complexProperties,
  functions,
  navigationProperties,
  primitiveProperties,
  rulesOf,
  structuredTypes,
  valueRules,
} from './rules-of-names.ts'

const HASH = 0x23
const OPEN = 0x28
const CLOSE = 0x29
const STAR = 0x2a
const PLUS = 0x2b
const COMMA = 0x2c
const DOT = 0x2e
const SLASH = 0x2f
const AT = 0x40

export function takeSelectList(cursor: Cursor, names: Names): SelectList | undefined {
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
