import { partsOf, type ExchangePart } from './batch-parts.ts'
import { isDateTime, isIdentifying, isKeyName } from './identifying-values.ts'
import { leavesOf, pointerTo, type JsonLeaf } from './json-leaves.ts'
import { nameMember } from './name-values.ts'
import type { ObservedExchange } from './observed-exchange.ts'
import { redacted } from './secret-patterns.ts'

/** Where an answer gives a value. */
export type CapturePlace =
  | { readonly kind: 'body'; readonly pointer: string }
  | { readonly kind: 'header'; readonly name: string }

/** A value of an answer that a later request may use. */
export interface Candidate {
  readonly value: string | number
  /** A speaking name, if it is free. */
  readonly wanted: string
  /** Index of the exchange. */
  readonly exchange: number
  /** Of the request that was answered, of a batch its part. */
  readonly url: string
  readonly place: CapturePlace
  readonly isKeyOnly: boolean
  readonly isLink: boolean
}

/** Headers of answers that lead on. */
const leadingHeaders = [
  'location',
  'odata-entityid',
  'content-location',
  'operation-location',
  'azure-asyncoperation',
  'etag',
]

/** What an answer may give for later, those within a batch too. */
export function findCandidates(
  exchange: ObservedExchange,
  index: number,
  root: string,
): readonly Candidate[] {
  return partsOf(exchange).flatMap((part) => {
    if (part.response.status >= 400) return []
    const origin = { exchange: index, url: part.request.url }
    return [...inBody(part, origin, root), ...inHeaders(part, origin, root)]
  })
}

type Origin = Pick<Candidate, 'exchange' | 'url'>

function inBody(
  { response, answerPointer }: ExchangePart,
  origin: Origin,
  root: string,
): readonly Candidate[] {
  const before = answerPointer === undefined ? '' : `${answerPointer}/body`
  return leavesOf(response.body).flatMap((leaf): readonly Candidate[] => {
    const use = usesOf(leaf, root)
    if (!use) return []
    const place = { kind: 'body', pointer: before + leaf.pointer } as const
    return [{ ...use, ...origin, wanted: nameMember(leaf.pointer, origin.url), place }]
  })
}

/** How a value of a body may be used; `undefined` where it most likely never is. */
function usesOf(
  { pointer, name, value }: JsonLeaf,
  root: string,
): Pick<Candidate, 'value' | 'isKeyOnly' | 'isLink'> | undefined {
  if (typeof value === 'boolean' || value === null || pointer === '') return undefined
  if (/@(?:odata\.)?(?:context|type|mediaContentType|metadataEtag)$/.test(name)) return undefined
  if (typeof value === 'number') {
    const isKey = isKeyName(name) && Number.isSafeInteger(value)
    return isKey ? { value, isKeyOnly: true, isLink: false } : undefined
  }
  if (value.includes(redacted) || isDateTime(value) || value.length > 4096) return undefined
  if (isBelow(value, root)) return { value, isKeyOnly: false, isLink: true }
  if (isIdentifying(value) || value.includes('@example.com')) {
    return { value, isKeyOnly: false, isLink: false }
  }
  const isKey = isKeyName(name) && /^[\w.~-]+$/.test(value)
  return isKey ? { value, isKeyOnly: true, isLink: false } : undefined
}

function inHeaders(
  { response, answerPointer }: ExchangePart,
  origin: Origin,
  root: string,
): readonly Candidate[] {
  return leadingHeaders.flatMap((name): readonly Candidate[] => {
    const value = response.headers[name]
    if (value === undefined || value.includes(redacted)) return []
    const isLink = name !== 'etag'
    if (isLink && !isBelow(value, root)) return []
    const wanted = nameMember(isLink ? `/${name.replace('odata-', '')}` : '/@etag', origin.url)
    const place: CapturePlace =
      answerPointer === undefined
        ? { kind: 'header', name }
        : { kind: 'body', pointer: pointerTo(`${answerPointer}/headers`, name) }
    return [{ value, ...origin, wanted, place, isKeyOnly: false, isLink }]
  })
}

function isBelow(text: string, root: string): boolean {
  return text.startsWith(root) && /^[/?]/.test(text.slice(root.length))
}
