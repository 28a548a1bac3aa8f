import {
  findLeastPrivilege,
  measureCoverage,
  mergeJournals,
  type ContractInventory,
  type JournalContents,
} from '../journal/index.ts'
import type { Report } from '../reports/index.ts'
import { locateSources } from './locate-sources.ts'

/**
 * The report of journals of one contract.
 * @throws UsageError when they are of different ones
 */
export function buildReport(journals: readonly JournalContents[]): Report {
  const { contract, inventory, exchanges, incomplete } = mergeJournals(journals)
  const report = {
    ...(contract !== undefined && {
      contract: { hash: contract, files: inventory ? listFiles(inventory) : [] },
    }),
    exchanges,
    ...(inventory && {
      coverage: measureCoverage(inventory, exchanges),
      permissions: findLeastPrivilege(inventory, exchanges),
    }),
    replays: [],
    incomplete,
  }
  return { ...report, sources: locateSources(report) }
}

function listFiles({ operations, types }: ContractInventory): readonly string[] {
  const files = [...operations, ...types].map(({ source }) => source.replace(/:\d+$/, ''))
  return [...new Set(files)].sort()
}

/** One report a contract, that of the first journal first. */
export function buildReports(journals: readonly JournalContents[]): readonly Report[] {
  const hashes = new Set(
    journals.flatMap(({ sessions }) => sessions.map(({ contract }) => contract)),
  )
  if (hashes.size < 2) return [buildReport(journals)]
  return [...hashes].map((hash, index) =>
    buildReport(
      journals.map(({ sessions, incomplete, ...journal }) => ({
        ...journal,
        sessions: sessions.filter(({ contract }) => contract === hash),
        // Lines of no session are of no contract either: they are told of once.
        incomplete: index === 0 ? incomplete : [],
      })),
    ),
  )
}
