import type { ExpandItem, QueryOption, SelectItem } from './ast.ts'
import { Cursor } from './cursor.ts'

const DOUBLE_QUOTE = 0x22
const HASH = 0x23
const DOLLAR = 0x24
const QUOTE = 0x27
const OPEN = 0x28
const CLOSE = 0x29
const STAR = 0x2a
const COMMA = 0x2c
const DOT = 0x2e
const SLASH = 0x2f
const SEMICOLON = 0x3b
const EQUALS = 0x3d
const AT = 0x40
const BACKSLASH = 0x5c

type PathName = SelectItem['path'][number]

/**
 * The value of `$select`.
 * @param text decoded
 * @throws ODataSyntaxError
 * @see URL Conventions, "System Query Option $select"
 */
export function parseSelect(text: string): SelectItem[] {
  return parseSelectItems(new Cursor(text))
}

/**
 * The value of `$expand`.
 * @param text decoded
 * @throws ODataSyntaxError
 * @see URL Conventions, "System Query Option $expand"
 */
export function parseExpand(text: string): ExpandItem[] {
  return parseExpandItems(new Cursor(text))
}

/** All items, to the end of the cursor's text. */
export function parseSelectItems(cursor: Cursor): SelectItem[] {
  return parseItems(cursor, parseSelectItem)
}

/** All items, to the end of the cursor's text. */
export function parseExpandItems(cursor: Cursor): ExpandItem[] {
  return parseItems(cursor, parseExpandItem)
}

function parseItems<Item>(cursor: Cursor, parseItem: (cursor: Cursor) => Item): Item[] {
  const items: Item[] = []
  do {
    cursor.skipNeedlessBlanks()
    items.push(parseItem(cursor))
    cursor.skipNeedlessBlanks()
  } while (cursor.take(COMMA))
  cursor.expectEnd("'/', '(', ',' or end of expression")
  return items
}

function parseSelectItem(cursor: Cursor): SelectItem {
  const { position } = cursor
  const path = [readSelectName(cursor)]
  while (!isStar(path.at(-1)!) && cursor.take(SLASH)) path.push(readSelectName(cursor))
  if (isStar(path.at(-1)!) || cursor.peek() !== OPEN) {
    return { kind: 'selectItem', position, path, options: [] }
  }
  if (isAtParameterNames(cursor)) {
    return {
      kind: 'selectItem',
      position,
      path,
      options: [],
      parameterNames: readParameterNames(cursor),
    }
  }
  return { kind: 'selectItem', position, path, options: parseNestedOptions(cursor) }
}

function isStar({ name }: PathName): boolean {
  return name.endsWith('*')
}

/** A name, `*`, or ABNF `allOperationsInSchema`, e.g. `Ns.*`. */
function readSelectName(cursor: Cursor): PathName {
  const { position } = cursor
  if (cursor.take(STAR)) return { name: '*', position }
  if (cursor.peek() === AT) return readAnnotationName(cursor)
  const name = cursor.readQualifiedName("a name or '*'")
  if (cursor.peek() !== DOT || cursor.peek(1) !== STAR) return { name, position }
  cursor.position += 2
  return { name: `${name}.*`, position }
}

/** ABNF `annotationInQuery`, kept with its `@`. */
function readAnnotationName(cursor: Cursor): PathName {
  const { position } = cursor
  cursor.position++
  cursor.readQualifiedName("a name after '@'")
  if (cursor.take(HASH)) cursor.readIdentifier('an annotation qualifier')
  return { name: cursor.text.slice(position, cursor.position), position }
}

/** True when the parentheses hold names, of an overload's parameters, and no options. */
function isAtParameterNames(cursor: Cursor): boolean {
  const start = cursor.position + 1
  const end = cursor.findIdentifierEnd(start)
  const next = cursor.text.charCodeAt(end)
  return end > start && end < cursor.end && (next === COMMA || next === CLOSE)
}

/** ABNF `parameterNames` in parentheses. */
function readParameterNames(cursor: Cursor): string[] {
  const names: string[] = []
  cursor.expect(OPEN)
  do {
    cursor.skipNeedlessBlanks()
    names.push(cursor.readIdentifier('a parameter name'))
    cursor.skipNeedlessBlanks()
  } while (cursor.take(COMMA))
  cursor.expect(CLOSE)
  return names
}

function parseExpandItem(cursor: Cursor): ExpandItem {
  const { position } = cursor
  const path: PathName[] = [readExpandName(cursor, true)]
  let suffix: ExpandItem['suffix']
  while (suffix === undefined && cursor.take(SLASH)) {
    suffix = takeSuffix(cursor)
    if (suffix !== undefined) break
    if (isStar(path.at(-1)!)) cursor.fail("'$ref'")
    path.push(readExpandName(cursor, false))
  }
  const isOptionless = isStar(path.at(-1)!) && suffix !== undefined
  const options = cursor.peek() === OPEN && !isOptionless ? parseNestedOptions(cursor) : []
  checkExpandOptions(cursor, path, suffix, options)
  return { kind: 'expandItem', position, path, suffix, options }
}

function readExpandName(cursor: Cursor, isFirst: boolean): PathName {
  const { position } = cursor
  switch (cursor.peek()) {
    case STAR:
      cursor.position++
      return { name: '*', position }
    case AT:
      return readAnnotationName(cursor)
    case DOLLAR:
      if (!isFirst || !cursor.startsWith('$value')) break
      cursor.position += '$value'.length
      return { name: '$value', position }
  }
  return {
    name: cursor.readQualifiedName(isFirst ? "a name or '*'" : "a name, '*', '$ref' or '$count'"),
    position,
  }
}

