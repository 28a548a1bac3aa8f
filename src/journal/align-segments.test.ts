import { expect, test } from '@jest/globals'
import { alignSegments, compareSegment, findDifferences, leastCost } from './align-segments.ts'
import { readSegments } from './documented-paths.ts'

test.each<[sent: string, documented: string, distance: number, ...differences: string[]]>([
  ['books', '/books', 0],
  ['books/1', '/books/{id}', 0.01],
  ["books('1')", '/books/{id}', 0],
  ['Books', '/books', 0.1, "the segment 'Books': 'books' is documented"],
  ['boks', '/books', 0.3, "the segment 'boks': 'books' is documented"],
  ['shops', '/books', 1, "the segment 'shops': 'books' is documented"],
  ['books/1', '/books', 1, "the segment '1' is not documented"],
  [
    'books',
    '/books/{id}/$ref',
    2,
    "the segment '{id}' is missing",
    "the segment '$ref' is missing",
  ],
  ['books/1/pages', '/books/{id}', 1.01, "the segment 'pages' is not documented"],
  [
    'books/1/pages/2/lines',
    '/books/{id}/pages/{id}',
    1.02,
    "the segment 'lines' is not documented",
  ],
  ['books/1', '/books/{id}/{part}', 1.01, "the segment '{part}' is missing"],
  ['books/$count', '/books/{id}', 1, "the segment '$count': '{id}' is documented"],
])('%s as %s', (sent, documented, distance, ...differences) => {
  const [asked, said] = [readSegments(sent), readSegments(documented)]
  const costOf = (at: number, of: number) => compareSegment(asked[at]!, said[of]!)
  expect(alignSegments(asked.length, said.length, costOf)).toBe(distance)
  expect(findDifferences(asked, said)).toEqual(differences)
})

test('what two segments cost at the least is never more than what they cost', () => {
  const names = ['books', 'Books', 'boks', 'kobos', 'shops', 'bookshops', '{id}', '$ref', 'b']
  const segments = readSegments(names.join('/'))
  for (const sent of segments) {
    for (const documented of segments) {
      expect(leastCost(sent, documented)).toBeLessThanOrEqual(compareSegment(sent, documented))
    }
  }
})
