import type { ContractOperation } from '../contract/contract.ts'
import type { ContractViolation } from '../journal/index.ts'

/** What is found out about a request on its way, for the journal. */
export interface RequestNotes {
  operation: ContractOperation | undefined
  body: unknown
  readonly violations: ContractViolation[]
}
