import type { RequestPlan } from '../plan/index.ts'

/** Plans by kind of method and URL text; when it is full, the older half goes. */
export class PlanCache {
  readonly #plans = new Map<string, RequestPlan>()
  readonly #size: number

  constructor(size = 2000) {
    this.#size = size
  }

  get(key: string, make: () => RequestPlan): RequestPlan {
    const known = this.#plans.get(key)
    if (known) return known
    const plan = make()
    if (this.#plans.size >= this.#size) {
      // Half at once: cheaper than keeping the order of use on every request.
      for (const old of [...this.#plans.keys()].slice(0, this.#size / 2)) this.#plans.delete(old)
    }
    // A long URL is seldom sent twice, and would be kept for nothing.
    if (key.length < 4000) this.#plans.set(key, plan)
    return plan
  }
}
