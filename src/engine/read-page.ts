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
  /** Key of the last one given, so that what is deleted before it skips nothing. */
  readonly after: string
  readonly size: number
}

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
  const wanted = Math.min(size ?? top, top - (token?.given ?? 0))
  const items = takeWindow(instances, start, wanted)
  const given = (token?.given ?? 0) + items.length
  const isLast =
    items.length < wanted || given >= top || start + items.length >= instances.items.length
  if (isLast || !size) return { items, skiptoken: undefined }
  return { items, skiptoken: writeToken({ given, after: (items.at(-1) as Entity).key, size }) }
}

function findStart(instances: Instances, skip: number, { given, after }: Token): number {
  const expected = skip + given - 1
  const [there] = takeWindow(instances, expected, 1) as readonly (Entity | undefined)[]
  if (there?.key === after) return expected + 1
  const all = takeWindow(instances, 0, instances.items.length) as readonly Entity[]
  const index = all.findIndex(({ key }) => key === after)
  return index < 0 ? Math.max(skip, expected) : index + 1
}

function writeToken({ given, after, size }: Token): string {
  return Buffer.from(JSON.stringify([given, after, size])).toString('base64url')
}

function readToken(text: string): Token {
  try {
    const [given, after, size] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    if (Number.isSafeInteger(given) && typeof after === 'string' && Number.isSafeInteger(size)) {
      const token = { given: given as number, after, size: size as number }
      if (token.given >= 0 && token.size > 0) return token
    }
  } catch {
    // Not JSON: refused below like any other text that is no token of ours.
  }
  throw badRequest(
    `$skiptoken: '${text.slice(0, 40)}' is not from a next link of this service`,
    '$skiptoken',
  )
}
