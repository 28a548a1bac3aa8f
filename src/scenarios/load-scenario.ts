import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { readTextFile } from '../store/index.ts'
import { UsageError } from '../errors.ts'
import { findServiceFolder, scenarioExtensions } from './find-scenario-files.ts'
import { readScenario } from './read-scenario.ts'
import type { StateFiles } from './read-state.ts'
import type { Scenario } from './scenario.ts'

/**
 * Reads a scenario file from disk with the states that stand in `states/` beside it or in its
 * service folder.
 * @param environment what the variables of the environment are taken from
 * @throws UsageError as `readScenario`, and for variables that the environment has to give and does not
 */
export async function loadScenario(
  file: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Scenario> {
  const scenario = await readScenario(file, readTextFile(file), findStateFiles(file))
  const unset = scenario.variables.filter(
    ({ environmentName, value }) =>
      value === undefined && environment[environmentName ?? ''] === undefined,
  )
  if (unset.length === 0) return scenario
  const lines = unset.map(
    ({ name, line, environmentName }) =>
      `${file}:${line}: ${name}: expected the environment variable ${environmentName}, which is not set`,
  )
  throw new UsageError(lines.join('\n'))
}

/** Files of the states that a scenario may name. */
export function findStateFiles(file: string): StateFiles {
  const besides = join(dirname(file), 'states')
  const serviceFolder = findServiceFolder(file)
  const folders = [...(serviceFolder === undefined ? [] : [join(serviceFolder, 'states')]), besides]
  const files = new Map<string, string>()
  for (const folder of folders.filter((candidate) => existsSync(candidate))) {
    for (const name of readdirSync(folder).toSorted()) {
      if (!scenarioExtensions.includes(extname(name).toLowerCase())) continue
      files.set(basename(name, extname(name)), join(folder, name))
    }
  }
  return files
}
