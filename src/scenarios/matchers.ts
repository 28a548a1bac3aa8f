import { escapeForRegExp } from './escape-for-reg-exp.ts'
import { exactElements, ExactNumber, type ScenarioValue } from './exact-number.ts'
import { show } from './located-value.ts'
import type { LocatedValue } from './located-value.ts'
import { expectElement, matchElements } from './match-elements.ts'
import type { Match, Mismatch, Variables } from './scenario.ts'
import { compileSearch, type TextSearch } from './search-text.ts'
import { findNameFault, substituteText, withoutReferences } from './substitute.ts'

export interface Matcher {
  readonly name: string
  /** What its argument is, as messages say it. */
  readonly takes: string
  /** Compiles it; `undefined` when the argument is something else. */
  readonly read: (argument: LocatedValue, reader: MatcherReader) => Match | undefined
}

/** What reading an argument needs of the rest of the reader. */
export interface MatcherReader {
  readonly readExpectation: (value: LocatedValue) => Match
  /** Notes what is wrong at the argument's line. */
  readonly report: (message: string) => void
}

/** A regular expression of a scenario never runs on more than this. */
const maxRegexText = 10_000

const typeNames = ['string', 'number', 'boolean', 'object', 'array', 'null']

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * The matcher keys with their exact meanings. Several in one object hold together, and together
 * with the properties that stand beside them.
 */
export const matchers: readonly Matcher[] = [
  {
    // Present, `null` included.
    name: '$any',
    takes: 'true',
    read: readFlag((found) => found !== undefined, 'any value'),
  },
  {
    // Present; the value is kept under the name.
    name: '$capture',
    takes: 'the name of a variable',
    read: (argument, { report }) => {
      const name = textOf(argument)
      if (name === undefined) return undefined
      const fault = findNameFault(name)
      if (fault !== undefined) {
        report(fault)
        return matchNothing
      }
      return (found, pointer, variables) => {
        if (found === undefined) {
          return [mismatch(argument, pointer, `a value to capture as ${name}`, found)]
        }
        variables.set(name, found as ScenarioValue)
        return []
      }
    },
  },
  {
    // A string in the form of a UUID, of any version, in either case.
    name: '$uuid',
    takes: 'true',
    read: readFlag((found) => typeof found === 'string' && uuid.test(found), 'a UUID'),
  },
  {
    // A string in which the expression is found: the ends are bound only by `^` and `$`.
    name: '$regex',
    takes: 'a regular expression',
    read: (argument, { report }) => {
      const pattern = textOf(argument)
      if (pattern === undefined) return undefined
      try {
        RegExp(withoutReferences(pattern))
      } catch (error) {
        report((error as Error).message)
        return matchNothing
      }
      let last: { source: string; shown: string; search: TextSearch } | undefined
      return (found, pointer, variables) => {
        const source = substituteText(pattern, argument.line, variables, escapeForRegExp)
        if (last?.source !== source) {
          last = { source, shown: String(RegExp(source)), search: compileSearch(source) }
        }
        const { shown, search } = last
        const differs = (expected: string): readonly Mismatch[] => {
          return [mismatch(argument, pointer, `${expected} ${shown}`, found)]
        }
        if (typeof found !== 'string') return differs('a text that matches')
        if (found.length > maxRegexText) {
          return differs(`a text of at most ${maxRegexText} characters for`)
        }
        const isFound = search(found)
        if (isFound === undefined) return differs('a text that can be searched within a second for')
        return isFound ? [] : differs('a text that matches')
      }
    },
  },
  {
    name: '$type',
    takes: `one of ${typeNames.join(', ')}`,
    read: (argument) => {
      if (argument.kind !== 'scalar') return undefined
      // `null` without quotes is the value in YAML, and stands for its name here.
      const name = String(argument.value)
      if (!typeNames.includes(name)) return undefined
      return (found, pointer) =>
        typeNameOf(found) === name
          ? []
          : [mismatch(argument, pointer, `a value of type ${name}`, found)]
    },
  },
  {
    // A text within a string; of an array one expectation, or a list of them, each met by an
    // element of its own.
    name: '$contains',
    takes: 'a text, an expectation of an element, or a list of these',
    read: (argument, { readExpectation }) => {
      const wanted = argument.kind === 'array' ? argument.items : [argument]
      const expectations = wanted.map((item) => expectElement(item, readExpectation(item)))
      return (found, pointer, variables) => {
        if (Array.isArray(found)) {
          return matchElements(expectations, exactElements(found), { pointer, variables })
        }
        if (typeof found !== 'string') {
          return [mismatch(argument, pointer, 'an array or a text', found)]
        }
        return wanted.flatMap((item) => matchPartOfText(item, found, pointer, variables))
      }
    },
  },
  {
    // The array has exactly these elements, in any order.
    name: '$only',
    takes: 'a list',
    read: (argument, { readExpectation }) => {
      if (argument.kind !== 'array') return undefined
      const expectations = argument.items.map((item) => expectElement(item, readExpectation(item)))
      return (found, pointer, variables) =>
        Array.isArray(found)
          ? matchElements(expectations, exactElements(found), {
              pointer,
              variables,
              exactly: argument,
            })
          : [mismatch(argument, pointer, 'an array', found)]
    },
  },
  {
    // Every element; an array without elements passes.
    name: '$each',
    takes: 'an expectation of an element',
    read: (argument, { readExpectation }) => {
      const match = readExpectation(argument)
      return (found, pointer, variables) =>
        Array.isArray(found)
          ? exactElements(found).flatMap((element, index) =>
              match(element, `${pointer}/${index}`, variables),
            )
          : [mismatch(argument, pointer, 'an array', found)]
    },
  },
  {
    // As the whole body: there is none. Within a body: an array, object or text without content.
    name: '$empty',
    takes: 'true',
    read: (argument, reader) => {
      const noBody = readFlag((found) => found === undefined || found === '', 'no body')
      const noContent = readFlag(isWithoutContent, 'an array, object or text without content')
      const matchBody = noBody(argument, reader)
      const matchValue = noContent(argument, reader)
      if (!matchBody || !matchValue) return undefined
      return (found, pointer, variables) =>
        (pointer === '' ? matchBody : matchValue)(found, pointer, variables)
    },
  },
  {
    name: '$absent',
    takes: 'true',
    read: readFlag((found) => found === undefined, 'nothing'),
  },
  {
    // A body that is no text, octet by octet.
    name: '$base64',
    takes: 'octets in base64',
    read: (argument) => {
      const text = textOf(argument)
      const octets = text === undefined ? undefined : readBase64(text)
      if (!octets) return undefined
      return (found, pointer) => {
        const actual = typeof found === 'string' ? Buffer.from(found) : found
        return actual instanceof Uint8Array && octets.equals(actual)
          ? []
          : [mismatch(argument, pointer, `the ${octets.length} octets of ${show(text)}`, found)]
      }
    },
  },
]

