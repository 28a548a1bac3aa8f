import { isDeepStrictEqual } from 'node:util'
import { UsageError } from '../errors.ts'
import { citeAlike } from './cite-alike.ts'
import type { Exchange } from './exchange.ts'
import type { ContractInventory } from './inventory.ts'
import { isUniqueSession, type JournalContents, type JournalSession } from './read-journal.ts'

/** Journals of one contract as one. */
export interface MergedJournal {
  /** The contract's hash; absent where no file has a session. */
  readonly contract: string | undefined
  readonly inventory: ContractInventory | undefined
  /** In the order of time, numbered from 1. */
  readonly exchanges: readonly Exchange[]
  readonly incomplete: readonly string[]
}

/**
 * Merges journals. Exchanges come in the order of time, where that is the same in the order of the
 * files; those of one session stay in theirs. A session that was copied counts once, by the copy that
 * has most of it; sessions that are merely alike, as those of sequential ids are, count each.
 * @throws UsageError when they are of different contracts, naming each with its files
 */
export function mergeJournals(journals: readonly JournalContents[]): MergedJournal {
  checkContracts(journals.flatMap(({ sessions }) => sessions))
  const kept = leaveOutCopies(journals.flatMap((journal) => journal.sessions))
  const inventory = kept.find((session) => session.inventory)?.inventory
  const sessions = kept.map((session) => ({
    ...session,
    exchanges: citeAlike(session.exchanges, session.inventory, inventory),
  }))
  return {
    contract: sessions[0]?.contract,
    inventory,
    exchanges: inOrderOfTime(sessions).map((exchange, index) =>
      Object.assign({}, exchange, { number: index + 1 }),
    ),
    incomplete: [
      ...journals.flatMap(({ incomplete }) => incomplete),
      ...sessions.flatMap(({ incomplete }) => incomplete),
    ],
  }
}

function checkContracts(sessions: readonly JournalSession[]): void {
  const files = new Map<string, Set<string>>()
  for (const { contract, file } of sessions) {
    const known = files.get(contract) ?? new Set()
    files.set(contract, known.add(file))
  }
  if (files.size < 2) return
  const lines = [...files].map(([contract, of]) => `  ${contract} in ${[...of].join(', ')}`)
  throw new UsageError(
    `expected journals of one contract, found ${files.size}, by their hashes:\n${lines.join('\n')}`,
  )
}

/** Of sessions with one id whose exchanges begin alike, the one that has most of them. */
function leaveOutCopies(sessions: readonly JournalSession[]): readonly JournalSession[] {
  const kept: JournalSession[] = []
  const indexes = new Map<string, number[]>()
  for (const session of sessions) {
    const same = indexes.get(session.id) ?? []
    indexes.set(session.id, same)
    const index = same.find((candidate) => isCopy(kept[candidate]!, session))
    if (index === undefined) same.push(kept.push(session) - 1)
    else if (isFuller(session, kept[index]!)) kept[index] = session
  }
  return kept
}

function isCopy(one: JournalSession, other: JournalSession): boolean {
  if (!isUniqueSession(one.id)) return false
  const length = Math.min(one.exchanges.length, other.exchanges.length)
  for (let index = 0; index < length; index++) {
    if (!isDeepStrictEqual(one.exchanges[index], other.exchanges[index])) return false
  }
  return true
}

function isFuller(one: JournalSession, other: JournalSession): boolean {
  if (one.exchanges.length !== other.exchanges.length) {
    return one.exchanges.length > other.exchanges.length
  }
  return one.incomplete.length < other.incomplete.length
}

interface Dated {
  readonly time: number
  readonly exchange: Exchange
}

/** A clock that a test set back does not put what came later before what came earlier. */
function inOrderOfTime(sessions: readonly JournalSession[]): readonly Exchange[] {
  const dated = sessions.flatMap(({ exchanges }) => {
    let latest = 0
    return exchanges.map((exchange): Dated => {
      const time = Date.parse(exchange.time)
      if (time > latest) latest = time
      return { time: latest, exchange }
    })
  })
  // Sorting is stable: the order of files and lines stays where times are the same.
  return dated.sort((a, b) => a.time - b.time).map(({ exchange }) => exchange)
}
