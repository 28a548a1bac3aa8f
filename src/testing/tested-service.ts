import type { Contract } from '../contract/contract.ts'
import { UsageError } from '../errors.ts'
import type { AssertContractOptions, Coverage, Exchange } from '../journal/index.ts'
import { describeValue } from './describe-value.ts'

/** What assertions need of a service; an `Understudy` is one. */
export interface TestedService {
  /** URL of the service root, or its pathname. */
  readonly url: string
  readonly contract: Contract
  readonly journal: { readonly exchanges: readonly Exchange[] }
  assertContract(options?: AssertContractOptions): void
  coverage(): Coverage
}

/** @throws UsageError for anything else, naming it */
export function readService(value: unknown, assertion: string): TestedService {
  if (isService(value)) return value
  throw new UsageError(
    `${assertion}: expected a service of startUnderstudy, createUnderstudy or useUnderstudy, found ${describeValue(value)}`,
  )
}

function isService(value: unknown): value is TestedService {
  if (typeof value !== 'object' || value === null) return false
  const { journal, assertContract } = value as Partial<TestedService>
  return Array.isArray(journal?.exchanges) && typeof assertContract === 'function'
}
