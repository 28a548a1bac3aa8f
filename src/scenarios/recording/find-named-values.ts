import { decodeLeniently } from './decode-leniently.ts'
import { isJsonObject } from '../../model/index.ts'
import { partsOf, type ExchangePart } from './batch-parts.ts'
import { findCandidates, type Candidate, type CapturePlace } from './find-candidates.ts'
import { findUuids, isKeyName } from './identifying-values.ts'
import { leavesOf } from './json-leaves.ts'
import { createNamer, nameInUrl, nameMember } from './name-values.ts'
import type { ObservedExchange, ObservedTraffic } from './observed-exchange.ts'
import { pathOf } from './path-of.ts'
import { holds, type NamedValue } from './refer.ts'

/** A value that an answer gave and that is used later. */
export interface Capture extends NamedValue {
  /** Index of the exchange whose answer gave it first. */
  readonly exchange: number
  /** Of the request that was answered, of a batch its part. */
  readonly url: string
  readonly place: CapturePlace
  /** That of an entity which this exchange created. */
  readonly isCreated: boolean
}

export interface NamedValues {
  /** What the client chose, or knew before: the scenario's `vars`. */
  readonly given: readonly NamedValue[]
  readonly captures: readonly Capture[]
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
    const { value, exchange, url, place, isKeyOnly } = candidate
    if (known.has(keyOf(value))) return
    known.add(keyOf(value))
    const name = nameAs(candidate.wanted)
    captures.push({ name, value, exchange, url, place, isCreated, ...(isKeyOnly && { isKeyOnly }) })
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
    for (const candidate of findCandidates(exchange, index, root)) {
      const key = keyOf(candidate.value)
      if (!known.has(key) && !candidates.has(key) && !isSent(candidate)) {
        candidates.set(key, candidate)
      }
    }
    for (const part of partsOf(exchange)) {
      const created = isCreation(part) ? createdBy(candidates, index, part) : undefined
      if (created) keep(created, true)
    }
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

/** Values of a request that look like ids and that no answer gave: the client's own. */
function givenValuesOf({ request }: ObservedExchange): readonly (readonly [string, string])[] {
  const inUrl = identifyingPartsOf(decodeLeniently(request.url)).map(
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
  { answerPointer }: ExchangePart,
): Candidate | undefined {
  const before = answerPointer === undefined ? '/' : `${answerPointer}/body/`
  const own = [...candidates.values()].filter(({ exchange }) => exchange === index)
  const memberOf = ({ place, isLink }: Candidate): string =>
    place.kind === 'body' && !isLink && place.pointer.startsWith(before)
      ? place.pointer.slice(before.length)
      : ''
  return (
    own.find((candidate) => /^id$/i.test(memberOf(candidate))) ??
    own.find(
      (candidate) => /^[^/]+$/.test(memberOf(candidate)) && isKeyName(memberOf(candidate)),
    ) ??
    own.find(({ place, isLink }) => isLink && isHeaderOf(place, answerPointer))
  )
}

function isHeaderOf(place: CapturePlace, answerPointer: string | undefined): boolean {
  if (answerPointer === undefined) return place.kind === 'header'
  return place.kind === 'body' && place.pointer.startsWith(`${answerPointer}/headers/`)
}

/** Whether a body is a list of entities, and not one. */
export function isList(body: unknown): body is { readonly value: readonly unknown[] } {
  return isJsonObject(body) && Array.isArray(body['value'])
}
