import { encodeQueryText } from '../syntax/percent-encoding.ts'

/** JSON strings, and literals with what stands before their quote, encoded. */
const quoted = /%22(?:%5C%5C|%5C%22|(?!%22).)*%22|(geo(?:graphy|metry))?'(?:[^']|'')*'/gi

/** Percent-encodes, but for the blanks and signs of shapes, which the ABNF has as they are alone. */
export function encodeWithShapes(text: string): string {
  return encodeQueryText(text).replaceAll(quoted, (literal, shape?: string) =>
    shape === undefined ? literal : literal.replaceAll('%20', ' ').replaceAll('%2B', '+'),
  )
}
