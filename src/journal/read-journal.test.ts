import { describe, expect, test } from '@jest/globals'
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
    [[], ['a: no session in it']],
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
      ['[]', 'null', '{"session":7}', '{"session":"a","exchange":{}}', 'x'.repeat(70)],
      [
        'a:1: expected a line of a journal, found "[]"',
        'a:2: expected a line of a journal, found "null"',
        'a:3: expected a line of a journal, found "{\\"session\\":7}"',
        'a:4: expected a line of a journal, found "{\\"session\\":\\"a\\",\\"exchange\\":{}}"',
        `a:5: expected a line of a journal, found "${'x'.repeat(60)}…"`,
      ],
    ],
  ])('%#', (lines, incomplete) => {
    expect(mergeJournals([readJournal('a', lines)]).incomplete).toEqual(incomplete)
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

  test('a session that several files have counts once, by the fullest', () => {
    const lines = [header('a'), line('a', exchange(1)), line('a', exchange(2)), end('a', 2)]
    const merged = mergeJournals([
      read('early', ...lines.slice(0, 2)),
      read('all', ...lines),
      read('again', ...lines),
    ])
    expect(merged.exchanges).toEqual([exchange(1), exchange(2)])
    expect(merged.incomplete).toEqual([])
  })

  test('sessions of two runs with sequential ids are two, though their ids are the same', () => {
    const runs = ['/a', '/b'].map((url) =>
      read(url, header('1'), line('1', exchange(1, 1, url)), end('1', 1)),
    )
    expect(numbersAndUrls(...runs)).toEqual([
      [1, '/a'],
      [2, '/b'],
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
