/*
 * Where a text stops being JSON. `JSON.parse` tells no position for many faults and other words in
 * each version of Node; it stays the parser, and this file is asked only when it has refused.
 */

export interface JsonFault {
  /** In UTF-16 code units from 0. */
  readonly position: number
  readonly expected: string
  readonly found: string
}

type State = 'value' | 'valueOrEnd' | 'name' | 'nameOrEnd' | 'colon' | 'separator'

interface Token {
  readonly kind: '{' | '}' | '[' | ']' | ',' | ':' | 'string' | 'literal' | 'other' | 'end'
  readonly position: number
  readonly end: number
}

const literal = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/

/**
 * The first place where the text leaves the grammar of JSON; `undefined` when it never does.
 * @see RFC 8259
 */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: ('{' | '[')[] = []
  let state: State = 'value'
  for (let position = 0; ;) {
    const token = readToken(text, position)
    if (token.kind === 'end' && state === 'separator' && open.length === 0) return undefined
    if (token.kind === 'string') {
      const fault = findStringFault(text, token)
      if (fault) return fault
    }
    const next = follow(state, token, open)
    if (!next) {
      const found =
        token.kind === 'end' ? 'the end of the text' : text.slice(token.position, token.end)
      return {
        position: token.position,
        expected: describeExpected(state, open.at(-1)),
        found: found.length > 40 ? `${found.slice(0, 40)}…` : found,
      }
    }
    state = next
    position = token.end
  }
}

/** Lines and columns count from 1; `\r\n` is one line end. */
export function locate(text: string, position: number): { line: number; column: number } {
  let line = 1
  let lineStart = 0
  for (;;) {
    const lineEnd = text.indexOf('\n', lineStart)
    if (lineEnd < 0 || lineEnd >= position) return { line, column: position - lineStart + 1 }
    line++
    lineStart = lineEnd + 1
  }
}

/**
 * The members of the outermost object with their positions, those included that `JSON.parse` drops
 * for a later one of the same name.
 * @param text an object that `JSON.parse` has accepted
 */
export function findMembers(
  text: string,
): readonly { readonly name: string; readonly position: number }[] {
  const members: { name: string; position: number }[] = []
  let depth = 0
  let isName = true
  const punctuation = /["{}[\],]/g
  for (let match = punctuation.exec(text); match; match = punctuation.exec(text)) {
    const position = match.index
    const character = match[0]
    if (character === '"') {
      const end = endOfString(text, position)
      if (depth === 1 && isName) {
        members.push({ name: JSON.parse(text.slice(position, end)) as string, position })
        isName = false
      }
      punctuation.lastIndex = end
    } else if (character === '{' || character === '[') depth++
    else if (character === ',') isName ||= depth === 1
    else depth--
  }
  return members
}

function readToken(text: string, from: number): Token {
  const blanks = /[ \t\r\n]*/y
  blanks.lastIndex = from
  blanks.exec(text)
  const position = blanks.lastIndex
  const character = text.charAt(position)
  switch (character) {
    case '':
      return { kind: 'end', position, end: position }
    case '{':
    case '}':
    case '[':
    case ']':
    case ',':
    case ':':
      return { kind: character, position, end: position + 1 }
    case '"':
      return { kind: 'string', position, end: endOfString(text, position) }
  }
  const word = /[^\s{}[\],:"]+/y
  word.lastIndex = position
  const found = word.exec(text)?.[0] ?? character
  return {
    kind: literal.test(found) ? 'literal' : 'other',
    position,
    end: position + found.length,
  }
}

/** The position after the closing quote; the text's length when there is none. */
function endOfString(text: string, start: number): number {
  for (let quote = start; ;) {
    quote = text.indexOf('"', quote + 1)
    if (quote < 0) return text.length
    let backslashes = 0
    while (text[quote - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return quote + 1
  }
}

function findStringFault(text: string, { position }: Token): JsonFault | undefined {
  const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
  for (let at = position + 1; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '"') return undefined
    if (character < ' ') {
      return { position: at, expected: `'"'`, found: describeControl(character) }
    }
    if (character === '\\') {
      escape.lastIndex = at
      if (!escape.test(text)) {
        return { position: at, expected: "an escape such as '\\n'", found: text.slice(at, at + 2) }
      }
      at = escape.lastIndex - 1
    }
  }
  return { position: text.length, expected: `'"'`, found: 'the end of the text' }
}

function describeControl(character: string): string {
  if (character === '\n' || character === '\r') return 'the end of the line'
  const code = character.charCodeAt(0).toString(16).toUpperCase()
  return `the control character U+${code.padStart(4, '0')}`
}

/** The state after the token; `undefined` when it may not stand there. Keeps `open` in step. */
function follow(state: State, { kind }: Token, open: ('{' | '[')[]): State | undefined {
  switch (state) {
    case 'value':
    case 'valueOrEnd':
      if (kind === 'string' || kind === 'literal') return 'separator'
      if (kind === '{' || kind === '[') {
        open.push(kind)
        return kind === '{' ? 'nameOrEnd' : 'valueOrEnd'
      }
      return state === 'valueOrEnd' && kind === ']' ? close(open) : undefined
    case 'name':
    case 'nameOrEnd':
      if (kind === 'string') return 'colon'
      return state === 'nameOrEnd' && kind === '}' ? close(open) : undefined
    case 'colon':
      return kind === ':' ? 'value' : undefined
    case 'separator': {
      const container = open.at(-1)
      if (container === undefined) return undefined
      if (kind === ',') return container === '{' ? 'name' : 'value'
      return kind === (container === '{' ? '}' : ']') ? close(open) : undefined
    }
  }
}

function close(open: ('{' | '[')[]): State {
  open.pop()
  return 'separator'
}

function describeExpected(state: State, container: '{' | '[' | undefined): string {
  switch (state) {
    case 'value':
      return 'a value'
    case 'valueOrEnd':
      return "a value or ']'"
    case 'name':
      return 'a property name in double quotes'
    case 'nameOrEnd':
      return "a property name in double quotes or '}'"
    case 'colon':
      return "':'"
    case 'separator':
      if (container === undefined) return 'the end of the text'
      return container === '{' ? "',' or '}'" : "',' or ']'"
  }
}
