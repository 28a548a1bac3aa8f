import type { Exchange } from './exchange.ts'

/**
 * Whether the contract documents no operation for the request, though others come near: the model may
 * allow it all the same. The protocol's own resources belong to every service, and are not meant.
 * @see Protocol, "Service Document", "Metadata Document" and "Batch Requests"
 */
export function isUnmatched({ operation, nearest, violations }: Exchange): boolean {
  if (operation) return false
  return (
    (nearest !== undefined && nearest.length > 0) ||
    violations.some(({ rule }) => rule === 'undocumented-operation')
  )
}
