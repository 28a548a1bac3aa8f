import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../errors.ts'

/** @throws UsageError where the machine has no folder for such, or one that nothing can be written to */
export function makeTemporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'understudy-'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(
      `TMPDIR: expected a folder that can be written to, found ${tmpdir()} (${code})`,
    )
  }
}
