import { badRequest } from '../errors.ts'
import { readWholeNumber } from '../query/index.ts'

/**
 * The preferences that this service honours; the first of a name counts.
 * @see Protocol, "Header Prefer"
 */
export interface Preferences {
  readonly returned: 'representation' | 'minimal' | undefined
  readonly maxPageSize: number | undefined
  /** `track-changes`: a delta link is asked for. */
  readonly tracksChanges: boolean
  /** `continue-on-error`, without a value or `true`. */
  readonly continuesOnError: boolean
}

export const noPreferences: Preferences = {
  returned: undefined,
  maxPageSize: undefined,
  tracksChanges: false,
  continuesOnError: false,
}

export function readPreferences(prefer: string | undefined): Preferences {
  if (prefer === undefined) return noPreferences
  let { returned, maxPageSize, tracksChanges, continuesOnError } = noPreferences
  for (const text of prefer.split(/[,;]/)) {
    const [name = '', value = ''] = text.split('=', 2).map((part) => part.trim().replace(/"/g, ''))
    const preference = name.toLowerCase().replace(/^odata\./, '')
    if (preference === 'return' && (value === 'representation' || value === 'minimal')) {
      returned ??= value
    }
    if (preference === 'maxpagesize' && maxPageSize === undefined) {
      maxPageSize = readWholeNumber('maxpagesize', value)
      if (maxPageSize === 0) throw badRequest('maxpagesize: expected a positive integer, found 0')
    }
    if (preference === 'track-changes') tracksChanges = true
    if (preference === 'continue-on-error' && value !== 'false') continuesOnError = true
  }
  return { returned, maxPageSize, tracksChanges, continuesOnError }
}
