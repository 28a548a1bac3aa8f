import { UsageError } from '../../errors.ts'
import type { JsonObject, JsonValue } from '../../model/index.ts'

export interface LocatedJson {
  readonly value: JsonValue
  /** Line on which a member's name stands, or where the object begins; from 1. */
  readonly lineOf: (object: JsonObject, name?: string) => number
  /** Members whose name the object has already; the first one counts. */
  readonly duplicates: readonly { readonly name: string; readonly line: number }[]
}

/** No sensible document is deeper; what walks it may be recursive. */
const deepest = 200

const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y
const blanks = /[ \t\r]*/y

/**
 * JSON with the lines of its members.
 * @param file how the document is called in what is said about it
 * @throws UsageError with line and column where the text is no JSON
 * @see RFC 8259
 */
export function parseLocatedJson(file: string, text: string): LocatedJson {
  const reader = new Reader(file, text)
  const value = reader.readDocument()
  return {
    value,
    duplicates: reader.duplicates,
    lineOf: (object, name) => {
      const lines = reader.lines.get(object)
      return (name === undefined ? undefined : lines?.members.get(name)) ?? lines?.line ?? 1
    },
  }
}

interface Lines {
  readonly line: number
  readonly members: Map<string, number>
}

class Reader {
  readonly lines = new Map<object, Lines>()
  readonly duplicates: { readonly name: string; readonly line: number }[] = []
  readonly #file: string
  readonly #text: string
  #position = 0
  #line = 1
  #lineStart = 0
  #depth = 0

  constructor(file: string, text: string) {
    this.#file = file
    this.#text = text
    if (text.startsWith('\uFEFF')) this.#position = 1
  }

  readDocument(): JsonValue {
    const value = this.#readValue()
    this.#skipBlanks()
    if (this.#position < this.#text.length) this.#fail('the end of the text')
    return value
  }

  #fail(expected: string): never {
    const found = this.#text[this.#position]
    const column = this.#position - this.#lineStart + 1
    throw new UsageError(
      `${this.#file}:${this.#line}:${column}: expected ${expected}, found ${found === undefined ? 'the end of the text' : `'${found}'`}`,
    )
  }

  /** Only here are line ends: strings hold none. */
  #skipBlanks(): void {
    for (;;) {
      blanks.lastIndex = this.#position
      blanks.exec(this.#text)
      this.#position = blanks.lastIndex
      if (this.#text[this.#position] !== '\n') return
      this.#position++
      this.#line++
      this.#lineStart = this.#position
    }
  }

  #readValue(): JsonValue {
    this.#skipBlanks()
    switch (this.#text.charAt(this.#position)) {
      case '{':
        return this.#nested(() => this.#readObject())
      case '[':
        return this.#nested(() => this.#readArray())
      case '"':
        return this.#readString()
      case 't':
        return this.#readWord('true', true)
      case 'f':
        return this.#readWord('false', false)
      case 'n':
        return this.#readWord('null', null)
      default:
        return this.#readNumber()
    }
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > deepest) this.#fail(`at most ${deepest} levels`)
    const value = read()
    this.#depth--
    return value
  }

  #readObject(): JsonObject {
    const object: Record<string, JsonValue> = {}
    const members = new Map<string, number>()
    this.lines.set(object, { line: this.#line, members })
    this.#position++
    this.#skipBlanks()
    if (this.#takes('}')) return object
    do {
      this.#skipBlanks()
      if (this.#text[this.#position] !== '"') this.#fail("a member's name")
      const line = this.#line
      const name = this.#readString()
      this.#skipBlanks()
      if (!this.#takes(':')) this.#fail("':'")
      const value = this.#readValue()
      if (members.has(name)) this.duplicates.push({ name, line })
      else {
        members.set(name, line)
        Object.defineProperty(object, name, {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        })
      }
      this.#skipBlanks()
    } while (this.#takes(','))
    if (!this.#takes('}')) this.#fail("',' or '}'")
    return object
  }

  #readArray(): readonly JsonValue[] {
    const items: JsonValue[] = []
    this.#position++
    this.#skipBlanks()
    if (this.#takes(']')) return items
    do {
      items.push(this.#readValue())
      this.#skipBlanks()
    } while (this.#takes(','))
    if (!this.#takes(']')) this.#fail("',' or ']'")
    return items
  }

  #takes(character: string): boolean {
    if (this.#text[this.#position] !== character) return false
    this.#position++
    return true
  }

  #readString(): string {
    const start = this.#position
    let end = start + 1
    for (; this.#text[end] !== '"'; end++) {
      if (end >= this.#text.length || this.#text[end] === '\n') {
        this.#position = Math.min(end, this.#text.length)
        this.#fail(`'"'`)
      }
      if (this.#text[end] === '\\') end++
    }
    this.#position = end + 1
    try {
      return JSON.parse(this.#text.slice(start, end + 1)) as string
    } catch {
      // An escape that JSON has not, or a control character.
      this.#position = start
      return this.#fail('a string of JSON')
    }
  }

  #readWord<T extends JsonValue>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#position)) this.#fail('a value')
    this.#position += word.length
    return value
  }

  #readNumber(): number {
    numberToken.lastIndex = this.#position
    const token = numberToken.exec(this.#text)
    if (!token) this.#fail('a value')
    this.#position += token[0].length
    return Number(token[0])
  }
}
