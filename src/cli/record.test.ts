import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { parse } from 'yaml'
import { captureOutput, type CapturedOutput } from '../../test/capture-output.ts'
import { UsageError } from '../errors.ts'
import type { ScenarioDocument } from '../scenarios/index.ts'
import { runRecord } from './record.ts'

const contract = [join(process.cwd(), 'fixtures/access-packages')]

let folder: string
let out: string
let output: CapturedOutput
const closing: (() => void)[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'record-'))
  out = join(folder, 'recorded.yaml')
  output = captureOutput(folder)
})

afterEach(() => {
  jest.restoreAllMocks()
  for (const close of closing.splice(0)) close()
  rmSync(folder, { recursive: true })
})

type Answer = (request: IncomingMessage, body: string, response: ServerResponse) => void

/** A service that answers as output.stderr, at `/beta`. */
async function upstream(answer: Answer): Promise<string> {
  const server = createServer((incoming, response) => {
    let body = ''
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString()))
    incoming.on('end', () => answer(incoming, body, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/beta`
}

/** Records what `use` does with the proxy's URL. */
async function record(
  upstreamUrl: string,
  use: (url: string) => Promise<void>,
  options: { readonly contract?: readonly string[] } = {},
): Promise<ScenarioDocument | undefined> {
  const command = runRecord({ upstream: upstreamUrl, out, host: '127.0.0.1', port: 0, ...options })
  for (let waited = 0; output.stdout === '' && waited < 1000; waited++) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  const url = /^understudy listening on (\S+)\n$/.exec(output.stdout)?.[1]
  if (url === undefined) throw (await command.catch((error: unknown) => error)) as Error
  try {
    await use(url)
  } finally {
    process.emit('SIGINT')
  }
  expect(await command).toBe(0)
  return readdirSync(folder).includes('recorded.yaml')
    ? (parse(readFileSync(out, 'utf8')) as ScenarioDocument)
    : undefined
}

const json = { 'Content-Type': 'application/json' }

const echo: Answer = (request, body, response) => {
  response.writeHead(200, json)
  response.end(JSON.stringify({ url: request.url, headers: request.headers, body }))
}

describe('the proxy', () => {
  test('passes method, URL and body as they stand, and no hop-by-hop header', async () => {
    let passed: object = {}
    const service = await upstream(({ method, url, headers }, body, response) => {
      passed = { method, url, headers, body }
      response.end()
    })
    await record(service, async (url) => {
      const { port } = new URL(url)
      const path = "/beta/a%2Fb('x')?$filter=a%20eq%20'%C3%BC'"
      const headers = { ...json, Origin: 'https://app.test', Connection: 'X-Hop', 'X-Hop': '1' }
      const sent = request({ port, method: 'PATCH', path, headers })
      sent.end(JSON.stringify({ '@odata.id': `${url}/things/1` }))
      await once(sent, 'response')
    })
    expect(passed).toMatchObject({
      method: 'PATCH',
      url: "/beta/a%2Fb('x')?$filter=a%20eq%20'%C3%BC'",
      headers: { origin: 'https://app.test', host: new URL(service).host },
      body: JSON.stringify({ '@odata.id': `${service}/things/1` }),
    })
    expect(passed).not.toHaveProperty('headers.x-hop')
  })

  test('keeps clients inside: links of answers lead back to it, compressed or not', async () => {
    const service = await upstream((request, _, response) => {
      const root = `http://${request.headers.host}/beta`
      const body = JSON.stringify({ '@odata.nextLink': `${root}/things?$skiptoken=2`, value: [] })
      response.writeHead(200, {
        ...json,
        'Content-Encoding': 'gzip',
        Location: `${root}/things/1`,
        'OData-EntityId': `${root}/things(1)`,
      })
      response.end(gzipSync(body.replaceAll('/', '\\/')))
    })
    await record(service, async (url) => {
      const answer = await fetch(`${url}/things`)
      expect(answer.headers.get('content-encoding')).toBeNull()
      expect(answer.headers.get('location')).toBe(`${url}/things/1`)
      expect(answer.headers.get('odata-entityid')).toBe(`${url}/things(1)`)
      expect(await answer.json()).toEqual({
        '@odata.nextLink': `${url}/things?$skiptoken=2`,
        value: [],
      })
    })
  })

  test('an upstream that is not reached is 502, what is outside the root 404, a large body 413', async () => {
    const service = await upstream(echo)
    await record(service, async (url) => {
      expect((await fetch(new URL('/other', url))).status).toBe(404)
      const body = Buffer.alloc(32 * 1024 * 1024 + 1)
      expect((await fetch(`${url}/large`, { method: 'POST', body })).status).toBe(413)
      closing.splice(0).forEach((close) => close())
    })
    const gone = await upstream((request) => request.socket.destroy())
    output.stdout = ''
    await record(gone, async (url) => {
      const answer = await fetch(`${url}/things`)
      const { error } = (await answer.json()) as { error: { code: string; message: string } }
      expect([answer.status, error.code, error.message]).toEqual([
        502,
        'BadGateway',
        `understudy record: ${new URL(gone).origin} gave no answer to GET /beta/things: socket hang up`,
      ])
    })
    expect(output.stderr).toContain(
      'understudy: nothing was recorded; recorded.yaml is not written\n',
    )
  })
})

