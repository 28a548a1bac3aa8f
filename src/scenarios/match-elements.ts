import { show } from './located-value.ts'
import type { LocatedValue } from './located-value.ts'
import type { Match, Mismatch, Variables } from './scenario.ts'
import { substitute } from './substitute.ts'

export interface ElementExpectation {
  readonly item: LocatedValue
  readonly match: Match
}

interface ElementPlace {
  readonly pointer: string
  readonly variables: Variables
  /** The list of the file, when no element beyond it may be there. */
  readonly exactly?: LocatedValue
}

/**
 * Meets each expectation by an element of its own, whatever the order, also where one element
 * would meet several.
 */
export function matchElements(
  expectations: readonly ElementExpectation[],
  elements: readonly unknown[],
  { pointer, variables, exactly }: ElementPlace,
): readonly Mismatch[] {
  const tryMatch = (match: Match, index: number): readonly Mismatch[] =>
    match(elements[index], `${pointer}/${index}`, new Map(variables))
  const partners = pairUp(
    expectations.map(({ match }) =>
      [...elements.keys()].filter((index) => tryMatch(match, index).length === 0),
    ),
  )
  for (const [index, partner] of partners.entries()) {
    if (partner === undefined) continue
    expectations[index]!.match(elements[partner], `${pointer}/${partner}`, variables)
  }
  const missing = expectations.filter((_, index) => partners[index] === undefined)
  const left = [...elements.keys()].filter((index) => !partners.includes(index))
  const extra = exactly ? left : []
  const [onlyMissing] = missing
  const [onlyExtra] = extra
  if (missing.length === 1 && extra.length === 1 && onlyMissing && onlyExtra !== undefined) {
    return onlyMissing.match(elements[onlyExtra], `${pointer}/${onlyExtra}`, variables)
  }
  return [
    ...missing.map(({ item, match }): Mismatch => {
      const nearest = findNearest(
        pointer,
        left.map((index) => ({ index, of: tryMatch(match, index) })),
      )
      return {
        line: item.line,
        pointer,
        expected: `an element like ${show(substitute(item, variables))}`,
        found: show(elements) + (nearest ?? ''),
      }
    }),
    ...extra.map((index): Mismatch => ({
      line: exactly?.line ?? 0,
      pointer: `${pointer}/${index}`,
      expected: 'no further element',
      found: show(elements[index]),
    })),
  ]
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

/**
 * Pairs as many of the wanted as can be (augmenting paths).
 * @param choices for each of the wanted, who would do
 * @returns for each of the wanted its partner, `undefined` for those that go without
 */
function pairUp(choices: readonly (readonly number[])[]): readonly (number | undefined)[] {
  const takenBy = new Map<number, number>()
  const place = (wanted: number, seen: Set<number>): boolean =>
    choices[wanted]!.some((choice) => {
      if (seen.has(choice)) return false
      seen.add(choice)
      const holder = takenBy.get(choice)
      if (holder !== undefined && !place(holder, seen)) return false
      takenBy.set(choice, wanted)
      return true
    })
  for (const wanted of choices.keys()) place(wanted, new Set())
  const partners = new Map(Array.from(takenBy, ([choice, wanted]) => [wanted, choice]))
  return choices.map((_, wanted) => partners.get(wanted))
}
