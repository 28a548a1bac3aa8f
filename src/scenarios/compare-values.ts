import { isJsonObject, escapePointer } from '../model/index.ts'
import type { Correspondence } from './correspondence.ts'
import { exactElements, ExactNumber, exactMember } from './exact-number.ts'
import { isOpaque } from './opaque-names.ts'
import { pairElements, type Pair } from './pair-elements.ts'

/** `undefined` is what is not there. */
export interface ValueDifference {
  readonly pointer: string
  readonly left: unknown
  readonly right: unknown
}

export interface Comparison {
  readonly correspondence: Correspondence
  /** Whether the elements of the list at a JSON pointer have an order. */
  readonly isOrdered: (pointer: string) => boolean
}

interface Place {
  readonly pointer: string
  /** Of the member; '' of an element. */
  readonly name: string
  /** An OData error, or one of its details. */
  readonly isError: boolean
  /** What may correspond now has to from then on. */
  readonly learns: boolean
}

/** Where two values differ, beyond what corresponds. */
export function compareValues(
  left: unknown,
  right: unknown,
  comparison: Comparison,
): readonly ValueDifference[] {
  const root = { pointer: '', name: '', isError: false, learns: true }
  return compareAt(root, left, right, comparison)
}

function compareAt(
  place: Place,
  left: unknown,
  right: unknown,
  comparison: Comparison,
): readonly ValueDifference[] {
  if (left === undefined && right === undefined) return []
  if (Array.isArray(left) && Array.isArray(right)) {
    return compareLists(place, exactElements(left), exactElements(right), comparison)
  }
  if (isObject(left) && isObject(right)) return compareObjects(place, left, right, comparison)
  const { pointer, name, learns } = place
  const areThere = left !== undefined && right !== undefined
  const isSame =
    areThere && (isOpaque(name) || comparison.correspondence.holds(left, right, learns))
  return isSame ? [] : [{ pointer, left, right }]
}

function isObject(value: unknown): value is object {
  return isJsonObject(value) && !(value instanceof ExactNumber)
}

function compareObjects(
  place: Place,
  left: object,
  right: object,
  comparison: Comparison,
): readonly ValueDifference[] {
  const names = new Set([...Object.keys(left), ...Object.keys(right)])
  return [...names].flatMap((name) => {
    // JSON Format, "Error Response": messages are for people, and inner errors for developers.
    if (place.isError && /^(?:message|innererror)$/i.test(name)) return []
    const [one, other] = [exactMember(left, name), exactMember(right, name)]
    const inner: Place = {
      ...place,
      pointer: `${place.pointer}/${escapePointer(name)}`,
      name,
      isError: place.isError ? name === 'details' : name === 'error' && [one, other].some(hasCode),
    }
    return compareAt(inner, one, other, comparison)
  })
}

function hasCode(value: unknown): boolean {
  return isJsonObject(value) && Object.hasOwn(value, 'code')
}

function compareLists(
  place: Place,
  left: readonly unknown[],
  right: readonly unknown[],
  comparison: Comparison,
): readonly ValueDifference[] {
  const isCollection = [...left, ...right].every(isObject)
  const atElement = (index: number): Place => {
    return { ...place, pointer: `${place.pointer}/${index}`, name: '' }
  }
  const pairs =
    !isCollection || comparison.isOrdered(place.pointer)
      ? pairInOrder(left, right)
      : pairElements(left, right, {
          correspondence: comparison.correspondence,
          areAlike: (one, other) =>
            compareAt({ ...atElement(0), learns: false }, one, other, comparison).length === 0,
        })
  return pairs.flatMap(([one, other]) =>
    compareAt(
      atElement(one ?? other ?? 0),
      one === undefined ? undefined : left[one],
      other === undefined ? undefined : right[other],
      comparison,
    ),
  )
}

function pairInOrder(left: readonly unknown[], right: readonly unknown[]): readonly Pair[] {
  const length = Math.max(left.length, right.length)
  return Array.from({ length }, (_, index) => [
    index < left.length ? index : undefined,
    index < right.length ? index : undefined,
  ])
}
