import type { SystemQueryOption } from './system-query-option.ts'
import { readWholeNumber } from './whole-number.ts'

/**
 * On `/$count` it says nothing: the count "MUST NOT be affected by $top, $skip, $orderby, or $expand".
 * @see URL Conventions, "System Query Options $top and $skip"
 * @see Protocol, "Requesting the Number of Items in a Collection"
 */
export const top: SystemQueryOption<number, '$top'> = {
  name: '$top',
  appliesTo: ['collection', 'count'],
  parse: (text) => readWholeNumber('$top', text),
  plan: (number) => number,
  apply: (number, instances) => ({ ...instances, top: number }),
}
