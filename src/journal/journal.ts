import type { Contract } from '../contract/contract.ts'
import type { Validators } from '../schemas/index.ts'
import type { ContractReader } from './contract-reader.ts'
import { createPlainReader, readExchangeFacts } from './exchange-facts.ts'
import { ExchangeRing } from './exchange-ring.ts'
import type { ContractViolation, Exchange, ExchangeRecord } from './exchange.ts'
import { History } from './history.ts'
import type { JournalSink } from './journal-sink.ts'
import { writeExchange } from './write-exchange.ts'

export interface JournalOptions {
  readonly contract: Contract
  /** Of the contract's model. */
  readonly validators: Validators
  /** How many exchanges are kept; the oldest go first. Default 10,000. */
  readonly capacity?: number | undefined
  /** How many octets of bodies are kept. Default 64 MB. */
  readonly capacityBytes?: number | undefined
  readonly sink?: JournalSink | undefined
}

/** A violation and the exchange that it was found in. */
export interface JournalledViolation {
  readonly exchange: Exchange
  readonly violation: ContractViolation
}

/** Keeps exchanges as they were handed over; all that costs time is done when the journal is read. */
export class Journal {
  #options: JournalOptions
  #reader: ContractReader
  #ring: ExchangeRing
  #history: History
  readonly #exchanges = new WeakMap<ExchangeRecord, Exchange>()

  constructor(options: JournalOptions) {
    this.#options = options
    this.#reader = createPlainReader(options)
    this.#ring = newRing(options)
    this.#history = new History(this.#ring)
  }

  get contract(): Contract {
    return this.#options.contract
  }

  /** What comes from now on is held to another contract. */
  holdTo(contract: Contract, validators: Validators): void {
    this.#options = { ...this.#options, contract, validators }
    this.#reader = createPlainReader(this.#options)
  }

  /** An empty one for the same contract and file. */
  fork(): Journal {
    return new Journal(this.#options)
  }

  record(record: ExchangeRecord): void {
    const number = this.#ring.add(record)
    const { sink } = this.#options
    if (!sink) return
    // What comes before it is what came before it then, whatever is cleared meanwhile.
    const history = this.#history
    sink.append(() => this.#exchangeOf(record, number, history))
  }

  /** The exchanges that are kept, oldest first. */
  get exchanges(): readonly Exchange[] {
    const { dropped, count } = this.#ring
    return Array.from({ length: count - dropped }, (_, index) =>
      this.exchange(dropped + index + 1)!,
    )
  }

  /** The number of the last exchange, 0 for none; the first that is kept comes after those `dropped`. */
  get count(): number {
    return this.#ring.count
  }

  /** @returns `undefined` for a number that is not kept */
  exchange(number: number): Exchange | undefined {
    const record = this.#ring.get(number)
    return record && this.#exchangeOf(record, number, this.#history)
  }

  /** Whether an exchange was read before, and costs nothing to be read again. */
  isRead(number: number): boolean {
    const record = this.#ring.get(number)
    return record !== undefined && this.#exchanges.has(record)
  }

  /** How many exchanges are no longer kept. */
  get dropped(): number {
    return this.#ring.dropped
  }

  /** Every violation in the exchanges that are kept, oldest first. */
  violations(): readonly JournalledViolation[] {
    return this.exchanges.flatMap((exchange) =>
      exchange.violations.map((violation) => ({ exchange, violation })),
    )
  }

  /** Forgets the exchanges, but not which links were given; the next exchange has the number 1. */
  clear(): void {
    this.#ring = newRing(this.#options)
    this.#history = new History(this.#ring, this.#history)
  }

  /** Forgets all: links from before are those of another state. */
  reset(): void {
    this.#ring = newRing(this.#options)
    this.#history = new History(this.#ring)
  }

  #exchangeOf(record: ExchangeRecord, number: number, history: History): Exchange {
    let exchange = this.#exchanges.get(record)
    if (!exchange) {
      const reader = record.reader ?? this.#reader
      exchange = writeExchange(readExchangeFacts(record, { number, reader, history }))
      this.#exchanges.set(record, exchange)
    }
    return exchange
  }
}

function newRing({
  capacity = 10_000,
  capacityBytes = 64 * 1024 * 1024,
}: JournalOptions): ExchangeRing {
  return new ExchangeRing({ exchanges: capacity, bytes: capacityBytes })
}

export function createJournal(options: JournalOptions): Journal {
  return new Journal(options)
}
