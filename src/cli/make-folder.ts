import { mkdirSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import { describeFileFault } from '../store/file-fault.ts'

/**
 * Makes a folder for reports, and those around it that are not there.
 * @throws UsageError when it cannot be made
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new UsageError(`--report: ${folder} cannot be made: ${describeFileFault(error)}`)
  }
}
