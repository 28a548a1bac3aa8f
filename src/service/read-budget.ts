import { badRequest } from '../errors.ts'

/** Entities that expressions and expansions of one request may be led to, so that none runs long. */
const mostReads = 20_000_000

/** Counts what one request reads through links and from `$root`. */
export interface ReadBudget {
  /** Begins the next request; requests are carried out one at a time. */
  readonly renew: () => void
  /** Requests that are carried out within `run`, those of a batch, have one budget together. */
  readonly share: <Result>(run: () => Result) => Result
  /** @throws ODataError 400 when the request has read too much */
  readonly count: <T>(items: readonly T[]) => readonly T[]
}

export function newReadBudget(): ReadBudget {
  let left = mostReads
  let isShared = false
  return {
    renew: () => {
      if (!isShared) left = mostReads
    },
    share: (run) => {
      left = mostReads
      isShared = true
      try {
        return run()
      } finally {
        isShared = false
      }
    },
    count: (items) => {
      left -= items.length
      if (left < 0) {
        throw badRequest(
          `the request would look at more than ${mostReads} related entities; select fewer before following them`,
        )
      }
      return items
    },
  }
}
