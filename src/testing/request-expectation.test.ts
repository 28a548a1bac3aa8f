import { describe, expect, test } from '@jest/globals'
import { readRequestExpectation } from './request-expectation.ts'

describe('a request that a test expects', () => {
  test('it is a method, a path and options that are decoded and in one order', () => {
    const request = ' get  /accessPackages?$top=5&$filter=displayName%20eq+%27a%26b%27 '
    expect(readRequestExpectation(request, undefined)).toEqual({
      text: request.trim(),
      method: 'GET',
      path: '/accessPackages',
      options: ["$filter=displayName eq 'a&b'", '$top=5'],
      body: undefined,
      headers: [],
      times: undefined,
    })
  })

  test('a question mark alone asks for no option', () => {
    expect(readRequestExpectation('GET /me?', undefined).options).toEqual([])
  })

  test('names of headers are in small letters', () => {
    const { headers } = readRequestExpectation('GET /me', undefined, { headers: { Prefer: 'a' } })
    expect(headers).toEqual([['prefer', 'a']])
  })

  test('of a secret, what the journal keeps can be expected', () => {
    const headers = { Authorization: 'Bearer <redacted>', Cookie: /./ }
    expect(readRequestExpectation('GET /me', undefined, { headers }).headers).toEqual([
      ['authorization', 'Bearer <redacted>'],
      ['cookie', /./],
    ])
  })

  const shape =
    "expected a method and a path below the service root, such as 'POST /accessPackages', found "
  const rejected: readonly (readonly [request: unknown, details: unknown, message: string])[] = [
    ['accessPackages', {}, `${shape}'accessPackages'`],
    ['POST accessPackages', {}, `${shape}'POST accessPackages'`],
    ['POST http://host/x', {}, `${shape}'POST http://host/x'`],
    [undefined, {}, `${shape}undefined`],
    ['GET /x', 2, 'expected the details of a request as an object, such as { times: 2 }, found 2'],
    ['GET /x', { time: 2 }, "'time' is no detail of a request; expected times or headers"],
    ['GET /x', { times: -1 }, 'times: expected a whole number from 0, found -1'],
    ['GET /x', { times: 1.5 }, 'times: expected a whole number from 0, found 1.5'],
    [
      'GET /x',
      { headers: { Authorization: 'Bearer token' } },
      "headers: Authorization: the journal keeps no secrets; expected 'Bearer <redacted>', or an expression such as /^Bearer /, found another text",
    ],
    ['GET /x', { headers: 'a' }, 'headers: expected an object, found "a"'],
  ]
  test.each(rejected)('%j with %j is refused', (request, details, message) => {
    expect(() => readRequestExpectation(request, undefined, details)).toThrow(message)
  })
})
