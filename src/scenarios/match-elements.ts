import { findCandidates, isCapturing, likenessOf } from './element-candidates.ts'
import { show, toJson, type LocatedValue } from './located-value.ts'
import { pairUp } from './pair-up.ts'
import type { Match, Mismatch, Variables } from './scenario.ts'
import { substitute, SubstitutionError } from './substitute.ts'

export interface ElementExpectation {
  readonly item: LocatedValue
  readonly match: Match
  /** Expectations with the same are met by the same elements; `undefined` for one like no other. */
  readonly likeness: string | undefined
  readonly isCapturing: boolean
}

export function expectElement(item: LocatedValue, match: Match): ElementExpectation {
  return { item, match, likeness: likenessOf(item), isCapturing: isCapturing(item) }
}

interface ElementPlace {
  readonly pointer: string
  readonly variables: Variables
  /** The list of the file, when no element beyond it may be there. */
  readonly exactly?: LocatedValue
  /** Pairs that are compared at most. */
  readonly mostTries?: number
}

/** Each of a thousand with each; where elements have values of their own, about one for each is needed. */
const defaultTries = 1_000_000

/** More would be read by nobody, and each is searched for its nearest. */
const mostTold = 20

/**
 * Meets each expectation by an element of its own, whatever the order, also where one element
 * would meet several.
 */
export function matchElements(
  expectations: readonly ElementExpectation[],
  elements: readonly unknown[],
  place: ElementPlace,
): readonly Mismatch[] {
  const { pointer, variables, exactly } = place
  const trials = new Trials(expectations, elements, place)
  const partners = pairUp(
    findCandidates(
      expectations.map(({ item }) => item),
      elements,
      variables,
    ),
    (index, element) => trials.fits(index, element),
  )
  for (const [index, partner] of partners.entries()) {
    if (partner === undefined) continue
    expectations[index]!.match(elements[partner], `${pointer}/${partner}`, variables)
  }
  const missing = expectations.filter((_, index) => partners[index] === undefined)
  if (trials.isOver && missing.length > 0) return [tooManyTries(missing[0]!, place)]
  const taken = new Set(partners)
  const left = [...elements.keys()].filter((index) => !taken.has(index))
  const extra = exactly ? left : []
  const [onlyMissing] = missing
  const [onlyExtra] = extra
  if (missing.length === 1 && extra.length === 1 && onlyMissing && onlyExtra !== undefined) {
    return onlyMissing.match(elements[onlyExtra], `${pointer}/${onlyExtra}`, variables)
  }
  return [
    ...tellMissing(missing, elements, left, place),
    ...(exactly ? tellExtra(extra, elements, { pointer, exactly }) : []),
  ]
}

/** What was tried, of which each pair is tried once. */
class Trials {
  readonly #expectations: readonly ElementExpectation[]
  readonly #elements: readonly unknown[]
  readonly #place: ElementPlace
  readonly #known = new Map<string | number, Map<number, boolean>>()
  #left: number

  constructor(
    expectations: readonly ElementExpectation[],
    elements: readonly unknown[],
    place: ElementPlace,
  ) {
    this.#expectations = expectations
    this.#elements = elements
    this.#place = place
    this.#left = place.mostTries ?? defaultTries
  }

  /** Whether pairs may be left that were not tried. */
  get isOver(): boolean {
    return this.#left < 0
  }

  fits(index: number, element: number): boolean {
    const expectation = this.#expectations[index]!
    const key = expectation.likeness ?? index
    const known = this.#known.get(key) ?? new Map<number, boolean>()
    this.#known.set(key, known)
    const before = known.get(element)
    if (before !== undefined) return before
    if (--this.#left < 0) return false
    const isMet =
      tryElement(expectation, this.#elements[element], element, this.#place).length === 0
    known.set(element, isMet)
    return isMet
  }
}

/** What is captured of an element that is only tried is not kept. */
function tryElement(
  { match, isCapturing: captures }: ElementExpectation,
  element: unknown,
  index: number,
  { pointer, variables }: ElementPlace,
): readonly Mismatch[] {
  return match(element, `${pointer}/${index}`, captures ? new Map(variables) : variables)
}

function tooManyTries({ item }: ElementExpectation, place: ElementPlace): Mismatch {
  return {
    line: item.line,
    pointer: place.pointer,
    expected: `elements that values tell apart, so that ${place.mostTries ?? defaultTries} comparisons find them`,
    found: 'that more are needed',
  }
}

function tellMissing(
  missing: readonly ElementExpectation[],
  elements: readonly unknown[],
  left: readonly number[],
  place: ElementPlace,
): readonly Mismatch[] {
  const { pointer, variables } = place
  const shown = missing.length === 0 ? '' : show(elements)
  const told = missing.slice(0, mostTold).map((expectation): Mismatch => {
    const nearest = findNearest(
      pointer,
      left.map((index) => ({
        index,
        of: tryElement(expectation, elements[index], index, place),
      })),
    )
    const { item } = expectation
    return {
      line: item.line,
      pointer,
      expected: `an element like ${showItem(item, variables)}`,
      found: shown + (nearest ?? ''),
    }
  })
  const rest = missing.slice(mostTold)
  if (rest.length === 0) return told
  const expected = `elements like ${rest.length} more of the list`
  return [...told, { line: rest[0]!.item.line, pointer, expected, found: 'none' }]
}

/** A variable that the element itself would give has no value where none was found. */
function showItem(item: LocatedValue, variables: Variables): string {
  try {
    return show(substitute(item, variables))
  } catch (error) {
    if (!(error instanceof SubstitutionError)) throw error
    return show(toJson(item))
  }
}

function tellExtra(
  extra: readonly number[],
  elements: readonly unknown[],
  { pointer, exactly }: { readonly pointer: string; readonly exactly: LocatedValue },
): readonly Mismatch[] {
  const { line } = exactly
  const told = extra.slice(0, mostTold).map((index): Mismatch => ({
    line,
    pointer: `${pointer}/${index}`,
    expected: 'no further element',
    found: show(elements[index]),
  }))
  const more = extra.length - told.length
  if (more === 0) return told
  return [...told, { line, pointer, expected: 'no further element', found: `${more} more` }]
}

/** What of the element that comes nearest is otherwise; of one that is nothing like it, nothing. */
function findNearest(
  place: string,
  candidates: readonly { readonly index: number; readonly of: readonly Mismatch[] }[],
): string | undefined {
  // Every candidate differs somewhere; one that differs as a whole says no more than itself.
  const [nearest] = candidates
    .filter(({ index, of }) => of.every(({ pointer }) => pointer !== `${place}/${index}`))
    .toSorted((a, b) => a.of.length - b.of.length)
  if (!nearest) return undefined
  const differences = nearest.of.map(
    ({ pointer, expected, found }) => `${pointer}: expected ${expected}, found ${found}`,
  )
  return `; nearest is element ${nearest.index} (${differences.join('; ')})`
}
