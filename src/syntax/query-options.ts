import type { QueryOption } from './ast.ts'
import { decodePercent } from './percent-encoding.ts'
import { ODataSyntaxError } from './syntax-error.ts'

/**
 * Splits what follows `?` on `&` and on the first `=` of each part, and decodes only then, so that an
 * encoded `%26` or `%3D` stays in its value. A `+` is a blank, as HTML forms and curl encode it.
 * @param rawQuery undecoded, without `?`; empty parts are passed over
 * @returns options in their order; `position` is where the value begins in `rawQuery`
 * @throws ODataSyntaxError that names the option, when its percent-encoding is no UTF-8
 * @see URL Conventions, "URL Parsing"
 */
export function splitQueryOptions(rawQuery: string): QueryOption[] {
  const options: QueryOption[] = []
  const fragment = rawQuery.indexOf('#')
  if (fragment >= 0) throw new ODataSyntaxError(fragment, "an encoded '%23'", "'#'", 'query')
  for (let start = 0; start < rawQuery.length;) {
    const ampersand = rawQuery.indexOf('&', start)
    const end = ampersand < 0 ? rawQuery.length : ampersand
    if (end > start) options.push(readOption(rawQuery, start, end))
    start = end + 1
  }
  return options
}

function readOption(rawQuery: string, start: number, end: number): QueryOption {
  const part = rawQuery.slice(start, end)
  const equals = part.indexOf('=')
  const rawName = equals < 0 ? part : part.slice(0, equals)
  const name = decodeQueryText(rawName, start, rawName)
  if (equals < 0) return { name, value: '', position: end }
  const position = start + equals + 1
  return { name, value: decodeQueryText(part.slice(equals + 1), position, name), position }
}

function decodeQueryText(raw: string, position: number, option: string): string {
  return decodePercent(raw.replaceAll('+', ' '), position, option)
}
