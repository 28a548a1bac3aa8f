/* How rules that give a tree are read: most of the smaller ones as what they are part of, with the rest of that written around them. */
import { ODataSyntaxError } from '../../syntax/index.ts'
import { shiftPositions } from '../../syntax/shift-positions.ts'
import { quoteFound } from '../../syntax/syntax-error.ts'
import { parseDecoded, withPosition } from '../decoded-text.ts'
import type { Names } from '../names.ts'

/** Undecoded text to a tree. */
export type RuleParser = (text: string, names: Names) => object

export function refuse(expected: string, text: string, position = 0): never {
  throw new ODataSyntaxError(position, expected, quoteFound(text, position))
}

/** A parser of decoded text as one of text as it stands. */
export function decoded(parse: (text: string, names: Names) => object): RuleParser {
  return (text, names) => parseDecoded(text, 0, (inner) => parse(inner, names))
}

/**
 * Reads `text` with something before and after it, and gives what `pick` finds; positions count from `text` on.
 * What the text has in parentheses has to be closed within it.
 */
export function surrounded<Whole extends object, Part extends object>(
  before: string,
  after: string,
  parse: (text: string, names: Names) => Whole,
  pick: (whole: Whole, text: string, names: Names) => Part | undefined,
  expected: string,
): (text: string, names: Names) => Part {
  return (text, names) => {
    checkEdges(text, before, after)
    checkBalance(text)
    const back = (position: number) => Math.min(Math.max(position - before.length, 0), text.length)
    try {
      const part = pick(parse(before + text + after, names), text, names)
      if (part === undefined) refuse(expected, before + text, before.length)
      return shiftPositions(part, back)
    } catch (error) {
      if (!(error instanceof ODataSyntaxError)) throw error
      const position = back(error.position)
      if (position < text.length) throw withPosition(error, position)
      throw new ODataSyntaxError(position, error.expected, 'end of expression')
    }
  }
}

/** Blanks that the text around would allow are no part of the rule; those before JSON are. */
function checkEdges(text: string, before: string, after: string): void {
  const blanks = /^(?:[ \t]|%20|%09)+(?![ \t[{]|%(?:09|20|5B|7B))/i
  if (before.endsWith('(') && blanks.test(text)) refuse('no blank', text)
  const end = text.search(/(?:[ \t]|%20|%09)+$/)
  if (after.startsWith(')') && end >= 0) refuse('no blank', text, end)
}

const encodedMarks: Readonly<Record<string, string>> = { '%27': "'", '%28': '(', '%29': ')' }

function checkBalance(text: string): void {
  let depth = 0
  let quote: string | undefined
  for (let index = 0; index < text.length; index++) {
    const encoded = text[index] === '%' ? encodedMarks[text.slice(index, index + 3)] : undefined
    const character = encoded ?? text[index]!
    if (quote !== undefined) {
      if (character === quote) quote = undefined
    } else if (character === "'" || character === '"') quote = character
    else if (character === '(') depth++
    else if (character === ')' && --depth < 0) refuse('end of expression', text, index)
  }
}

/** True when the parenthesis at the start is closed at the end. */
export function isOneGroup(text: string): boolean {
  let depth = 0
  let isQuoted = false
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (character === "'") isQuoted = !isQuoted
    if (isQuoted) continue
    if (character === '(') depth++
    if (character === ')' && --depth === 0) return index === text.length - 1
  }
  return false
}
