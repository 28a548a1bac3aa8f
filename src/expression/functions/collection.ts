import type { CanonicalFunction, Signature } from './canonical-function.ts'

type Items = readonly unknown[]
type IsEqual = (a: unknown, b: unknown) => boolean

const test: readonly Signature[] = [[['Collection(T)', 'Collection(T)'], 'Edm.Boolean']]

/** Canonical functions of collections; those with a namesake of strings are its other overload. */
export const collectionFunctions: readonly CanonicalFunction[] = [
  {
    name: 'concat',
    source: 'URL Conventions, concat',
    signatures: [[['Collection(T)', 'Collection(T)'], 'Collection(T)']],
    evaluate: (first: Items, second: Items) => [...first, ...second],
  },
  {
    name: 'contains',
    source: 'URL Conventions, contains',
    signatures: test,
    evaluateItems: (isEqual) => (items: Items, part: Items) => findIndex(items, part, isEqual) >= 0,
  },
  {
    name: 'endswith',
    source: 'URL Conventions, endswith',
    signatures: test,
    evaluateItems: (isEqual) => (items: Items, suffix: Items) =>
      suffix.length <= items.length && isAt(items, items.length - suffix.length, suffix, isEqual),
  },
  {
    name: 'indexof',
    source: 'URL Conventions, indexof',
    signatures: [[['Collection(T)', 'Collection(T)'], 'Edm.Int32']],
    evaluateItems: (isEqual) => (items: Items, part: Items) => findIndex(items, part, isEqual),
  },
  {
    name: 'length',
    source: 'URL Conventions, length',
    signatures: [[['Collection(T)'], 'Edm.Int32']],
    evaluate: (items: Items) => items.length,
  },
  {
    name: 'startswith',
    source: 'URL Conventions, startswith',
    signatures: test,
    evaluateItems: (isEqual) => (items: Items, prefix: Items) => isAt(items, 0, prefix, isEqual),
  },
  {
    name: 'substring',
    source: 'URL Conventions, substring',
    signatures: [
      [['Collection(T)', 'Edm.Int64'], 'Collection(T)'],
      [['Collection(T)', 'Edm.Int64', 'Edm.Int64'], 'Collection(T)'],
    ],
    evaluate: (items: Items, start: number, length?: number) => {
      if (length !== undefined && length < 0) return undefined
      const first = start < 0 ? Math.max(0, items.length + start) : start
      return items.slice(first, length === undefined ? undefined : first + length)
    },
  },
  {
    name: 'hassubset',
    source: 'URL Conventions, hassubset',
    signatures: test,
    evaluateItems: (isEqual) => (items: Items, subset: Items) => {
      const rest = [...items]
      return subset.every((wanted) => {
        const index = rest.findIndex((item) => isEqual(item, wanted))
        if (index >= 0) rest.splice(index, 1)
        return index >= 0
      })
    },
  },
  {
    name: 'hassubsequence',
    source: 'URL Conventions, hassubsequence',
    signatures: test,
    evaluateItems: (isEqual) => (items: Items, subsequence: Items) => {
      let found = 0
      for (const item of items) {
        if (found < subsequence.length && isEqual(item, subsequence[found])) found++
      }
      return found === subsequence.length
    },
  },
]

function findIndex(items: Items, part: Items, isEqual: IsEqual): number {
  for (let start = 0; start + part.length <= items.length; start++) {
    if (isAt(items, start, part, isEqual)) return start
  }
  return -1
}

function isAt(items: Items, start: number, part: Items, isEqual: IsEqual): boolean {
  return part.every((wanted, index) => {
    const at = start + index
    return at < items.length && isEqual(items[at], wanted)
  })
}
