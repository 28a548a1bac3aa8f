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

/** Planned requests by method and URL text; when it is full, the older half goes. */
export class PlanCache {
  readonly #planned = new Map<string, PlannedRequest>()
  readonly #size: number

  constructor(size = 2000) {
    this.#size = size
  }

  get(key: string, make: () => PlannedRequest): PlannedRequest {
    const known = this.#planned.get(key)
    if (known) return known
    const planned = make()
    if (this.#planned.size >= this.#size) {
      // Half at once: cheaper than keeping the order of use on every request.
      for (const old of [...this.#planned.keys()].slice(0, this.#size / 2)) {
        this.#planned.delete(old)
      }
    }
    // A long URL is seldom sent twice, and would be kept for nothing.
    if (key.length < 4000) this.#planned.set(key, planned)
    return planned
  }
}
