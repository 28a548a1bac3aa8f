import { badRequest } from '../../errors.ts'
import type { EntityInstance } from '../../model/index.ts'
import { takeWindow, type Instances } from '../../query/index.ts'
import type { Entity } from '../../store/index.ts'

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
  /** Names the last one given, so that what is deleted before it skips nothing. */
  readonly after: string
  /** Names those that followed it, so that deleting what was given skips nothing either. */
  readonly next: readonly string[]
}

/** How many of the next page a token names. */
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
  const names = ahead.slice(items.length - 1).map(nameOf)
  return { items, skiptoken: writeToken({ given, size, after: names[0]!, next: names.slice(1) }) }
}

/** The page size that a request asks for, or that of the page before. */
export function pageSizeOf({ maxPageSize, skiptoken }: PageRequest): number | undefined {
  return maxPageSize ?? (skiptoken === undefined ? undefined : readToken(skiptoken).size)
}

/** The key of an entity; what has none is known by what it holds, in short. */
function nameOf(item: unknown): string {
  if (typeof item !== 'object' || item === null) return String(item).slice(0, longestName)
  const { origin, properties } = item as Partial<EntityInstance>
  const entity = (origin ?? item) as Partial<Entity>
  if (entity.key !== undefined && entity.key !== '') return entity.key
  return JSON.stringify(properties ?? item).slice(0, longestName)
}

const longestName = 80

function findStart(instances: Instances, skip: number, { given, after, next }: Token): number {
  const expected = skip + given - 1
  const there = takeWindow(instances, expected, 1)
  if (there.length > 0 && nameOf(there[0]) === after) return expected + 1
  const all = takeWindow(instances, 0, instances.items.length)
  const places = new Map(all.map((item, index) => [nameOf(item), index]))
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
