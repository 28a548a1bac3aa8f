import { dateFromDays, daysFromDate, daysInMonth } from './calendar.ts'

/*
 * Edm.Date, Edm.TimeOfDay and Edm.DateTimeOffset as JSON texts. Points in time are picoseconds, the
 * finest that the types allow, as bigint.
 */

export const picosecondsPerSecond = 1_000_000_000_000n
const picosecondsPerDay = 86_400n * picosecondsPerSecond

export interface DateParts {
  readonly year: number
  readonly month: number
  readonly day: number
}

export interface TimeParts {
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** Digits after the point, as written; '' for none. */
  readonly fraction: string
}

export interface DateTimeParts extends DateParts, TimeParts {
  readonly offsetMinutes: number
}

const dateForm = /^(-?(?:0\d{3}|[1-9]\d{3,}))-(\d\d)-(\d\d)$/
const timeForm = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,12}))?)?$/
const offsetForm = /^([+-])(\d\d):(\d\d)$/

export function parseDate(text: string): DateParts | undefined {
  const match = dateForm.exec(text)
  if (!match) return undefined
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined
  return { year, month, day }
}

/** Second 60 is a leap second: the same point in time as second 0 of the next minute. */
export function parseTimeOfDay(text: string): TimeParts | undefined {
  const match = timeForm.exec(text)
  if (!match) return undefined
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)]
  if (hour > 23 || minute > 59 || second > 60) return undefined
  return { hour, minute, second, fraction: match[4] ?? '' }
}

/** A date alone is its midnight in UTC, so that dates compare with points in time. */
export function parseDateTimeOffset(text: string): DateTimeParts | undefined {
  const separator = text.search(/t/i)
  const date = parseDate(separator < 0 ? text : text.slice(0, separator))
  if (!date) return undefined
  if (separator < 0) return atTime(date, midnight, 0)
  const isUtc = /z$/i.test(text)
  const offsetStart = isUtc ? text.length - 1 : text.length - 6
  const offsetMinutes = isUtc ? 0 : parseOffset(text.slice(offsetStart))
  const time = parseTimeOfDay(text.slice(separator + 1, offsetStart))
  return time && offsetMinutes !== undefined ? atTime(date, time, offsetMinutes) : undefined
}

const midnight: TimeParts = { hour: 0, minute: 0, second: 0, fraction: '' }

/** Each member by its name: copies with `...` would take longer than the text. */
function atTime(
  { year, month, day }: DateParts,
  { hour, minute, second, fraction }: TimeParts,
  offsetMinutes: number,
): DateTimeParts {
  return { year, month, day, hour, minute, second, fraction, offsetMinutes }
}

function parseOffset(text: string): number | undefined {
  const match = offsetForm.exec(text)
  if (!match || Number(match[2]) > 23 || Number(match[3]) > 59) return undefined
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return match[1] === '-' ? -minutes : minutes
}

/** Picoseconds since 1970-01-01T00:00:00Z. */
export function toInstant(parts: DateTimeParts): bigint {
  const days = daysFromDate(parts.year, parts.month, parts.day)
  return (
    BigInt(days) * picosecondsPerDay +
    toPicoseconds(parts) -
    BigInt(parts.offsetMinutes * 60) * picosecondsPerSecond
  )
}

/** Picoseconds since midnight. */
export function toPicoseconds({ hour, minute, second, fraction }: TimeParts): bigint {
  return (
    BigInt(hour * 3600 + minute * 60 + second) * picosecondsPerSecond +
    BigInt(fraction.padEnd(12, '0'))
  )
}

/** The text of a point in time in the zone `offsetMinutes`. */
export function printDateTimeOffset(instant: bigint, offsetMinutes: number): string {
  const local = instant + BigInt(offsetMinutes * 60) * picosecondsPerSecond
  const inDay = ((local % picosecondsPerDay) + picosecondsPerDay) % picosecondsPerDay
  const days = Number((local - inDay) / picosecondsPerDay)
  const time = printTimeOfDay(timeInDay(inDay))
  return `${printDate(dateFromDays(days))}T${time}${printOffset(offsetMinutes)}`
}

/** @returns `undefined` for what is a day or more */
export function timeOfPicoseconds(picoseconds: bigint): TimeParts | undefined {
  return picoseconds < picosecondsPerDay ? timeInDay(picoseconds) : undefined
}

function timeInDay(picoseconds: bigint): TimeParts {
  const seconds = Number(picoseconds / picosecondsPerSecond)
  return {
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    fraction: String(picoseconds % picosecondsPerSecond)
      .padStart(12, '0')
      .replace(/0+$/, ''),
  }
}

export function printDate({ year, month, day }: DateParts): string {
  const digits = String(Math.abs(year)).padStart(4, '0')
  return `${year < 0 ? '-' : ''}${digits}-${twoDigits(month)}-${twoDigits(day)}`
}

export function printTimeOfDay({ hour, minute, second, fraction }: TimeParts): string {
  const time = `${twoDigits(hour)}:${twoDigits(minute)}:${twoDigits(second)}`
  return fraction === '' ? time : `${time}.${fraction}`
}

function printOffset(minutes: number): string {
  if (minutes === 0) return 'Z'
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
