import type { ArrayExpr, CommonExpr, ObjectExpr, PrimitiveLiteral } from './ast.ts'
import type { Cursor } from './cursor.ts'

const DOUBLE_QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const CLOSE_BRACKET = 0x5d
const CLOSE_BRACE = 0x7d

type ParseExpression = (cursor: Cursor) => CommonExpr

/** ABNF `array`; the cursor stands on the bracket. */
export function parseArray(cursor: Cursor, parseExpression: ParseExpression): ArrayExpr {
  const { position } = cursor
  const items: CommonExpr[] = []
  parseSequence(cursor, CLOSE_BRACKET, () => {
    items.push(parseValueInUrl(cursor, parseExpression))
  })
  return { kind: 'array', position, items }
}

/** ABNF `object`; the cursor stands on the brace. */
export function parseObject(cursor: Cursor, parseExpression: ParseExpression): ObjectExpr {
  const { position } = cursor
  const members: ObjectExpr['members'][number][] = []
  parseSequence(cursor, CLOSE_BRACE, () => {
    const start = cursor.position
    if (cursor.peek() !== DOUBLE_QUOTE) cursor.fail('a name in double quotes')
    const name = parseStringInUrl(cursor).value
    cursor.skipBlanks()
    cursor.expect(COLON)
    cursor.skipBlanks()
    members.push({ name, value: parseValueInUrl(cursor, parseExpression), position: start })
  })
  return { kind: 'object', position, members }
}

function parseSequence(cursor: Cursor, close: number, parseItem: () => void): void {
  cursor.enter()
  cursor.position++
  cursor.skipBlanks()
  if (!cursor.take(close)) {
    do {
      cursor.skipBlanks()
      parseItem()
      cursor.skipBlanks()
    } while (cursor.take(COMMA))
    cursor.expect(close)
  }
  cursor.leave()
}

/** ABNF `valueInUrl`. */
function parseValueInUrl(cursor: Cursor, parseExpression: ParseExpression): CommonExpr {
  return cursor.peek() === DOUBLE_QUOTE ? parseStringInUrl(cursor) : parseExpression(cursor)
}

/** ABNF `stringInUrl`. */
function parseStringInUrl(cursor: Cursor): PrimitiveLiteral {
  const { position } = cursor
  let hasEscape = false
  cursor.position++
  for (;;) {
    const code = cursor.peek()
    if (code < 0) cursor.fail('a closing "')
    cursor.position++
    if (code === DOUBLE_QUOTE) break
    if (code === BACKSLASH) {
      skipEscaped(cursor)
      hasEscape = true
    }
  }
  const text = cursor.text.slice(position, cursor.position)
  const content = text.slice(1, -1)
  const value = hasEscape ? content.replaceAll(escapeSequence, unescape) : content
  return { kind: 'primitiveLiteral', position, type: 'Edm.String', text, value }
}

const escaped = /["\\/bfnrt]|u[\dA-Fa-f]{4}/y
const escapeSequence = /\\(?:u(....)|(.))/g
const controlCharacters: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

function skipEscaped(cursor: Cursor): void {
  escaped.lastIndex = cursor.position
  if (!escaped.test(cursor.text)) cursor.fail('a JSON escape sequence', cursor.position - 1)
  cursor.position = escaped.lastIndex
}

function unescape(
  _sequence: string,
  hex: string | undefined,
  character: string | undefined,
): string {
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
  return controlCharacters[character!] ?? character!
}
