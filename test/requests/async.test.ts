import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Response } from 'supertest'
import { createUnderstudy, type Understudy } from '../../src/index.ts'
import { answer, readAnswer, refusal, root, send, sendTo, start, type Sent } from './answer.ts'
import { small } from './small-fixtures.ts'

const Prefer = 'respond-async'

/** Sends a request that is answered 202, and gives the status monitor's path after the host. */
async function accepted(service: Understudy, line: string, sent: Sent = {}): Promise<string> {
  const headers = { Prefer, ...sent.headers }
  const found = await send(service, line, { ...sent, headers })
  expect([found.status, found.text ?? '', found.headers['preference-applied']]).toEqual([
    202,
    '',
    'respond-async',
  ])
  expect([found.headers['retry-after'], found.headers['content-length']]).toEqual(['0', '0'])
  return found.headers['location']!.replace('http://service.test', '')
}

async function namesOf(service: Understudy): Promise<unknown> {
  const { body } = await answer(service, 'GET /accessPackages?$select=displayName')
  return (body as { value: { displayName: string }[] }).value.map(({ displayName }) => displayName)
}

const plain = { headers: { Accept: 'application/json' } }

describe('a request that prefers to be answered asynchronously', () => {
  test('is answered 202, and its status monitor gives the result', async () => {
    const service = start(small)
    const path = await accepted(service, 'GET /groups?$top=1&$select=id')
    expect(path).toBe('/beta/$async/1')
    const found = await sendTo(service.app, `GET ${path}`, plain)
    expect([found.status, found.headers['asyncresult'], found.headers['odata-version']]).toEqual([
      200,
      '200',
      '4.0',
    ])
    expect(found.headers['content-type']).toBe('application/json;odata.metadata=minimal')
    expect(readAnswer(found)).toEqual(await answer(service, 'GET /groups?$top=1&$select=id'))
  })

  test('may modify, and what it did is seen by whatever comes next', async () => {
    const service = start(small)
    const body = { displayName: 'Later' }
    const path = await accepted(service, 'PATCH /accessPackages/p1', { body })
    expect(await namesOf(service)).toContain('Later')
    const found = await sendTo(service.app, `GET ${path}`, plain)
    expect([found.status, found.headers['asyncresult'], found.text]).toEqual([200, '204', ''])
    expect(found.headers['etag']).toBe(
      (await send(service, 'GET /accessPackages/p1')).headers['etag'],
    )
  })

  test('is part of the state that the library gives', async () => {
    const service = start(small)
    await accepted(service, 'PATCH /accessPackages/p1', { body: { displayName: 'Later' } })
    expect(JSON.stringify(service.state())).toContain('Later')
  })

  test('ends in the error that it would have been answered with', async () => {
    const service = start(small)
    const path = await accepted(service, 'GET /groups/zz')
    const found = await sendTo(service.app, `GET ${path}`, plain)
    expect([found.status, found.headers['asyncresult']]).toEqual([200, '404'])
    expect(readAnswer(found).body).toEqual(refusal(404, /zz/).body)
  })

  test.each([
    ['GET /nope', {}, 404],
    ['PUT /accessPackages', {}, 405],
    ['GET /groups?$top=x', {}, 400],
    ['GET /groups', { Prefer: 'respond-async, wait=10' }, 200],
    ['GET /', {}, 200],
    ['GET /$metadata', {}, 200],
  ])('%s with %j is answered at once', async (line, headers, status) => {
    const found = await send(start(small), line, { headers: { Prefer, ...headers } })
    expect([found.status, found.headers['preference-applied']]).toEqual([status, undefined])
  })

  test('needs a token at once, and its status monitor as well, where one is required', async () => {
    const service = start(small, { auth: 'require' })
    expect((await send(service, 'GET /groups', { headers: { Prefer } })).status).toBe(401)
    const headers = { Authorization: 'Bearer abc' }
    const path = await accepted(service, 'GET /groups', { headers })
    expect((await sendTo(service.app, `GET ${path}`)).status).toBe(401)
    expect((await sendTo(service.app, `GET ${path}`, { headers })).status).toBe(200)
  })

  test('is journalled twice: as it was answered, and as it was carried out', async () => {
    const service = start(small)
    await accepted(service, 'DELETE /accessPackages/p1')
    await answer(service, 'GET /groups?$top=0')
    expect(
      service.journal.exchanges.map(({ request, response, operation }) => [
        request.method,
        response.status,
        operation?.name,
      ]),
    ).toEqual([
      ['DELETE', 202, undefined],
      ['DELETE', 204, 'Delete accessPackage'],
      ['GET', 200, 'List groups'],
    ])
  })
})

test('a contract that says so has no asynchronous requests', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-async-'))
  const annotation =
    '<Annotation Term="Org.OData.Capabilities.V1.AsynchronousRequestsSupported" Bool="false"/>'
  const text = readFileSync('test/contracts/products.xml', 'utf8')
  const contract = join(folder, 'metadata.xml')
  writeFileSync(contract, text.replace('</EntityContainer>', `${annotation}$&`))
  const { app } = createUnderstudy({ contract, fixtures: {} })
  rmSync(folder, { recursive: true })
  const found = await sendTo(app, 'GET /Products', { headers: { Prefer } })
  expect([found.status, found.headers['preference-applied']]).toEqual([200, undefined])
})

