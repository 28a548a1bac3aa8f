import { existsSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { warn } from '../double/index.ts'
import { readJournal, type JournalContents, type JournalSession } from '../journal/index.ts'
import { count } from '../model/index.ts'
import { readLines } from './journal-files.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'

/** The journal of one run: of a file that has earlier sessions, what comes after them. */
export interface RunJournal {
  readonly file: string
  /** What the run of that name did; what other runs wrote to the file meanwhile is left out, and said to be. */
  read(run: string): JournalContents
  readonly remove: () => void
}

/** @param given without one, the environment's, else a file of its own, which is removed in the end */
export function openRunJournal(given = process.env['UNDERSTUDY_JOURNAL']): RunJournal {
  if (given === undefined || given === '') {
    const folder = makeTemporaryFolder()
    const file = join(folder, 'journal.ndjson')
    return {
      file,
      read: (run) => leaveOutOthers(readJournal('journal', readLines(file)), run),
      remove: () => rmSync(folder, { recursive: true, force: true }),
    }
  }
  const file = resolve(given)
  const start = existsSync(file) ? statSync(file).size : 0
  return {
    file,
    read: (run) =>
      leaveOutOthers(readJournal(given, readLines(file, start), { isTail: start > 0 }), run),
    remove: () => undefined,
  }
}

function leaveOutOthers(journal: JournalContents, run: string): JournalContents {
  const sessions = journal.sessions.filter((session) => isOf(session, run))
  const others = journal.sessions.length - sessions.length + journal.begunBefore
  if (others > 0) {
    warn(`${journal.file}: ${count(others, 'session')} of other runs, not judged by this one`)
  }
  return { ...journal, sessions }
}

/** A session that names no run was begun by something that did not pass its environment on: it counts. */
function isOf({ run: of }: JournalSession, run: string): boolean {
  return of === undefined || of === run || of.startsWith(`${run}/`)
}
