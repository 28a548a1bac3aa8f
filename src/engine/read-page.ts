import { badRequest } from '../errors.ts'
import { takeWindow, type Instances } from '../query/index.ts'
import type { Entity } from '../store/index.ts'

/** What decides the page of a collection besides its query. */
export interface PageRequest {
  /** Instances a page at most: `odata.maxpagesize`, or that of the page before. */
  readonly maxPageSize: number | undefined
  readonly skiptoken: string | undefined
}

interface Token {
  /** Instances given so far. */
  readonly given: number
  readonly size: number
  /** Key of the last one given, so that what is deleted before it skips nothing. */
  readonly after: string
  /** Keys of those that followed it, so that deleting what was given skips nothing either. */
  readonly next: readonly string[]
}

/** How many keys of the next page a token names. */
const lookAhead = 3

/**
 * One page of the instances that a query leaves.
 * @returns the page, and the token of the next one unless it is the last
 * @throws ODataError 400 for a token that this service did not make
 * @see Protocol, "Server-Driven Paging"
 */
export function readPage(
  instances: Instances,
  { maxPageSize, skiptoken }: PageRequest,
): { readonly items: readonly unknown[]; readonly skiptoken: string | undefined } {
  const skip = instances.skip ?? 0
  const top = instances.top ?? Number.MAX_SAFE_INTEGER
  const token = skiptoken === undefined ? undefined : readToken(skiptoken)
  const size = maxPageSize || token?.size
  if (!size && !token) return { items: takeWindow(instances, skip, top), skiptoken: undefined }
  const start = token ? findStart(instances, skip, token) : skip
  const wanted = Math.max(0, Math.min(size ?? top, top - (token?.given ?? 0)))
  const ahead = takeWindow(instances, start, wanted + lookAhead)
  const items = ahead.slice(0, wanted)
  const given = (token?.given ?? 0) + items.length
  const isLast = ahead.length <= wanted || given >= top
  if (isLast || !size) return { items, skiptoken: undefined }
  const keys = ahead.slice(items.length - 1).map((item) => (item as Entity).key)
  return { items, skiptoken: writeToken({ given, size, after: keys[0]!, next: keys.slice(1) }) }
}

function findStart(instances: Instances, skip: number, { given, after, next }: Token): number {
  const expected = skip + given - 1
  const [there] = takeWindow(instances, expected, 1) as readonly (Entity | undefined)[]
  if (there?.key === after) return expected + 1
  const all = takeWindow(instances, 0, instances.items.length) as readonly Entity[]
  const places = new Map(all.map(({ key }, index) => [key, index]))
  const last = places.get(after)
  if (last !== undefined) return last + 1
  const first = next.find((key) => places.has(key))
  return first === undefined ? Math.max(skip, expected) : places.get(first)!
}

function writeToken({ given, size, after, next }: Token): string {
  return Buffer.from(JSON.stringify([given, size, after, ...next])).toString('base64url')
}

function readToken(text: string): Token {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    const [given, size, after, ...next] = read as unknown[]
    const isCounted = [given, size].every((number) => Number.isSafeInteger(number))
    if (isCounted && typeof after === 'string' && next.every((key) => typeof key === 'string')) {
      const token = { given: given as number, size: size as number, after, next }
      if (token.given >= 0 && token.size > 0) return token
    }
  } catch {
    // Not JSON, or no array: refused below like any other text that is no token of ours.
  }
  throw badRequest(
    `$skiptoken: '${text.slice(0, 40)}' is not from a next link of this service`,
    '$skiptoken',
  )
}
