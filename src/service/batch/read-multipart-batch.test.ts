import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ODataError } from '../../errors.ts'
import { readMultipartBatch } from './read-multipart-batch.ts'

const envelope = { boundary: 'b', version: '4.01', mostRequests: 3 } as const

const read = (text: string) =>
  readMultipartBatch(Buffer.from(text), envelope).map(({ atomicityGroup, requests }) => ({
    atomicityGroup,
    requests: requests.map(({ id, method, url, headers, body }) => ({
      ...(id !== undefined && { id }),
      line: `${method} ${url}`,
      headers,
      ...(body && { body: body.toString() }),
    })),
  }))

test('requests and change sets are read in their order', () => {
  const text = `--b
Content-Type: application/http
Content-Transfer-Encoding: binary

get http://host/Orders?$filter=a eq 1 http/1.1
Host: host

--b
Content-Type: multipart/mixed; boundary=c

--c
content-type:application/http
content-id:0.0

POST Orders HTTP/1.1
Content-Length: 3

{}

--c
Content-Type: application/http

DELETE Orders(1) HTTP/1.1
Content-ID: within

--c--

--b--
Group ID: $auto`
  expect(read(text)).toEqual([
    {
      atomicityGroup: undefined,
      requests: [{ line: 'GET http://host/Orders?$filter=a eq 1', headers: { host: 'host' } }],
    },
    {
      atomicityGroup: 'changeset_2',
      requests: [
        { id: '0.0', line: 'POST Orders', headers: { 'content-length': '3' }, body: '{}\n' },
        { id: 'within', line: 'DELETE Orders(1)', headers: { 'content-id': 'within' } },
      ],
    },
  ])
})

test.each<[string, string, string | undefined]>([
  ['', 'ab\n\n', 'ab\n'],
  ['Content-Length: 2\n', 'ab\n\n', 'ab'],
  ['Content-Length: 1\n', 'ab\n', 'ab'],
  ['Content-Length: 99\n', 'ab\n', 'ab'],
  ['Content-Length: x\n', 'ab\n', 'ab'],
  ['Content-Length: 0\n', '\n', undefined],
  ['', '\n\n\n', undefined],
])('with the header %j the body %j is %j', (header, body, expected) => {
  const text = `--b\nContent-Type: application/http\n\nPOST x HTTP/1.1\n${header}\n${body}--b--`
  expect(read(text)[0]!.requests[0]!.body).toBe(expected)
})

test('any text is read or answers 400', () => {
  const pieces = `--b|--b--|--c|--c--|\r\n|\n| |:|Content-Type: application/http|Content-Type: multipart/mixed; boundary=c|GET x HTTP/1.1|Content-ID: 1|a|\0`
  const piece = fc.constantFrom(...pieces.split('|'))
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (given) => {
      try {
        readMultipartBatch(Buffer.from(given.join('')), envelope)
        return true
      } catch (error) {
        return error instanceof ODataError && error.statusCode === 400
      }
    }),
  )
})
