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
  const finder = new NamedValueFinder(root)
  for (const [index, exchange] of exchanges.entries()) finder.read(exchange, index)
  return finder.found()
}

/** Goes through the exchanges in their order, and keeps what has been seen so far. */
class NamedValueFinder {
  readonly #root: string
  readonly #nameAs = createNamer()
  readonly #candidates = new Map<string, Candidate>()
  readonly #captures: Capture[] = []
  readonly #given: NamedValue[] = []
  readonly #known = new Set<string>()
  readonly #sent = new Set<string>()
  readonly #sentUrls: string[] = []

  constructor(root: string) {
    this.#root = root
  }

  found(): NamedValues {
    const captures = this.#captures.toSorted((a, b) => a.exchange - b.exchange)
    return { given: this.#given, captures }
  }

  read(exchange: ObservedExchange, index: number): void {
    const texts = textsOf(exchange.request, this.#root)
    this.#keepUsed(texts)
    for (const [value, wanted] of givenValuesOf(exchange)) this.#give(value, wanted)
    for (const { name, value } of leavesOf(exchange.request.body)) {
      this.#sent.add(keyOf(value)).add(`${name}: ${keyOf(value)}`)
    }
    this.#sentUrls.push(texts.decodedUrl)
    for (const candidate of findCandidates(exchange, index, this.#root)) {
      const key = keyOf(candidate.value)
      if (!this.#known.has(key) && !this.#candidates.has(key) && !this.#isSent(candidate)) {
        this.#candidates.set(key, candidate)
      }
    }
    for (const part of partsOf(exchange)) {
      const created = isCreation(part) ? createdBy(this.#candidates, index, part) : undefined
      if (created) this.#keep(created, true)
    }
  }

  /** Names before links, since a link may only repeat an id that has a name. */
  #keepUsed(texts: RequestTexts): void {
    const used = [...this.#candidates.values()].filter((candidate) => isUsed(candidate, texts))
    for (const candidate of used.filter(({ isLink }) => !isLink)) this.#keep(candidate, false)
    for (const candidate of used.filter(({ isLink }) => isLink)) {
      const isCovered = [...this.#captures, ...this.#given].some(
        ({ value, isKeyOnly }) =>
          value !== candidate.value && holds(String(candidate.value), value, isKeyOnly === true),
      )
      if (!isCovered || String(candidate.value).includes('?')) this.#keep(candidate, false)
    }
  }

  #isSent({ value, isKeyOnly, place }: Candidate): boolean {
    if (this.#sentUrls.some((url) => holds(url, value, true))) return true
    const name =
      place.kind === 'body' ? place.pointer.slice(place.pointer.lastIndexOf('/') + 1) : ''
    return this.#sent.has(isKeyOnly ? `${name}: ${keyOf(value)}` : keyOf(value))
  }

  #keep(candidate: Candidate, isCreated: boolean): void {
    const { value, exchange, url, place, isKeyOnly } = candidate
    if (this.#known.has(keyOf(value))) return
    this.#known.add(keyOf(value))
    const name = this.#nameAs(candidate.wanted)
    const capture = { name, value, exchange, url, place, isCreated }
    this.#captures.push({ ...capture, ...(isKeyOnly && { isKeyOnly }) })
  }

  #give(value: string, wanted: string): void {
    if (this.#known.has(keyOf(value)) || this.#candidates.has(keyOf(value))) return
    this.#known.add(keyOf(value))
    this.#given.push({ name: this.#nameAs(wanted), value })
  }
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
