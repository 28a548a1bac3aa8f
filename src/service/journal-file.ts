import { randomUUID } from 'node:crypto'
import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { resolve } from 'node:path'
import { setImmediate } from 'node:timers'
import { UsageError } from '../errors.ts'
import { writeJson } from '../model/index.ts'
import type { Exchange, JournalHeaderLine, JournalLine, JournalSink } from '../journal/index.ts'
import { describeFileFault } from '../store/file-fault.ts'

export interface JournalFile extends JournalSink {
  /** The `understudy run` that its sessions belong to, with those that it runs in: `outer/inner`. */
  readonly run: string | undefined
  /** Ends the session and begins another in the same file, of another contract. */
  begin(about: SessionAbout): void
  /** Writes what is waiting and the session's last line. */
  close(): void
}

type SessionAbout = Omit<JournalHeaderLine, 'understudyJournal' | 'session' | 'run'>

export interface JournalFileOptions {
  /** Called once, when the file cannot be written any more. */
  readonly report: (message: string) => void
  /** The run that this process was started by. */
  readonly run?: string | undefined
  /** Whether this process is a run of its own; its first session names it. */
  readonly isRun?: boolean | undefined
}

/**
 * Appends a session to a journal file (NDJSON), in batches between requests. What waits is also
 * written when the process exits without closing; only a killed one leaves its session incomplete.
 * @param about where `ids` are sequential, the sessions of a new file are counted too
 * @throws UsageError when the file cannot be opened, or holds something other than a journal
 */
export function openJournalFile(
  file: string,
  about: SessionAbout,
  options: JournalFileOptions,
): JournalFile {
  const isCounted = about.options['ids'] === 'sequential'
  const journal = new SessionWriter(file, openFile(file, isCounted), isCounted, options)
  journal.start(about)
  closeAtExit(journal.close)
  return journal
}

/** Writes one session after another to a file that is open. */
class SessionWriter implements JournalFile {
  readonly run: string | undefined
  readonly #file: string
  readonly #descriptor: number
  readonly #isCounted: boolean
  readonly #report: (message: string) => void
  #session: string
  #waiting: (() => Exchange)[] = []
  #exchanges = 0
  #isScheduled = false
  #isFailed = false
  #isClosed = false

  constructor(
    file: string,
    descriptor: number,
    isCounted: boolean,
    { report, run, isRun = false }: JournalFileOptions,
  ) {
    this.#file = file
    this.#descriptor = descriptor
    this.#isCounted = isCounted
    this.#report = report
    this.#session = nextSession(file, isCounted)
    this.run = isRun ? [...(run === undefined ? [] : [run]), this.#session].join('/') : run
  }

  start(about: SessionAbout): void {
    const { run } = this
    const session = this.#session
    this.#exchanges = 0
    this.#write([{ understudyJournal: 1, session, ...(run !== undefined && { run }), ...about }])
  }

  begin(about: SessionAbout): void {
    this.#end()
    this.#session = nextSession(this.#file, this.#isCounted)
    this.start(about)
  }

  append(getExchange: () => Exchange): void {
    if (this.#isClosed) return
    this.#waiting.push(getExchange)
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => {
      if (!this.#isClosed) this.#flush()
    }).unref()
  }

  /** Bound, as it is called when the process exits too. */
  readonly close = (): void => {
    if (this.#isClosed) return
    this.#end()
    this.#isClosed = true
    opened.delete(this.close)
    if (opened.size === 0) process.off('exit', closeAll)
    closeSync(this.#descriptor)
  }

  #end(): void {
    this.#flush()
    this.#write([{ session: this.#session, end: { exchanges: this.#exchanges } }])
  }

  #flush(): void {
    this.#isScheduled = false
    const batch = this.#waiting
    this.#waiting = []
    if (batch.length === 0) return
    this.#exchanges += batch.length
    const session = this.#session
    this.#write(batch.map((getExchange) => ({ session, exchange: getExchange() })))
  }

  #write(lines: readonly JournalLine[]): void {
    if (this.#isFailed) return
    try {
      // One call, so that the lines of several processes do not mix.
      appendFileSync(this.#descriptor, lines.map((line) => `${writeJson(line)}\n`).join(''))
    } catch (error) {
      this.#isFailed = true
      const fault = describeFileFault(error)
      this.#report(`${this.#file}: the journal cannot be written any more: ${fault}`)
    }
  }
}

/** What is still open when the process exits; one listener for all, since Node warns of more than ten. */
const opened = new Set<() => void>()

function closeAtExit(close: () => void): void {
  if (opened.size === 0) process.once('exit', closeAll)
  opened.add(close)
}

function closeAll(): void {
  for (const close of opened) close()
}

/** How many sessions this process began in each file that it made. */
const sessionsBegun = new Map<string, number>()

/**
 * Two runs that are alike write the same bytes, so that their sessions are counted; in a file that
 * another process made, only a random id is one of its own.
 */
function nextSession(file: string, isCounted: boolean): string {
  const path = resolve(file)
  const begun = sessionsBegun.get(path)
  if (!isCounted || begun === undefined) return randomUUID()
  sessionsBegun.set(path, begun + 1)
  return begun === 0 ? '1' : `1.${begun + 1}`
}

/** @returns its descriptor */
function openFile(file: string, isCounted: boolean): number {
  const created = isCounted ? tryToCreate(file) : undefined
  if (created !== undefined) sessionsBegun.set(resolve(file), 0)
  return created ?? openToAppend(file)
}

/** `undefined` where the file is there, or cannot be made. */
function tryToCreate(file: string): number | undefined {
  try {
    return openSync(file, 'ax+')
  } catch {
    return undefined
  }
}

/** A line that a killed process left unfinished is ended first. */
function openToAppend(file: string): number {
  let descriptor: number
  try {
    descriptor = openSync(file, 'a+')
  } catch (error) {
    throw new UsageError(`${file}: the journal cannot be opened: ${describeFileFault(error)}`)
  }
  const { size } = fstatSync(descriptor)
  if (size > 0) {
    const begin = '{"understudyJournal":'
    if (readText(descriptor, 0, begin.length) !== begin) {
      closeSync(descriptor)
      throw new UsageError(`${file}: expected a journal to append to, found another file`)
    }
    if (readText(descriptor, size - 1, 1) !== '\n') appendFileSync(descriptor, '\n')
  }
  return descriptor
}

function readText(descriptor: number, position: number, length: number): string {
  const bytes = Buffer.alloc(length)
  return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, length, position))
}
