import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { dateFromDays, daysFromDate } from './calendar.ts'
import {
  parseDate,
  parseDateTimeOffset,
  parseTimeOfDay,
  picosecondsPerSecond,
  printDateTimeOffset,
  toInstant,
} from './date-time.ts'
import { parseDuration, printDuration } from './duration.ts'

describe('dates', () => {
  const cases: readonly [text: string, days: number][] = [
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-02-29', 11016],
    ['2024-12-31', 20088],
    ['0001-01-01', -719162],
    ['0000-03-01', -719468],
    ['-0001-12-31', -719529],
    ['10000-01-01', 2932897],
  ]
  test.each(cases)('%s is day %d', (text, days) => {
    const parts = parseDate(text)
    expect(parts && daysFromDate(parts.year, parts.month, parts.day)).toBe(days)
    expect(dateFromDays(days)).toEqual(parts)
  })

  const refused = ['2023-02-29', '1900-02-29', '2024-13-01', '2024-00-10', '2024-01-32', '24-01-01']
  test.each([...refused, '02024-01-01', '2024-1-1', ''])('%s is no date', (text) => {
    expect(parseDate(text)).toBeUndefined()
  })
})

test.each(['24:00', '12:60', '12:00:61', '12:00:00.', '1:00', '12'])('%s is no time', (text) => {
  expect(parseTimeOfDay(text)).toBeUndefined()
})

describe('points in time', () => {
  const cases: readonly [text: string, milliseconds: number][] = [
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01T00:00Z', 0],
    ['1970-01-01t00:00:00.5z', 500],
    ['1970-01-01T02:00:00+02:00', 0],
    ['1969-12-31T20:30:00-03:30', 0],
    ['2024-02-29T12:34:56.789Z', Date.UTC(2024, 1, 29, 12, 34, 56, 789)],
  ]
  test.each(cases)('%s', (text, milliseconds) => {
    const parts = parseDateTimeOffset(text)
    expect(parts && toInstant(parts)).toBe((BigInt(milliseconds) * picosecondsPerSecond) / 1000n)
  })

  const refused = ['2024-01-01T00:00:00', '2024-01-01T00:00:00+0200', '2024-01-01T00:00:00+24:00']
  test.each([...refused, '2024-01-01 00:00:00Z', 'T00:00Z', 'soon'])('%s is none', (text) => {
    expect(parseDateTimeOffset(text)).toBeUndefined()
  })

  test('what is printed is read as the same point in time', () => {
    const instants = fc.bigInt({ min: -(10n ** 23n), max: 10n ** 23n })
    const offsets = fc.integer({ min: -14 * 60, max: 14 * 60 })
    fc.assert(
      fc.property(instants, offsets, (instant, offset) => {
        const parts = parseDateTimeOffset(printDateTimeOffset(instant, offset))
        expect(parts && toInstant(parts)).toBe(instant)
      }),
    )
  })
})

describe('durations', () => {
  const cases: readonly [text: string, printed: string][] = [
    ['PT0S', 'PT0S'],
    ['P0D', 'PT0S'],
    ['-PT0S', 'PT0S'],
    ['PT36H', 'P1DT12H'],
    ['PT90M', 'PT1H30M'],
    ['P1DT2H3M4.5S', 'P1DT2H3M4.5S'],
    ['-PT1.000000000001S', '-PT1.000000000001S'],
    ['+P2D', 'P2D'],
  ]
  test.each(cases)('%s is %s', (text, printed) => {
    const picoseconds = parseDuration(text)
    expect(picoseconds !== undefined && printDuration(picoseconds)).toBe(printed)
  })

  test.each(['P', 'PT', 'P1DT', 'P1Y', 'P1M', '1D', 'PT1', 'PT.5S'])('%s is none', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })

  test('what is printed is read as the same length', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }), (picoseconds) => {
        expect(parseDuration(printDuration(picoseconds))).toBe(picoseconds)
      }),
    )
  })
})
