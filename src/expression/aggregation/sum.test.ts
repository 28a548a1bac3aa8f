import { expect, test } from '@jest/globals'
import { collectSummand, sumDoubles, sumExactly } from './sum.ts'

const most = Number.MAX_SAFE_INTEGER
const lists: readonly [
  values: readonly unknown[],
  kept: readonly unknown[],
  exact: unknown,
  doubles: unknown,
][] = [
  [[], [], 0, 0],
  [[1, 2, -5], [-2], -2, -2],
  [[2, 0.5, 1], [2, 0.5, 1], 3.5, 3.5],
  [[0.1, 0.2, 0.3], [0.1, 0.2, 0.3], 0.6, 0.6000000000000001],
  [[most, 1, 1], [most, 1, 1], '9007199254740993', 9007199254740992],
  [[1, '9007199254740993', 1], [1, '9007199254740993', 1], '9007199254740995', 9007199254740992],
  [[3, 4, 'INF', 5], [7, 'INF', 5], 'INF', 'INF'],
]
test.each(lists)('%j', (values, kept, exact, doubles) => {
  const collected: unknown[] = []
  for (const value of values) collectSummand(collected, value)
  expect(collected).toEqual(kept)
  expect([sumExactly(values), sumExactly(collected)]).toEqual([exact, exact])
  expect([sumDoubles(values), sumDoubles(collected)]).toEqual([doubles, doubles])
})
