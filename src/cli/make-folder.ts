import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { UsageError } from '../errors.ts'
import { describeFileFault } from '../store/file-fault.ts'

/**
 * Makes a folder for reports, and those around it that are not there.
 * @throws UsageError when it cannot be made
 */
export function makeReportFolder(folder: string): void {
  try {
    makeFolder(folder)
  } catch (error) {
    throw new UsageError(`--report: ${folder} cannot be made: ${describeFileFault(error)}`)
  }
}

/**
 * Makes a folder, and those around it that are not there, one by one: `recursive` of Node tries for
 * ever where a folder takes no other, as `/proc` does.
 * @throws the error of `node:fs` when it cannot be made
 */
export function makeFolder(folder: string): void {
  if (isFolder(folder)) return
  const around = dirname(folder)
  if (around !== folder) makeFolder(around)
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!isFolder(folder)) throw error
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
