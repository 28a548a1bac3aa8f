import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { putFaults, putFixtures, putIds } from './control-double.ts'

let server: Server
let origin: string
const received: string[] = []

/** Takes any fixtures but an empty document. */
beforeAll(async () => {
  server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      received.push(`${request.method} ${request.url} ${text}`)
      response.writeHead(text === '{}' ? 400 : 204).end(text === '{}' ? 'no sets' : undefined)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.close()
})

test('puts them beside the service root, and beside that of a sandbox', async () => {
  await putFixtures(`${origin}/beta`, { people: [] })
  await putFixtures(`${origin}/~worker-1/beta`, { people: [] })
  expect(received).toEqual([
    'PUT /_understudy/fixtures {"people":[]}',
    'PUT /~worker-1/_understudy/fixtures {"people":[]}',
  ])
})

test('puts ids and faults', async () => {
  received.length = 0
  await putIds(`${origin}/beta`, 'sequential')
  await putFaults(`${origin}/~worker-1/beta`, [{ on: 'GET /a', status: 429 }])
  expect(received).toEqual([
    'PUT /_understudy/ids {"ids":"sequential"}',
    'PUT /~worker-1/_understudy/faults [{"on":"GET /a","status":429}]',
  ])
})

test('says why fixtures are refused', async () => {
  await expect(putFixtures(`${origin}/beta`, {})).rejects.toThrow(new Error('400: no sets'))
})
