import { randomUUID } from 'node:crypto'

/** The one source of time and ids, so that two runs can be made alike. */
export interface Source {
  now(): Date
  newId(): string
  /** Back to the start: the same times and ids again where they are fixed. */
  reset(): void
}

/**
 * @param options `clock`: the ISO 8601 time at which the clock stands still; `ids`: random UUIDs, or counted ones
 */
export function createSource({
  clock,
  ids,
}: {
  clock: Date | undefined
  ids: 'uuid' | 'sequential'
}): Source {
  let count = 0
  return {
    now: () => (clock ? new Date(clock) : new Date()),
    newId: () => {
      if (ids === 'uuid') return randomUUID()
      return `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`
    },
    reset: () => {
      count = 0
    },
  }
}
