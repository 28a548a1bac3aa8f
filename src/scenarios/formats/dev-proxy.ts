import { UsageError } from '../../errors.ts'
import { isJsonObject, type JsonValue } from '../../model/index.ts'
import { observeHeaders, type ObservedExchange } from '../recording/index.ts'
import type { ExchangeFormat, Say } from './exchange-format.ts'
import { findRoot, isBelow } from './find-root.ts'
import { listAt, readJsonDocument, textAt } from './read-json-document.ts'

const schema =
  'https://raw.githubusercontent.com/dotnet/dev-proxy/main/schemas/v2.1.0/mockresponseplugin.mocksfile.schema.json'

/** Mocks of Dev Proxy's MockResponsePlugin. */
export const devProxyFormat: ExchangeFormat = {
  name: 'dev-proxy',
  extension: '.mocks.json',
  describes: "mocks of Microsoft Dev Proxy's MockResponsePlugin",
  recognizes: (file, text) =>
    /(?:^|[/\\.])mocks\.json$/i.test(file) ||
    /^\s*\{(?:\s*"\$schema"\s*:\s*"[^"]*mock[^"]*",)?\s*"mocks"\s*:/.test(text),
  read: (file, text, { root: given, say }) => {
    const mocks = listAt(readJsonDocument(file, text, 'mocks'), 'mocks').map((mock, index) =>
      readMock(`${file}: mocks/${index}`, mock, say),
    )
    const known = mocks.flatMap((mock) => (mock ? [{ url: mock.url, body: mock.body }] : []))
    const root = given ?? findRoot(known)
    if (root === undefined) throw new UsageError(`${file}: expected mocks with URLs, found none`)
    const exchanges = mocks.flatMap((mock): readonly ObservedExchange[] => {
      if (!mock) return []
      if (!isBelow(mock.url, root)) {
        say(`${mock.place} is left out: ${mock.url} is not below ${root}`)
        return []
      }
      const { method, status, headers, body } = mock
      return [
        {
          time: new Date(0).toISOString(),
          duration: 0,
          request: { method, url: mock.url.slice(root.length), headers: {}, body: undefined },
          response: { status, headers, body },
        },
      ]
    })
    return Promise.resolve({ kind: 'exchanges', name: file, traffic: { root, exchanges } })
  },
  takes: 'exchanges',
  write: (contents, { say }) => {
    if (contents.kind !== 'exchanges') return Promise.resolve('')
    const { root, exchanges } = contents.traffic
    if (contents.fixtures) say(`${contents.name}: given.fixtures is left out: mocks have no state`)
    const mocks = exchanges.flatMap((_, index) => writeMock(root, exchanges, index, say))
    return Promise.resolve(`${JSON.stringify({ $schema: schema, mocks }, null, 2)}\n`)
  },
}

interface Mock {
  readonly place: string
  readonly url: string
  readonly method: string
  readonly status: number
  readonly headers: ObservedExchange['response']['headers']
  readonly body: unknown
}

function readMock(place: string, mock: unknown, say: Say): Mock | undefined {
  const request = isJsonObject(mock) ? mock['request'] : undefined
  const response = isJsonObject(mock) ? (mock['response'] ?? {}) : {}
  const url = textAt(request, 'url')
  if (url === undefined) throw new UsageError(`${place}: expected a request with url, found none`)
  const method = (textAt(request, 'method') ?? 'GET').toUpperCase()
  if (url.includes('*')) {
    say(`${place} is left out: ${url} stands for any number of URLs`)
    return undefined
  }
  if (!isJsonObject(response)) throw new UsageError(`${place}/response: expected an object`)
  const { body, statusCode } = response
  if (typeof body === 'string' && body.startsWith('@')) {
    say(`${place} is left out: its body is the file '${body.slice(1)}'`)
    return undefined
  }
  if (textAt(request, 'bodyFragment') !== undefined) {
    say(`${place}: bodyFragment is left out: a step sends a whole body`)
  }
  if (['POST', 'PUT', 'PATCH'].includes(method)) {
    say(`${place}: a mock does not say what ${method} sends; its step has no body`)
  }
  const headers = listAt(response, 'headers').flatMap((header) => {
    const name = textAt(header, 'name')
    const value = textAt(header, 'value')
    return name === undefined || value === undefined ? [] : [[name, value] as const]
  })
  return {
    place,
    url,
    method,
    status: typeof statusCode === 'number' ? statusCode : 200,
    headers: observeHeaders(Object.fromEntries(headers)),
    body,
  }
}

const left: ReadonlySet<string> = new Set([
  'content-length',
  'date',
  'transfer-encoding',
  'connection',
])

function writeMock(
  root: string,
  exchanges: readonly ObservedExchange[],
  index: number,
  say: Say,
): readonly object[] {
  const { request, response } = exchanges[index]!
  const isSame = (other: ObservedExchange): boolean =>
    other.request.method === request.method && other.request.url === request.url
  const shown = `${request.method} ${request.url}`
  if (request.body !== undefined) say(`${shown}: a mock answers whatever body is sent`)
  if (Buffer.isBuffer(response.body)) {
    say(`${shown} is left out: its answer is octets, which a mocks file cannot hold`)
    return []
  }
  const isRepeated = exchanges.filter(isSame).length > 1
  const nth = exchanges.slice(0, index + 1).filter(isSame).length
  const headers = Object.entries(response.headers)
    .filter(([name]) => !left.has(name))
    .map(([name, value]) => ({ name, value }))
  return [
    {
      request: { url: root + request.url, method: request.method, ...(isRepeated && { nth }) },
      response: {
        statusCode: response.status,
        ...(headers.length > 0 && { headers }),
        ...(response.body !== undefined && { body: writeBody(response.body) }),
      },
    },
  ]
}

/** An object, an array or a text: any other is given as its text. */
function writeBody(body: unknown): JsonValue {
  const isHeld = typeof body === 'string' || (typeof body === 'object' && body !== null)
  return isHeld ? (body as JsonValue) : JSON.stringify(body)
}
