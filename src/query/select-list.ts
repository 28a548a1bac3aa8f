import type { QueryPlan } from './system-query-option.ts'

/**
 * The select-list of a context URL: what `$select`, or else `$apply` and `$compute`, say is there; the
 * expansions of `$apply` are part of it where no `$expand` says otherwise.
 * @returns '' where all of the instances is there and nothing else
 * @see Data Aggregation, "Type, Structure and Context URL"
 */
export function selectListOf({ $apply, $compute, $select }: QueryPlan): string {
  if ($select) return $select.text
  const own = $apply?.expandsByDefault ? $apply.text : $apply?.ownText
  if (!$compute) return own ?? ''
  const before = own === undefined || own === '' ? '*' : own
  return [before, ...$compute.names].join(',')
}

/** Whether `selectListOf` names the expansions too. */
export function namesExpansions({ $apply, $select }: QueryPlan): boolean {
  return $apply?.expandsByDefault === true && !$select
}
