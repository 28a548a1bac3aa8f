import { describe, expect, test } from '@jest/globals'
import { readHttpRequest, readHttpResponse, readRequestLines } from './read-http.ts'

/** A block whose fence is on line 10, so that its content begins on line 11. */
function block(...lines: readonly string[]) {
  return { content: lines.join('\n'), source: { file: 'a.md', line: 10 } }
}

describe('readHttpRequest', () => {
  const json = [{ name: 'Content-Type', value: 'application/json' }]
  test.each<[string, readonly string[], unknown]>([
    ['method and path', ['GET /teas'], ['GET', '/teas', [], undefined, undefined]],
    ['no leading slash', ['GET teas'], ['GET', 'teas', [], undefined, undefined]],
    [
      'a version',
      ['GET /teas HTTP/1.1', 'Host: tea.example'],
      ['GET', '/teas', [{ name: 'Host', value: 'tea.example' }], undefined, undefined],
    ],
    [
      'headers and body',
      ['POST /teas', 'Content-Type: application/json', '', '{', '}'],
      ['POST', '/teas', json, '{\n}', 14],
    ],
    [
      'a blank line before the headers',
      ['', 'POST /teas', '', 'Content-Type: application/json', '', '{}'],
      ['POST', '/teas', json, '{}', 16],
    ],
    [
      'none before the body',
      ['POST /teas', 'Content-Type: application/json', '{}'],
      ['POST', '/teas', json, '{}', 13],
    ],
    ['body without headers', ['POST /teas', '', '{}', ''], ['POST', '/teas', [], '{}', 13]],
    [
      'a URL over several lines',
      [
        'GET https://tea.example/v1/teas',
        '  ?$top=1',
        '  &$filter=a eq 1',
        '  and b eq 2',
        'Prefer: x',
      ],
      [
        'GET',
        'https://tea.example/v1/teas?$top=1&$filter=a eq 1 and b eq 2',
        [{ name: 'Prefer', value: 'x' }],
        undefined,
        undefined,
      ],
    ],
    [
      'blanks in the URL',
      ["GET /teas/{id | name}?$filter=a eq 'b'"],
      ['GET', "/teas/{id | name}?$filter=a eq 'b'", [], undefined, undefined],
    ],
    ['several requests', ['GET /teas', 'GET /me/teas'], ['GET', '/teas', [], undefined, undefined]],
    ['a response', ['HTTP/1.1 200 OK'], undefined],
    ['nothing', [''], undefined],
  ])('%s', (_, lines, expected) => {
    const request = readHttpRequest(block(...lines))
    expect(
      request && [request.method, request.url, request.headers, request.bodyText, request.bodyLine],
    ).toEqual(expected)
  })
})

describe('readHttpResponse', () => {
  test.each<[string, readonly string[], unknown]>([
    ['a status', ['HTTP/1.1 204 No Content'], [204, 'No Content', [], undefined, undefined]],
    ['no reason', ['HTTP/1.1 204'], [204, '', [], undefined, undefined]],
    ['no version', ['HTTP 201 Created'], [201, 'Created', [], undefined, undefined]],
    [
      'a body',
      ['HTTP/1.1 200 OK', 'ETag: W/"1"', '', '{', '}'],
      [200, 'OK', [{ name: 'ETag', value: 'W/"1"' }], '{\n}', 14],
    ],
    ['a body without a blank line', ['HTTP/1.1 200 OK', '{}'], [200, 'OK', [], '{}', 12]],
    [
      'a text body',
      ['HTTP/1.1 200 OK', 'Content-Type: text/plain', '', '12'],
      [200, 'OK', [{ name: 'Content-Type', value: 'text/plain' }], '12', 14],
    ],
    ['a request', ['GET /teas'], undefined],
  ])('%s', (_, lines, expected) => {
    const response = readHttpResponse(block(...lines))
    expect(
      response && [
        response.status,
        response.reason,
        response.headers,
        response.bodyText,
        response.bodyLine,
      ],
    ).toEqual(expected)
  })
})

test('readRequestLines gives every request line of a block with its line', () => {
  expect(
    readRequestLines(block('GET /me/teas', 'or', 'GET /teas', '', '  ?$top=1', 'POST /teas')),
  ).toEqual([
    { method: 'GET', url: '/me/teas', line: 11 },
    { method: 'GET', url: '/teas', line: 13 },
    { method: 'POST', url: '/teas', line: 16 },
  ])
})
