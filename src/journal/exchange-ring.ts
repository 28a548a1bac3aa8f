import type { ExchangeRecord } from './exchange.ts'

/** Bounds of what is kept; the oldest goes first. */
export interface RingBounds {
  readonly exchanges: number
  /** Octets of bodies. */
  readonly bytes: number
}

/** The last exchanges since a start or a reset, by their numbers from 1. */
export class ExchangeRing {
  readonly #bounds: RingBounds
  readonly #records: (ExchangeRecord | undefined)[] = []
  /** Octets of each one's bodies when it came: what is kept of a request may still change. */
  readonly #sizes: number[] = []
  /** Where the oldest one stands that is kept. */
  #start = 0
  /** How many are no longer in `#records` at all. */
  #removed = 0
  #bytes = 0

  constructor(bounds: RingBounds) {
    this.#bounds = bounds
  }

  /** @returns its number */
  add(record: ExchangeRecord): number {
    const size = sizeOf(record)
    this.#records.push(record)
    this.#sizes.push(size)
    this.#bytes += size
    while (this.#isFull()) this.#drop()
    return this.count
  }

  get(number: number): ExchangeRecord | undefined {
    return this.#records[number - 1 - this.#removed]
  }

  get count(): number {
    return this.#removed + this.#records.length
  }

  /** How many are no longer kept. */
  get dropped(): number {
    return this.#removed + this.#start
  }

  /** The last one is kept whatever its size. */
  #isFull(): boolean {
    const kept = this.#records.length - this.#start
    return kept > this.#bounds.exchanges || (this.#bytes > this.#bounds.bytes && kept > 1)
  }

  #drop(): void {
    this.#bytes -= this.#sizes[this.#start]!
    this.#records[this.#start++] = undefined
    if (this.#start < 1024 || this.#start < this.#records.length / 2) return
    this.#records.splice(0, this.#start)
    this.#sizes.splice(0, this.#start)
    this.#removed += this.#start
    this.#start = 0
  }
}

/** A character counts as one octet: what matters is the order of magnitude. */
function sizeOf({ responseBody, requestBytes = 0 }: ExchangeRecord): number {
  return (responseBody?.length ?? 0) + requestBytes
}
