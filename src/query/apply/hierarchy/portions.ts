import { badRequest } from '../../../errors.ts'
import { reach, treePlaces, type Forest } from '../../../expression/index.ts'

/** The portions of one `rolluprecursive` have this many instances together, at most. */
const mostInstances = 20_000_000

/**
 * What is related to a node or to its descendants, in the order of the input.
 * @param keys for each instance of the input the nodes that it is related to
 * @returns a function from a node to its portion
 */
export function findPortions(
  items: readonly unknown[],
  keys: readonly (readonly unknown[])[],
  forest: Forest,
): (node: unknown) => readonly unknown[] {
  const indexesByKey = new Map<unknown, number[]>()
  for (const [index, found] of keys.entries()) {
    for (const key of found) {
      const indexes = indexesByKey.get(key)
      if (indexes) indexes.push(index)
      else indexesByKey.set(key, [index])
    }
  }
  const indexesBelow = findRuns(indexesByKey, forest) ?? collectBelow(indexesByKey, forest)
  const isOfOne = keys.every(({ length }) => length <= 1)
  let given = 0
  return (node) => {
    const below = indexesBelow(node)
    given += below.length
    if (given > mostInstances) {
      throw badRequest(
        `$apply: rolluprecursive would look at more than ${mostInstances} instances`,
        '$apply',
      )
    }
    const indexes = Uint32Array.from(isOfOne ? below : new Set(below)).sort()
    return Array.from(indexes, (index) => items[index])
  }
}

type IndexesBelow = (node: unknown) => ArrayLike<number> & Iterable<number>

/** In a tree the instances of a node and its descendants are one run of those in preorder. */
function findRuns(
  indexesByKey: ReadonlyMap<unknown, readonly number[]>,
  forest: Forest,
): IndexesBelow | undefined {
  const places = treePlaces(forest)
  if (!places) return undefined
  const begins: number[] = []
  const all: number[] = []
  for (const key of places.keys()) {
    begins.push(all.length)
    for (const index of indexesByKey.get(key) ?? []) all.push(index)
  }
  begins.push(all.length)
  return (node) => {
    const { start, end } = places.get(node)!
    return all.slice(begins[start], begins[end])
  }
}

function collectBelow(
  indexesByKey: ReadonlyMap<unknown, readonly number[]>,
  { children }: Forest,
): IndexesBelow {
  return (node) => {
    const below: number[] = []
    for (const key of reach([node], children, Infinity).add(node)) {
      for (const index of indexesByKey.get(key) ?? []) below.push(index)
    }
    return below
  }
}
