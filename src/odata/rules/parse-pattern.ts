import { ODataSyntaxError } from '../../syntax/index.ts'
import { quoteFound } from '../../syntax/syntax-error.ts'
import type { Names } from '../names.ts'
import type { Match, Pattern } from './pattern.ts'

/** @throws ODataSyntaxError when the whole text does not match, where it stops to do so */
export function parsePattern(expected: string, pattern: Pattern, text: string, names: Names): void {
  const match: Match = { text, names, farthest: 0 }
  if (pattern(match, 0) === text.length) return
  const { farthest } = match
  throw new ODataSyntaxError(farthest, expected, quoteFound(text, farthest))
}
