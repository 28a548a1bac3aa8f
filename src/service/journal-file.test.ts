import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Exchange, JournalLine } from '../journal/index.ts'
import { openJournalFile } from './journal-file.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'))
  file = join(folder, 'journal.ndjson')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const about = { contract: 'c0ffee', options: { auth: 'report' } }
const exchange = (number: number): Exchange => ({
  number,
  time: '2026-01-01T00:00:00.000Z',
  duration: 1,
  request: { method: 'GET', url: '/beta/packages', headers: {} },
  response: { status: 200, headers: {} },
  violations: [],
})
const readLines = () =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalLine)
const ignore = () => undefined

test('a session is a header, a line an exchange and an end', async () => {
  const journal = openJournalFile(file, about, { report: ignore })
  journal.append(() => exchange(1))
  journal.append(() => exchange(2))
  expect(readLines()).toHaveLength(1)
  await new Promise((resolve) => setImmediate(resolve))
  expect(readLines()).toHaveLength(3)
  journal.append(() => exchange(3))
  journal.close()
  journal.close()
  journal.append(() => exchange(4))
  const [header, ...lines] = readLines()
  const { session } = header!
  expect(header).toEqual({ understudyJournal: 1, session, ...about })
  expect(session).toMatch(/^[0-9a-f-]{36}$/)
  expect(lines).toEqual([
    { session, exchange: exchange(1) },
    { session, exchange: exchange(2) },
    { session, exchange: exchange(3) },
    { session, end: { exchanges: 3 } },
  ])
})

test('sessions of several processes stand in one file', () => {
  const journals = [1, 2].map(() => openJournalFile(file, about, { report: ignore }))
  for (const [index, journal] of journals.entries()) journal.append(() => exchange(index))
  for (const journal of journals) journal.close()
  expect(new Set(readLines().map(({ session }) => session)).size).toBe(2)
  expect(readLines()).toHaveLength(6)
})

test('with sequential ids, the sessions of a new file are counted', () => {
  const counted = { ...about, options: { ids: 'sequential' } }
  for (let begun = 0; begun < 3; begun++) openJournalFile(file, counted, { report: ignore }).close()
  expect(readLines().map(({ session }) => session)).toEqual(['1', '1', '1.2', '1.2', '1.3', '1.3'])
})

test('with sequential ids, a session in a file of another process has a random id', () => {
  writeFileSync(file, '{"understudyJournal":1,"session":"1"}\n')
  openJournalFile(file, { ...about, options: { ids: 'sequential' } }, { report: ignore }).close()
  expect(readLines().at(-1)?.session).toMatch(/^[0-9a-f-]{36}$/)
})

test('a run is named by its first session, one within a run by both, and what they start by the run', () => {
  const runs = [{ isRun: true }, { isRun: true, run: 'outer' }, { run: 'outer' }, {}].map(
    (options) => {
      const journal = openJournalFile(file, about, { report: ignore, ...options })
      journal.begin(about)
      journal.close()
      return journal.run
    },
  )
  const headers = readLines().filter((line) => 'understudyJournal' in line)
  const [first, , second] = headers.map(({ session }) => session)
  expect(runs).toEqual([first, `outer/${second}`, 'outer', undefined])
  expect(headers.map((line) => line.run)).toEqual(runs.flatMap((run) => [run, run]))
})

test('a line that was left unfinished is ended, and stays', () => {
  writeFileSync(file, '{"understudyJournal":1,"session":"a"}\n{"session":"a","exch')
  openJournalFile(file, about, { report: ignore }).close()
  expect(readFileSync(file, 'utf8').split('\n').slice(0, 2)).toEqual([
    '{"understudyJournal":1,"session":"a"}',
    '{"session":"a","exch',
  ])
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(5)
})

describe('is refused', () => {
  test.each(['{"groups":[]}', 'x', '\n'])('a file with %j, which stays as it is', (text) => {
    writeFileSync(file, text)
    expect(() => openJournalFile(file, about, { report: ignore })).toThrow(
      `${file}: expected a journal to append to, found another file`,
    )
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  test('a folder that is not there', () => {
    expect(() => openJournalFile(join(folder, 'none/journal'), about, { report: ignore })).toThrow(
      `${folder}/none/journal: the journal cannot be opened: no such file or folder`,
    )
  })
})

// Linux has a device that is always full.
const describeOnLinux = existsSync('/dev/full') ? describe : describe.skip
describeOnLinux('a full disk', () => {
  test('is told once, and ends nothing', () => {
    const problems: string[] = []
    const journal = openJournalFile('/dev/full', about, {
      report: (problem) => problems.push(problem),
    })
    journal.append(() => exchange(1))
    journal.close()
    expect(problems).toEqual([
      '/dev/full: the journal cannot be written any more: no space left on the device',
    ])
  })
})
