import { isJsonObject } from '../model/index.ts'
import type { Correspondence, SideName } from './correspondence.ts'
import { exactElements, ExactNumber, exactMember } from './exact-number.ts'
import { isOpaque } from './opaque-names.ts'

/** Indexes of elements that stand for each other; `undefined` where one stands alone. */
export type Pair = readonly [left: number | undefined, right: number | undefined]

interface Pairing {
  readonly correspondence: Correspondence
  readonly areAlike: (left: unknown, right: unknown) => boolean
}

/** Pairs that are tried at most of those elements whose outlines find them no partner. */
const mostTries = 10_000

/**
 * Pairs the elements of two lists without an order: those that are alike, then what is left, in the
 * order of the lists.
 */
export function pairElements(
  left: readonly unknown[],
  right: readonly unknown[],
  { correspondence, areAlike }: Pairing,
): readonly Pair[] {
  const rest = placesByOutline(right, correspondence)
  const partners = left.map((element) => {
    const places = rest.get(outline(element, correspondence, 'left'))
    return takeFirst(places, (place) => areAlike(element, right[place]))
  })
  const others = new Set([...rest.values()].flatMap((places) => [...places]).toSorted(byNumber))
  let tries = mostTries
  const pairAny = (choose: (element: unknown, place: number) => boolean): void => {
    for (const [index, element] of left.entries()) {
      partners[index] ??= takeFirst(others, (place) => choose(element, place))
    }
  }
  pairAny((element, place) => tries-- > 0 && areAlike(element, right[place]))
  pairAny(() => true)
  return [
    ...partners.map((partner, index): Pair => [index, partner]),
    ...Array.from(others, (place): Pair => [undefined, place]),
  ]
}

function byNumber(a: number, b: number): number {
  return a - b
}

function placesByOutline(
  elements: readonly unknown[],
  correspondence: Correspondence,
): ReadonlyMap<string, Set<number>> {
  const places = new Map<string, Set<number>>()
  for (const [place, element] of elements.entries()) {
    const text = outline(element, correspondence, 'right')
    const alike = places.get(text)
    if (alike) alike.add(place)
    else places.set(text, new Set([place]))
  }
  return places
}

/** Takes the first of the places that will do from them. */
function takeFirst(
  places: Set<number> | undefined,
  isWanted: (place: number) => boolean,
): number | undefined {
  for (const place of places ?? []) {
    if (!isWanted(place)) continue
    places?.delete(place)
    return place
  }
  return undefined
}

/** A text that elements which are alike mostly have in common, and others mostly have not. */
function outline(value: unknown, correspondence: Correspondence, side: SideName): string {
  if (typeof value === 'string') return JSON.stringify(correspondence.outline(value, side))
  if (value instanceof ExactNumber) return value.digits
  const inner = (element: unknown): string => outline(element, correspondence, side)
  if (Array.isArray(value)) return `[${exactElements(value).map(inner).join()}]`
  if (!isJsonObject(value)) return String(value)
  const members = Object.keys(value)
    .toSorted()
    .filter((name) => !isOpaque(name))
  return `{${members.map((name) => `${JSON.stringify(name)}:${inner(exactMember(value, name))}`).join()}}`
}
