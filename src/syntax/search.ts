import type { SearchExpr } from './ast.ts'
import { isBlank } from './characters.ts'
import { Cursor } from './cursor.ts'
import { readQuoted } from './literals.ts'

const DOUBLE_QUOTE = 0x22
const QUOTE = 0x27
const OPEN = 0x28
const CLOSE = 0x29
const SEMICOLON = 0x3b
const BACKSLASH = 0x5c

/**
 * The value of `$search`.
 * @param text decoded
 * @throws ODataSyntaxError
 * @see URL Conventions, "System Query Option $search"
 */
export function parseSearch(text: string): SearchExpr {
  return parseWholeSearch(new Cursor(text))
}

/** ABNF `search` without its name, to the end of the cursor's text. */
export function parseWholeSearch(cursor: Cursor): SearchExpr {
  cursor.skipBlanks()
  const expression = parseSearchIn(cursor, false)
  cursor.skipNeedlessBlanks()
  cursor.expectEnd('a search word or end of expression')
  return expression
}

/**
 * ABNF `searchExpr / searchExpr-incomplete` from the cursor to where it ends.
 * @param inOptions true where `;` begins the next option
 */
export function parseSearchIn(cursor: Cursor, inOptions: boolean): SearchExpr {
  return cursor.peek() === QUOTE ? parseIncomplete(cursor) : parseSearchExpr(cursor, inOptions)
}

/** ABNF `searchExpr-incomplete`: what people type in a search field, in single quotes. */
function parseIncomplete(cursor: Cursor): SearchExpr {
  const { position } = cursor
  return { kind: 'searchPhrase', position, text: readQuoted(cursor) }
}

interface Operator {
  readonly kind: 'searchOr' | 'searchAnd'
  /** Of the word, or of what follows the blanks that stand for AND. */
  readonly position: number
}

/** ABNF `searchExpr`; NOT binds before AND, AND before OR. */
function parseSearchExpr(cursor: Cursor, inOptions: boolean): SearchExpr {
  let alternatives: SearchExpr | undefined
  let orPosition = 0
  let left = parseSearchOperand(cursor, inOptions)
  for (;;) {
    const operator = takeOperator(cursor, inOptions)
    if (operator?.kind === 'searchAnd') {
      const right = parseSearchOperand(cursor, inOptions)
      left = { kind: 'searchAnd', position: operator.position, left, right }
      continue
    }
    if (alternatives) {
      left = { kind: 'searchOr', position: orPosition, left: alternatives, right: left }
    }
    if (operator === undefined) return left
    alternatives = left
    orPosition = operator.position
    left = parseSearchOperand(cursor, inOptions)
  }
}

/** Steps over blanks and `AND` or `OR`; blanks alone between two operands are an `AND`. */
function takeOperator(cursor: Cursor, inOptions: boolean): Operator | undefined {
  const start = cursor.position
  const hadBlanks = cursor.skipBlanks()
  if (!isAtOperand(cursor, inOptions)) {
    cursor.position = start
    return undefined
  }
  if (!hadBlanks) cursor.fail('a blank, AND or OR')
  const { position } = cursor
  for (const [word, kind] of operators) {
    if (isAtOperatorWord(cursor, word, inOptions)) {
      cursor.position += word.length
      cursor.skipBlanks()
      return { kind, position }
    }
  }
  return { kind: 'searchAnd', position }
}

const operators = [
  ['AND', 'searchAnd'],
  ['OR', 'searchOr'],
] as const

/** True when `word` is an operator here: an operand follows it, or else it is a word to search for. */
function isAtOperatorWord(cursor: Cursor, word: string, inOptions: boolean): boolean {
  if (!cursor.startsWith(word) || !isBlank(cursor.peek(word.length))) return false
  const start = cursor.position
  cursor.position += word.length
  cursor.skipBlanks()
  const isOperator = isAtOperand(cursor, inOptions)
  cursor.position = start
  return isOperator
}

function isAtOperand(cursor: Cursor, inOptions: boolean): boolean {
  const code = cursor.peek()
  return code >= 0 && code !== CLOSE && !(inOptions && code === SEMICOLON)
}

function parseSearchOperand(cursor: Cursor, inOptions: boolean): SearchExpr {
  const position = cursor.position
  if (isAtOperatorWord(cursor, 'NOT', inOptions)) {
    cursor.position += 3
    cursor.skipBlanks()
    cursor.enter()
    const operand = parseSearchOperand(cursor, inOptions)
    cursor.leave()
    return { kind: 'searchNot', position, operand }
  }
  switch (cursor.peek()) {
    case OPEN:
      return parseParentheses(cursor, inOptions)
    case DOUBLE_QUOTE:
      return parsePhrase(cursor)
  }
  return parseWord(cursor, inOptions)
}

function parseParentheses(cursor: Cursor, inOptions: boolean): SearchExpr {
  cursor.enter()
  cursor.position++
  cursor.skipBlanks()
  const expression = parseSearchExpr(cursor, inOptions)
  cursor.skipBlanks()
  cursor.expect(CLOSE)
  cursor.leave()
  return expression
}

/** ABNF `searchPhrase`; `\"` and `\\` stand for the second character. */
function parsePhrase(cursor: Cursor): SearchExpr {
  const position = cursor.position
  cursor.position++
  let text = ''
  let from = cursor.position
  for (;;) {
    const code = cursor.peek()
    if (code < 0) cursor.fail('a closing "')
    if (code === DOUBLE_QUOTE) break
    if (code === BACKSLASH && (cursor.peek(1) === DOUBLE_QUOTE || cursor.peek(1) === BACKSLASH)) {
      text += cursor.text.slice(from, cursor.position)
      cursor.position++
      from = cursor.position
    }
    cursor.position++
  }
  text += cursor.text.slice(from, cursor.position)
  if (text === '') cursor.fail('a phrase of at least one character')
  cursor.position++
  return { kind: 'searchPhrase', position, text }
}

/** ABNF `searchWord`. */
function parseWord(cursor: Cursor, inOptions: boolean): SearchExpr {
  const position = cursor.position
  while (isWordCharacter(cursor.peek(), inOptions)) cursor.position++
  if (cursor.position === position || cursor.text.charCodeAt(position) === QUOTE) {
    cursor.fail('a search word or phrase', position)
  }
  return { kind: 'searchWord', position, text: cursor.text.slice(position, cursor.position) }
}

function isWordCharacter(code: number, inOptions: boolean): boolean {
  if (code === SEMICOLON) return !inOptions
  return code >= 0 && code !== OPEN && code !== CLOSE && code !== DOUBLE_QUOTE && !isBlank(code)
}
