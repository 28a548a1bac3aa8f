import { describe, expect, test } from '@jest/globals'
import { UsageError } from '../errors.ts'
import type { Exchange } from './exchange.ts'
import type { JournalLine } from './journal-sink.ts'
import { mergeJournals } from './merge-journals.ts'
import { readJournal } from './read-journal.ts'

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()
const exchange = (number: number, second = number, url = `/packages/${second}`): Exchange => ({
  number,
  time: at(second),
  duration: 1,
  request: { method: 'GET', url, headers: {} },
  response: { status: 200, headers: {} },
  violations: [],
})

const inventory = { operations: [], types: [] }
const header = (session: string, contract = 'c0ffee'): JournalLine => ({
  understudyJournal: 1,
  session,
  contract,
  options: {},
  inventory,
})
const line = (session: string, of: Exchange): JournalLine => ({ session, exchange: of })
const end = (session: string, exchanges: number): JournalLine => ({ session, end: { exchanges } })

const write = (...lines: readonly JournalLine[]): readonly string[] =>
  lines.map((of) => JSON.stringify(of))
const read = (file: string, ...lines: readonly JournalLine[]) => readJournal(file, write(...lines))

describe('a journal file', () => {
  test('has sessions, whose lines may stand between those of others', () => {
    const journal = read(
      'a.ndjson',
      header('a'),
      header('b'),
      line('a', exchange(1)),
      line('b', exchange(1, 2)),
      end('a', 1),
      line('b', exchange(2, 3)),
      end('b', 2),
    )
    expect(journal).toEqual({
      file: 'a.ndjson',
      incomplete: [],
      begunBefore: 0,
      sessions: [
        {
          id: 'a',
          file: 'a.ndjson',
          contract: 'c0ffee',
          inventory,
          exchanges: [exchange(1)],
          incomplete: [],
        },
        {
          id: 'b',
          file: 'a.ndjson',
          contract: 'c0ffee',
          inventory,
          exchanges: [exchange(1, 2), exchange(2, 3)],
          incomplete: [],
        },
      ],
    })
  })

  test('may have several services under one id, as sequential ids give', () => {
    const lines = [header('1'), header('1'), line('1', exchange(1)), line('1', exchange(1, 2))]
    const complete = mergeJournals([read('a', ...lines, end('1', 1), end('1', 1))])
    expect(complete.exchanges).toHaveLength(2)
    expect(complete.incomplete).toEqual([])
    expect(mergeJournals([read('a', ...lines, end('1', 1))]).incomplete).toEqual([
      'a:1: session 1 has no end: the process was killed or still runs, and exchanges may be missing after 2',
    ])
  })

  test('keeps the digits of numbers', () => {
    const digits = '12345678901234567890.5'
    const text = JSON.stringify(
      line('a', { ...exchange(1), response: { status: 200, headers: {}, body: [0.5] } }),
    )
    const [kept] = readJournal('a', [...write(header('a')), text.replace('[0.5]', `[${digits}]`)])
      .sessions[0]!.exchanges
    expect(kept!.response.body).toEqual([Number(digits)])
  })
})

describe('what is missing is said', () => {
  const whole = write(header('a'), line('a', exchange(1)), line('a', exchange(2)), end('a', 2))
  const noEnd =
    'a:1: session a has no end: the process was killed or still runs, and exchanges may be missing after'
  test.each<[lines: readonly string[], incomplete: readonly string[]]>([
    [whole, []],
    [[...whole, ''], []],
    [whole.slice(0, 3), [`${noEnd} 2`]],
    [
      [...whole.slice(0, 2), whole[2]!.slice(0, 30)],
      [
        'a:3: expected a line of a journal, found "{\\"session\\":\\"a\\",\\"exchange\\":{\\"nu"',
        `${noEnd} 1`,
      ],
    ],
    [[whole[0]!, whole[1]!, whole[3]!], ['a:1: session a: its end says 2 exchanges, found 1']],
    [whole.slice(3), ['a:1: the line is of session a, whose header is missing']],
    [
      [...whole, '[]', 'null', '{"session":7}', '{"session":"a","exchange":{}}', 'x'.repeat(70)],
      [
        'a:5: expected a line of a journal, found "[]"',
        'a:6: expected a line of a journal, found "null"',
        'a:7: expected a line of a journal, found "{\\"session\\":7}"',
        'a:8: expected a line of a journal, found "{\\"session\\":\\"a\\",\\"exchange\\":{}}"',
        `a:9: expected a line of a journal, found "${'x'.repeat(60)}…"`,
      ],
    ],
  ])('%#', (lines, incomplete) => {
    expect(mergeJournals([readJournal('a', lines)]).incomplete).toEqual(incomplete)
  })

  test('wherever a journal breaks off', () => {
    const text = whole.join('\n')
    const silent = Array.from({ length: text.length - 1 }, (_, index) => {
      const cut = text.slice(0, index + 1)
      return mergeJournals([readJournal('a', cut.split('\n'))]).incomplete.length > 0 ? '' : cut
    })
    expect(silent.join('')).toBe('')
  })
})

