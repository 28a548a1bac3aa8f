import type { Forest } from './hierarchy.ts'

/** Where a node of a tree is in preorder: its descendants follow it, up to `end`. */
interface Place {
  readonly start: number
  /** After the last of its descendants. */
  end: number
  readonly depth: number
}

/** The places of all nodes by key, in preorder. */
export type TreePlaces = ReadonlyMap<unknown, Place>

const known = new WeakMap<Forest, TreePlaces | null>()

/** @returns `undefined` where a node has several parents, or nodes are in a circle */
export function treePlaces(forest: Forest): TreePlaces | undefined {
  let places = known.get(forest)
  if (places === undefined) known.set(forest, (places = findPlaces(forest) ?? null))
  return places ?? undefined
}

function findPlaces({ nodes, roots, parents, children }: Forest): TreePlaces | undefined {
  for (const found of parents.values()) if (found.length > 1) return undefined
  const places = new Map<unknown, Place>()
  const left: { readonly key: unknown; readonly depth: number; readonly ends?: Place }[] = []
  const push = (keys: readonly unknown[], depth: number): void => {
    for (const key of keys.toReversed()) left.push({ key, depth })
  }
  push(roots, 0)
  for (let top = left.pop(); top; top = left.pop()) {
    const { key, depth, ends } = top
    if (ends) {
      ends.end = places.size
      continue
    }
    const place = { start: places.size, end: 0, depth }
    places.set(key, place)
    left.push({ key, depth, ends: place })
    push(children.get(key) ?? [], depth + 1)
  }
  return places.size === nodes.size ? places : undefined
}