function takeSuffix(cursor: Cursor): ExpandItem['suffix'] {
  for (const suffix of ['$ref', '$count'] as const) {
    if (cursor.startsWith(suffix)) {
      cursor.position += suffix.length
      return suffix
    }
  }
  return undefined
}

const countOptions = ['filter', 'search']
const refOptions = [...countOptions, 'orderby', 'skip', 'top', 'count']

/** What ABNF `expandPath` allows after `*`, `/$ref` and `/$count`; elsewhere the options tell themselves. */
function checkExpandOptions(
  cursor: Cursor,
  path: readonly PathName[],
  suffix: ExpandItem['suffix'],
  options: readonly QueryOption[],
): void {
  const allowed = optionsAllowed(path, suffix)
  if (allowed === undefined) return
  for (const { name, position } of options) {
    const bare = (name.startsWith('$') ? name.slice(1) : name).toLowerCase()
    if (allowed.includes(bare)) continue
    cursor.fail(allowed.map((option) => `$${option}`).join(', '), position - 1 - name.length)
  }
}

function optionsAllowed(
  path: readonly PathName[],
  suffix: ExpandItem['suffix'],
): readonly string[] | undefined {
  if (suffix === '$ref') return refOptions
  if (suffix === '$count') return countOptions
  return path.at(-1)!.name === '*' ? ['levels'] : undefined
}

// ── Options in parentheses ──────────────────────────────────────────────────────────────────────

/** The options between parentheses, separated by `;`; the cursor stands on the opening one. */
function parseNestedOptions(cursor: Cursor): QueryOption[] {
  const options: QueryOption[] = []
  cursor.expect(OPEN)
  do {
    cursor.skipNeedlessBlanks()
    options.push(parseNestedOption(cursor))
  } while (cursor.take(SEMICOLON))
  if (!cursor.take(CLOSE)) cursor.fail("';' or ')'")
  return options
}

function parseNestedOption(cursor: Cursor): QueryOption {
  const start = cursor.position
  if (!cursor.take(DOLLAR)) cursor.take(AT)
  cursor.readIdentifier('a query option')
  const name = cursor.text.slice(start, cursor.position)
  cursor.expect(EQUALS)
  const { position } = cursor
  skipOptionValue(cursor, name.replace('$', '').toLowerCase())
  return { name, value: cursor.text.slice(position, cursor.position), position }
}

/**
 * Steps to the `;` or `)` that ends a value: outside quotes and inner parentheses. A search within it, of `$count($search=O'Neil)`
 * or a nested option, is stepped over as such, as a single quote within a word is a letter like others there.
 * @param option name of the option, without `$`
 */
function skipOptionValue(cursor: Cursor, option: string): void {
  if (option === 'search') {
    skipSearch(cursor)
    return
  }
  let depth = 0
  for (;;) {
    const code = cursor.peek()
    if (code < 0) return
    if (code === DOUBLE_QUOTE) skipDoubleQuoted(cursor)
    else if (code === QUOTE) skipQuoted(cursor)
    else if (code === CLOSE && depth-- === 0) return
    else if (code === SEMICOLON && depth === 0) return
    else {
      if (code === OPEN) depth++
      cursor.position++
      if (code === OPEN || code === SEMICOLON) skipSearchWithin(cursor, option)
    }
  }
}

const searchOption = /(\$?)search=/iy

/** A search that begins right after `(` or `;`. */
function skipSearchWithin(cursor: Cursor, option: string): void {
  const { text, position } = cursor
  if (option === 'apply' && text.endsWith('search', position - 1)) {
    skipSearch(cursor)
    return
  }
  searchOption.lastIndex = position
  const found = searchOption.exec(text)
  if (!found) return
  // Without `$` it may be the parameter of a function too.
  const isNested = option === 'expand' || option === 'select'
  if (found[1] === '' && !isNested && !text.endsWith('$count(', position)) return
  cursor.position = Math.min(searchOption.lastIndex, cursor.end)
  skipSearch(cursor)
}

/** Steps to the `;` or `)` that ends a search. */
function skipSearch(cursor: Cursor): void {
  if (cursor.peek() === QUOTE) skipQuoted(cursor)
  let depth = 0
  for (;;) {
    const code = cursor.peek()
    if (code < 0 || (code === CLOSE && depth === 0) || (code === SEMICOLON && depth === 0)) return
    if (code === DOUBLE_QUOTE) {
      skipDoubleQuoted(cursor)
      continue
    }
    if (code === OPEN) depth++
    if (code === CLOSE) depth--
    cursor.position++
  }
}

/** Two quotes for one need no care here: the second begins a text again. */
function skipQuoted(cursor: Cursor): void {
  const close = cursor.text.indexOf("'", cursor.position + 1)
  if (close < 0 || close >= cursor.end) cursor.fail("a closing '", cursor.end)
  cursor.position = close + 1
}

/** JSON strings and search phrases, with backslash escapes. */
function skipDoubleQuoted(cursor: Cursor): void {
  cursor.position++
  for (;;) {
    const code = cursor.peek()
    if (code < 0) cursor.fail('a closing "', cursor.end)
    cursor.position += code === BACKSLASH ? 2 : 1
    if (code === DOUBLE_QUOTE) return
  }
}
