import type { Exchange } from './exchange.ts'
import type { ContractInventory } from './inventory.ts'

/** Where a journal's exchanges go as they happen, e.g. a file. */
export interface JournalSink {
  /** Cheap: the exchange is made when the sink gets to it. */
  append(getExchange: () => Exchange): void
}

/*
 * The lines of a journal file, JSON each. Several processes append to one file at once, so that each
 * line names the session that it belongs to; a session without its last line is incomplete.
 */

export interface JournalHeaderLine {
  /** The number of the format. */
  readonly understudyJournal: 1
  readonly session: string
  /** The `understudy run` that the session belongs to, `outer/inner` of runs in runs; absent outside of one. */
  readonly run?: string
  /** The contract's hash: only journals of one contract are merged. */
  readonly contract: string
  /** Options that matter to who reads the journal. */
  readonly options: Readonly<Record<string, string | number | boolean>>
  /** What coverage is measured against. */
  readonly inventory?: ContractInventory
}

export interface JournalExchangeLine {
  readonly session: string
  readonly exchange: Exchange
}

export interface JournalEndLine {
  readonly session: string
  /** How many exchange lines the session has. */
  readonly end: { readonly exchanges: number }
}

export type JournalLine = JournalHeaderLine | JournalExchangeLine | JournalEndLine
