import type { ContractOperation } from '../contract/contract.ts'
import type { Model } from '../model/index.ts'
import {
  isResolvedByKeys,
  RecentlyUsed,
  takeKeys,
  withKeys,
  type Refusal,
  type RequestPlan,
} from '../plan/index.ts'

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

/** Planned requests by method and URL, one for all URLs that differ in keys alone. */
export class PlanCache {
  readonly #byUrl = new RecentlyUsed<PlannedRequest>()
  /** `null` for a shape of which each URL is planned for itself. */
  readonly #byShape = new RecentlyUsed<PlannedRequest | null>()

  get(
    { method, path, query }: { method: string; path: string; query: string },
    model: Model,
    make: () => PlannedRequest,
  ): PlannedRequest {
    const keyed = takeKeys(path, model)
    if (!keyed) return this.#getByUrl(`${method} ${path}?${query}`, make)
    const shape = `${method} ${keyed.shape}?${query}`
    const planned = this.#byShape.get(shape)
    if (planned) return rekey(planned, keyed.keys, path)
    const url = `${method} ${path}?${query}`
    if (planned === null) return this.#getByUrl(url, make)
    const made = make()
    const isShared = isResolvedByKeys(made.plan.path, keyed)
    this.#byShape.set(shape, isShared ? made : null)
    if (!isShared) this.#byUrl.set(url, made)
    return made
  }

  #getByUrl(url: string, make: () => PlannedRequest): PlannedRequest {
    const known = this.#byUrl.get(url)
    if (known) return known
    const made = make()
    this.#byUrl.set(url, made)
    return made
  }
}

/** Signature, operation and refusals are the same whatever the keys. */
function rekey(
  { plan, signature, operation, refusals }: PlannedRequest,
  keys: readonly string[],
  path: string,
): PlannedRequest {
  return { plan: withKeys(plan, keys, path), signature, operation, refusals }
}
