import { compileAtom, type Atom } from './atom.ts'

/*
 * The structure of an ECMAScript regular expression: what is repeated, in turn, or one of several. What
 * one character may be is left to the engine itself (see `Atom`), and so is whether the whole is valid.
 */

export type PatternNode =
  | { readonly kind: 'atom'; readonly atom: Atom }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'sequence' | 'alternatives'; readonly nodes: readonly PatternNode[] }
  | {
      readonly kind: 'repetition'
      readonly node: PatternNode
      readonly least: number
      /** Infinity for no bound. */
      readonly most: number
    }

export type Assertion = 'start' | 'end' | 'wordBoundary' | 'notWordBoundary'

/** What no engine matches in linear time: named, since it is part of ECMAScript. */
export class UnsupportedPatternError extends Error {}

const quantifierForm = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/
const unsupportedGroup = /^\(\?(?:<?[=!])/
const groupOpening = /^\((?:\?:|\?<[^>]*>)?/
/** An escape as long as it may be; a property is one with flag `u` only. */
const escapeForm =
  /^\\(?:u\{[\da-f]+\}|u[\da-f]{4}|x[\da-f]{2}|c[a-z]|0[0-7]{0,2}|[pP]\{[^}]*\}|[^])/iu
const legacyEscapeForm = /^\\(?:u[\da-f]{4}|x[\da-f]{2}|c[a-z]|0[0-7]{0,2}|[^])/i

/**
 * @param pattern valid, as `RegExp` accepted it
 * @throws UnsupportedPatternError for lookaround and backreferences
 */
export function parsePattern(pattern: string, flags: string): PatternNode {
  return new PatternParser(pattern, flags).parseAlternatives()
}

class PatternParser {
  readonly #pattern: string
  readonly #flags: string
  readonly #isUnicode: boolean
  #position = 0

  constructor(pattern: string, flags: string) {
    this.#pattern = pattern
    this.#flags = flags
    this.#isUnicode = flags.includes('u')
  }

  parseAlternatives(): PatternNode {
    const alternatives = [this.#parseSequence()]
    while (this.#take('|')) alternatives.push(this.#parseSequence())
    return alternatives.length === 1
      ? alternatives[0]!
      : { kind: 'alternatives', nodes: alternatives }
  }

  #parseSequence(): PatternNode {
    const nodes: PatternNode[] = []
    while (this.#position < this.#pattern.length && !this.#isAt('|') && !this.#isAt(')')) {
      nodes.push(this.#parseQuantified())
    }
    return nodes.length === 1 ? nodes[0]! : { kind: 'sequence', nodes }
  }

  #parseQuantified(): PatternNode {
    const node = this.#parseTerm()
    const match = quantifierForm.exec(this.#rest())
    if (!match) return node
    this.#position += match[0].length
    const [, sign, least, comma, most] = match
    if (sign !== undefined) {
      return {
        kind: 'repetition',
        node,
        least: sign === '+' ? 1 : 0,
        most: sign === '?' ? 1 : Infinity,
      }
    }
    const bound = comma === undefined ? least : most
    return {
      kind: 'repetition',
      node,
      least: Number(least),
      most: bound === '' ? Infinity : Number(bound),
    }
  }

  #parseTerm(): PatternNode {
    if (this.#take('^')) return { kind: 'assertion', assertion: 'start' }
    if (this.#take('$')) return { kind: 'assertion', assertion: 'end' }
    if (this.#take('\\b')) return { kind: 'assertion', assertion: 'wordBoundary' }
    if (this.#take('\\B')) return { kind: 'assertion', assertion: 'notWordBoundary' }
    if (this.#isAt('(')) return this.#parseGroup()
    return { kind: 'atom', atom: compileAtom(this.#takeAtom(), this.#flags) }
  }

  #parseGroup(): PatternNode {
    const rest = this.#rest()
    if (unsupportedGroup.test(rest)) {
      throw new UnsupportedPatternError(`lookaround (${rest.slice(0, 4)}…)`)
    }
    if (/^\(\?[a-z-]/i.test(rest)) throw new UnsupportedPatternError('flags within a pattern')
    this.#position += groupOpening.exec(rest)![0].length
    const node = this.parseAlternatives()
    this.#take(')')
    return node
  }

  /** The text of what stands for one character. */
  #takeAtom(): string {
    const rest = this.#rest()
    let length = 1
    if (rest.startsWith('[')) length = classLength(rest)
    else if (rest.startsWith('\\')) {
      if (/^\\(?:[1-9]|k<)/.test(rest)) throw new UnsupportedPatternError('a backreference')
      const match = (this.#isUnicode ? escapeForm : legacyEscapeForm).exec(rest)
      length = match ? match[0].length : rest.length
      const isPair = this.#isUnicode && /^\\ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}/i.test(rest)
      if (isPair) length = 12
    } else if (this.#isUnicode) {
      length = String.fromCodePoint(rest.codePointAt(0)!).length
    }
    this.#position += length
    return rest.slice(0, length)
  }

  #rest(): string {
    return this.#pattern.slice(this.#position)
  }

  #isAt(text: string): boolean {
    return this.#pattern.startsWith(text, this.#position)
  }

  #take(text: string): boolean {
    if (!this.#isAt(text)) return false
    this.#position += text.length
    return true
  }
}

/** From `[` to the `]` that ends it; one right after a `[` or `[^` ends an empty class. */
function classLength(text: string): number {
  for (let index = 1; index < text.length; index++) {
    if (text[index] === '\\') index++
    else if (text[index] === ']') return index + 1
  }
  return text.length
}
