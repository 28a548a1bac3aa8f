import { anyStructure } from './apply/collection-shape.ts'
import type { QueryPlan } from './system-query-option.ts'

/**
 * The select-list of a context URL: what `$select`, or else `$apply` and `$compute`, say is there; the
 * expansions of `$apply` are part of it where no `$expand` says otherwise.
 * @returns '' where all of the instances is there and nothing else
 * @see Data Aggregation, "Type, Structure and Context URL"
 */
export function selectListOf({ $apply, $compute, $expand, $select }: QueryPlan): string {
  if ($select) {
    const expanded = $apply?.expandsByDefault ? $apply.expandedText : ''
    return expanded ? `${$select.text},${expanded}` : $select.text
  }
  const own = $apply?.expandsByDefault ? $apply.text : $apply?.ownText
  // Where nothing but what `$expand` names is known to be there, that alone is named.
  const known = own === anyStructure && $expand ? undefined : own
  if (!$compute) return known ?? ''
  const before = own === undefined || own === '' ? '*' : known
  return [before, ...$compute.names].filter((text) => text).join(',')
}

/** Whether `selectListOf` names the expansions too. */
export function namesExpansions({ $apply }: QueryPlan): boolean {
  return $apply?.expandsByDefault === true
}
