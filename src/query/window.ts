import type { Ranking } from '../expression/index.ts'
import type { Instances, QueriedItems } from './system-query-option.ts'

/**
 * The instances from `skip`, at most `top` of them, in order. A kept order serves when there is one;
 * else only as much is sorted as the window needs.
 */
export function takeWindow(
  { items, ordering, source }: QueriedItems & Partial<Pick<Instances, 'ordering'>>,
  skip: number,
  top: number,
): readonly unknown[] {
  const end = Math.min(items.length, skip + top)
  if (skip >= end) return []
  if (!ordering) return skip === 0 && end === items.length ? items : items.slice(skip, end)
  const { id, rank } = ordering
  const sort = <T>(all: readonly T[]): readonly T[] => selectSorted(all, rank(all), 0, all.length)
  const kept = id === undefined ? undefined : source?.findSorted(id, sort)
  return kept ? kept.slice(skip, end) : selectSorted(items, rank(items), skip, end)
}

/**
 * Quickselect narrows to the window, which alone is sorted; positions break ties, so that the order
 * is stable as a whole sort's would be.
 */
function selectSorted<T>(
  items: readonly T[],
  ranking: Ranking,
  start: number,
  end: number,
): readonly T[] {
  const order = Array.from(items, (_, index) => index)
  const compareAt = (a: number, b: number) => ranking(a, b) || a - b
  if (end < order.length) partition(order, compareAt, 0, order.length - 1, end - 1)
  if (start > 0) partition(order, compareAt, 0, end - 1, start)
  return order
    .slice(start, end)
    .sort(compareAt)
    .map((index) => items[index]!)
}

/** Moves the element that sorts to `wanted` there, smaller ones before it, greater ones after it. */
function partition(
  order: number[],
  compare: (a: number, b: number) => number,
  low: number,
  high: number,
  wanted: number,
): void {
  while (low < high) {
    const pivot = medianOfThree(order, compare, low, high)
    let left = low
    let right = high
    while (left <= right) {
      while (compare(order[left]!, pivot) < 0) left++
      while (compare(order[right]!, pivot) > 0) right--
      if (left > right) break
      const moved = order[left]!
      order[left++] = order[right]!
      order[right--] = moved
    }
    if (wanted <= right) high = right
    else if (wanted >= left) low = left
    else return
  }
}

function medianOfThree(
  order: readonly number[],
  compare: (a: number, b: number) => number,
  low: number,
  high: number,
): number {
  const a = order[low]!
  const b = order[(low + high) >>> 1]!
  const c = order[high]!
  if (compare(a, b) < 0) return compare(b, c) < 0 ? b : compare(a, c) < 0 ? c : a
  return compare(a, c) < 0 ? a : compare(b, c) < 0 ? c : b
}
