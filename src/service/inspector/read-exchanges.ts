import type { Exchange, Journal } from '../../journal/index.ts'
import { isFiltering, isShown, type ExchangeFilter } from './exchange-filter.ts'

/** What one load of the page shows of a journal. */
export interface ReadExchanges {
  /** Newest first. */
  readonly shown: readonly Exchange[]
  /** Number to read on below; absent where there are none below. */
  readonly below: number | undefined
  /** All that have been read so far, oldest first, by this load and those before: what figures are of. */
  readonly read: readonly Exchange[]
}

/** Exchanges of one page; more make it slow to open. */
const mostShown = 200

/** Exchanges that are read whatever the time, and milliseconds for those beyond. */
const leastRead = 200
const mostMilliseconds = 100

/**
 * Reads exchanges from the newest to the oldest: those that the page shows first, and of the others as
 * many as time allows. What was read stays read, so that the next load gets further.
 */
export function readExchanges(journal: Journal, filter: ExchangeFilter): ReadExchanges {
  const patience = createPatience()
  const page = readPage(journal, filter, patience)
  const read: Exchange[] = []
  for (let number = journal.count; number > journal.dropped; number--) {
    if (journal.isRead(number) || patience.isLeft()) read.push(journal.exchange(number)!)
  }
  return { ...page, read: read.reverse() }
}

function readPage(
  journal: Journal,
  filter: ExchangeFilter,
  patience: Patience,
): Pick<ReadExchanges, 'shown' | 'below'> {
  const { number: wanted, before = Infinity } = filter
  if (wanted !== undefined) {
    const exchange = journal.exchange(wanted)
    return { shown: exchange ? [exchange] : [], below: undefined }
  }
  const shown: Exchange[] = []
  let number = Math.min(journal.count, before - 1)
  for (; number > journal.dropped && shown.length < mostShown; number--) {
    if (!journal.isRead(number) && !patience.isLeft()) break
    const exchange = journal.exchange(number)!
    if (!isFiltering(filter) || isShown(exchange, filter)) shown.push(exchange)
  }
  return { shown, below: number > journal.dropped ? number + 1 : undefined }
}

interface Patience {
  isLeft(): boolean
}

function createPatience(): Patience {
  const started = performance.now()
  let asked = 0
  return { isLeft: () => asked++ < leastRead || performance.now() - started < mostMilliseconds }
}
