import type { SourceText } from './write-source.ts'

/**
 * All that a contract documents and an exchange can exercise: what coverage is measured against. It
 * goes with a journal file, so that reports need no contract.
 */
export interface ContractInventory {
  readonly operations: readonly InventoriedOperation[]
  readonly types: readonly InventoriedType[]
}

/** An operation of the pages; of CSDL, what a set, a singleton or an operation of it allows. */
export interface InventoriedOperation {
  readonly name: string
  readonly method: string
  /** The first documented one, `/accessPackages/{id}`. */
  readonly path: string
  readonly source: SourceText
  readonly statuses: readonly number[]
  /** System query options that it documents, `$filter`; empty where it says nothing of them. */
  readonly options: readonly string[]
  /** Least privileged first; absent where the contract says nothing of them. */
  readonly permissions?: {
    readonly delegatedWork: readonly string[]
    readonly delegatedPersonal: readonly string[]
    readonly application: readonly string[]
  }
}

export interface InventoriedType {
  /** Qualified. */
  readonly name: string
  readonly source: SourceText
  /** Declared by the type itself. */
  readonly properties: readonly InventoriedMember[]
  readonly relationships: readonly InventoriedMember[]
}

export interface InventoriedMember {
  readonly name: string
  readonly source: SourceText
}
