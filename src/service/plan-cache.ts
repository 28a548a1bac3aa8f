import type { ContractOperation } from '../contract/contract.ts'
import type { Refusal, RequestPlan } from '../plan/index.ts'

/** A plan, and what else follows from method and URL alone. */
export interface PlannedRequest {
  readonly plan: RequestPlan
  /** The canonical address of what is requested. */
  readonly signature: string
  /** The documented operation that it matches. */
  readonly operation: ContractOperation | undefined
  /** What capabilities of the contract refuse of it. */
  readonly refusals: readonly Refusal[]
}

/**
 * Planned requests by method and URL text, in two halves: when the younger is full the older goes, which
 * costs less than keeping the order of use on every request.
 */
export class PlanCache {
  #younger = new Map<string, PlannedRequest>()
  #older = new Map<string, PlannedRequest>()
  readonly #size: number

  constructor(size = 2000) {
    this.#size = size
  }

  get(key: string, make: () => PlannedRequest): PlannedRequest {
    const known = this.#younger.get(key)
    if (known) return known
    const planned = this.#older.get(key) ?? make()
    // A long URL is seldom sent twice, and would be kept for nothing.
    if (key.length < 4000) this.#keep(key, planned)
    return planned
  }

  #keep(key: string, planned: PlannedRequest): void {
    if (this.#younger.size >= this.#size / 2) {
      this.#older = this.#younger
      this.#younger = new Map()
    }
    this.#younger.set(key, planned)
  }
}
