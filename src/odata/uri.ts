/* ABNF `odataUri`, `odataRelativeUri`, `resourcePath`: whole URLs. */
import type { PathSegment, ResourcePath } from '../syntax/index.ts'
import { ODataSyntaxError, parseResourcePath } from '../syntax/index.ts'
import { shiftPositions } from '../syntax/shift-positions.ts'
import { quoteFound } from '../syntax/syntax-error.ts'
import type { ContextUrl, QueryOptionsNode, RelativeUriNode, UriNode } from './ast.ts'
import { checkResourcePath, mayBeFirst } from './check-resource-path.ts'
import { parseContextFragment } from './context-url.ts'
import { at, parseDecoded, withPosition } from './decoded-text.ts'
import { lexicalRules } from './rules/lexical-rules.ts'
import { failAtName, hasQualified, type Names } from './names.ts'
import { parsePattern } from './rules/parse-pattern.ts'
import { systemQueryOptions } from './query-option-kinds.ts'
import { parseQueryOptions } from './query-options.ts'

export const queryOptions: readonly string[] = [
  ...systemQueryOptions,
  'aliasAndValue',
  'nameAndValue',
  'customQueryOption',
]
export const batchOptions: readonly string[] = ['format', 'customQueryOption']
export const entityIdOptions: readonly string[] = [...batchOptions, 'id']
export const entityCastOptions: readonly string[] = [...entityIdOptions, 'expand', 'select']

