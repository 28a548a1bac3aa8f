import { clearTimeout, setTimeout } from 'node:timers'
import type { ServiceRequest } from '../http-message.ts'
import type { Service } from '../service.ts'
import type { Delivery, Fault, FaultHit, ListedFault } from './fault.ts'
import { OrderedFault } from './ordered-fault.ts'
import { FaultError, readFaults } from './read-faults.ts'

// Test frameworks put their own clocks in the place of timers, also of this module's exports.
const startTimer = setTimeout
const stopTimer = clearTimeout

/** What tests order to go wrong with the answers of one service. */
export class Faults {
  readonly #service: Pick<Service, 'world' | 'basePath' | 'source'>
  #ordered: readonly OrderedFault[] = []
  /** Answers that wait, each with its timer. */
  readonly #waiting = new Map<() => void, NodeJS.Timeout>()

  constructor(service: Pick<Service, 'world' | 'basePath' | 'source'>) {
    this.#service = service
  }

  get isEmpty(): boolean {
    return this.#ordered.length === 0
  }

  /** Those in force, in their order, each with how often it happened. */
  get list(): readonly ListedFault[] {
    return this.#ordered.map(({ listed }) => listed)
  }

  /** @throws FaultError with all that is wrong with it; those in force stay as they are */
  add(fault: Fault): void {
    try {
      const [read] = readFaults([fault], this.#service)
      this.#ordered = [...this.#ordered, new OrderedFault(read!)]
    } catch (error) {
      if (!(error instanceof FaultError)) throw error
      // There is no list whose first it would be.
      throw new FaultError(
        error.problems.map(({ pointer, message }) => ({ pointer: pointer.slice(2), message })),
      )
    }
  }

  /** Puts a list in the place of those in force. @throws FaultError with all that is wrong with it */
  set(faults: readonly Fault[]): void {
    this.#ordered = readFaults(faults, this.#service).map((read) => new OrderedFault(read))
  }

  clear(): void {
    this.#ordered = []
  }

  /**
   * What happens to a request: the first that gives an answer decides; what only delays it or adds to
   * it is joined. Each fault that is about the request counts it.
   */
  take(request: ServiceRequest): FaultHit | undefined {
    const now = this.#service.source.now()
    let joined: FaultHit | undefined
    for (const fault of this.#ordered) {
      const hit = fault.take(request, now, joined?.answer !== undefined)
      if (hit) joined = joined ? joinHits(joined, hit) : hit
    }
    return joined
  }

  /** Goes on when the time is over, or the service closes; others are answered meanwhile. */
  wait({ latency, occupied }: Delivery, goOn: () => void): void {
    for (const each of occupied) each.running++
    const end = (): void => {
      this.#waiting.delete(end)
      for (const each of occupied) each.running--
      goOn()
    }
    // It keeps no process alive.
    this.#waiting.set(end, startTimer(end, latency).unref())
  }

  /** Ends all waiting. */
  close(): void {
    for (const [end, timer] of this.#waiting) {
      stopTimer(timer)
      end()
    }
  }
}

function joinHits(first: FaultHit, second: FaultHit): FaultHit {
  const names = [first.name, second.name].filter((name) => name !== undefined)
  return {
    name: names.length === 0 ? undefined : names.join('; '),
    answer: first.answer ?? second.answer,
    headers: { ...first.headers, ...second.headers },
    delivery: joinDeliveries(first.delivery, second.delivery),
  }
}

/** Delays add up, as do those of the parts of a batch, which run one after another. */
export function joinDeliveries(
  first: Delivery | undefined,
  second: Delivery | undefined,
): Delivery | undefined {
  if (!first || !second) return first ?? second
  const cuts = [first.truncateAt, second.truncateAt].filter((at) => at !== undefined)
  return {
    latency: first.latency + second.latency,
    isReset: first.isReset || second.isReset,
    truncateAt: cuts.length === 0 ? undefined : Math.min(...cuts),
    occupied: [...new Set([...first.occupied, ...second.occupied])],
  }
}
