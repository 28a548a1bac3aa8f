import { describe, expect, test } from '@jest/globals'
import { findOtherPlace, placeOf } from './other-place.ts'

const sandbox = 'http://localhost:4010/~a/beta'
const service = 'http://localhost:4010/beta'

/** URL, service root that was asked, other place. */
const cases: readonly [string, string, string | undefined][] = [
  ['http://localhost:4010/~a/beta/groups/x', sandbox, undefined],
  ['HTTP://LOCALHOST:4010/%7Ea/beta/groups/x', sandbox, undefined],
  ['http://localhost:4010/~a', 'http://localhost:4010/~a', undefined],
  ['groups/x', sandbox, undefined],
  ['/beta/groups/x', sandbox, undefined],
  ['https://graph.microsoft.com/beta/groups/x', sandbox, undefined],
  ['https://example.org/~a/groups/x', service, undefined],
  ['http://localhost:4010/beta/groups/x', sandbox, 'the service itself'],
  ['http://localhost:4010/groups/x', 'http://localhost:4010/~a', 'the service itself'],
  ['http://localhost:4010/~b/beta/groups/x', sandbox, "the sandbox '/~b'"],
  ['http://localhost:4010/%7eb/beta/groups/x', sandbox, "the sandbox '/~b'"],
  ['/~b/beta/groups/x', sandbox, "the sandbox '/~b'"],
  ['~b/beta/groups/x', sandbox, "the sandbox '/~b'"],
  ['http://localhost:4010/~a/beta/groups/x', service, "the sandbox '/~a'"],
  ['http://localhost:4010/v1.0/groups/x', service, undefined],
  ['http://localhost:4010/~b/beta/groups/x', '/~a/beta', "the sandbox '/~b'"],
  ['http://localhost:4010/beta/groups/x', '/~a/beta', undefined],
]

describe('a URL in a request', () => {
  test.each(cases)('%s, to %s, leads to %s', (url, serviceRoot, expected) => {
    expect(findOtherPlace(url, serviceRoot)).toBe(expected)
  })

  test('is told beside the place asked', () => {
    expect([placeOf(sandbox), placeOf(service)]).toEqual([
      "the sandbox '/~a'",
      'the service itself',
    ])
  })
})
