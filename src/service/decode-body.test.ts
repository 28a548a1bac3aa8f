import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { decodeBody } from './decode-body.ts'

const text = '{"displayName":"A"}'

function requestOf(body: Buffer, encoding: string) {
  const headers = { 'content-encoding': encoding }
  return { method: 'POST', url: '/', headers, body, serviceRoot: '', isHttps: false }
}

test.each([
  ['gzip', gzipSync(text)],
  ['GZIP', gzipSync(text)],
  ['x-gzip', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['br', brotliCompressSync(text)],
  ['identity', Buffer.from(text)],
  ['gzip, br', brotliCompressSync(gzipSync(text))],
])('a body in %s is read', (encoding, body) => {
  expect(decodeBody(requestOf(body, encoding), 100).body?.toString()).toBe(text)
})

test.each([
  ['zstd', Buffer.from(text), 415, /zstd/],
  ['gzip', Buffer.from(text), 400, /not gzip/],
  ['gzip', gzipSync(Buffer.alloc(1000)), 413, /at most 100 bytes/],
])('a body that says %s and is not, or is unknown or too large, is refused', (...row) => {
  const [encoding, body, statusCode, message] = row
  expect(() => decodeBody(requestOf(body, encoding), 100)).toThrow(
    expect.objectContaining({ statusCode, message: expect.stringMatching(message) }),
  )
})
