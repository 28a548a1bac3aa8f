import { UsageError } from '../errors.ts'

/** The service's time: all that it writes, compares or waits for goes by it. */
export interface Clock {
  readonly isFrozen: boolean
  now(): Date
  /**
   * Lets the time stand still.
   * @param time ISO 8601 with date, time and zone; default: now
   * @throws UsageError for another text
   */
  freeze(time?: string | Date): void
  /**
   * Moves the time on, whether it stands or runs.
   * @param duration ISO 8601, `PT5M`; years and months are those of the calendar, in UTC
   * @throws UsageError for another text, and for one that goes back
   */
  advance(duration: string): void
  /** Lets the time run on from where it is. */
  resume(): void
  /** Back to the start: frozen at the time that was given, else the machine's own. */
  reset(): void
}

/** @param start the time at which it stands still; `undefined` for the machine's own */
export function createClock(start: Date | undefined): Clock {
  let frozen = start?.getTime()
  /** What a running clock is ahead of the machine's. */
  let offset = 0
  const read = (): number => frozen ?? Date.now() + offset
  const set = (time: number): void => {
    if (frozen === undefined) offset = time - Date.now()
    else frozen = time
  }
  return {
    get isFrozen() {
      return frozen !== undefined
    },
    now: () => new Date(read()),
    freeze: (time) => {
      frozen = time === undefined ? read() : readTime(time)
    },
    advance: (duration) => set(addDuration(read(), duration)),
    resume: () => {
      const time = read()
      frozen = undefined
      set(time)
    },
    reset: () => {
      frozen = start?.getTime()
      offset = 0
    },
  }
}

/** `Date.parse` takes far more, and a time without its zone differently on each machine. */
const isoTime = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/

/** Whether a text is a time that means the same everywhere. */
export function isTime(text: string): boolean {
  const [, date] = isoTime.exec(text) ?? []
  return date !== undefined && Number.isFinite(Date.parse(text)) && isDay(date)
}

/** `Date.parse` reads February 30 as a day of March. */
function isDay(date: string): boolean {
  return new Date(date).toISOString().startsWith(date)
}

function readTime(time: unknown): number {
  if (time instanceof Date && Number.isFinite(time.getTime())) return time.getTime()
  if (typeof time === 'string' && isTime(time)) return Date.parse(time)
  throw new UsageError(
    `clock: expected a time in ISO 8601, such as 2026-01-01T00:00:00Z, found ${describe(time)}`,
  )
}

/** ISO 8601, "Duration": a designator where one has a value, and none without. */
const isoDuration =
  /^P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

function addDuration(time: number, duration: unknown): number {
  const parts = typeof duration === 'string' ? isoDuration.exec(duration) : null
  if (!parts) {
    const hint = typeof duration === 'string' && duration.startsWith('-') ? '; time goes on' : ''
    throw new UsageError(
      `clock: expected a duration in ISO 8601, such as PT5M, found ${describe(duration)}${hint}`,
    )
  }
  const [years, months, weeks, days, hours, minutes, seconds] = parts
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0)) as Seven
  const date = addMonths(new Date(time), 12 * years + months)
  const milliseconds = ((((7 * weeks + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
  const result = date.getTime() + Math.round(milliseconds)
  if (!(result <= lastTime)) {
    throw new UsageError(`clock: ${describe(duration)} leads beyond the year 9999`)
  }
  return result
}

type Seven = [number, number, number, number, number, number, number]

/** The last that ISO 8601 writes with four digits for the year. */
const lastTime = Date.parse('9999-12-31T23:59:59.999Z')

/** A month after January 31 is the last day of February. */
function addMonths(date: Date, months: number): Date {
  const moved = new Date(date)
  moved.setUTCMonth(moved.getUTCMonth() + months, 1)
  const lastDay = new Date(moved)
  lastDay.setUTCMonth(lastDay.getUTCMonth() + 1, 0)
  moved.setUTCDate(Math.min(date.getUTCDate(), lastDay.getUTCDate()))
  return moved
}

function describe(value: unknown): string {
  return typeof value === 'string' ? `'${value.slice(0, 80)}'` : (JSON.stringify(value) ?? 'none')
}
