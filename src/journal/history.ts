import type { ExchangeRing } from './exchange-ring.ts'
import type { ExchangeRecord } from './exchange.ts'
import { findHeader } from './read-response-body.ts'

/** A link that a service gave, or an answer that has one. */
interface GivenLink {
  readonly number: number
  readonly link: string
  readonly record: ExchangeRecord
}

interface Throttled {
  readonly number: number
  readonly record: ExchangeRecord
  /** Milliseconds to wait. */
  readonly wait: number
}

/** Links that are remembered when exchanges are forgotten. */
const mostLinksKept = 10_000

/**
 * What later requests are held to of earlier answers: links to next pages and changes, and times to
 * wait. Each answer is looked at once, in order, when somebody asks.
 */
export class History {
  readonly #links = new Map<string, number>()
  /** Answers with a next link, by path. */
  readonly #pages = new Map<string, GivenLink[]>()
  readonly #throttled = new Map<string, Throttled[]>()
  readonly #ring: ExchangeRing
  #read = 0
  #isWhole = true

  /** @param before whose links were given before the first exchange */
  constructor(ring: ExchangeRing, before?: History) {
    this.#ring = ring
    if (!before) return
    before.#readUpTo(before.#ring.count)
    for (const link of [...before.#links.keys()].slice(-mostLinksKept)) this.#links.set(link, 0)
    this.#isWhole = before.#isWhole
  }

  /** False where exchanges before `number` are no longer known, so that nothing can be said of what they gave. */
  isWholeBefore(number: number): boolean {
    this.#readUpTo(number - 1)
    return this.#isWhole
  }

  /** Whether an answer before the exchange of that number gave this link. */
  wasGiven(url: string, number: number): boolean {
    this.#readUpTo(number - 1)
    return isBefore(this.#links.get(comparable(url)), number)
  }

  /** Answers before it that had a next link, to a read of the same path; the last one first. */
  pagesBefore(url: string, number: number): readonly ExchangeRecord[] {
    this.#readUpTo(number - 1)
    const pages = this.#pages.get(pathIn(url)) ?? []
    return pages
      .filter((page) => page.number < number)
      .map(({ record }) => record)
      .reverse()
  }

  /** The last answer before it that asked to wait. */
  throttledBefore({ method, url }: ExchangeRecord, number: number): Throttled | undefined {
    this.#readUpTo(number - 1)
    const found = this.#throttled.get(`${method} ${pathIn(url)}`) ?? []
    return found.findLast((each) => each.number < number)
  }

  #readUpTo(last: number): void {
    for (; this.#read < last; this.#read++) {
      const number = this.#read + 1
      const record = this.#ring.get(number)
      if (record) this.#take(record, number)
      else this.#isWhole = false
    }
  }

  #take(record: ExchangeRecord, number: number): void {
    const { method, url, status, responseBody } = record
    if (status === 429 || status === 503) {
      const wait = readRetryAfter(record)
      if (wait !== undefined) {
        const key = `${method} ${pathIn(url)}`
        addTo(this.#throttled, key, { number, record, wait })
      }
    }
    if (responseBody === undefined || status > 299) return
    for (const { name, link } of findLinks(responseBody)) {
      const key = comparable(link)
      if (!this.#links.has(key)) this.#links.set(key, number)
      if (name === 'nextLink') addTo(this.#pages, pathIn(url), { number, link, record })
    }
  }
}

function isBefore(given: number | undefined, number: number): boolean {
  return given !== undefined && given < number
}

function addTo<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const values = map.get(key)
  if (values) values.push(value)
  else map.set(key, [value])
}

/** Links in JSON text, those of a batch's parts and of expanded collections too. */
function findLinks(body: string | Buffer): readonly { name: string; link: string }[] {
  if (!body.includes('Link"')) return []
  const text = typeof body === 'string' ? body : body.toString('utf8')
  const found = text.matchAll(/@(?:odata\.)?(nextLink|deltaLink)"\s*:\s*("(?:[^"\\]|\\.)*")/g)
  return [...found].map(([, name = '', link = '""']) => ({ name, link: readText(link) }))
}

function readText(json: string): string {
  try {
    return String(JSON.parse(json))
  } catch {
    return json
  }
}

/** A URL without its host, decoded, options in the order of their names: clients encode as they like. */
export function comparable(url: string): string {
  const [path, query = ''] = splitUrl(url)
  const options = query.split('&').map((pair) => decode(pair.replaceAll('+', ' ')))
  return `${decode(path)}?${options.sort().join('&')}`
}

function pathIn(url: string): string {
  return decode(splitUrl(url)[0])
}

function splitUrl(url: string): [path: string, query: string | undefined] {
  const local = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
  const mark = local.indexOf('?')
  return mark < 0 ? [local, undefined] : [local.slice(0, mark), local.slice(mark + 1)]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** @see RFC 9110, "Retry-After": seconds, or a date, which is by the clock of who answers. */
function readRetryAfter({ responseHeaders, time }: ExchangeRecord): number | undefined {
  const text = findHeader(responseHeaders, 'retry-after')?.trim()
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  if (Number.isNaN(date)) return undefined
  const answered = Date.parse(findHeader(responseHeaders, 'date') ?? '')
  return Math.max(0, date - (Number.isNaN(answered) ? time : answered))
}
