import { charactersOf } from '../characters.ts'
import { compilePattern, InvalidPatternError } from '../pattern/index.ts'
import { ArgumentError, type CanonicalFunction, type Signature } from './canonical-function.ts'

const test: readonly Signature[] = [[['Edm.String', 'Edm.String'], 'Edm.Boolean']]
const change: readonly Signature[] = [[['Edm.String'], 'Edm.String']]

/** Canonical functions of strings; characters are code points. */
export const stringFunctions: readonly CanonicalFunction[] = [
  {
    name: 'concat',
    source: 'URL Conventions, concat',
    signatures: [[['Edm.String', 'Edm.String'], 'Edm.String']],
    evaluate: (first: string, second: string) => first + second,
  },
  {
    name: 'contains',
    source: 'URL Conventions, contains',
    signatures: test,
    evaluate: (text: string, part: string) => text.includes(part),
  },
  {
    name: 'endswith',
    source: 'URL Conventions, endswith',
    signatures: test,
    evaluate: (text: string, suffix: string) => text.endsWith(suffix),
  },
  {
    name: 'indexof',
    source: 'URL Conventions, indexof',
    signatures: [[['Edm.String', 'Edm.String'], 'Edm.Int32']],
    evaluate: (text: string, part: string) => {
      const index = text.indexOf(part)
      return index < 0 ? -1 : charactersOf(text.slice(0, index)).length
    },
  },
  {
    name: 'length',
    source: 'URL Conventions, length',
    signatures: [[['Edm.String'], 'Edm.Int32']],
    evaluate: (text: string) => charactersOf(text).length,
  },
  {
    name: 'matchespattern',
    source: 'URL Conventions, matchespattern',
    signatures: [
      [['Edm.String', 'Edm.String'], 'Edm.Boolean'],
      [['Edm.String', 'Edm.String', 'Edm.String'], 'Edm.Boolean'],
    ],
    evaluate: (text: string, pattern: string, flags?: string) =>
      readPattern(pattern, flags ?? '')(text),
    check: (_text, pattern, flags = '') => {
      if (typeof pattern === 'string' && typeof flags === 'string') readPattern(pattern, flags)
    },
  },
  {
    name: 'startswith',
    source: 'URL Conventions, startswith',
    signatures: test,
    evaluate: (text: string, prefix: string) => text.startsWith(prefix),
  },
  {
    name: 'substring',
    source: 'URL Conventions, substring',
    signatures: [
      [['Edm.String', 'Edm.Int64'], 'Edm.String'],
      [['Edm.String', 'Edm.Int64', 'Edm.Int64'], 'Edm.String'],
    ],
    evaluate: (text: string, start: number, length?: number) =>
      sliceFrom(charactersOf(text), start, length),
  },
  {
    name: 'substringof',
    source: 'OData 3.0',
    replacement: 'contains(text,part)',
  },
  {
    name: 'tolower',
    source: 'URL Conventions, tolower',
    signatures: change,
    evaluate: (text: string) => text.toLowerCase(),
  },
  {
    name: 'toupper',
    source: 'URL Conventions, toupper',
    signatures: change,
    evaluate: (text: string) => text.toUpperCase(),
  },
  {
    name: 'trim',
    source: 'URL Conventions, trim',
    signatures: change,
    evaluate: (text: string) => text.trim(),
  },
]

function readPattern(pattern: string, flags: string): (text: string) => boolean {
  try {
    return compilePattern(pattern, flags)
  } catch (error) {
    if (!(error instanceof InvalidPatternError)) throw error
    const written = `/${pattern}/${flags}`.slice(0, 100)
    throw new ArgumentError(`expected a regular expression and its flags, found ${written}`)
  }
}

/** A negative start counts from the end, where one beyond the beginning is the beginning. */
function sliceFrom(
  characters: string | readonly string[],
  start: number,
  length?: number,
): string | undefined {
  if (length !== undefined && length < 0) return undefined
  const first = start < 0 ? Math.max(0, characters.length + start) : start
  const last = length === undefined ? characters.length : first + length
  const slice = characters.slice(first, last)
  return typeof slice === 'string' ? slice : slice.join('')
}
