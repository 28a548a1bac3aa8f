import type { ContractOperation } from '../contract/contract.ts'
import type { Outcome } from '../engine/index.ts'
import type { ContractViolation, ExchangeRecord, ServedShape } from '../journal/index.ts'

/** What is found out about a request on its way: for the journal, and for later requests of a batch. */
export interface RequestNotes {
  operation: ContractOperation | undefined
  body: unknown
  readonly violations: ContractViolation[]
  /** What it came to, once it is carried out. */
  outcome?: Outcome
  /** What is served where it succeeds. */
  served?: ServedShape
  /** What the journal has of it. */
  record?: KeptRecord
}

/** What becomes of a request of a batch may be known only when others are answered. */
export type KeptRecord = { -readonly [Member in keyof ExchangeRecord]: ExchangeRecord[Member] }

export function newNotes(): RequestNotes {
  return { operation: undefined, body: undefined, violations: [] }
}
