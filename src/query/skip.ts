import type { SystemQueryOption } from './system-query-option.ts'
import { readWholeNumber } from './whole-number.ts'

/** @see URL Conventions, "System Query Options $top and $skip" */
export const skip: SystemQueryOption<number, '$skip'> = {
  name: '$skip',
  appliesTo: ['collection'],
  parse: (text) => readWholeNumber('$skip', text),
  plan: (number) => number,
  apply: (number, instances) => ({ ...instances, skip: number }),
}
