import { decodeLeniently } from './decode-leniently.ts'
import { isJsonObject } from '../../model/index.ts'
import { findUuids, isDateTime, isIdentifying, isKeyName } from './identifying-values.ts'
import { leavesOf } from './json-leaves.ts'
import { createNamer, nameInUrl, nameMember } from './name-values.ts'
import type { ObservedExchange, ObservedTraffic } from './observed-exchange.ts'
import { redacted } from './redact-exchanges.ts'
import { holds, type NamedValue } from './refer.ts'

/** A value that an answer gave and that is used later. */
export interface Capture extends NamedValue {
  /** Index of the exchange whose answer gave it first. */
  readonly exchange: number
  readonly place: CapturePlace
  /** That of an entity which this exchange created. */
  readonly isCreated: boolean
}

export type CapturePlace =
  | { readonly kind: 'body'; readonly pointer: string }
  | { readonly kind: 'header'; readonly name: string }

export interface NamedValues {
  /** What the client chose, or knew before: the scenario's `vars`. */
  readonly given: readonly NamedValue[]
  readonly captures: readonly Capture[]
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

interface Candidate {
  readonly value: string | number
  readonly wanted: string
  readonly exchange: number
  readonly place: CapturePlace
  readonly isKeyOnly: boolean
  readonly isLink: boolean
}

/**
 * Finds what an answer gave first and a later request uses (ids, links, ETags, tokens), and what the
 * client itself brought. Each value gets one name; the first place that gave it is where it is kept.
 */
export function findNamedValues({ root, exchanges }: ObservedTraffic): NamedValues {
  const nameAs = createNamer()
  const candidates = new Map<string, Candidate>()
  const captures: Capture[] = []
  const given: NamedValue[] = []
  const known = new Set<string>()
  const sent = new Set<string>()
  const sentUrls: string[] = []
  const isSent = ({ value, isKeyOnly, place }: Candidate): boolean => {
    if (sentUrls.some((url) => holds(url, value, true))) return true
    const name =
      place.kind === 'body' ? place.pointer.slice(place.pointer.lastIndexOf('/') + 1) : ''
    return sent.has(isKeyOnly ? `${name}: ${keyOf(value)}` : keyOf(value))
  }

  const keep = (candidate: Candidate, isCreated: boolean): void => {
    const { value, exchange, place, isKeyOnly } = candidate
    if (known.has(keyOf(value))) return
    known.add(keyOf(value))
    const name = nameAs(candidate.wanted)
    captures.push({ name, value, exchange, place, isCreated, ...(isKeyOnly && { isKeyOnly }) })
  }
  const give = (value: string, wanted: string): void => {
    if (known.has(keyOf(value)) || candidates.has(keyOf(value))) return
    known.add(keyOf(value))
    given.push({ name: nameAs(wanted), value })
  }

  for (const [index, exchange] of exchanges.entries()) {
    const texts = textsOf(exchange.request, root)
    const used = [...candidates.values()].filter((candidate) => isUsed(candidate, texts))
    const names = used.filter(({ isLink }) => !isLink)
    for (const candidate of names) keep(candidate, false)
    for (const candidate of used.filter(({ isLink }) => isLink)) {
      // A link that only repeats an id that has a name already says nothing of its own.
      const isCovered = [...captures, ...given].some(
        ({ value, isKeyOnly }) =>
          value !== candidate.value && holds(String(candidate.value), value, isKeyOnly === true),
      )
      if (!isCovered || String(candidate.value).includes('?')) keep(candidate, false)
    }
    for (const [value, wanted] of givenValuesOf(exchange)) give(value, wanted)
    for (const { name, value } of leavesOf(exchange.request.body)) {
      sent.add(keyOf(value)).add(`${name}: ${keyOf(value)}`)
    }
    sentUrls.push(texts.decodedUrl)
    for (const candidate of candidatesOf(exchange, index, root)) {
      const key = keyOf(candidate.value)
      if (!known.has(key) && !candidates.has(key) && !isSent(candidate)) {
        candidates.set(key, candidate)
      }
    }
    const created = isCreation(exchange) ? createdBy(candidates, index) : undefined
    if (created) keep(created, true)
  }
  return { given, captures: captures.toSorted((a, b) => a.exchange - b.exchange) }
}

function keyOf(value: unknown): string {
  return `${typeof value} ${String(value)}`
}

interface RequestTexts {
  /** Absolute, as it stands and decoded. */
  readonly url: string
  readonly decodedUrl: string
  readonly others: readonly string[]
}

function textsOf(request: ObservedExchange['request'], root: string): RequestTexts {
  const url = root + request.url
  const texts = leavesOf(request.body).flatMap(({ value }) =>
    typeof value === 'string' ? [value] : [],
  )
  return {
    url,
    decodedUrl: decodeLeniently(url),
    others: [...texts, ...Object.values(request.headers)],
  }
}

function isUsed({ value, isKeyOnly, isLink }: Candidate, texts: RequestTexts): boolean {
  if (isLink) {
    const link = String(value)
    const rest = texts.url.startsWith(link) ? texts.url.slice(link.length) : undefined
    const isWhole = decodeLeniently(link) === texts.decodedUrl
    const isBegun = rest !== undefined && /^(?:[/?(]|$)/.test(rest)
    return isWhole || isBegun || texts.others.includes(link)
  }
  if (holds(texts.url, value, isKeyOnly)) return true
  return !isKeyOnly && texts.others.some((text) => holds(text, value, false))
}

/** What an answer may give for later. */
function candidatesOf(
  { request, response }: ObservedExchange,
  exchange: number,
  root: string,
): readonly Candidate[] {
  if (response.status >= 400) return []
  const isBelowRoot = (text: string): boolean =>
    text.startsWith(root) && /^[/?]/.test(text.slice(root.length))
  const inBody = leavesOf(Buffer.isBuffer(response.body) ? undefined : response.body).flatMap(
    ({ pointer, name, value }): readonly Candidate[] => {
      if (typeof value === 'boolean' || value === null || pointer === '') return []
      if (/@(?:odata\.)?(?:context|type|mediaContentType|metadataEtag)$/.test(name)) return []
      const place = { kind: 'body', pointer } as const
      const wanted = nameMember(pointer, request.url)
      const base = { value, wanted, exchange, place, isLink: false }
      if (typeof value === 'number') {
        return isKeyName(name) && Number.isInteger(value) ? [{ ...base, isKeyOnly: true }] : []
      }
      if (value.includes(redacted) || isDateTime(value) || value.length > 4096) return []
      if (isBelowRoot(value)) return [{ ...base, isKeyOnly: false, isLink: true }]
      if (isIdentifying(value) || value.includes('@example.com')) {
        return [{ ...base, isKeyOnly: false }]
      }
      return isKeyName(name) && /^[\w.~-]+$/.test(value) ? [{ ...base, isKeyOnly: true }] : []
    },
  )
  const inHeaders = leadingHeaders.flatMap((name): readonly Candidate[] => {
    const value = response.headers[name]
    if (value === undefined || value.includes(redacted)) return []
    const isLink = name !== 'etag'
    if (isLink && !isBelowRoot(value)) return []
    const wanted = nameMember(isLink ? `/${name.replace('odata-', '')}` : '/@etag', request.url)
    const place = { kind: 'header', name } as const
    return [{ value, wanted, exchange, place, isKeyOnly: false, isLink }]
  })
  return [...inBody, ...inHeaders]
}

/** Values of a request that look like ids and that no answer gave: the client's own. */
function givenValuesOf({ request }: ObservedExchange): readonly (readonly [string, string])[] {
  const inUrl = identifyingPartsOf(request.url).map(
    (value) => [value, wantedName(value, nameInUrl(request.url, value))] as const,
  )
  const inBody = leavesOf(request.body).flatMap(({ pointer, name, value }) => {
    if (typeof value !== 'string') return []
    return identifyingPartsOf(value).map((part) => {
      const isUrl = /@odata\.(?:id|bind)$/.test(name)
      const wanted = isUrl ? nameInUrl(value, part) : nameMember(pointer, request.url)
      return [part, wantedName(part, wanted)] as const
    })
  })
  return [...inUrl, ...inBody]
}

function identifyingPartsOf(text: string): readonly string[] {
  return [...findUuids(text), ...(text.match(/\buser\d+@example\.com\b/g) ?? [])]
}

function wantedName(value: string, wanted: string): string {
  return value.includes('@') ? 'user' : wanted
}

/** Whether an exchange made an entity that was not there. */
export function isCreation({ request, response }: ObservedExchange): boolean {
  if (request.method !== 'POST' || /\/\$(?:ref|batch|query)$/.test(pathOf(request.url)))
    return false
  if (response.status === 201) return true
  return response.status === 204 && 'odata-entityid' in response.headers
}

/** The id in the body of a creation's answer, else the header that leads to what was created. */
function createdBy(
  candidates: ReadonlyMap<string, Candidate>,
  index: number,
): Candidate | undefined {
  const own = [...candidates.values()].filter(({ exchange }) => exchange === index)
  return (
    own.find(({ place }) => place.kind === 'body' && /^\/(?:id|ID|Id)$/.test(place.pointer)) ??
    own.find(
      ({ place, isLink }) =>
        place.kind === 'body' && !isLink && isKeyName(/^\/([^/]+)$/.exec(place.pointer)?.[1] ?? ''),
    ) ??
    own.find(({ place, isLink }) => place.kind === 'header' && isLink)
  )
}

/** Whether a body is a list of entities, and not one. */
export function isList(body: unknown): body is { readonly value: readonly unknown[] } {
  return isJsonObject(body) && Array.isArray(body['value'])
}

export function pathOf(url: string): string {
  return url.split('?')[0]!
}
