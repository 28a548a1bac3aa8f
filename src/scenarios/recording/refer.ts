import { isJsonArray, isJsonObject, type JsonValue } from '../../model/index.ts'
import { encodeLeniently } from './decode-leniently.ts'
import { mapMembers } from './json-body.ts'

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

/** A text with the names in place of the values that it holds; in a URL, also of their encoded forms. */
export function refer(text: string, named: readonly NamedValue[], place: 'url' | 'other'): string {
  const escaped = text.replace(literalReference, `\${${dollar}}`)
  const values = named
    .filter(({ value, isKeyOnly }) => value !== '' && (!isKeyOnly || place === 'url'))
    .flatMap(({ name, value, isKeyOnly }) =>
      formsOf(value, place).map((form) => ({ name, form, isKeyOnly: isKeyOnly === true })),
    )
    .toSorted((a, b) => b.form.length - a.form.length)
  if (values.length === 0) return escaped
  const names = new Map(values.map(({ name, form }) => [form, name]))
  const pattern = values.map(({ form, isKeyOnly }) => patternOf(form, isKeyOnly))
  return escaped.replace(RegExp(pattern.join('|'), 'g'), (found) => `\${${names.get(found)}}`)
}

/** A JSON value with names in place of values; a text that is one keeps its type. */
export function referIn(value: JsonValue, named: readonly NamedValue[]): JsonValue {
  if (typeof value === 'string') return refer(value, named, 'other')
  if (!isJsonArray(value) && !isJsonObject(value)) return value
  return mapMembers(value, (item) => referIn(item, named))
}

/** Whether a text, or a URL, holds the value where it would be taken for it. */
export function holds(text: string, value: string | number, isKeyOnly: boolean): boolean {
  return formsOf(value, 'url').some(
    (form) => text.includes(form) && RegExp(patternOf(form, isKeyOnly)).test(text),
  )
}

/** A substituted value is percent-encoded in a URL, so that both forms mean it there. */
function formsOf(value: string | number, place: 'url' | 'other'): readonly string[] {
  const plain = String(value)
  const encoded = place === 'url' ? encodeLeniently(plain) : plain
  return encoded === plain ? [plain] : [plain, encoded]
}

/**
 * What is around a value may be percent-encoded. A number that is the whole of a system query option
 * (`$top=1`) is no key.
 */
function patternOf(value: string, isKeyOnly: boolean): string {
  const text = value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  return isKeyOnly
    ? `(?<=(?:[/(=]|%28|%2F|%3D)(?:'|%27)?)(?<!(?:\\$|%24)[a-z]+=)${text}(?=['),/?&]|%27|%29|%2C|%2F|$)`
    : `(?:(?<![A-Za-z0-9-])|(?<=%[0-9A-Fa-f]{2}))${text}(?![A-Za-z0-9-]|\\.\\w)`
}
