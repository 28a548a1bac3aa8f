import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { writeJson } from '../model/index.ts'
import { ExactNumber, objectOf } from './exact-number.ts'
import { createHttpTransport } from './http-transport.ts'
import type { Transport } from './transport.ts'

let server: Server
let transport: Transport

/** Answers with what it was sent; the query says with which status and content type. */
beforeAll(async () => {
  server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost')
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.writeHead(Number(searchParams.get('status') ?? 200), {
        'Content-Type': searchParams.get('type') ?? request.headers['content-type'] ?? '',
        Location: '/elsewhere',
        'X-Request': `${request.method} ${request.url}`,
      })
      response.end(Buffer.concat(chunks))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  transport = createHttpTransport(`http://127.0.0.1:${port}/beta/`)
})

afterAll(() => {
  server.close()
})

const json = { 'Content-Type': 'application/json' }

test('sends and reads JSON', async () => {
  const answer = await transport({ method: 'PATCH', url: '/a', headers: json, body: { b: [null] } })
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({ b: [null] })
  expect(answer.headers['x-request']).toBe('PATCH /beta/a')
})

test('sends a text as it is, and reads one where the answer is no JSON', async () => {
  const headers = { 'Content-Type': 'multipart/mixed; boundary=b' }
  const body = '--b\r\n\r\n--b--'
  const answer = await transport({ method: 'POST', url: '/$batch', headers, body })
  expect(answer.body).toBe(body)
})

test('reads a body that is not the JSON it claims to be as text', async () => {
  const url = '/a?type=application/json'
  const headers = { 'Content-Type': 'text/plain' }
  const answer = await transport({ method: 'POST', url, headers, body: '{' })
  expect(answer.body).toBe('{')
})

test('does not follow redirects, and gives no body for none', async () => {
  const url = '/a?status=302'
  const answer = await transport({ method: 'GET', url, headers: {}, body: undefined })
  expect([answer.status, answer.headers['location'], answer.body]).toEqual([
    302,
    '/elsewhere',
    undefined,
  ])
})

test('sends and reads octets, and numbers with all their digits', async () => {
  const octets = Buffer.from([0, 255, 1])
  const headers = { 'Content-Type': 'image/png' }
  const answer = await transport({ method: 'PUT', url: '/a', headers, body: octets })
  expect(answer.body).toEqual(octets)
  const object = await transport({
    method: 'PUT',
    url: '/a',
    headers: json,
    body: objectOf([['a', new ExactNumber('9007199254740993')]]),
  })
  expect(writeJson(object.body)).toBe('{"a":9007199254740993}')
})

test('says in words why there is no answer', async () => {
  const request = { method: 'GET', url: '/a', headers: {}, body: undefined }
  const closed = createServer()
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
  const { port } = closed.address() as AddressInfo
  await new Promise((resolve) => closed.close(resolve))
  await expect(createHttpTransport(`http://127.0.0.1:${port}`)(request)).rejects.toThrow(
    'the connection was refused: nothing listens there (ECONNREFUSED)',
  )
  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
  await expect(createHttpTransport(url, { timeout: 20 })(request)).rejects.toThrow(
    'no answer within 0.02 s',
  )
  const ended = AbortSignal.abort(new Error('an interruption'))
  await expect(createHttpTransport(url)(request, ended)).rejects.toThrow('an interruption')
  silent.closeAllConnections()
  silent.close()
})
