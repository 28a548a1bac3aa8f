import type { ContractOperation } from '../../contract/contract.ts'
import type { AddressFacts, ContractReader } from '../contract-reader.ts'
import type { ContractViolation, ExchangeRecord, NearOperation } from '../exchange.ts'
import type { History } from '../history.ts'
import type { JudgedResponse } from '../judge-response.ts'

/** One rule that exchanges are held to: a file of its own, and a line in `violationRules`. */
export interface ViolationRule {
  /** Kebab-case. */
  readonly name: string
  /** Of its violations, where one does not say otherwise. */
  readonly severity: ContractViolation['severity']
  readonly about: 'request' | 'response'
  /** One sentence for the reference. */
  readonly describes: string
  readonly find: (facts: ExchangeFacts) => readonly Finding[]
}

/** A violation but for what is the same for all of a rule and an exchange. */
export interface Finding extends Omit<ContractViolation, 'rule' | 'severity' | 'curl'> {
  readonly severity?: ContractViolation['severity']
}

/** An exchange and what it means by the contract; each member is found when a rule first asks for it. */
export interface ExchangeFacts {
  readonly record: ExchangeRecord
  /** Its place among the exchanges of the journal, from 1. */
  readonly number: number
  readonly reader: ContractReader
  readonly address: AddressFacts
  readonly operation: ContractOperation | undefined
  /** The same, where it documents the answer too: not that to a part alone of what it is about. */
  readonly answering: ContractOperation | undefined
  /** Where no operation matched: those that come nearest. */
  readonly nearest: readonly NearOperation[]
  readonly response: JudgedResponse
  /** Exchanges before this one. */
  readonly history: History
}
