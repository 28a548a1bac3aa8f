import type { SystemQueryOption } from './system-query-option.ts'
import { readWholeNumber } from './whole-number.ts'

/** @see URL Conventions, "System Query Options $top and $skip" */
export const top: SystemQueryOption<number, '$top'> = {
  name: '$top',
  appliesTo: ['collection'],
  parse: (text) => readWholeNumber('$top', text),
  plan: (number) => number,
  apply: (number, instances) => ({ ...instances, top: number }),
}
