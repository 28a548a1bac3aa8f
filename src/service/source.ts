import { randomUUID } from 'node:crypto'
import { createClock, type Clock } from './clock.ts'

/** The one source of time and ids, so that two runs can be made alike. */
export interface Source {
  readonly clock: Clock
  now(): Date
  newId(): string
  /** How ids are made from now on, until `reset`; counted ones go on where they were. */
  useIds(kind: 'uuid' | 'sequential'): void
  readonly ids: 'uuid' | 'sequential'
  /** The `request-id` of an answer; counted apart, so that a refusal takes no entity's id. */
  newRequestId(): string
  /** Milliseconds of some beginning, for how long things take; the same always where time stands still. */
  elapsed(): number
  /** The ids given so far are those of fixtures, which `reset` goes on after. */
  keepIds(): void
  /** As at the start, before the fixtures were made, which are to be made again. */
  restart(): void
  /** Back to the start: the same times and ids again where they are fixed. */
  reset(): void
  /** One that goes on from here by itself: what is there already has the ids given so far. */
  fork(): Source
}

/**
 * @param options `clock`: the ISO 8601 time at which the clock stands still; `ids`: random UUIDs, or counted ones
 */
export function createSource(
  { clock: start, ids }: { clock: Date | undefined; ids: 'uuid' | 'sequential' },
  given = { kind: ids, ids: 0, idsOfFixtures: 0, requestIds: 0 },
): Source {
  const clock = createClock(start)
  let kind = given.kind
  let count = given.ids
  let countOfFixtures = given.idsOfFixtures
  let requestCount = given.requestIds
  const restart = (): void => {
    count = 0
    countOfFixtures = 0
    requestCount = 0
  }
  return {
    clock,
    now: () => clock.now(),
    newId: () => (kind === 'uuid' ? randomUUID() : countedId('8000', ++count)),
    newRequestId: () => (kind === 'uuid' ? randomUUID() : countedId('9000', ++requestCount)),
    useIds: (wanted) => {
      // Where none were counted at the start, all that were are of an earlier test.
      if (ids === 'uuid' && wanted !== kind) restart()
      kind = wanted
    },
    get ids() {
      return kind
    },
    elapsed: () => (clock.isFrozen ? 0 : performance.now()),
    keepIds: () => {
      countOfFixtures = count
    },
    restart: () => {
      kind = ids
      restart()
    },
    reset: () => {
      clock.reset()
      kind = ids
      count = countOfFixtures
      requestCount = 0
    },
    fork: () => {
      const forked = createSource(
        { clock: start, ids },
        { kind, ids: count, idsOfFixtures: countOfFixtures, requestIds: requestCount },
      )
      forked.clock.freeze(clock.now())
      if (!clock.isFrozen) forked.clock.resume()
      return forked
    },
  }
}

/** A UUID of version 4 that tells its number. */
function countedId(variant: string, number: number): string {
  return `00000000-0000-4000-${variant}-${String(number).padStart(12, '0')}`
}
