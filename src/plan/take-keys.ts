import type { Model } from '../model/index.ts'
import { namesInPaths } from './names-in-paths.ts'

/** A path without the texts that may be keys. */
export interface KeyedPath {
  /** The same for all paths that differ in these texts alone. */
  readonly shape: string
  /** In their order, one at least. */
  readonly keys: readonly string[]
}

/** No URL has it, and a path that does is left as it is. */
const MARK = '\0'

/**
 * Takes out of a path what may be a key: a literal in parentheses, and a segment that no name of the
 * contract is. Only texts are taken that need no decoding and are their own normal form, so that what
 * resolving one comes to, it comes to with any other of the same kind.
 * @param rawPath after the service root, undecoded
 * @returns `undefined` where nothing may be
 */
export function takeKeys(rawPath: string, model: Model): KeyedPath | undefined {
  if (rawPath.includes(MARK)) return undefined
  const keys: string[] = []
  let shape = ''
  for (let start = 0, end = 0; start <= rawPath.length; start = end + 1) {
    end = rawPath.indexOf('/', start)
    if (end < 0) end = rawPath.length
    const segment = rawPath.slice(start, end)
    if (start > 0) shape += '/'
    if (segment.endsWith(')')) shape += takeInParentheses(segment, keys)
    else shape += start === 0 ? segment : takeSegment(segment, keys, model)
  }
  return keys.length === 0 ? undefined : { shape, keys }
}

const quotedText = /^'[\w.~@:-]+'$/

function takeInParentheses(segment: string, keys: string[]): string {
  const open = segment.indexOf('(')
  const inner = segment.slice(open + 1, -1)
  const name = segment.slice(0, open)
  if (quotedText.test(inner)) {
    keys.push(inner.slice(1, -1))
    return `${name}('${MARK}text')`
  }
  const kind = kindOf(inner)
  if (kind === undefined || kind === 'text') return segment
  keys.push(inner)
  return `${name}(${MARK}${kind})`
}

function takeSegment(segment: string, keys: string[], model: Model): string {
  const kind = kindOf(segment)
  if (kind === undefined || namesInPaths(model).has(segment)) return segment
  keys.push(segment)
  return MARK + kind
}

/** What types of keys tell apart. */
export type KeyKind = 'whole' | 'guid' | 'text'

/** Of the texts that were taken out of a path, in their order. */
export function kindsIn(shape: string): readonly KeyKind[] {
  const marks = shape.split(MARK).slice(1)
  return marks.map((mark) => /^\w+/.exec(mark)![0] as KeyKind)
}

function kindOf(text: string): KeyKind | undefined {
  if (!/^[\w~-]+$/.test(text)) return undefined
  if (/^(?:0|[1-9]\d{0,8})$/.test(text)) return 'whole'
  return /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/.test(text) ? 'guid' : 'text'
}
