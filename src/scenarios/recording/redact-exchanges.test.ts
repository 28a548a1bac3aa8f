import { describe, expect, test } from '@jest/globals'
import type { ObservedBody } from './observed-exchange.ts'
import { redactTraffic } from './redact-exchanges.ts'

/** The body of a request as it is written. */
function redact(body: ObservedBody): ObservedBody {
  const { exchanges } = redactTraffic({
    root: 'https://service.test',
    exchanges: [
      {
        time: '2026-01-01T00:00:00.000Z',
        duration: 1,
        request: { method: 'POST', url: '/things', headers: {}, body },
        response: { status: 204, headers: {}, body: undefined },
      },
    ],
  })
  return exchanges[0]!.request.body
}

describe('secrets in a body that is text', () => {
  test.each<[what: string, body: string, written: string]>([
    [
      'JSON',
      '{"client_secret": "s3cret-1", "a": "b"}',
      '{"client_secret": "<redacted>", "a": "b"}',
    ],
    [
      'JSON within JSON',
      String.raw`{\"password\":\"s3cret-1\"}`,
      String.raw`{\"password\":\"<redacted>\"}`,
    ],
    ['XML', '<a:Password n="1">s3cret-1</a:Password>', '<a:Password n="1"><redacted></a:Password>'],
    ['a form', 'grant_type=x&client_secret=s3cret-1', 'grant_type=x&client_secret=<redacted>'],
    [
      'a form in parts',
      'Content-Disposition: form-data; name="pwd"\r\nX-A: b\r\n\r\ns3cret-1\r\n--q--',
      'Content-Disposition: form-data; name="pwd"\r\nX-A: b\r\n\r\n<redacted>\r\n--q--',
    ],
    [
      'the headers of parts of a batch',
      'GET /a HTTP/1.1\r\nX-Api-Key: s3cret-1\r\nAccept: text/plain\r\n\r\n',
      'GET /a HTTP/1.1\r\nX-Api-Key: <redacted>\r\nAccept: text/plain\r\n\r\n',
    ],
    [
      'the same text elsewhere',
      '<token>s3cret-1</token>: s3cret-1',
      '<token><redacted></token>: <redacted>',
    ],
    [
      'none',
      '<Type Name="Password"><tokens>3</tokens></Type>',
      '<Type Name="Password"><tokens>3</tokens></Type>',
    ],
  ])('%s', (_, body, written) => {
    expect(redact(body)).toBe(written)
  })
})

describe('a secret by its own look', () => {
  const random = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0iL3oR6uX9'
  test.each<[what: string, text: string, written: string]>([
    ['a token', 'is eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.', 'is <redacted>'],
    ['a credential in a URL', 'amqp://me:hunter2@host/q', 'amqp://me:<redacted>@host/q'],
    ['a client secret of Entra', `"abc8Q~${random.slice(0, 34)}"`, '"<redacted>"'],
    ['a storage key', `${random}${random}12345678==`, '<redacted>'],
    [
      'a connection string',
      `AccountName=a;AccountKey=k3y/+A==;b=c`,
      'AccountName=a;AccountKey=<redacted>;b=c',
    ],
    ['a token of GitHub', `ghp_${random.slice(0, 36)}`, '<redacted>'],
    ['a key of AWS', 'AKIAIOSFODNN7EXAMPLE', '<redacted>'],
    [
      'a key in PEM',
      '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----',
      '<redacted>',
    ],
    ['none: an id', `AAMkAG${random}AAA=`, `AAMkAG${random}AAA=`],
    ['none: a page', `a?$skiptoken=${random}`, `a?$skiptoken=${random}`],
    ['none: a tag', `W/"${random}"`, `W/"${random}"`],
  ])('%s', (_, text, written) => {
    expect(redact({ text })).toEqual({ text: written })
    expect(redact(Buffer.from(`\u0000${text}`))).toEqual(Buffer.from(`\u0000${written}`))
  })
})

test('headers of the requests in a batch are secrets by their names as headers', () => {
  const part = { id: '1', method: 'GET', url: '/a', body: { sessionKind: 'short' } }
  const sent = { ...part, headers: { 'X-Session': 'abc', Prefer: 'return=minimal' } }
  const headers = { 'X-Session': '<redacted>', Prefer: 'return=minimal' }
  expect(redact({ requests: [sent] })).toEqual({ requests: [{ ...part, headers }] })
})

test('what reads as text in octets is redacted, the others stay', () => {
  const octets = Buffer.from([0, 255, 10, ...Buffer.from('{"password":"s3cret-1"} a@b.cz'), 254])
  const written = Buffer.from('{"password":"<redacted>"} user1@example.com')
  expect(redact(octets)).toEqual(Buffer.from([0, 255, 10, ...written, 254]))
  const image = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  expect(redact(image)).toBe(image)
})

// Looked through from each character anew, either would take minutes.
test('a long body without a boundary stays as it is', () => {
  const text = 'a'.repeat(2_000_000)
  expect(redact(text)).toBe(text)
  const octets = Buffer.alloc(1_000_000, '?')
  expect(redact(octets)).toEqual(octets)
})
