import { fromDecimal, parseDecimal } from '../numbers/decimal.ts'
import {
  parseDate,
  parseDateTimeOffset,
  parseTimeOfDay,
  printDate,
  printTimeOfDay,
  type DateParts,
  type DateTimeParts,
  type TimeParts,
} from '../temporal/date-time.ts'
import { parseDuration } from '../temporal/duration.ts'
import type { CanonicalFunction, Signature } from './canonical-function.ts'

const ofDate: readonly Signature[] = [
  [['Edm.Date'], 'Edm.Int32'],
  [['Edm.DateTimeOffset'], 'Edm.Int32'],
]
const ofTime: readonly Signature[] = [
  [['Edm.DateTimeOffset'], 'Edm.Int32'],
  [['Edm.TimeOfDay'], 'Edm.Int32'],
]

/** Canonical functions of dates and times; parts are those in the value's own time zone. */
export const dateTimeFunctions: readonly CanonicalFunction[] = [
  {
    name: 'date',
    source: 'URL Conventions, date',
    signatures: [[['Edm.DateTimeOffset'], 'Edm.Date']],
    evaluate: (text: string) => readDateTime(text, printDate),
  },
  {
    name: 'day',
    source: 'URL Conventions, day',
    signatures: ofDate,
    evaluate: (text: string) => readDate(text, ({ day }) => day),
  },
  {
    name: 'fractionalseconds',
    source: 'URL Conventions, fractionalseconds',
    signatures: [
      [['Edm.DateTimeOffset'], 'Edm.Decimal'],
      [['Edm.TimeOfDay'], 'Edm.Decimal'],
    ],
    evaluate: (text: string) => readTime(text, ({ fraction }) => decimalOf(`0.${fraction || '0'}`)),
  },
  {
    name: 'hour',
    source: 'URL Conventions, hour',
    signatures: ofTime,
    evaluate: (text: string) => readTime(text, ({ hour }) => hour),
  },
  {
    name: 'maxdatetime',
    source: 'URL Conventions, maxdatetime',
    signatures: [[[], 'Edm.DateTimeOffset']],
    evaluate: () => '9999-12-31T23:59:59.999999999999Z',
  },
  {
    name: 'mindatetime',
    source: 'URL Conventions, mindatetime',
    signatures: [[[], 'Edm.DateTimeOffset']],
    evaluate: () => '0001-01-01T00:00:00Z',
  },
  {
    name: 'minute',
    source: 'URL Conventions, minute',
    signatures: ofTime,
    evaluate: (text: string) => readTime(text, ({ minute }) => minute),
  },
  {
    name: 'month',
    source: 'URL Conventions, month',
    signatures: ofDate,
    evaluate: (text: string) => readDate(text, ({ month }) => month),
  },
  {
    name: 'now',
    source: 'URL Conventions, now',
    signatures: [[[], 'Edm.DateTimeOffset']],
    evaluateInContext: (context) => context.now().toISOString(),
  },
  {
    name: 'second',
    source: 'URL Conventions, second',
    signatures: ofTime,
    evaluate: (text: string) => readTime(text, ({ second }) => second),
  },
  {
    name: 'time',
    source: 'URL Conventions, time',
    signatures: [[['Edm.DateTimeOffset'], 'Edm.TimeOfDay']],
    evaluate: (text: string) => readDateTime(text, printTimeOfDay),
  },
  {
    name: 'totaloffsetminutes',
    source: 'URL Conventions, totaloffsetminutes',
    signatures: [[['Edm.DateTimeOffset'], 'Edm.Int32']],
    evaluate: (text: string) => readDateTime(text, ({ offsetMinutes }) => offsetMinutes),
  },
  {
    name: 'totalseconds',
    source: 'URL Conventions, totalseconds',
    signatures: [[['Edm.Duration'], 'Edm.Decimal']],
    evaluate: (text: string) => {
      const picoseconds = parseDuration(text)
      return picoseconds === undefined ? null : decimalOf(`${picoseconds}e-12`)
    },
  },
  {
    name: 'year',
    source: 'URL Conventions, year',
    signatures: ofDate,
    evaluate: (text: string) => readDate(text, ({ year }) => year),
  },
]

function readDateTime<T>(text: string, read: (parts: DateTimeParts) => T): T | null {
  const parts = parseDateTimeOffset(text)
  return parts ? read(parts) : null
}

function readDate<T>(text: string, read: (parts: DateParts) => T): T | null {
  const parts = parseDate(text) ?? parseDateTimeOffset(text)
  return parts ? read(parts) : null
}

function readTime<T>(text: string, read: (parts: TimeParts) => T): T | null {
  const parts = parseTimeOfDay(text) ?? parseDateTimeOffset(text)
  return parts ? read(parts) : null
}

function decimalOf(text: string): number | string | null {
  const decimal = parseDecimal(text)
  return decimal ? fromDecimal(decimal) : null
}
