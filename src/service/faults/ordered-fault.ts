import type { ServiceRequest } from '../http-message.ts'
import type { Fault, FaultHit, ListedFault } from './fault.ts'
import { createGraphThrottling, type Throttle } from './graph-throttling.ts'
import { createRandom } from './random.ts'
import type { ReadFault } from './read-faults.ts'

/** A fault in force, with its counts. */
export class OrderedFault {
  readonly #fault: ReadFault['fault']
  readonly #pattern: ReadFault['pattern']
  readonly #random: () => number
  readonly #throttle: Throttle | undefined
  #calls = 0
  #hits = 0

  constructor({ fault, pattern }: ReadFault) {
    this.#fault = fault
    this.#pattern = pattern
    this.#random = createRandom(fault.seed ?? 0)
    this.#throttle = fault.preset === undefined ? undefined : createGraphThrottling(fault)
  }

  get listed(): ListedFault {
    return { ...this.#fault, calls: this.#calls, hits: this.#hits }
  }

  /**
   * What happens to a request, which counts as one of the matching calls.
   * @param isTaken whether an answer stands for that of the service already
   */
  take(request: ServiceRequest, now: Date, isTaken: boolean): FaultHit | undefined {
    if (!this.#pattern.matches(request.method, request.url)) return undefined
    this.#calls++
    if (isTaken) return undefined
    if (this.#throttle) return this.#count(this.#throttle.take(request, now, this.#fault.on))
    return this.#isDue() ? this.#count(this.#hit()) : undefined
  }

  #count(hit: FaultHit): FaultHit {
    if (hit.name !== undefined) this.#hits++
    return hit
  }

  #isDue(): boolean {
    const { times, nth, after = 0, every, probability } = this.#fault
    if (times !== undefined && this.#hits >= times) return false
    const call = this.#calls - after
    if (call < 1) return false
    if (nth !== undefined && !(Array.isArray(nth) ? nth.includes(call) : nth === call)) return false
    if (every !== undefined && call % every !== 0) return false
    return probability === undefined || this.#random() < probability
  }

  #hit(): FaultHit {
    const { on, status, code, message, body, carriedOut, headers, truncate } = this.#fault
    const isReset = this.#fault.reset === true
    const latency = this.#latency()
    const isCarriedOut = carriedOut === true
    return {
      name: `${on}: ${describeEffects(this.#fault, latency).join(', ')}`,
      answer:
        status !== undefined || isReset
          ? { status: isReset ? 0 : status!, code, message, body, isCarriedOut }
          : undefined,
      headers: { ...headers, ...retryAfterOf(this.#fault) },
      delivery:
        latency > 0 || isReset || truncate !== undefined
          ? { latency, isReset, truncateAt: truncate, occupied: [] }
          : undefined,
    }
  }

  #latency(): number {
    const { latency = 0 } = this.#fault
    if (typeof latency === 'number') return latency
    return Math.round(latency.min + this.#random() * (latency.max - latency.min))
  }
}

function retryAfterOf({ retryAfter }: Fault): Readonly<Record<string, string>> {
  return retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }
}

function describeEffects(fault: Fault, latency: number): readonly string[] {
  const { status, reset, truncate, headers, carriedOut } = fault
  return [
    ...(status === undefined ? [] : [String(status)]),
    ...(reset === true ? ['connection reset'] : []),
    ...(carriedOut === true ? ['carried out'] : []),
    ...(truncate === undefined ? [] : [`cut off after ${truncate} octets`]),
    ...(latency === 0 ? [] : [`${latency} ms late`]),
    ...(headers && status === undefined ? [`headers ${Object.keys(headers).join(', ')}`] : []),
  ]
}
