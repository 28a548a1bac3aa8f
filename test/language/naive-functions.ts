import { areEqual, fractionOf, isExact } from './naive-comparison.ts'
import {
  dateOf,
  day,
  decimal,
  floorDivide,
  integer,
  NaiveUnknown,
  readInstant,
  second,
  type NaiveValue,
} from './naive-value.ts'
import { now } from './world.ts'

type Items = readonly NaiveValue[]

/** URL Conventions, "Canonical Functions": with a null argument the value is null. */
export function callFunction(name: string, values: Items): NaiveValue {
  switch (name) {
    case 'now':
      return readInstant(now().toISOString())
    case 'mindatetime':
      return readInstant('0001-01-01T00:00:00Z')
    case 'maxdatetime':
      return readInstant('9999-12-31T23:59:59.999999999999Z')
    default:
      break
  }
  if (values.includes(null)) return null
  const [first, other, third] = values as readonly (NaiveValue & {})[]
  if (typeof first === 'string') return callText(name, first, other, third)
  if (first === undefined || first === null || typeof first !== 'object')
    throw new NaiveUnknown(name)
  if (first.kind === 'list') return callList(name, first.items, other, third)
  if (isExact(first)) {
    const { n, d } = fractionOf(first)
    if (name === 'floor') return decimal(floorDivide(n, d))
    if (name === 'ceiling') return decimal(-floorDivide(-n, d))
    if (name === 'round') {
      const size = floorDivide(2n * (n < 0n ? -n : n) + d, 2n * d)
      return decimal(n < 0n ? -size : size)
    }
  }
  if (first.kind === 'double') {
    const { v } = first
    if (name === 'floor') return { kind: 'double', v: Math.floor(v) + 0 }
    if (name === 'ceiling') return { kind: 'double', v: Math.ceil(v) + 0 }
    // Adding 0 makes -0 zero, which JSON does not tell apart; halves go away from zero, where Math.round takes them up.
    if (name === 'round')
      return { kind: 'double', v: (v < 0 ? -Math.round(-v) : Math.round(v)) + 0 }
  }
  return callTime(name, first)
}

function callText(
  name: string,
  text: string,
  other: NaiveValue | undefined,
  third: NaiveValue | undefined,
): NaiveValue {
  switch (name) {
    case 'length':
      return integer(Array.from(text).length)
    case 'tolower':
      return text.toLowerCase()
    case 'toupper':
      return text.toUpperCase()
    case 'trim':
      return text.trim()
    case 'substring': {
      const part = sliceOf(Array.from(text), other, third)
      return part.join('')
    }
    default:
      break
  }
  if (typeof other !== 'string') throw new NaiveUnknown(name)
  switch (name) {
    case 'concat':
      return text + other
    case 'contains':
      return text.split(other).length > 1 || other === ''
    case 'startswith':
      return text.slice(0, other.length) === other
    case 'endswith':
      return other === '' || text.slice(-other.length) === other
    case 'indexof': {
      const characters = Array.from(text)
      const wanted = Array.from(other)
      for (let start = 0; start + wanted.length <= characters.length; start++) {
        if (wanted.every((character, at) => characters[start + at] === character))
          return integer(start)
      }
      return integer(-1)
    }
    case 'matchespattern':
      return new RegExp(other, 'u').test(text)
    default:
      throw new NaiveUnknown(name)
  }
}

function sliceOf<T>(
  items: readonly T[],
  start: NaiveValue | undefined,
  length: NaiveValue | undefined,
): readonly T[] {
  if (start === undefined || !isExact(start)) throw new NaiveUnknown('substring')
  const from = Number(fractionOf(start).n)
  // "A negative start counts from the end."
  const first = from < 0 ? Math.max(0, items.length + from) : from
  if (length === undefined) return items.slice(first)
  if (!isExact(length)) throw new NaiveUnknown('substring')
  const count = Number(fractionOf(length).n)
  if (count < 0) throw new NaiveUnknown('substring with a negative length')
  return items.slice(first, first + count)
}

function callList(
  name: string,
  items: Items,
  other: NaiveValue | undefined,
  third: NaiveValue | undefined,
): NaiveValue {
  if (name === 'length') return integer(items.length)
  if (name === 'substring') return { kind: 'list', items: sliceOf(items, other, third) }
  if (typeof other !== 'object' || other === null || other.kind !== 'list') {
    throw new NaiveUnknown(name)
  }
  const { items: part } = other
  const isAt = (start: number) =>
    start >= 0 &&
    start + part.length <= items.length &&
    part.every((wanted, at) => areEqual(items[start + at]!, wanted))
  switch (name) {
    case 'concat':
      return { kind: 'list', items: [...items, ...part] }
    case 'contains':
      return [...items, null].some((_, start) => isAt(start))
    case 'startswith':
      return isAt(0)
    case 'endswith':
      return isAt(items.length - part.length)
    case 'indexof':
      return integer([...items, null].findIndex((_, start) => isAt(start)))
    case 'hassubset': {
      const count = (all: Items, wanted: NaiveValue) =>
        all.filter((item) => areEqual(item, wanted)).length
      return part.every((wanted) => count(items, wanted) >= count(part, wanted))
    }
    case 'hassubsequence': {
      let next = 0
      for (const item of items) if (next < part.length && areEqual(item, part[next]!)) next++
      return next === part.length
    }
    default:
      throw new NaiveUnknown(name)
  }
}

function callTime(name: string, value: NaiveValue & object): NaiveValue {
  if (value.kind === 'duration' && name === 'totalseconds') return decimal(value.ps, second)
  if (value.kind === 'date') return datePart(name, value.days)
  if (value.kind === 'time') return timePart(name, value.ps)
  if (value.kind !== 'instant') throw new NaiveUnknown(name)
  const local = value.ps + value.offset * 60n * second
  const days = floorDivide(local, day)
  const time = local - days * day
  if (name === 'date') return { kind: 'date', days }
  if (name === 'time') return { kind: 'time', ps: time }
  if (name === 'totaloffsetminutes') return integer(value.offset)
  if (name === 'year' || name === 'month' || name === 'day') return datePart(name, days)
  return timePart(name, time)
}

function datePart(name: string, days: bigint): NaiveValue {
  const date = dateOf(days)
  if (name === 'year' || name === 'month' || name === 'day') return integer(date[name])
  throw new NaiveUnknown(name)
}

function timePart(name: string, ps: bigint): NaiveValue {
  switch (name) {
    case 'hour':
      return integer(ps / (3600n * second))
    case 'minute':
      return integer((ps / (60n * second)) % 60n)
    case 'second':
      return integer((ps / second) % 60n)
    case 'fractionalseconds':
      return decimal(ps % second, second)
    default:
      throw new NaiveUnknown(name)
  }
}
