import type { Atom } from './atom.ts'
import type { Assertion, PatternNode } from './parse-pattern.ts'

/** A state of the automaton: where it goes with a character, or without one. */
type State =
  | { readonly kind: 'atom'; readonly atom: Atom; next: number }
  | { readonly kind: 'assertion'; readonly assertion: Assertion; next: number }
  | { readonly kind: 'split'; readonly next: number[] }
  | { readonly kind: 'match' }

/** `undefined` where the automaton would have more states. */
const mostStates = 2000

export interface Automaton {
  readonly states: readonly State[]
  readonly start: number
}

/**
 * The automaton of a pattern (Thompson's construction), built from its end to its start.
 * @returns `undefined` for a pattern whose repetitions make it too large
 */
export function buildAutomaton(pattern: PatternNode): Automaton | undefined {
  const states: State[] = [{ kind: 'match' }]
  const add = (state: State): number => {
    if (states.length >= mostStates) throw tooLarge
    return states.push(state) - 1
  }
  const build = (node: PatternNode, next: number): number => {
    switch (node.kind) {
      case 'atom':
        return add({ kind: 'atom', atom: node.atom, next })
      case 'assertion':
        return add({ kind: 'assertion', assertion: node.assertion, next })
      case 'sequence':
        return node.nodes.reduceRight((following, part) => build(part, following), next)
      case 'alternatives':
        return add({ kind: 'split', next: node.nodes.map((part) => build(part, next)) })
      case 'repetition':
        return buildRepetition(node, next)
    }
  }
  const buildRepetition = (
    { node, least, most }: PatternNode & { readonly kind: 'repetition' },
    next: number,
  ): number => {
    let first = next
    let required = least
    if (most === Infinity) {
      // `x+` is one x with a way back, so that nested ones do not double.
      const loop: State & { readonly kind: 'split' } = { kind: 'split', next: [next] }
      const again = add(loop)
      const once = build(node, again)
      loop.next.push(once)
      first = least > 0 ? once : again
      required--
    } else {
      for (let count = least; count < most; count++) {
        first = add({ kind: 'split', next: [next, build(node, first)] })
      }
    }
    for (let count = 0; count < required; count++) {
      const before = first
      first = build(node, first)
      // An empty part, however often: `(){1000000}` is the part itself.
      if (first === before) break
    }
    return first
  }
  try {
    return { start: build(pattern, 0), states }
  } catch (error) {
    if (error === tooLarge) return undefined
    throw error
  }
}

const tooLarge = new Error('too many states')

/** A text as the characters that the flags make of it. */
function charactersFor(text: string, isUnicode: boolean): readonly number[] {
  return isUnicode
    ? Array.from(text, (character) => character.codePointAt(0)!)
    : Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
}

/**
 * Whether the automaton matches somewhere in a text, in time proportional to both: all states are
 * followed at once, one character at a time.
 */
export function matches({ states, start }: Automaton, text: string, flags: string): boolean {
  const characters = charactersFor(text, flags.includes('u'))
  const isMultiline = flags.includes('m')
  const isSticky = flags.includes('y')
  const holds = (assertion: Assertion, position: number): boolean => {
    const before = characters[position - 1]
    const after = characters[position]
    switch (assertion) {
      case 'start':
        return before === undefined || (isMultiline && isLineEnd(before))
      case 'end':
        return after === undefined || (isMultiline && isLineEnd(after))
      case 'wordBoundary':
        return isWord(before) !== isWord(after)
      case 'notWordBoundary':
        return isWord(before) === isWord(after)
    }
  }
  const seenAt = new Int32Array(states.length).fill(-1)
  /** Adds what is reached without a character; true when that is the match. */
  const reach = (from: number, position: number, reached: number[]): boolean => {
    const pending = [from]
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      if (seenAt[index] === position) continue
      seenAt[index] = position
      const state = states[index]!
      switch (state.kind) {
        case 'match':
          return true
        case 'atom':
          reached.push(index)
          break
        case 'split':
          pending.push(...state.next)
          break
        case 'assertion':
          if (holds(state.assertion, position)) pending.push(state.next)
      }
    }
    return false
  }
  let current: number[] = []
  for (let position = 0; ; position++) {
    if ((position === 0 || !isSticky) && reach(start, position, current)) return true
    const character = characters[position]
    if (character === undefined) return false
    const next: number[] = []
    for (const index of current) {
      const state = states[index]!
      if (state.kind !== 'atom' || !state.atom(character)) continue
      if (reach(state.next, position + 1, next)) return true
    }
    current = next
  }
}

function isLineEnd(character: number): boolean {
  return character === 0x0a || character === 0x0d || character === 0x2028 || character === 0x2029
}

function isWord(character: number | undefined): boolean {
  if (character === undefined) return false
  return (
    (character >= 0x30 && character <= 0x39) ||
    (character >= 0x41 && character <= 0x5a) ||
    (character >= 0x61 && character <= 0x7a) ||
    character === 0x5f
  )
}
