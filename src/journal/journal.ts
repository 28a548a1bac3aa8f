import type { Contract } from '../contract/contract.ts'
import type { Validators } from '../schemas/index.ts'
import type { ContractViolation, Exchange, ExchangeRecord } from './exchange.ts'
import { findViolations } from './find-violations.ts'
import type { JournalSink } from './journal-sink.ts'
import { writeExchange } from './write-exchange.ts'

export interface JournalOptions {
  readonly contract: Contract
  /** Of the contract's model. */
  readonly validators: Validators
  /** How many exchanges are kept; the oldest go first. Default 10,000. */
  readonly capacity?: number | undefined
  readonly sink?: JournalSink | undefined
}

/** A violation and the exchange that it was found in. */
export interface JournalledViolation {
  readonly exchange: Exchange
  readonly violation: ContractViolation
}

/** Keeps exchanges as they were handed over; all that costs time is done when the journal is read. */
export class Journal {
  readonly #options: JournalOptions
  readonly #capacity: number
  /** A ring: the exchange of number n is at (n - 1) modulo the capacity. */
  #records: ExchangeRecord[] = []
  #count = 0
  readonly #exchanges = new WeakMap<ExchangeRecord, Exchange>()

  constructor(options: JournalOptions) {
    this.#options = options
    this.#capacity = options.capacity ?? 10_000
  }

  /** An empty one for the same contract and file. */
  fork(): Journal {
    return new Journal(this.#options)
  }

  record(record: ExchangeRecord): void {
    this.#records[this.#count % this.#capacity] = record
    const number = ++this.#count
    this.#options.sink?.append(() => this.#exchangeOf(record, number))
  }

  /** The exchanges that are kept, oldest first. */
  get exchanges(): readonly Exchange[] {
    return this.#records.map((_, index) => {
      const number = this.dropped + index + 1
      return this.#exchangeOf(this.#records[(number - 1) % this.#capacity]!, number)
    })
  }

  /** How many exchanges are no longer kept. */
  get dropped(): number {
    return this.#count - this.#records.length
  }

  /** Every violation in the exchanges that are kept, oldest first. */
  violations(): readonly JournalledViolation[] {
    return this.exchanges.flatMap((exchange) =>
      exchange.violations.map((violation) => ({ exchange, violation })),
    )
  }

  /** Forgets all; the next exchange has the number 1. */
  clear(): void {
    this.#records = []
    this.#count = 0
  }

  #exchangeOf(record: ExchangeRecord, number: number): Exchange {
    let exchange = this.#exchanges.get(record)
    if (!exchange) {
      const { contract, validators } = this.#options
      const violations = [...record.violations, ...findViolations(record, contract, validators)]
      exchange = writeExchange(record, number, violations)
      this.#exchanges.set(record, exchange)
    }
    return exchange
  }
}

export function createJournal(options: JournalOptions): Journal {
  return new Journal(options)
}