/** Stands for a matcher that the file has wrong. */
const matchNothing: Match = () => []

/** @returns `undefined` for what is no base64 (RFC 4648, with or without padding, both alphabets) */
export function readBase64(text: string): Buffer | undefined {
  const letters = text.replace(/\s+/g, '').replace(/={1,2}$/, '')
  return /^[A-Za-z0-9+/_-]*$/.test(letters) && letters.length % 4 !== 1
    ? Buffer.from(letters, 'base64')
    : undefined
}

function readFlag(holds: (found: unknown) => boolean, expected: string): Matcher['read'] {
  return (argument) => {
    if (argument.kind !== 'scalar' || argument.value !== true) return undefined
    return (found, pointer) => (holds(found) ? [] : [mismatch(argument, pointer, expected, found)])
  }
}

function mismatch(
  { line }: LocatedValue,
  pointer: string,
  expected: string,
  found: unknown,
): Mismatch {
  return { line, pointer, expected, found: show(found) }
}

function textOf(value: LocatedValue): string | undefined {
  return value.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined
}

function typeNameOf(value: unknown): string {
  if (value === null) return 'null'
  if (value instanceof ExactNumber) return 'number'
  return Array.isArray(value) ? 'array' : typeof value
}

function isWithoutContent(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0
  return value === ''
}

function matchPartOfText(
  item: LocatedValue,
  found: string,
  pointer: string,
  variables: Variables,
): readonly Mismatch[] {
  const written = textOf(item)
  if (written === undefined) return [mismatch(item, pointer, 'an array', found)]
  const text = substituteText(written, item.line, variables)
  return found.includes(text)
    ? []
    : [mismatch(item, pointer, `a text that contains ${show(text)}`, found)]
}
