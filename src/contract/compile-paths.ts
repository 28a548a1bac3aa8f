import { singularOf } from './compile-grammatical-number.ts'

/** A segment of a documented path, by what it stands for. */
export interface DocumentedSegment {
  readonly kind: 'name' | 'key' | 'cast' | 'call' | 'system'
  /** Without parentheses: `accessPackages`, `$ref`, `microsoft.graph.user`; the hole as written for a key. */
  readonly name: string
  /** Names of the parameters in parentheses. */
  readonly parameters: readonly string[]
}

export interface DocumentedPath {
  /** Begins with `/`, holes in braces. */
  readonly text: string
  readonly query: string | undefined
  /** `/beta` or `/v1.0` where the URL has it. */
  readonly basePath: string | undefined
}

/** Takes apart what stands after the method: host, version, path and query; `undefined` for prose. */
export function readDocumentedUrl(url: string): DocumentedPath | undefined {
  return readUrl(url)
}

const readUrl = remembered((url: string): DocumentedPath | undefined => {
  const bare = url
    .trim()
    .replace(/^\**`?|`?\**$/g, '')
    .replace(/^https?:\/\/(?:\{[^}]*\}|[^/?\s{])*/i, '')
    .replace(/\\(?=[{}[\]<>_*|])/g, '')
    .replace(/<([^<>/]*)>/g, '{$1}')
    .replace(/%7B([^%/]*)%7D/gi, '{$1}')
    .replace(/&nbsp;/g, ' ')
  const mark = indexOutsideHoles(bare, '?')
  const path = (mark < 0 ? bare : bare.slice(0, mark))
    .trim()
    .replace(/^\/*(~\/)?/, '/')
    .replace(/\/+/g, '/')
  if (indexOutsideHoles(path, ' ') >= 0) return undefined
  const version = /^\/(beta|v1\.0)(?=\/|$)/i.exec(path)
  const rest = (version ? path.slice(version[0].length) : path).replace(/(.)\/$/, '$1')
  const text = rest === '' ? '/' : rest
  if (/^\/[(),'"=&]/.test(text)) return undefined
  const query = mark < 0 ? undefined : bare.slice(mark + 1).trim() || undefined
  return { text, query, basePath: version?.[0].toLowerCase() }
})

/** Every stage of the compiler asks for the same URLs and paths: their readings are kept, up to a bound. */
function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly value: T }>()
  return (text) => {
    const found = known.get(text)
    if (found) return found.value
    if (known.size >= 20_000) known.clear()
    const value = read(text)
    known.set(text, { value })
    return value
  }
}

/** The first place of a character that is in no `{hole}`, no parentheses and no quotes. */
function indexOutsideHoles(text: string, wanted: string, from = 0): number {
  let depth = 0
  let isQuoted = false
  for (let index = from; index < text.length; index++) {
    const character = text[index]!
    if (depth === 0 && !isQuoted && character === wanted) return index
    if (character === "'" && depth > 0) isQuoted = !isQuoted
    if (isQuoted) continue
    if (character === '{' || character === '(') depth++
    if ((character === '}' || character === ')') && depth > 0) depth--
  }
  return depth > 0 || isQuoted ? text.indexOf(wanted, from) : -1
}

/**
 * Splits a path into segments; `users('id')` gives a name and a key.
 * @returns what precedes the first segment that OData has no word for, such as `root:/{path}:`
 * @see isOrdinaryPath
 */
export function parseDocumentedPath(text: string): readonly DocumentedSegment[] {
  return parsePath(text)
}

const parsePath = remembered((text: string): readonly DocumentedSegment[] => {
  const segments: DocumentedSegment[] = []
  for (const raw of splitPath(text)) {
    const colon = indexOutsideHoles(raw, ':')
    if (colon >= 0 && segments.length > 0) {
      const before = raw.slice(0, colon)
      if (before !== '') segments.push(...readSegment(before))
      return segments
    }
    segments.push(...readSegment(raw))
  }
  return segments
})

function splitPath(text: string): string[] {
  const parts: string[] = []
  let start = text.startsWith('/') ? 1 : 0
  while (start < text.length) {
    const slash = indexOutsideHoles(text, '/', start)
    const end = slash < 0 ? text.length : slash
    if (end > start) parts.push(text.slice(start, end))
    start = end + 1
  }
  return parts
}

function readSegment(raw: string): DocumentedSegment[] {
  const text = raw.trim()
  if (text.startsWith('$')) return [{ kind: 'system', name: text.toLowerCase(), parameters: [] }]
  const call = /^([A-Za-z_][\w.]*)\s*\((.*)\)?$/s.exec(text)
  if (call) {
    const name = call[1]!
    const inside = call[2]!.replace(/\)$/, '').trim()
    const parameters = [...inside.matchAll(/(?:^|[,(;]\s*)([A-Za-z_]\w*)\s*=/g)].map(
      (match) => match[1]!,
    )
    if (inside !== '' && parameters.length === 0) {
      return [
        { kind: name.includes('.') ? 'cast' : 'name', name, parameters },
        { kind: 'key', name: inside, parameters },
      ]
    }
    return [{ kind: 'call', name, parameters }]
  }
  if (
    /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/.test(text) &&
    !/\.(com|org|net|onmicrosoft)\b/i.test(text)
  ) {
    return [{ kind: 'cast', name: text, parameters: [] }]
  }
  const isName = /^[A-Za-z_]\w*$/.test(text) && !isIdentifierLike(text)
  return [{ kind: isName ? 'name' : 'key', name: text, parameters: [] }]
}

/** Ids that pass for names: `id`, `id1`, hexadecimal and base64 runs. */
function isIdentifierLike(text: string): boolean {
  return (
    /^(id\d*|[a-z]+_?id_?value)$/i.test(text) ||
    /^[0-9a-f]{8,}$/i.test(text) ||
    (text.length > 20 && /\d\D+\d\D+\d/.test(text))
  )
}

/** True for a path of OData segments alone. */
export function isOrdinaryPath(text: string): boolean {
  return splitPath(text).every((raw, index) => index === 0 || indexOutsideHoles(raw, ':') < 0)
}

/** Paths that differ in names of holes, or in upper and lower case, only have one shape. */
export function shapeOfPath(text: string): string {
  if (!isOrdinaryPath(text)) return text.toLowerCase().replace(/\{[^}]*\}/g, '{}')
  return parseDocumentedPath(text)
    .map(({ kind, name }) => (kind === 'key' ? '{}' : name.toLowerCase()))
    .join('/')
}

/** The names that paths end with, but for keys and `$ref`: `incompatibleGroups` of `…/incompatibleGroups/{id}/$ref`. */
export function lastNames(paths: readonly { readonly text: string }[]): ReadonlySet<string> {
  return new Set(
    paths.map(({ text }) => {
      const names = parseDocumentedPath(text).filter(
        ({ kind }) => kind === 'name' || kind === 'call',
      )
      return singularOf(names.at(-1)?.name ?? '').toLowerCase()
    }),
  )
}
