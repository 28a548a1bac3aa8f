import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { UsageError } from '../errors.ts'

export const scenarioExtensions: readonly string[] = ['.yaml', '.yml', '.json']

/** Of the file in which a recording has where the service leaves the contract. */
export const driftExtension = '.drift.json'

/**
 * Finds the scenario files that the paths name: a file itself, the files in and below a folder, and
 * of a service folder those in its `scenarios/`.
 * @returns each file once, sorted within a folder, as paths that begin like the given ones
 * @throws UsageError when a path does not exist, or holds no scenario
 */
export function findScenarioFiles(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.flatMap(findFiles))]
}

/** The nearest folder above the file that holds `contract/`. */
export function findServiceFolder(file: string): string | undefined {
  for (let folder = dirname(resolve(file)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'contract'))) return folder
    if (folder === dirname(folder)) return undefined
  }
}

function findFiles(path: string): readonly string[] {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) throw new UsageError(`${path}: expected a scenario file or folder, found nothing`)
  if (!stats.isDirectory()) return [path]
  const files = listFiles(path)
  if (files.length === 0) {
    throw new UsageError(
      `${path}: expected scenario files (${scenarioExtensions.join(', ')}), found none`,
    )
  }
  return files
}

function listFiles(folder: string): readonly string[] {
  // Beside the scenarios of a service folder stand its pages and fixtures.
  if (existsSync(join(folder, 'contract'))) {
    const scenarios = join(folder, 'scenarios')
    return existsSync(scenarios) ? listFiles(scenarios) : []
  }
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return entry.name === 'states' ? [] : listFiles(path)
      // What a recording found of the service stands beside it.
      if (entry.name.endsWith(driftExtension)) return []
      return scenarioExtensions.includes(extname(entry.name).toLowerCase()) ? [path] : []
    })
}
