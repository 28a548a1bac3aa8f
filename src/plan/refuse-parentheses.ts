import { badRequest, notFound } from '../errors.ts'
import type { PathSegment, SegmentParentheses } from '../syntax/index.ts'

export function refuseParentheses(
  parentheses: SegmentParentheses | undefined,
  segment: PathSegment,
): void {
  if (parentheses) {
    throw notFound(`'${segment.name}' takes no key or parameters, found '${segment.text}'`)
  }
}

/** What stands in the parentheses of a segment that is known has a fault of syntax. */
export function malformed({ name, parenthesesError }: PathSegment) {
  return badRequest(`'${name}': ${parenthesesError?.message}`)
}
