import type { PathStep } from '../path-step.ts'
import type { Model } from '../../model/index.ts'
import { hasCapabilities, resourceAt, restriction, termValue } from './restrictions.ts'

/** A term that says of one option whether it is supported, itself or with a member. */
export interface OptionSupport {
  readonly term: string
  readonly member: string | undefined
  readonly option: string
  /** Whether a text asks for what the option is for. */
  readonly isGiven: (text: string) => boolean
}

const isText = (text: string): boolean => text !== ''
const isAsked = (text: string): boolean => text !== 'false'

/** @see Vocabulary Capabilities */
export const optionSupport: readonly OptionSupport[] = [
  { term: 'TopSupported', member: undefined, option: '$top', isGiven: isText },
  { term: 'SkipSupported', member: undefined, option: '$skip', isGiven: isText },
  { term: 'ComputeSupported', member: undefined, option: '$compute', isGiven: isText },
  { term: 'SelectSupport', member: 'Supported', option: '$select', isGiven: isText },
  { term: 'CountRestrictions', member: 'Countable', option: '$count', isGiven: isAsked },
  { term: 'FilterRestrictions', member: 'Filterable', option: '$filter', isGiven: isText },
  { term: 'SortRestrictions', member: 'Sortable', option: '$orderby', isGiven: isText },
  { term: 'SearchRestrictions', member: 'Searchable', option: '$search', isGiven: isText },
  { term: 'ExpandRestrictions', member: 'Expandable', option: '$expand', isGiven: isText },
]

const ofEntities: ReadonlySet<string> = new Set(['$compute', '$expand', '$select'])

/**
 * The options that annotations say are supported where a path leads, of those that apply to it; what no
 * annotation speaks of is supported too, and not documented.
 */
export function findDocumentedOptions(
  { steps, isCollection }: { readonly steps: readonly PathStep[]; readonly isCollection: boolean },
  model: Model,
): readonly string[] {
  const resource = hasCapabilities(model) ? resourceAt(steps, model) : undefined
  if (!resource) return []
  return optionSupport
    .filter(({ option, term, member }) => {
      if (!isCollection && !ofEntities.has(option)) return false
      const value = termValue(term, resource)
      if (value === undefined) return false
      return (member === undefined ? value : restriction(term, member, resource)) !== false
    })
    .map(({ option }) => option)
    .sort()
}