/** ABNF `odataUri`. */
export function parseUri(raw: string, names: Names): UriNode {
  const root = /^https?:\/\/[^/?#]*\//i.exec(raw)
  const pathEnd = endOfPath(raw)
  const end = root ? root[0].length : pathEnd
  parsePattern('a service root', lexicalRules['serviceRoot']!, raw.slice(0, end), names)
  let start = end
  let failure: unknown
  // Where the root ends is known by what follows: the first segment that a path may begin with.
  for (;;) {
    const uri = { kind: 'odataUri', position: 0, serviceRoot: raw.slice(0, start) } as const
    if (start === raw.length) return { ...uri, relativeUri: undefined }
    const slash = raw.indexOf('/', start)
    const isLast = slash < 0 || slash >= pathEnd
    if (isLast || mayBegin(raw.slice(start, slash), names)) {
      try {
        return { ...uri, relativeUri: parseRelativeUri(raw, names, start) }
      } catch (error) {
        failure = error
      }
    }
    if (isLast) throw failure
    const segment = raw.slice(start, slash)
    at(start, () => parsePattern('a path segment', lexicalRules['segment-nz']!, segment, names))
    start = slash + 1
  }
}

function endOfPath(raw: string): number {
  const end = raw.search(/[?#]/)
  return end < 0 ? raw.length : end
}

function mayBegin(rawSegment: string, names: Names): boolean {
  if (/^\$(?:batch|metadata|entity)$/.test(rawSegment)) return true
  try {
    const [first] = parseResourcePath(rawSegment, true).segments
    return first !== undefined && mayBeFirst(first, names)
  } catch {
    return false
  }
}

/**
 * ABNF `odataRelativeUri`.
 * @param start where it begins in `raw`, which positions count in
 */
export function parseRelativeUri(raw: string, names: Names, start = 0): RelativeUriNode {
  const question = raw.indexOf('?', start)
  const hash = raw.indexOf('#', start)
  const queryStart = question < 0 || (hash >= 0 && hash < question) ? undefined : question
  const end = queryStart ?? (hash < 0 ? raw.length : hash)
  const path = raw.slice(start, end)
  const query = queryStart === undefined ? undefined : readQuery(raw, queryStart, hash)
  const options = (allowed: readonly string[]) =>
    query === undefined || query.text === ''
      ? undefined
      : parseQueryOptions(query.text, query.position, names, allowed)
  const node = { kind: 'odataRelativeUri', position: start, context: undefined } as const
  if (path === '$metadata') {
    if (query?.text === '') failAtQuery(raw, query.position)
    const resource = { kind: '$metadata', position: start } as const
    return {
      ...node,
      resource,
      query: options(batchOptions),
      context: readContext(raw, hash, names),
    }
  }
  if (hash >= 0) throw new ODataSyntaxError(hash, "'%23' or the end", quoteFound(raw, hash))
  if (path === '$batch') {
    if (query?.text === '') failAtQuery(raw, query.position)
    return { ...node, resource: { kind: '$batch', position: start }, query: options(batchOptions) }
  }
  if (path === '$entity' || path.startsWith('$entity/')) {
    const typeName = readEntityType(path, start, names)
    const allowed = typeName === undefined ? entityIdOptions : entityCastOptions
    if (query === undefined) failAtQuery(raw, end)
    const parsed = parseEntityOptions(query.text, query.position, names, allowed)
    return { ...node, resource: { kind: '$entity', position: start, typeName }, query: parsed }
  }
  const resource = parsePath(path, names, start)
  return { ...node, resource: { ...resource, position: start }, query: options(queryOptions) }
}

function readQuery(
  raw: string,
  question: number,
  hash: number,
): { readonly text: string; readonly position: number } {
  const position = question + 1
  return { text: raw.slice(position, hash < 0 ? raw.length : hash), position }
}

function failAtQuery(raw: string, position: number): never {
  throw new ODataSyntaxError(position, 'a query option', quoteFound(raw, position))
}

/** ABNF `entityOptions`, `entityCastOptions`: with one `$id`. */
export function parseEntityOptions(
  raw: string,
  position: number,
  names: Names,
  allowed: readonly string[],
): QueryOptionsNode {
  const parsed = parseQueryOptions(raw, position, names, allowed)
  const ids = parsed.options.filter(({ kind }) => kind === 'id')
  if (ids.length === 1) return parsed
  const at = ids[1]?.position ?? position + raw.length
  throw new ODataSyntaxError(at, "one '$id='", quoteFound(raw, at - position))
}

function readEntityType(path: string, start: number, names: Names): string | undefined {
  if (path === '$entity') return undefined
  const typeName = path.slice('$entity/'.length)
  const position = start + '$entity/'.length
  if (!/^\w+(?:\.\w+)*$/.test(typeName) || !hasQualified(names, ['entityTypeName'], typeName)) {
    failAtName(names, ['entityTypeName'], typeName, position, 'an entity type')
  }
  return typeName
}

function readContext(raw: string, hash: number, names: Names): ContextUrl | undefined {
  return hash < 0 ? undefined : parseContext(raw, names, hash)
}

/** ABNF `context`: `#` and a fragment. */
export function parseContext(raw: string, names: Names, start = 0): ContextUrl {
  if (raw[start] !== '#') throw new ODataSyntaxError(start, "'#'", quoteFound(raw, start))
  return parseDecoded(raw.slice(start + 1), start + 1, (text) => parseContextFragment(text, names))
}

/**
 * ABNF `resourcePath`.
 * @param position of `raw` in the text that positions count in
 */
export function parsePath(raw: string, names: Names, position = 0): ResourcePath {
  return checkedPath(raw, position, (segments) => checkResourcePath(segments, names))
}

/** A path, or a part of one, that `check` judges by its segments. */
export function checkedPath(
  raw: string,
  position: number,
  check: (segments: readonly PathSegment[]) => void,
): ResourcePath {
  try {
    const path = parseResourcePath(raw, true)
    checkCharacters(raw, path)
    check(path.segments)
    return position === 0 ? path : shiftPositions(path, (at) => at + position)
  } catch (error) {
    throw error instanceof ODataSyntaxError ? withPosition(error, error.position + position) : error
  }
}

/** @throws ODataSyntaxError where a string in parentheses has a character that has to be percent-encoded in one */
function checkCharacters(raw: string, { segments }: ResourcePath): void {
  const foreign = /[^!-~ \t]/.exec(raw)
  if (foreign) failAtCharacter(raw, foreign.index)
  for (const [index, { position, parentheses }] of segments.entries()) {
    if (!parentheses) continue
    let isQuoted = false
    const end = segments[index + 1]?.position ?? raw.length
    // Shapes have blanks between their numbers.
    if (/geo(?:graphy|metry)(?:'|%27)/i.test(raw.slice(position, end))) continue
    for (let at = position; at < end; at++) {
      if (raw[at] === "'" || raw.startsWith('%27', at)) isQuoted = !isQuoted
      else if (isQuoted && !/[\w.~%!()*+,;$&=:@-]/.test(raw[at]!)) failAtCharacter(raw, at)
    }
  }
}

function failAtCharacter(raw: string, index: number): never {
  const character = String.fromCodePoint(raw.codePointAt(index)!)
  throw new ODataSyntaxError(index, `'${encodeURIComponent(character)}'`, `'${character}'`)
}
