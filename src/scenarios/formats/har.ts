import { STATUS_CODES } from 'node:http'
import type { Entry, Har, Header, Log } from 'har-format'
import { UsageError } from '../../errors.ts'
import { isJsonObject, parseJson, writeJson } from '../../model/index.ts'
import {
  observeHeaders,
  type FixtureMembers,
  type ObservedExchange,
  type ObservedHeaders,
} from '../recording/index.ts'
import type { ExchangeFormat } from './exchange-format.ts'
import { findRoot, isBelow } from './find-root.ts'
import { listAt, readJsonDocument, textAt } from './read-json-document.ts'

/** Own members begin with an underscore (HAR 1.2, "Custom Fields"). */
interface UnderstudyLog extends Log {
  readonly _understudy?: { readonly root: string; readonly fixtures?: FixtureMembers }
}

/** HTTP Archive 1.2, as browsers and proxies write it. */
export const harFormat: ExchangeFormat = {
  name: 'har',
  extension: '.har',
  describes: 'HTTP Archive 1.2',
  recognizes: (file, text) => /\.har$/i.test(file) || /^\s*\{\s*"log"\s*:/.test(text),
  read: (file, text, { root: given, say }) => {
    const log = readJsonDocument(file, text, 'log')['log']
    const own = isJsonObject(log) ? log['_understudy'] : undefined
    const entries = listAt(log, 'entries').map((entry, index) => readEntry(file, entry, index))
    const known = entries.map(({ url, exchange }) => ({ url, body: exchange.response.body }))
    const root = given ?? textAt(own, 'root') ?? findRoot(known)
    if (root === undefined) throw new UsageError(`${file}: expected entries with URLs, found none`)
    const exchanges = entries.flatMap(({ url, exchange }, index): readonly ObservedExchange[] => {
      const place = `${file}: log/entries/${index}`
      if (!isBelow(url, root)) {
        say(`${place} is left out: ${url.split('?')[0]} is not below ${root}`)
        return []
      }
      if (exchange.response.status === 0) {
        say(`${place} is left out: ${exchange.request.method} ${url.split('?')[0]} has no answer`)
        return []
      }
      return [
        {
          ...exchange,
          request: { ...exchange.request, url: url.slice(root.length).split('#')[0]! },
        },
      ]
    })
    const fixtures = isJsonObject(own) ? own['fixtures'] : undefined
    return Promise.resolve({
      kind: 'exchanges',
      name: textAt(log, 'comment') ?? file,
      traffic: { root, exchanges },
      fixtures: isJsonObject(fixtures) ? fixtures : undefined,
    })
  },
  takes: 'exchanges',
  write: (contents) => {
    if (contents.kind !== 'exchanges') return Promise.resolve('')
    const { traffic, fixtures, name } = contents
    const log: UnderstudyLog = {
      version: '1.2',
      creator: { name: 'odata-understudy', version: '1' },
      entries: traffic.exchanges.map((exchange) => writeEntry(traffic.root, exchange)),
      comment: name,
      _understudy: { root: traffic.root, ...(fixtures && { fixtures }) },
    }
    const har: Har = { log }
    return Promise.resolve(`${writeJson(har)}\n`)
  },
}

function readEntry(
  file: string,
  entry: unknown,
  index: number,
): { readonly url: string; readonly exchange: ObservedExchange } {
  const { request, response } = isJsonObject(entry) ? entry : {}
  const url = textAt(request, 'url')
  const method = textAt(request, 'method')
  if (
    !isJsonObject(entry) ||
    url === undefined ||
    method === undefined ||
    !isJsonObject(response)
  ) {
    throw new UsageError(
      `${file}: log/entries/${index}: expected a request with method and url, and a response`,
    )
  }
  const postData = isJsonObject(request) ? request['postData'] : undefined
  const content = response['content']
  return {
    url,
    exchange: {
      time: textAt(entry, 'startedDateTime') ?? new Date(0).toISOString(),
      duration: typeof entry['time'] === 'number' ? entry['time'] : 0,
      request: {
        method: method.toUpperCase(),
        url,
        headers: readHeaders(listAt(request, 'headers')),
        body: readContent(textAt(postData, 'text'), textAt(postData, 'mimeType'), undefined),
      },
      response: {
        status: typeof response['status'] === 'number' ? response['status'] : 0,
        headers: readHeaders(listAt(response, 'headers')),
        body: readContent(
          textAt(content, 'text'),
          textAt(content, 'mimeType'),
          textAt(content, 'encoding'),
        ),
      },
    },
  }
}

/** HTTP/2 pseudo-headers, which browsers write too, begin with a colon. */
function readHeaders(headers: readonly unknown[]): ObservedHeaders {
  const pairs = headers.flatMap((header) => {
    const name = textAt(header, 'name')
    const value = textAt(header, 'value')
    return name === undefined || value === undefined || name.startsWith(':') ? [] : [[name, value]]
  })
  return observeHeaders(Object.fromEntries(pairs) as Record<string, string>)
}

function readContent(
  text: string | undefined,
  mimeType: string | undefined,
  encoding: string | undefined,
): unknown {
  if (text === undefined || text === '') return undefined
  const isText = /[/+](?:json|xml)\b|^text\/|^multipart\/mixed|x-www-form-urlencoded/i.test(
    mimeType ?? '',
  )
  const octets = encoding === 'base64' ? Buffer.from(text, 'base64') : undefined
  if (octets && !isText) return octets
  const plain = octets?.toString('utf8') ?? text
  if (!/[/+]json\b/i.test(mimeType ?? '')) return plain
  try {
    return parseJson(plain)
  } catch {
    return plain
  }
}

function writeEntry(root: string, { time, duration, request, response }: ObservedExchange): Entry {
  const url = root + request.url
  const sent = writeContent(request.body)
  const answered = writeContent(response.body)
  const type = request.headers['content-type'] ?? 'application/json'
  return {
    startedDateTime: time,
    time: duration,
    request: {
      method: request.method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: writeHeaders(request.headers),
      queryString: writeQuery(url),
      ...(sent.text !== undefined && { postData: { mimeType: type, text: sent.text } }),
      headersSize: -1,
      bodySize: sent.size,
    },
    response: {
      status: response.status,
      statusText: STATUS_CODES[response.status] ?? '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: writeHeaders(response.headers),
      content: {
        size: answered.size,
        mimeType: response.headers['content-type'] ?? '',
        ...(answered.text !== undefined && { text: answered.text }),
        ...(answered.encoding !== undefined && { encoding: answered.encoding }),
      },
      redirectURL:
        response.status >= 300 && response.status < 400 ? (response.headers['location'] ?? '') : '',
      headersSize: -1,
      bodySize: answered.size,
    },
    cache: {},
    timings: { send: 0, wait: duration, receive: 0 },
  }
}

function writeHeaders(headers: ObservedHeaders): Header[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }))
}

function writeQuery(url: string): Header[] {
  return [...new URL(url).searchParams].map(([name, value]) => ({ name, value }))
}

function writeContent(body: unknown): { text?: string; encoding?: string; size: number } {
  if (body === undefined) return { size: 0 }
  if (Buffer.isBuffer(body)) {
    return { text: body.toString('base64'), encoding: 'base64', size: body.length }
  }
  const text = typeof body === 'string' ? body : writeJson(body)
  return { text, size: Buffer.byteLength(text) }
}