test.each<[lines: readonly string[], found: string]>([
  [[], 'a:1: expected a journal, found an empty file'],
  [['', ' '], 'a:1: expected a journal, found blank lines'],
  [['hello', ...write(header('a'))], 'a:1: expected a journal, found "hello"'],
  [['', '\u2028\ufffdPNG'], 'a:2: expected a journal, found "\u2028\ufffdPNG"'],
  [['[]'], 'a:1: expected a journal, found "[]"'],
  [['{"understudyReport":1,'], 'a:1: expected a journal, found "{\\"understudyReport\\":1,"'],
  [['{"understudyJournal":2,"s"'], 'a:1: expected a journal of format 1, found format 2'],
])('what is no journal is refused: %j', (lines, found) => {
  expect(() => readJournal('a', lines)).toThrow(new UsageError(found))
})

test('of the end of a journal, what sessions add that began before is passed over, and counted', () => {
  const lines = write(line('a', exchange(1)), header('b'), end('a', 1), end('c', 0), end('b', 0))
  expect(readJournal('a', lines, { isTail: true })).toMatchObject({
    sessions: [{ id: 'b', incomplete: [] }],
    incomplete: [],
    begunBefore: 1,
  })
})

test('a byte order mark and line ends of Windows are passed over', () => {
  const lines = write(header('a'), line('a', exchange(1)), end('a', 1)).map((text) => `${text}\r`)
  const [first = '', ...rest] = lines
  expect(readJournal('a', [`\ufeff${first}`, ...rest])).toMatchObject({
    sessions: [{ exchanges: [exchange(1)], incomplete: [] }],
    incomplete: [],
  })
})

describe('journals are merged', () => {
  const numbersAndUrls = (...journals: Parameters<typeof mergeJournals>[0]) =>
    mergeJournals(journals).exchanges.map(({ number, request }) => [number, request.url])

  test('in the order of time, then of the files', () => {
    expect(
      numbersAndUrls(
        read('a', header('a'), line('a', exchange(1, 2, '/a')), line('a', exchange(2, 5, '/b'))),
        read('b', header('b'), line('b', exchange(1, 1, '/c')), line('b', exchange(2, 5, '/d'))),
      ),
    ).toEqual([
      [1, '/c'],
      [2, '/a'],
      [3, '/b'],
      [4, '/d'],
    ])
  })

  test('with each session in its own order, though a test set its clock back', () => {
    const lines = [line('a', exchange(1, 9, '/a')), line('a', exchange(2, 1, '/b'))]
    const other = read('b', header('b'), line('b', exchange(1, 5, '/c')))
    expect(numbersAndUrls(read('a', header('a'), ...lines), other)).toEqual([
      [1, '/c'],
      [2, '/a'],
      [3, '/b'],
    ])
  })

  test('a session that is there several times counts once, by the fullest copy', () => {
    const id = '5f0c2a7e-94b1-4d1c-8c43-0d6a1f2b3c4d'
    const lines = [header(id), line(id, exchange(1)), line(id, exchange(2)), end(id, 2)]
    const merged = mergeJournals([
      read('early', ...lines.slice(0, 2)),
      read('twice', ...lines, ...lines),
      read('again', ...lines),
    ])
    expect(merged.exchanges).toEqual([exchange(1), exchange(2)])
    expect(merged.incomplete).toEqual([])
  })

  test('sessions of two runs with sequential ids are two, though one begins as the other', () => {
    const lines = [line('1', exchange(1)), line('1', exchange(2))]
    const short = read('a', header('1'), lines[0]!, end('1', 1))
    const long = read('b', header('1'), ...lines, end('1', 2))
    expect(numbersAndUrls(short, long)).toEqual([
      [1, '/packages/1'],
      [2, '/packages/1'],
      [3, '/packages/2'],
    ])
  })

  test('of different contracts they are refused, each named with its files', () => {
    expect(() =>
      mergeJournals([
        read('a.ndjson', header('a')),
        read('b.ndjson', header('b', 'decaf')),
        read('c.ndjson', header('c')),
      ]),
    ).toThrow(
      'expected journals of one contract, found 2, by their hashes:\n  c0ffee in a.ndjson, c.ndjson\n  decaf in b.ndjson',
    )
    expect(() => mergeJournals([read('a', header('1'), header('1', 'decaf'))])).toThrow(
      '  c0ffee in a\n  decaf in a',
    )
  })

  test('what they cite is named as the first of them names it', () => {
    const journal = (folder: string, second: number): ReturnType<typeof read> => {
      const source = `${folder}api/package-list.md:9`
      const operation = { name: 'List', method: 'GET', path: '/packages', source }
      const page = {
        rule: 'r',
        severity: 'error',
        message: 'm',
        source: `${folder}a.md:1`,
      } as const
      const cited = {
        ...exchange(1, second),
        operation,
        nearest: [{ ...operation, difference: 'd' }],
        violations: [page],
      }
      const operations = [{ ...operation, statuses: [], options: [] }]
      return readJournal(folder, [
        JSON.stringify({ ...header(folder), inventory: { operations, types: [] } }),
        ...write(line(folder, cited), end(folder, 1)),
      ])
    }
    for (const [there, here] of [
      ['/home/ci/contract/', 'contract/'],
      ['contract/', '/home/ci/contract/'],
      ['', 'contract/'],
      ['contract/', ''],
    ] as const) {
      const { exchanges } = mergeJournals([journal(here, 1), journal(there, 2)])
      const [first, second] = exchanges
      expect({ ...second, number: 1, time: first!.time, request: first!.request }).toEqual(first)
    }
  })

  test('none give nothing', () => {
    expect(mergeJournals([])).toEqual({
      contract: undefined,
      inventory: undefined,
      exchanges: [],
      incomplete: [],
    })
  })
})
