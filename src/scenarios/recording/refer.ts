import type { JsonValue } from '../../model/index.ts'

/** A value that has a name in the scenario: the root, one the client gave, one an answer gave. */
export interface NamedValue {
  readonly name: string
  readonly value: string | number
  /** Only where a URL has its keys: too short or plain to be taken for the same anywhere else. */
  readonly isKeyOnly?: boolean
}

const literalReference = /\$(?=\{[A-Za-z_][\w-]*\})/g

/** The variable that gives a literal `$` before a brace, since `${name}` is always substituted. */
export const dollar = 'dollar'

export function needsDollar(text: string): boolean {
  return text.search(literalReference) >= 0
}

/** A text with the names in place of the values that it holds. */
export function refer(text: string, named: readonly NamedValue[], place: 'url' | 'other'): string {
  const escaped = text.replace(literalReference, `\${${dollar}}`)
  const values = named
    .filter(({ value, isKeyOnly }) => value !== '' && (!isKeyOnly || place === 'url'))
    .toSorted((a, b) => String(b.value).length - String(a.value).length)
  if (values.length === 0) return escaped
  const names = new Map(values.map(({ name, value }) => [String(value), name]))
  const pattern = values.map(({ value, isKeyOnly }) => patternOf(String(value), isKeyOnly === true))
  return escaped.replace(RegExp(pattern.join('|'), 'g'), (found) => `\${${names.get(found)}}`)
}

/** A JSON value with names in place of values; a text that is one keeps its type. */
export function referIn(value: unknown, named: readonly NamedValue[]): JsonValue {
  if (typeof value === 'string') return refer(value, named, 'other')
  if (Array.isArray(value)) return value.map((item) => referIn(item, named))
  if (typeof value !== 'object' || value === null) return value as JsonValue
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, referIn(item, named)]),
  )
}

/** Whether a text holds the value where it would be taken for it. */
export function holds(text: string, value: string | number, isKeyOnly: boolean): boolean {
  const written = String(value)
  return text.includes(written) && RegExp(patternOf(written, isKeyOnly)).test(text)
}

function patternOf(value: string, isKeyOnly: boolean): string {
  const text = value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  return isKeyOnly
    ? `(?<=[/(=]'?)${text}(?=['),/?&]|$)`
    : `(?<![A-Za-z0-9-])${text}(?![A-Za-z0-9-]|\\.\\w)`
}
