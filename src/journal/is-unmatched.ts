import type { Exchange } from './exchange.ts'

/**
 * Whether no operation of the contract matches the request, though one would have to: the protocol's
 * own resources belong to every service.
 * @see Protocol, "Service Document", "Metadata Document" and "Batch Requests"
 */
export function isUnmatched({ operation, nearest, violations }: Exchange): boolean {
  if (operation) return false
  return (
    (nearest !== undefined && nearest.length > 0) ||
    violations.some(({ rule }) => rule === 'undocumented-operation')
  )
}
