import { createServer, request as requestHttp } from 'node:http'
import { expect, test } from '@jest/globals'
import { startUnderstudy } from '../../src/index.ts'
import { start } from './answer.ts'
import { sample } from './contracts.ts'
import { small } from './small-fixtures.ts'

interface Asked {
  readonly line: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const json = { 'Content-Type': 'application/json' }

/** In this order, since some change what later ones see. */
const asked: readonly Asked[] = [
  { line: 'GET /beta' },
  { line: 'GET /beta/' },
  { line: 'GET /beta?$format=json' },
  { line: 'GET /beta/$metadata' },
  { line: 'GET /beta/$metadata', headers: { Accept: 'application/json' } },
  { line: 'GET /beta/accessPackages' },
  { line: "GET /beta/accessPackages?%24filter=displayName+eq+'Alpha'&$expand=*" },
  { line: 'GET /beta/accessPackages?$top=x' },
  { line: 'GET /beta/accessPackages/$count' },
  { line: 'GET /beta/accessPackages', headers: { Prefer: 'odata.maxpagesize=2' } },
  { line: "GET /beta/accessPackages('p1')" },
  { line: 'GET /beta/accessPackages/%70%31?$select=id' },
  { line: 'GET /beta/accessPackages/zz', headers: { 'client-request-id': 'mine' } },
  { line: 'GET /beta/accessPackages/../groups' },
  { line: 'GET /beta//groups' },
  { line: 'GET /beta/%2e%2e/groups' },
  { line: 'GET /beta/accessPackages/p1', headers: { Accept: 'text/html' } },
  { line: 'HEAD /beta/accessPackages/p1' },
  { line: 'OPTIONS /beta/accessPackages' },
  { line: 'POST /beta/accessPackages', headers: json, body: '{"displayName":"New"}' },
  { line: 'POST /beta/accessPackages', headers: json, body: '{"displayName":7}' },
  { line: 'POST /beta/accessPackages', headers: json, body: '{' },
  { line: 'POST /beta/accessPackages', headers: { 'Content-Type': 'text/xml' }, body: '<a/>' },
  {
    line: 'PATCH /beta/accessPackages/p1',
    headers: { ...json, Prefer: 'return=representation' },
    body: '{"displayName":"grün"}',
  },
  { line: 'PATCH /beta/accessPackages/p1', headers: { 'If-Match': 'W/"x"', ...json }, body: '{}' },
  {
    line: 'POST /beta/accessPackages/p4/incompatibleGroups/$ref',
    headers: json,
    body: '{"@odata.id":"groups/g1"}',
  },
  { line: 'DELETE /beta/accessPackages/p4/incompatibleGroups/g1/$ref' },
  { line: 'DELETE /beta/accessPackages/p2' },
  { line: 'PUT /beta/accessPackages/p1', headers: json, body: '{}' },
  {
    line: 'POST /beta/$batch',
    headers: json,
    body: '{"requests":[{"id":"1","method":"GET","url":"/groups/g1"},{"id":"2","method":"DELETE","url":"/accessPackages/p5"}]}',
  },
  {
    line: 'POST /beta/$batch',
    headers: { 'Content-Type': 'multipart/mixed; boundary=b' },
    body: '--b\r\nContent-Type: application/http\r\n\r\nGET groups/g1 HTTP/1.1\r\n\r\n\r\n--b--\r\n',
  },
  { line: 'GET /beta/nope' },
  { line: 'GET /nope' },
  { line: 'GET /_understudy/state' },
  { line: 'POST /_understudy/reset' },
  { line: 'GET /beta/accessPackages' },
]

/** What an answer is to a client, without what is new each time. */
interface Seen {
  readonly line: string
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

const seenHeaders = [
  'content-type',
  'odata-version',
  'etag',
  'location',
  'odata-entityid',
  'preference-applied',
  'allow',
  'client-request-id',
  'www-authenticate',
]

/** Sends a request as it is written; a client that follows the URL standard would tidy the path. */
function see(port: number, { line, headers = {}, body }: Asked): Promise<Seen> {
  const [method, path] = line.split(/ (.*)/s)
  return new Promise((resolve, reject) => {
    const sent = requestHttp(
      { port, host: '127.0.0.1', method, path, headers: { Host: 'localhost', ...headers } },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            line,
            status: response.statusCode,
            headers: Object.fromEntries(seenHeaders.map((name) => [name, response.headers[name]])),
            body: text.replaceAll(/("(?:client-)?request-id":")[\da-f-]{36}"/g, '$1…"'),
          }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

async function seeAll(port: number): Promise<readonly Seen[]> {
  const found: Seen[] = []
  for (const request of asked) found.push(await see(port, request))
  return found
}

test('a listening service and its app answer alike, byte for byte', async () => {
  const options = { clock: '2026-01-01T00:00:00Z', ids: 'sequential' } as const
  const listening = await startUnderstudy({
    contract: sample.contract,
    fixtures: small,
    ...options,
  })
  const server = createServer(start(small).app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as { port: number }
    const byListener = await seeAll(Number(new URL(listening.url).port))
    expect(await seeAll(port)).toEqual(byListener)
    expect(byListener.filter(({ status }) => status === undefined || status >= 500)).toEqual([])
  } finally {
    server.close()
    await listening.close()
  }
})
