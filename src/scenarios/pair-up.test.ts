import { expect, test } from '@jest/globals'
import { pairUp } from './pair-up.ts'

/** For each of the wanted who would do, and the partners that they get. */
const pairings: readonly [choices: number[][], partners: (number | undefined)[]][] = [
  [[], []],
  [[[]], [undefined]],
  [
    [[0], [1]],
    [0, 1],
  ],
  [
    [[0, 1], [0]],
    [1, 0],
  ],
  [
    [[0, 1], [0, 2], [0]],
    [1, 2, 0],
  ],
  [
    [[0, 1], [1, 2], [2, 3], [0], [1]],
    [1, 2, 3, 0, undefined],
  ],
  [
    [[0], [0], [0, 1]],
    [0, undefined, 1],
  ],
]

test.each(pairings)('pairs %j as %j', (choices, partners) => {
  const all = [0, 1, 2, 3]
  const fits = (wanted: number, choice: number): boolean => choices[wanted]!.includes(choice)
  expect(pairUp(choices, () => true)).toEqual(partners)
  expect(
    pairUp(
      choices.map(() => all),
      fits,
    ),
  ).toEqual(partners)
})

test('asks little where the first that is free fits', () => {
  const places = Array.from({ length: 100 }, (_, index) => index)
  let asked = 0
  const partners = pairUp(
    places.map(() => places),
    (wanted, choice) => ++asked > 0 && wanted === choice,
  )
  expect([partners, asked]).toEqual([places, 100])
})
