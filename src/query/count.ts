import { badRequest } from '../errors.ts'
import type { SystemQueryOption } from './system-query-option.ts'

/** @see URL Conventions, "System Query Option $count": counts after `$filter` and `$search`, before paging. */
export const count: SystemQueryOption<boolean, '$count'> = {
  name: '$count',
  appliesTo: ['collection'],
  parse: (text) => {
    const lower = text.trim().toLowerCase()
    if (lower === 'true' || lower === 'false') return lower === 'true'
    throw badRequest(`$count: expected true or false, found '${text.slice(0, 40)}'`, '$count')
  },
  plan: (wanted) => wanted,
  apply: (wanted, instances) =>
    wanted ? { ...instances, count: instances.items.length } : instances,
}
