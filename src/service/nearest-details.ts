import { ODataError, type ErrorDetail } from '../errors.ts'
import { findNearestInContract, type NearOperation } from '../journal/index.ts'
import type { Planner } from './plan-service-request.ts'

/** What was asked of a service. */
export interface AskedAddress {
  readonly method: string
  /** After the service root, undecoded. */
  readonly path: string
}

/**
 * The operations that a request may have meant which the contract has none for, as details of its refusal;
 * none where one of them is what was asked, which is then refused for another reason.
 */
export function describeNearest(nearest: readonly NearOperation[]): readonly ErrorDetail[] {
  if (nearest.some(({ difference }) => difference === '')) return []
  return nearest.map(({ method, path, source, difference }) => ({
    code: 'NearestOperation',
    message: `${method} ${path} (${source}): ${difference}`,
  }))
}

/** A refusal of an address that leads nowhere, with the operations that come nearest. */
export function withNearest(
  error: unknown,
  { world: { contract } }: { readonly world: Pick<Planner, 'contract'> },
  { method, path }: AskedAddress,
): unknown {
  if (!(error instanceof ODataError) || error.statusCode !== 404) return error
  const nearest = findNearestInContract(contract, method === 'HEAD' ? 'GET' : method, path)
  if (nearest.length === 0) return error
  const { statusCode, code, message, target, headers, details } = error
  return new ODataError(statusCode, code, message, {
    target,
    details: [...details, ...describeNearest(nearest)],
    headers,
  })
}
