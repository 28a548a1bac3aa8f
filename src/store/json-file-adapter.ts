import type { Adapter } from 'lowdb'
import { existsSync, promises } from 'node:fs'
import { dirname } from 'node:path'
import { ODataError, UsageError } from '../errors.ts'
import { isJsonObject, writeJson } from '../model/index.ts'
import { describeFileFault, fileFaultCode } from './file-fault.ts'
import type { FixtureDocument } from './fixture-document.ts'
import { findFixtureFaults } from './fixture-document.ts'
import { parseJsonText, readTextFile } from './read-json-file.ts'

/** What stands in a store file; `understudy` is the number of the format, and says whose file it is. */
export interface StoredDocument {
  readonly understudy: 1
  readonly fixtures: FixtureDocument
}

/**
 * lowdb's adapter for a store file. A write makes a new file beside the old one and puts it in its
 * place, so that at any moment, also after a crash, the name leads to one whole document.
 * (lowdb's own JSON file does not wait for the disk, and reads an empty file as a missing one.)
 */
export function createJsonFileAdapter(file: string): Adapter<StoredDocument | null> {
  return {
    read: () => Promise.resolve(existsSync(file) ? readStoredDocument(file) : null),
    write: async (document) => {
      try {
        await replaceFile(file, `${writeJson(document)}\n`)
      } catch (error) {
        const isFull = ['ENOSPC', 'EDQUOT'].includes(fileFaultCode(error) ?? '')
        const message = `the store ${file} cannot be written: ${describeFileFault(error)}`
        throw new ODataError(isFull ? 507 : 500, 'StoreNotWritten', message)
      }
    },
  }
}

/** @throws UsageError when the file is torn, empty or not a store's; it is left as it is */
function readStoredDocument(file: string): StoredDocument {
  const leave = 'the file is left as it is; name another, or move it away to begin anew'
  const text = readTextFile(file)
  if (text.trim() === '') throw new UsageError(`${file}: expected a store, found nothing; ${leave}`)
  let document: unknown
  try {
    document = parseJsonText(file, text)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(`${error.message}: the store is torn or foreign; ${leave}`)
  }
  if (!isJsonObject(document) || !Object.hasOwn(document, 'understudy')) {
    throw new UsageError(
      `${file}: expected a store ({ "understudy": 1, … }), found other JSON; ${leave}`,
    )
  }
  if (document['understudy'] !== 1) {
    const found = JSON.stringify(document['understudy']).slice(0, 40)
    throw new UsageError(`${file}: expected a store of format 1, found format ${found}; ${leave}`)
  }
  const [fault] = findFixtureFaults(document['fixtures'])
  if (fault) throw new UsageError(`${file}: /fixtures${fault.pointer}: ${fault.message}; ${leave}`)
  return document as unknown as StoredDocument
}

async function replaceFile(file: string, text: string): Promise<void> {
  // One name for every process: what a killed one left is overwritten, and the lock keeps others out.
  const temporary = `${file}.understudy.tmp`
  try {
    const mode = existsSync(file) ? (await promises.stat(file)).mode & 0o777 : 0o666
    const handle = await promises.open(temporary, 'w', mode)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await promises.rename(temporary, file)
  } catch (error) {
    await promises.rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(file))
}

/** The new name is on disk only when the folder is; Windows has no such call, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await promises.open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
