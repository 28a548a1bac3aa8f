import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { UsageError } from '../errors.ts'
import { describeFileFault } from '../store/file-fault.ts'
import { makeFolder } from './make-folder.ts'

/**
 * Writes a file as a whole or not at all, and makes its folder.
 * @throws UsageError when it cannot be written
 */
export function writeFileWhole(file: string, text: string): void {
  const beside = `${file}.${process.pid}.tmp`
  try {
    // A device or a pipe is written to, not replaced.
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) {
      return writeFileSync(file, text)
    }
    makeFolder(dirname(file))
    writeFileSync(beside, text)
    renameSync(beside, file)
  } catch (error) {
    if (existsSync(beside)) rmSync(beside)
    throw new UsageError(`${file}: cannot be written: ${describeFileFault(error)}`)
  }
}
