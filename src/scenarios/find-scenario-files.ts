import { existsSync, readdirSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { UsageError } from '../errors.ts'

const extensions = ['.yaml', '.yml', '.json']

/**
 * Finds the scenario files that the paths name: a file itself, the files in and below a folder, and
 * of a service folder those in its `scenarios/`.
 * @returns each file once, sorted within a folder, as paths that begin like the given ones
 * @throws UsageError when a path does not exist, or holds no scenario
 */
export function findScenarioFiles(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.flatMap(findFiles))]
}

function findFiles(path: string): readonly string[] {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) throw new UsageError(`${path}: expected a scenario file or folder, found nothing`)
  if (!stats.isDirectory()) return [path]
  const scenarios = join(path, 'scenarios')
  const isServiceFolder = existsSync(join(path, 'contract')) && existsSync(scenarios)
  const files = listFiles(isServiceFolder ? scenarios : path)
  if (files.length === 0) {
    throw new UsageError(`${path}: expected scenario files (${extensions.join(', ')}), found none`)
  }
  return files
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return listFiles(path)
      return extensions.includes(extname(entry.name).toLowerCase()) ? [path] : []
    })
}
