import { isJsonObject } from '../../model/index.ts'
import type { ExchangeRecord } from '../exchange.ts'
import { readResponseBody } from '../read-response-body.ts'
import type { ExchangeFacts, Finding, ViolationRule } from './rule.ts'

/** @see Protocol, "Server-Driven Paging": clients "MUST treat the URL of the next link as opaque" */
export const handBuiltPagingUrl: ViolationRule = {
  name: 'hand-built-paging-url',
  severity: 'error',
  about: 'request',
  describes:
    'A `$skiptoken` or `$deltatoken` that no answer before gave as a link; a warning where `$skip` goes on by hand although the answer before had a next link.',
  find: (facts) => {
    const { address, record } = facts
    if (address.kind !== 'resource' || record.method !== 'GET') return []
    const token = address.optionNames.find((name) => /^\$(?:skip|delta)token$/.test(name))
    return token === undefined ? findSkipByHand(facts) : findForeignToken(token, facts)
  },
}

function findForeignToken(
  token: string,
  { record, number, history }: ExchangeFacts,
): readonly Finding[] {
  const option = optionOf(record.url, token)
  const urls = token === '$deltatoken' ? [record.url, withoutCount(record.url)] : [record.url]
  if (!history.isWholeBefore(number)) return []
  if (urls.some((url) => history.wasGiven(url, number))) return []
  // `$deltatoken=latest` is documented to be written by hand.
  if (token === '$deltatoken' && option === 'latest') return []
  // Links outlive a journal: what another service takes, it may have given before.
  if (record.isObserved && record.status < 400) return []
  return [
    {
      message: `no answer before gave a link with this URL: a link with ${token} is followed as it is given`,
      pointer: token,
      expected: 'the URL of an @odata.nextLink or @odata.deltaLink',
      actual: record.url,
    },
  ]
}

/** A delta link takes `/$count`, and `$count=true`: how many changes there are (Protocol, "Requesting the Number of Changes"). */
function withoutCount(url: string): string {
  const [path = '', query = ''] = url.split(/\?(.*)/s)
  const others = query.split('&').filter((pair) => !/^(?:\$|%24)?count=/i.test(pair))
  return `${path.replace(/\/(?:\$|%24)count$/, '')}?${others.join('&')}`
}

function findSkipByHand({ record, number, history, address }: ExchangeFacts): readonly Finding[] {
  if (!address.optionNames.includes('$skip')) return []
  const skip = Number(optionOf(record.url, '$skip'))
  const shape = withoutSkip(record.url)
  const before = history
    .pagesBefore(record.url, number)
    .find((page) => withoutSkip(page.url) === shape && endOf(page) === skip)
  if (!before) return []
  return [
    {
      severity: 'warning',
      message: `$skip=${skip} goes on where the answer before stopped, which had a next link: follow that`,
      pointer: '$skip',
      expected: 'the URL of the @odata.nextLink',
      actual: record.url,
    },
  ]
}

/** How many items the collection has up to the end of a page. */
function endOf(page: ExchangeRecord): number {
  const { body } = readResponseBody(page)
  const items = isJsonObject(body) && Array.isArray(body['value']) ? body['value'].length : 0
  return Number(optionOf(page.url, '$skip') ?? 0) + items
}

function withoutSkip(url: string): string {
  const [path = '', query = ''] = url.split(/\?(.*)/s)
  const others = query.split('&').filter((pair) => !/^(?:\$|%24)?skip=/i.test(pair))
  return `${path}?${others
    .filter((pair) => pair !== '')
    .sort()
    .join('&')}`
}

function optionOf(url: string, name: string): string | undefined {
  const query = url.split(/\?(.*)/s)[1] ?? ''
  const pattern = new RegExp(`^(?:\\$|%24)?${name.slice(1)}=(.*)$`, 'is')
  for (const pair of query.split('&')) {
    const value = pattern.exec(pair)?.[1]
    if (value !== undefined) return decode(value)
  }
  return undefined
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Timers end a little early here and there. */
const tolerance = 20

/** @see RFC 9110, "Retry-After" */
export const ignoredRetryAfter: ViolationRule = {
  name: 'ignored-retry-after',
  severity: 'error',
  about: 'request',
  describes:
    'The same request came again before the time was over that `Retry-After` of a 429 or 503 asked for.',
  find: ({ record, number, history }) => {
    const throttled = history.throttledBefore(record, number)
    if (!throttled) return []
    const waited = elapsedBetween(throttled.record, record)
    if (waited + tolerance >= throttled.wait) return []
    const expected = `${throttled.wait / 1000} s after the ${throttled.record.status}`
    return [
      {
        message: `Retry-After of exchange ${throttled.number} asked to wait ${throttled.wait / 1000} s`,
        pointer: 'Retry-After',
        expected,
        actual: 'earlier',
      },
    ]
  },
}

/** Milliseconds by the clock that went further: a test may move the service's, or really wait. */
function elapsedBetween(before: ExchangeRecord, after: ExchangeRecord): number {
  const byClock = after.time - before.time
  if (before.arrival === undefined || after.arrival === undefined) return byClock
  return Math.max(byClock, after.arrival - before.arrival)
}
