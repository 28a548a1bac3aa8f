/*
 * ECMAScript regular expressions for `matchespattern`, matched in time proportional to the text, so
 * that no pattern can hang a request. Comes in: pattern and flags as texts. Goes out: a test of texts.
 */
import { notImplemented } from '../../errors.ts'
import { buildAutomaton, matches, type Automaton } from './match-pattern.ts'
import { parsePattern, UnsupportedPatternError } from './parse-pattern.ts'

export { whenSupported } from './when-supported.ts'

export class InvalidPatternError extends Error {}

/** States times characters of one match. */
const mostSteps = 20_000_000
const mostKept = 100
const kept = new Map<string, (text: string) => boolean>()

/**
 * @throws InvalidPatternError for what is no regular expression, ODataError 501 for what has no
 * linear-time match
 */
export function compilePattern(pattern: string, flags: string): (text: string) => boolean {
  const key = `${flags}/${pattern}`
  let test = kept.get(key)
  if (!test) {
    test = makeTest(pattern, flags)
    if (kept.size >= mostKept) kept.clear()
    kept.set(key, test)
  }
  return test
}

function makeTest(pattern: string, flags: string): (text: string) => boolean {
  checkSyntax(pattern, flags)
  if (flags.includes('v')) throw unsupported('the flag v')
  const automaton = build(pattern, flags)
  if (!automaton) throw unsupported('a pattern of this size')
  return (text) => {
    if (text.length * automaton.states.length > mostSteps) {
      throw unsupported('a text and a pattern of this size')
    }
    return matches(automaton, text, flags)
  }
}

/** The engine reads the pattern; it does not run it. */
function checkSyntax(pattern: string, flags: string): void {
  try {
    void new RegExp(pattern, flags)
  } catch (error) {
    if (error instanceof SyntaxError) throw new InvalidPatternError(error.message)
    throw error
  }
}

/** `undefined` for what is too large, be it by its nesting. */
function build(pattern: string, flags: string): Automaton | undefined {
  try {
    return buildAutomaton(parsePattern(pattern, flags))
  } catch (error) {
    if (error instanceof UnsupportedPatternError) throw unsupported(error.message)
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function unsupported(what: string): Error {
  return notImplemented(`${what} in matchespattern`)
}
