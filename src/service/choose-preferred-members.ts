import type { Outcome } from '../engine/index.ts'
import type { WriteOptions } from '../representation/index.ts'
import { applyPreference, type Preferences } from './preferences.ts'
import { readIncludedAnnotations } from './read-included-annotations.ts'

type PreferredMembers = Pick<WriteOptions, 'omittedValues' | 'wantsAnnotation'>

const all: PreferredMembers = {}

/**
 * What a client prefers not to get of an outcome's properties and annotations.
 * @param answered `headers`: those of the response, which take `Preference-Applied`
 * @see Protocol, "Preference omit-values", "Preference include-annotations"
 */
export function choosePreferredMembers(
  outcome: Outcome,
  answered: {
    readonly method: string
    readonly preferences: Preferences
    readonly headers: Record<string, string>
  },
): PreferredMembers {
  const { method, preferences, headers } = answered
  const { omittedValues, includedAnnotations } = preferences
  if (omittedValues === undefined && includedAnnotations === undefined) return all
  if (!hasMembers(outcome)) return all
  // What an update changed "MUST be included", and of a create all but defaults.
  const isOmitting = method === 'GET' || (method === 'POST' && omittedValues === 'defaults')
  if (isOmitting) applyPreference(headers, preferences, 'omit-values')
  if (includedAnnotations !== undefined) {
    applyPreference(headers, preferences, 'include-annotations')
  }
  return {
    omittedValues: isOmitting ? omittedValues : undefined,
    wantsAnnotation:
      includedAnnotations === undefined ? undefined : readIncludedAnnotations(includedAnnotations),
  }
}

/** "Properties with null or default values MUST be included in delta payloads, if modified." */
function hasMembers({ kind }: Outcome): boolean {
  return kind === 'entity' || kind === 'collection' || kind === 'value' || kind === 'crossjoin'
}
