import { afterEach, expect, jest, test } from '@jest/globals'
import type { Exchange, Journal } from '../../journal/index.ts'
import { readExchangeFilter } from './exchange-filter.ts'
import { readExchanges } from './read-exchanges.ts'

afterEach(() => {
  jest.restoreAllMocks()
})

/** A journal in which reading takes too long, and the number of every second exchange has a violation. */
function slowJournal(count: number): Journal {
  let now = 0
  jest.spyOn(performance, 'now').mockImplementation(() => (now += 1000))
  const read = new Set<number>()
  const journal: Pick<Journal, 'count' | 'dropped' | 'exchange' | 'isRead'> = {
    count,
    dropped: 100,
    isRead: (number) => read.has(number),
    exchange: (number) => {
      read.add(number)
      const violations = number % 2 === 0 ? [{}] : []
      return {
        number,
        request: { method: 'GET', url: '/' },
        response: { status: 200 },
        violations,
      } as unknown as Exchange
    },
  }
  return journal as Journal
}

const load = (journal: Journal, query: string) => {
  const { shown, below, read } = readExchanges(journal, readExchangeFilter(query))
  return [shown.length, shown[0]?.number, below, read.length, read[0]?.number]
}

test('a load shows the newest, reads 200 where that takes long, and the next load reads on', () => {
  const journal = slowJournal(2000)
  expect(load(journal, '')).toEqual([200, 2000, 1801, 200, 1801])
  expect(load(journal, '')).toEqual([200, 2000, 1801, 400, 1601])
  expect(load(journal, 'before=1801')).toEqual([200, 1800, 1601, 600, 1401])
  expect(load(journal, 'before=250')).toEqual([149, 249, undefined, 800, 101])
})

test('a filter goes down as far as time allows, and says where to go on', () => {
  const journal = slowJournal(2000)
  expect(load(journal, 'violations&before=1000')).toEqual([100, 998, 800, 200, 800])
  expect(load(journal, 'text=nowhere')).toEqual([0, undefined, 1801, 400, 800])
  expect(load(journal, 'exchange=700')).toEqual([1, 700, undefined, 601, 700])
})
