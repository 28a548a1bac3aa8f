import { Low, Memory } from 'lowdb'
import { existsSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import type { FixtureDocument } from './fixture-document.ts'
import type { StoredDocument } from './json-file-adapter.ts'
import { createJsonFileAdapter } from './json-file-adapter.ts'
import { lockStore } from './store-lock.ts'

/** Where the state is kept as a document: in memory, or in a file that outlives the process. */
export interface PersistedDocument {
  /** What was read or written last; `undefined` in memory, and while nothing was kept yet. */
  readonly kept: FixtureDocument | undefined
  /**
   * What was written last; `undefined` when nothing was yet.
   * @throws UsageError when the file is torn, empty or foreign; it is left as it is
   */
  read(): Promise<FixtureDocument | undefined>
  /**
   * Resolves when a state at least as new as the call is kept. Writes that arrive while another is
   * under way share the next one; `getDocument` of the last of them is called when that begins.
   * @throws ODataError 507 or 500 when the file cannot be written: the old one is whole, those who
   *   wait for the next write fail too, since their state is made of one that is not kept, and a
   *   later write tries again
   */
  write(getDocument: () => FixtureDocument): Promise<void>
  /** Waits for the writes under way and gives the file free. */
  close(): Promise<void>
}

/**
 * @param file undefined for a document in memory
 * @throws UsageError when another process uses the file, or its folder cannot be written
 */
export function openDocument(file: string | undefined): PersistedDocument {
  return file === undefined ? openMemoryDocument() : new FileDocument(file)
}

/** Takes the document only when it is asked for, so that a write costs nothing. */
function openMemoryDocument(): PersistedDocument {
  const low = new Low<FixtureDocument | null>(new Memory(), null)
  let getLatest: (() => FixtureDocument) | undefined
  return {
    kept: undefined,
    read: async () => {
      if (getLatest) low.data = getLatest()
      await low.write()
      await low.read()
      return low.data ?? undefined
    },
    write: (getDocument) => {
      getLatest = getDocument
      return Promise.resolve()
    },
    close: () => Promise.resolve(),
  }
}

/** Writes that are answered together. */
interface Flush {
  getDocument: () => FixtureDocument
  readonly promise: Promise<void>
  readonly settle: (written: Promise<void>) => void
}

class FileDocument implements PersistedDocument {
  readonly #low: Low<StoredDocument | null>
  readonly #unlock: () => void
  /** So that a file that was never looked at is not overwritten. */
  #isRead = false
  #isClosed = false
  #kept: FixtureDocument | undefined
  #waiting: Flush | undefined
  #flushing: Promise<void> | undefined

  constructor(path: string) {
    // A link stays a link: what it leads to is replaced, and locked under one name for all.
    const file = existsSync(path) ? realpathSync(path) : resolve(path)
    this.#unlock = lockStore(file)
    this.#low = new Low<StoredDocument | null>(createJsonFileAdapter(file), null)
  }

  async read(): Promise<FixtureDocument | undefined> {
    await this.#flushing
    try {
      await this.#low.read()
    } catch (error) {
      await this.close()
      throw error
    }
    this.#isRead = true
    this.#kept = this.#low.data?.fixtures
    return this.#kept
  }

  get kept(): FixtureDocument | undefined {
    return this.#kept
  }

  write(getDocument: () => FixtureDocument): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error('the store is closed'))
    if (this.#waiting) this.#waiting.getDocument = getDocument
    else this.#waiting = createFlush(getDocument)
    const { promise } = this.#waiting
    this.#flushing ??= this.#flush()
    return promise
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#flushing
    this.#unlock()
  }

  async #flush(): Promise<void> {
    // Those who write in the same turn come together before the first flush begins.
    await Promise.resolve()
    while (this.#waiting) {
      const flush = this.#waiting
      this.#waiting = undefined
      const written = this.#writeOnce(flush.getDocument)
      flush.settle(written)
      await written.catch(() => this.#refuseWaiting(written))
    }
    this.#flushing = undefined
  }

  #refuseWaiting(failed: Promise<void>): void {
    this.#waiting?.settle(failed)
    this.#waiting = undefined
  }

  async #writeOnce(getDocument: () => FixtureDocument): Promise<void> {
    if (!this.#isRead) {
      await this.#low.read()
      this.#isRead = true
    }
    const fixtures = getDocument()
    this.#low.data = { understudy: 1, fixtures }
    try {
      await this.#low.write()
      this.#kept = fixtures
    } finally {
      // The next write makes it anew.
      this.#low.data = null
    }
  }
}

function createFlush(getDocument: () => FixtureDocument): Flush {
  let settle: (written: Promise<void>) => void = () => undefined
  const promise = new Promise<void>((resolvePromise) => {
    settle = resolvePromise
  })
  return { getDocument, promise, settle }
}
