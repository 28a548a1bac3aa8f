import { findOperationsByName, type Model } from '../model/index.ts'

/**
 * The segments of a resource path, so that both ways of writing a key give the same:
 * `accessPackages('a1')` and `accessPackages/a1` are `accessPackages`, `a1`. The parameters of an
 * operation stay with it.
 * @param path undecoded, below the service root
 * @see URL Conventions, "Key-as-Segment Convention"
 */
export function resourceSegments(path: string, model: Model): readonly string[] {
  return splitOutsideQuotes(path, '/').flatMap((segment) => readSegment(decode(segment), model))
}

function readSegment(segment: string, model: Model): readonly string[] {
  const [, name, inside] = /^([^(']+)\((.*)\)$/s.exec(segment) ?? []
  if (name === undefined || inside === undefined) return segment === '' ? [] : [segment]
  const parts = splitOutsideQuotes(inside, ',').map(readArgument)
  if (parts.length === 0) return [name]
  const named = parts.map(({ name: part, value }) => (part === '' ? value : `${part}=${value}`))
  if (findOperationsByName(model, name).length > 0) return [`${name}(${named.sort().join()})`]
  const [only, ...more] = parts
  return [name, more.length === 0 ? unquote(only!.value) : named.sort().join()]
}

function readArgument(text: string): { readonly name: string; readonly value: string } {
  const [, name = '', value = ''] = /^\s*(?:([\w.]+)\s*=)?\s*(.*?)\s*$/s.exec(text) ?? []
  return { name, value }
}

function unquote(value: string): string {
  return /^'.*'$/s.test(value) ? value.slice(1, -1).replaceAll("''", "'") : value
}

function splitOutsideQuotes(text: string, separator: string): readonly string[] {
  const parts: string[] = []
  let part = ''
  let isQuoted = false
  for (const character of text) {
    if (character === "'") isQuoted = !isQuoted
    if (character === separator && !isQuoted) {
      parts.push(part)
      part = ''
    } else {
      part += character
    }
  }
  return [...parts, part].filter((each) => each !== '')
}

/** What is no percent-encoded UTF-8 stays as it was sent. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
