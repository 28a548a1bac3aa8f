import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readContract, type Contract } from '../contract/index.ts'
import { findLeastPrivilege, inventoryOf, measureCoverage } from '../journal/index.ts'
import type { Report } from '../reports/index.ts'
import { findServiceFolder, type ReplayReport } from '../scenarios/index.ts'
import { readFixtures } from '../store/index.ts'
import { locateSources } from './locate-sources.ts'

/**
 * The report of replays: their steps, the exchanges that these were, and what of the contract they
 * covered, where all scenarios are of one.
 */
export function buildReplayReport(replays: readonly ReplayReport[]): Report {
  const exchanges = replays
    .flatMap(({ steps }) => steps.flatMap(({ exchange }) => (exchange ? [exchange] : [])))
    .map((exchange, index) => ({ ...exchange, number: index + 1 }))
  const report = { exchanges, replays, incomplete: [] }
  const contract = findContract(replays)
  if (!contract) return report
  const inventory = inventoryOf(contract)
  const covered = {
    ...report,
    contract: { hash: contract.hash, files: contract.files },
    coverage: measureCoverage(inventory, exchanges),
    permissions: findLeastPrivilege(inventory, exchanges),
  }
  return { ...covered, sources: locateSources(covered) }
}

function findContract(replays: readonly ReplayReport[]): Contract | undefined {
  const folders = new Set(replays.map(({ file }) => findServiceFolder(file)))
  const [folder] = folders
  if (folder === undefined || folders.size > 1) return undefined
  const data = join(folder, 'data')
  const resourcePaths = existsSync(data) ? Object.keys(readFixtures(data)) : []
  return readContract([join(folder, 'contract')], { resourcePaths })
}