describe('what is written', () => {
  test('no secret reaches the disk', async () => {
    const token = `eyJhbGciOiJub25lIn0.${Buffer.from('{"upn":"adele@contoso.com"}').toString('base64url')}.c2ln`
    const secrets = [
      token,
      'c0okie-value',
      'the-api-key',
      'client-s3cret',
      'sas+signature',
      'adele@contoso.com',
      'Adele@Contoso.com',
      'refresh-me-later',
      'guest_fabrikam.com#EXT#@contoso.com',
    ]
    const service = await upstream((request, _, response) => {
      response.writeHead(200, { ...json, 'Set-Cookie': 'session=c0okie-value; Path=/' })
      response.end(
        JSON.stringify({
          refresh_token: 'refresh-me-later',
          upn: 'Adele@Contoso.com',
          link: `http://${request.headers.host}/beta/x?sig=sas%2Bsignature`,
          note: `called with ${token}, keep refresh-me-later`,
        }),
      )
    })
    const document = await record(
      service,
      async (url) => {
        await fetch(`${url}/users/adele%40contoso.com?api_key=the-api-key`, {
          headers: { Authorization: `Bearer ${token}`, Cookie: 'session=c0okie-value' },
        })
        await fetch(`${url}/users/guest_fabrikam.com%23EXT%23@contoso.com`, {
          headers: { 'x-api-key': 'the-api-key' },
        })
        await fetch(`${url}/token`, {
          method: 'POST',
          headers: json,
          body: JSON.stringify({ client_secret: 'client-s3cret', user: 'adele@contoso.com' }),
        })
      },
      { contract },
    )
    const written = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
    expect(written).toHaveLength(3)
    for (const text of [...written, output.stderr]) {
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
    }
    expect(document?.steps.map(({ request }) => request)).toEqual([
      'GET /users/${user}?api_key=<redacted>',
      'GET /users/${user2}',
      'POST /token',
    ])
    expect(output.stderr).toContain('2 addresses of people replaced\n')
  })

  test('what the service does and the contract does not say', async () => {
    const service = await upstream((request, _, response) => {
      const isList = request.url === '/beta/accessPackages'
      response.writeHead(isList ? 200 : 202, json)
      const entity = { id: 'a1', displayName: 7, colour: 'red' }
      response.end(JSON.stringify(isList ? { value: [entity, entity] } : {}))
    })
    const document = await record(
      service,
      async (url) => {
        await fetch(`${url}/accessPackages`)
        await fetch(`${url}/accessPackages/a1`)
      },
      { contract },
    )
    const drift = JSON.parse(readFileSync(join(folder, 'recorded.drift.json'), 'utf8')) as {
      drift: Record<string, unknown>[]
    }
    expect(
      drift.drift.map(({ rule, pointer, count, exchange }) => [rule, pointer, count, exchange]),
    ).toEqual([
      ['undocumented-status', undefined, 1, 2],
      ['invalid-response', '/value/*/colour', 2, 1],
      ['invalid-response', '/value/*/displayName', 2, 1],
    ])
    expect(document?.given).toEqual({ fixtures: { accessPackages: [{ id: 'a1' }] } })
    expect(output.stderr).toContain('the service did what the contract does not say:\n')
  })

  test('drift within a batch, and of what no page documents, by its path', async () => {
    const service = await upstream((_, __, response) => {
      response.writeHead(200, json)
      const answer = { id: '1', status: 200, body: { value: [{ id: 'a1', colour: 'red' }] } }
      response.end(JSON.stringify({ responses: [answer] }))
    })
    const document = await record(
      service,
      async (url) => {
        const requests = [{ id: '1', method: 'GET', url: '/accessPackages' }]
        const body = JSON.stringify({ requests })
        await fetch(`${url}/$batch`, { method: 'POST', headers: json, body })
        await fetch(`${url}/planets`)
      },
      { contract },
    )
    expect(output.stderr).toContain(
      `  GET /planets: the contract declares no GET /planets: 'planets' is not a resource of this service\n` +
        `  List accessPackages: /value/*/colour: 'colour' is not a property of microsoft.graph.accessPackage, fixtures/access-packages/contract/api/accesspackage-list.md:46\n`,
    )
    expect(document?.steps[0]?.expect?.body).toEqual({
      responses: {
        $only: [{ id: '1', status: 200, body: { value: { $contains: [{ id: 'a1' }] } } }],
      },
    })
  })

  test('what a batch sends to an entity that it creates is held to the contract as that', async () => {
    const service = await upstream((request, _, response) => {
      response.writeHead(200, json)
      const location = `http://${request.headers.host}/beta/Orders('a')`
      const answers = [
        { id: '1', status: 201, headers: { location }, body: { Number: 'a' } },
        { id: '2', status: 201, body: { Position: 1, Colour: 'red' } },
      ]
      response.end(JSON.stringify({ responses: answers }))
    })
    await record(
      service,
      async (url) => {
        const requests = [
          { id: '1', method: 'POST', url: 'Orders', body: { Number: 'a' } },
          { id: '2', method: 'POST', url: '$1/Items', body: { Position: 1, Quantity: 1 } },
        ]
        const body = JSON.stringify({ requests })
        await fetch(`${url}/$batch`, { method: 'POST', headers: json, body })
      },
      { contract: ['fixtures/bookshop'] },
    )
    expect(output.stderr).toContain("/Colour: 'Colour' is not a property of Bookshop.OrderItem")
    expect(output.stderr).not.toContain('$1')
  })

  test('what the contract lets nobody delete is not deleted in the end', async () => {
    const service = await upstream((request, body, response) => {
      response.writeHead(201, json)
      const key = request.url === '/beta/Books' ? 8 : 7
      response.end(JSON.stringify({ ...(JSON.parse(body) as object), ID: key }))
    })
    const document = await record(
      service,
      async (url) => {
        for (const name of ['Authors', 'Books']) {
          await fetch(`${url}/${name}`, { method: 'POST', headers: json, body: '{"Title":"A"}' })
        }
      },
      { contract: ['fixtures/bookshop'] },
    )
    expect(document?.finally).toEqual(['DELETE /Books(${bookId})'])
  })

  test('nothing is written over what is no scenario', async () => {
    writeFileSync(out, 'notes: mine\n')
    const command = runRecord({ upstream: 'http://127.0.0.1:1', out, host: '127.0.0.1', port: 0 })
    await expect(command).rejects.toThrow(
      new UsageError(`--out: ${out} is no scenario; it is left as it is`),
    )
    expect(readFileSync(out, 'utf8')).toBe('notes: mine\n')
  })

  test.each([
    [{ upstream: 'graph' }, "--upstream: expected an http or https URL, found 'graph'"],
    [
      { upstream: 'https://a:b@graph.test/' },
      '--upstream: expected a service root, without credentials, query and fragment; clients send their own credentials',
    ],
    [{ out: 'a.txt' }, "--out: expected a scenario file (.yaml, .yml or .json), found 'a.txt'"],
    [{ out: 'nowhere/a.yaml' }, '--out: expected a folder nowhere, found none'],
  ])('refuses %j', async (options, message) => {
    const all = { upstream: 'http://127.0.0.1:1', out, host: '127.0.0.1', port: 0, ...options }
    await expect(runRecord(all)).rejects.toThrow(new UsageError(message))
  })
})