describe('a batch', () => {
  test('is carried out asynchronously as a whole', async () => {
    const service = start(small)
    const requests = [
      { id: '1', method: 'GET', url: '/groups/$count', headers: { Prefer } },
      { id: '2', method: 'DELETE', url: '/accessPackages/p1' },
    ]
    const path = await accepted(service, 'POST /$batch', { body: { requests } })
    const found = await sendTo(service.app, `GET ${path}`, plain)
    expect([found.status, found.headers['asyncresult']]).toEqual([200, '200'])
    const { responses } = found.body as { responses: { status: number }[] }
    expect(responses.map(({ status }) => status)).toEqual([200, 204])
  })
})

describe('the status monitor', () => {
  test.each([
    [{}, '4.0'],
    [{ 'OData-MaxVersion': '4.0' }, '4.0'],
    [{ Accept: 'application/http' }, '4.0'],
    [{ Accept: 'application/json;q=0.5, application/http' }, '4.0'],
    [{ 'OData-MaxVersion': '4.01', Accept: 'application/http' }, '4.01'],
  ])('with %j gives an HTTP message', async (headers, version) => {
    const service = start(small)
    const path = await accepted(service, 'GET /groups/$count')
    const found = await sendTo(service.app, `GET ${path}`, { headers }).parse(readText)
    expect([
      found.status,
      found.headers['content-type'],
      found.headers['odata-version'],
      found.headers['asyncresult'],
    ]).toEqual([200, 'application/http', version, '200'])
    expect(found.body).toMatch(
      /^HTTP\/1\.1 200 OK\r\n(?:[\w-]+: .*\r\n)*Content-Type: text\/plain\r\nContent-Length: 1\r\n\r\n2$/,
    )
    expect(found.body).toContain('\r\nOData-Version: 4.0\r\n')
  })

  test.each([
    { 'OData-MaxVersion': '4.01' },
    { Accept: '*/*' },
    { 'OData-MaxVersion': '4.0', Accept: 'application/json' },
    { 'OData-MaxVersion': '4.01', Accept: 'application/json' },
  ])('with %j gives the result itself', async (headers) => {
    const service = start(small)
    const path = await accepted(service, 'GET /groups/$count')
    const found = await sendTo(service.app, `GET ${path}`, { headers })
    expect([found.status, found.text, found.headers['asyncresult']]).toEqual([200, '2', '200'])
    expect(found.headers['odata-version']).toBe('4.0')
  })

  test('cancels with DELETE: nothing happened, and it is not found any more', async () => {
    const service = start(small)
    const before = JSON.stringify(service.state())
    const path = await accepted(service, 'DELETE /accessPackages/p1')
    const canceled = await sendTo(service.app, `DELETE ${path}`)
    expect([canceled.status, canceled.text]).toEqual([204, ''])
    expect(JSON.stringify(service.state())).toBe(before)
    for (const method of ['GET', 'DELETE', 'HEAD']) {
      expect((await sendTo(service.app, `${method} ${path}`)).status).toBe(404)
    }
  })

  test.each(['GET /$async/9', 'GET /$async/', 'DELETE /$async/9'])(
    '%s of no request is not found',
    async (line) => {
      expect((await answer(start(small), line)).status).toBe(404)
    },
  )

  test('is forgotten with reset', async () => {
    const service = start(small)
    const path = await accepted(service, 'DELETE /accessPackages/p1')
    await service.reset()
    expect((await sendTo(service.app, `GET ${path}`)).status).toBe(404)
    expect((await send(service, 'GET /accessPackages/p1')).status).toBe(200)
  })

  test('takes GET, HEAD, OPTIONS and DELETE', async () => {
    const service = start(small)
    const path = await accepted(service, 'GET /groups')
    const options = await sendTo(service.app, `OPTIONS ${path}`)
    expect([options.status, options.headers['allow']]).toEqual([204, 'GET, HEAD, OPTIONS, DELETE'])
    const posted = await sendTo(service.app, `POST ${path}`)
    expect([posted.status, posted.headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS, DELETE'])
    const head = await sendTo(service.app, `HEAD ${path}`, plain)
    expect([head.status, head.headers['asyncresult']]).toEqual([200, '200'])
  })

  test('gives the same ids and answers in two runs', async () => {
    const run = async () => {
      const service = start(small)
      const paths = []
      for (const displayName of ['A', 'B']) {
        paths.push(await accepted(service, 'POST /accessPackages', { body: { displayName } }))
      }
      const texts = []
      for (const path of paths) texts.push((await sendTo(service.app, `GET ${path}`, plain)).text)
      return { paths, texts }
    }
    const first = await run()
    expect(first.paths).toEqual(['/beta/$async/1', '/beta/$async/2'])
    expect(first.texts[1]).toContain(`"@odata.context":"${root}/$metadata#accessPackages/$entity"`)
    expect(await run()).toEqual(first)
  })
})

function readText(response: Response, done: (error: Error | null, body: string) => void): void {
  let text = ''
  const stream = response as unknown as NodeJS.ReadableStream
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  stream.on('end', () => done(null, text))
}
