import { describe, expect, test } from '@jest/globals'
import type { JsonObject } from '../model/index.ts'
import {
  readMultipartRequests,
  readMultipartResponses,
  writeMultipartRequests,
} from './multipart-batch.ts'

const batch: JsonObject = {
  requests: [
    { method: 'GET', url: 'People?$top=1', headers: { accept: 'application/json' } },
    {
      id: 'a',
      atomicityGroup: 'changeset-2',
      method: 'POST',
      url: 'People',
      body: { name: 'Łucja' },
    },
    {
      id: 'b',
      atomicityGroup: 'changeset-2',
      method: 'PATCH',
      url: '$a',
      headers: { 'if-match': '*', 'content-type': 'text/plain' },
      body: 'x',
    },
    { method: 'DELETE', url: 'People(1)' },
  ],
}

test('a batch is read as it was written', () => {
  const { contentType, body } = writeMultipartRequests(batch)
  expect(contentType).toMatch(/^multipart\/mixed; boundary=batch_[0-9a-f]{32}$/)
  expect(readMultipartRequests(body, contentType)).toEqual(batch)
})

test('a path from the service root is written relative to the batch', () => {
  const { body } = writeMultipartRequests({ requests: [{ method: 'GET', url: '/People' }] })
  expect(body.split('\r\n').slice(1, 6)).toEqual([
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    '',
    'GET People HTTP/1.1',
    '',
  ])
})

const part = (...lines: readonly string[]): string =>
  ['Content-Type: application/http', ...lines].join('\r\n')
const parts = (boundary: string, ...contents: readonly string[]): string =>
  `${contents.map((content) => `--${boundary}\r\n${content}\r\n`).join('')}--${boundary}--\r\n`
const json = 'content-type: application/json;odata.metadata=minimal'

describe('responses', () => {
  const read = (...contents: readonly string[]) =>
    readMultipartResponses(parts('b', ...contents), 'multipart/mixed; boundary=b', batch)

  test('have the ids of their requests, by their order', () => {
    const changeSet = parts(
      'c',
      part('', 'HTTP/1.1 201 Created', json, 'ETag: W/"1"', '', '{"id":1}', ''),
      part('Content-ID: b', '', 'HTTP/1.1 204 No Content', '', ''),
    )
    expect(
      read(
        part('', 'HTTP/1.1 200 OK', 'content-type: application/json', '', '{"value":[]}'),
        `Content-Type: multipart/mixed; boundary=c\r\n\r\n${changeSet}`,
        part('', 'HTTP/1.1 404 Not Found', '', 'gone'),
      ),
    ).toEqual({
      responses: [
        { status: 200, body: { value: [] } },
        {
          id: 'a',
          atomicityGroup: 'changeset-2',
          status: 201,
          headers: { 'content-type': 'application/json;odata.metadata=minimal', etag: 'W/"1"' },
          body: { id: 1 },
        },
        { id: 'b', atomicityGroup: 'changeset-2', status: 204 },
        { status: 404, body: 'gone' },
      ],
    })
  })

  test('of a change set that failed are one', () => {
    expect(
      read(part('', 'HTTP/1.1 200 OK', '', ''), part('', 'HTTP/1.1 400 Bad Request', '', 'no')),
    ).toEqual({
      responses: [{ status: 200 }, { atomicityGroup: 'changeset-2', status: 400, body: 'no' }],
    })
  })
})

test.each([
  ['no text', Buffer.from([255])],
  ['no parts', 'x'],
  ['a part without a request line', parts('b', part('', 'nothing'))],
])('what has %s is no batch', (_, body) => {
  expect(readMultipartRequests(body, 'multipart/mixed; boundary=b')).toBeUndefined()
})
