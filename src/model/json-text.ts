import { escapePointer } from './json-pointer.ts'
import { randomUUID } from 'node:crypto'

/*
 * JSON text to values and back without loss of digits. A value has the nearest number, as from
 * `JSON.parse`; where that is another one than the text says, the digits are kept beside the object
 * or array that holds it, for who knows that its type asks for them.
 * @see JSON Format, "Controlling the Representation of Numbers"
 */

const keptDigits = new WeakMap<object, Map<string, string>>()
let isAnyKept = false

/**
 * Fewer digits than these a double always holds; an exponent may lead beyond its range. A number follows on one of
 * these characters, which the digits of a GUID in a string do not.
 */
const longNumber = /(?:^|[\s:,[])-?\d(?:[\d.]{15}|[\d.]*[eE][+-]?\d{3})/

/**
 * The digits of a number that is not exactly the value at `name` (an index of an array, as text);
 * `undefined` where there are none, or the value has been replaced since.
 */
export function digitsOf(holder: object, name: string): string | undefined {
  const digits = keptDigits.get(holder)?.get(name)
  if (digits === undefined) return undefined
  const value = (holder as Record<string, unknown>)[name]
  return value === digits || value === Number(digits) ? digits : undefined
}

/** From now on `writeJson` writes these digits for the value at `name`. */
export function keepDigits(holder: object, name: string, digits: string): void {
  isAnyKept = true
  const kept = keptDigits.get(holder)
  if (kept) kept.set(name, digits)
  else keptDigits.set(holder, new Map([[name, digits]]))
}

/**
 * As `JSON.parse`, keeping digits.
 * @throws SyntaxError as `JSON.parse` does
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (longNumber.test(text)) scan(text, value)
  return value
}

/**
 * As `parseJson`, finding also what `JSON.parse` passes over: a member whose name is there already.
 * @returns `repeated` is the JSON pointer of such a member
 */
export function parseJsonStrictly(text: string): {
  readonly value: unknown
  readonly repeated: string | undefined
} {
  const value: unknown = JSON.parse(text)
  const isWhole = !longNumber.test(text) && countNamesIn(text) === countMembers(value)
  return { value, repeated: isWhole ? undefined : scan(text, value) }
}

/** As `JSON.stringify`, with the digits that are kept. */
export function writeJson(value: unknown, indent?: number): string {
  if (!isAnyKept) return JSON.stringify(value, undefined, indent)
  const mark = randomUUID()
  let isMarked = false
  const text = JSON.stringify(
    value,
    function (this: object, name: string, inner: unknown) {
      const digits = digitsOf(this, name)
      if (digits === undefined) return inner
      isMarked = true
      return mark + digits
    },
    indent,
  )
  return isMarked ? text.replaceAll(new RegExp(`"${mark}([^"]*)"`, 'g'), '$1') : text
}

/** How many members the objects of a text have: as many as there are colons outside of strings. */
function countNamesIn(text: string): number {
  let count = 0
  for (let position = 0; position < text.length; position++) {
    const code = text.charCodeAt(position)
    if (code === colon) count++
    else if (code === quote) position = endOfString(text, position) - 1
  }
  return count
}

/**
 * Of a value and all within it; fewer than its text has where a name is there twice.
 * @returns no number for a value that is too deep for it
 */
function countMembers(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null) return 0
  if (depth > deepestCounted) return NaN
  let count = 0
  if (Array.isArray(value)) {
    for (const item of value) count += countMembers(item, depth + 1)
    return count
  }
  const members = value as Readonly<Record<string, unknown>>
  for (const name in members) count += 1 + countMembers(members[name], depth + 1)
  return count
}

const deepestCounted = 100

interface Frame {
  /** `undefined` where the text and the value part ways, since a later member replaced this one. */
  readonly holder: object | undefined
  /** Names so far; `undefined` in an array. */
  readonly names: string[] | undefined
  /** Where the next value goes. */
  at: string
  index: number
}

/**
 * Walks a text beside the value that it gave, keeping digits.
 * @returns the JSON pointer of the first member that repeats a name
 */
function scan(text: string, root: unknown): string | undefined {
  const frames: Frame[] = []
  let frame: Frame | undefined
  let repeated: string | undefined
  let isName = false
  for (let position = 0; position < text.length;) {
    const code = text.charCodeAt(position)
    if (code === quote) {
      const end = endOfString(text, position)
      if (isName && frame?.names) {
        frame.at = nameAt(text, position, end)
        frame.names.push(frame.at)
        isName = false
      }
      position = end
    } else if (code === openBrace || code === openBracket) {
      const value = frame ? memberOf(frame) : root
      const holder = typeof value === 'object' && value !== null ? value : undefined
      isName = code === openBrace
      frame = { holder, names: isName ? [] : undefined, at: '0', index: 0 }
      frames.push(frame)
      position++
    } else if (code === closeBrace || code === closeBracket) {
      const { names, holder } = frames.pop()!
      frame = frames.at(-1)
      isName = false
      if (names && repeated === undefined && names.length !== memberCount(holder)) {
        repeated = findRepeated(names, frames)
      }
      position++
    } else if (code === comma) {
      if (frame?.names) isName = true
      else if (frame) frame.at = String(++frame.index)
      position++
    } else if (code === minus || (code >= zero && code <= nine)) {
      const end = endOfNumber(text, position)
      if (frame?.holder && end - position > 4) noteNumber(frame, text.slice(position, end))
      position = end
    } else position++
  }
  return repeated
}

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const minus = 0x2d
const zero = 0x30
const nine = 0x39
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

function memberOf({ holder, at }: Frame): unknown {
  return holder && Object.hasOwn(holder, at) ? (holder as Record<string, unknown>)[at] : undefined
}

function memberCount(holder: object | undefined): number {
  return holder ? Object.keys(holder).length : -1
}

function noteNumber(frame: Frame, digits: string): void {
  if (digits.length <= 15 && !/e/i.test(digits)) return
  const number = memberOf(frame)
  if (typeof number === 'number' && String(number) !== digits) {
    keepDigits(frame.holder!, frame.at, digits)
  }
}

function findRepeated(names: readonly string[], frames: readonly Frame[]): string | undefined {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) {
      return [...frames.map(({ at }) => at), name].map((part) => `/${escapePointer(part)}`).join('')
    }
    seen.add(name)
  }
  return undefined
}

function nameAt(text: string, start: number, end: number): string {
  const name = text.slice(start + 1, end - 1)
  return name.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : name
}

/** The position after the closing quote. */
function endOfString(text: string, start: number): number {
  for (let at = start; ;) {
    at = text.indexOf('"', at + 1)
    let backslashes = 0
    while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes++
    if (backslashes % 2 === 0) return at + 1
  }
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end)
    // Digits, and of + - . E e whatever stands in a number.
    const isPart =
      (code >= zero && code <= nine) ||
      code === 0x2e ||
      code === 0x45 ||
      code === 0x65 ||
      code === 0x2b ||
      code === minus
    if (!isPart) break
  }
  return end
}
