import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { IndexedSource } from './system-query-option.ts'
import { takeWindow } from './window.ts'

interface Numbered {
  readonly value: number
  readonly place: number
}

const compare = (a: unknown, b: unknown) => (a as Numbered).value - (b as Numbered).value
const rankBy =
  (order: (a: unknown, b: unknown) => number) =>
  (items: readonly unknown[]) =>
  (a: number, b: number) =>
    order(items[a], items[b])
const numbered = (values: readonly number[]): readonly Numbered[] =>
  values.map((value, place) => ({ value, place }))

function window(values: readonly number[], skip: number, top: number) {
  return takeWindow(
    { items: numbered(values), ordering: { id: 'value', rank: rankBy(compare) } },
    skip,
    top,
  )
}

test('a window is the slice of a stable sort, however many instances are equal', () => {
  const values = fc.array(fc.nat(4), { maxLength: 200 })
  fc.assert(
    fc.property(values, fc.nat(220), fc.nat(220), (given, skip, top) => {
      const sorted = [...numbered(given)].sort(compare)
      expect(window(given, skip, top)).toEqual(sorted.slice(skip, skip + top))
    }),
  )
})

test('pages one after the other are the whole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(9), { maxLength: 60 }),
      fc.integer({ min: 1, max: 7 }),
      (given, size) => {
        const pages: unknown[] = []
        for (let skip = 0; skip < given.length; skip += size)
          pages.push(...window(given, skip, size))
        expect(pages).toEqual([...numbered(given)].sort(compare))
      },
    ),
  )
})

test('no arrangement of many instances costs more than a sort', () => {
  const length = 20_000
  const arrangements: Record<string, (index: number) => number> = {
    equal: () => 0,
    ascending: (index) => index,
    descending: (index) => -index,
    organPipe: (index) => Math.min(index, length - index),
    sawtooth: (index) => index % 100,
    valley: (index) => Math.abs(index - length / 2),
  }
  for (const [name, valueOf] of Object.entries(arrangements)) {
    let comparisons = 0
    const counted = (a: unknown, b: unknown) => {
      comparisons++
      return compare(a, b)
    }
    const items = numbered(Array.from({ length }, (_, index) => valueOf(index)))
    takeWindow({ items, ordering: { id: undefined, rank: rankBy(counted) } }, length * 0.9, 20)
    expect([name, comparisons < length * 30]).toEqual([name, true])
  }
})

test('without an order the instances keep theirs', () => {
  const items = [3, 1, 2]
  expect(takeWindow({ items }, 0, 3)).toBe(items)
  expect(takeWindow({ items }, 1, Infinity)).toEqual([1, 2])
  expect(takeWindow({ items }, 5, 1)).toEqual([])
  expect(takeWindow({ items }, 0, 0)).toEqual([])
})

test('a kept order serves, and is asked for only where it may be kept', () => {
  const source: IndexedSource = {
    findByIndex: () => undefined,
    findSorted: () => ['kept'] as never,
  }
  const items = [1, 2]
  expect(takeWindow({ items, source, ordering: { id: 'x', rank: rankBy(compare) } }, 0, 1)).toEqual(
    ['kept'],
  )
  expect(
    takeWindow({ items, source, ordering: { id: undefined, rank: rankBy(compare) } }, 0, 1),
  ).toEqual([1])
})
