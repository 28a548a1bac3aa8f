import { describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { createUnderstudy, type FixturesDocument, type Understudy } from '../../src/index.ts'
import { readAnswer, refusal, sendTo } from './answer.ts'

const root = 'http://service.test'
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0xff, 0x00, 0x80])
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0])

function start(fixtures: FixturesDocument = {}): Understudy {
  return createUnderstudy({
    contract: 'test/contracts/gallery.xml',
    fixtures,
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}

/** Sends octets, and gives the octets of the answer. */
function sendOctets(
  { app }: Understudy,
  line: string,
  { body, headers = {} }: { body?: Buffer | string; headers?: Record<string, string> } = {},
) {
  const [, method = '', url = ''] = /^(\S+) (.*)$/s.exec(line) ?? []
  const name = method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head'
  const test = request(app)
    [name](url)
    .set('Host', 'service.test')
    .ok(() => true)
    .buffer(true)
    .parse((response, done) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => void chunks.push(chunk))
      response.on('end', () => done(null, Buffer.concat(chunks)))
    })
  for (const [header, value] of Object.entries(headers)) void test.set(header, value)
  return body === undefined ? test : test.send(body)
}

describe('creating a media entity', () => {
  test('POST of a photo to its entity set answers 201 with the entity that the service made', async () => {
    const service = start({ Photos: [{ ID: 1, Rating: 5 }] })
    const headers = { 'Content-Type': 'image/png' }
    const created = await sendOctets(service, 'POST /Photos', { body: png, headers })
    expect([
      created.status,
      created.headers['location'],
      created.headers['odata-entityid'],
    ]).toEqual([201, `${root}/Photos(2)`, `${root}/Photos(2)`])
    const read = await sendOctets(service, 'GET /Photos(2)/$value')
    expect([read.status, read.headers['content-type'], read.headers['content-length']]).toEqual([
      200,
      'image/png',
      '9',
    ])
    expect(read.body).toEqual(png)
  })
})
