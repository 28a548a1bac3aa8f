import { badRequest } from '../errors.ts'
import type { QueryOption } from '../syntax/index.ts'

export type Levels = number | 'max'

/** `$levels=max` is this many at most, and a number may be no greater. */
export const deepestLevels = 100

/**
 * `$levels` among the options of an expand item.
 * @see URL Conventions, "System Query Option $expand"
 */
export function readLevels(options: readonly QueryOption[]): Levels | undefined {
  const given = options.filter(isLevels)
  if (given.length > 1) throw badRequest('$levels is given twice', '$levels')
  const text = given[0]?.value.trim()
  if (text === undefined) return undefined
  if (text.toLowerCase() === 'max') return 'max'
  if (!/^[1-9]\d*$/.test(text)) {
    throw badRequest(
      `$levels: expected a positive integer or max, found '${text.slice(0, 40)}'`,
      '$levels',
    )
  }
  const levels = Number(text)
  if (levels > deepestLevels) {
    throw badRequest(
      `$levels: expected at most ${deepestLevels} levels, found ${text.slice(0, 40)}`,
      '$levels',
    )
  }
  return levels
}

export function isLevels({ name }: QueryOption): boolean {
  return /^\$?levels$/i.test(name)
}
