import type { NavigationDraft, StructuredDraft } from './compile-drafts.ts'
import { singularOf } from './compile-grammatical-number.ts'

interface Side {
  readonly type: StructuredDraft
  readonly navigation: NavigationDraft
}

/**
 * Finds navigation properties that show the same links from both ends: two that are named so, or the
 * only ones between two types.
 */
export function findPartners(types: readonly StructuredDraft[]): void {
  const sides = types.flatMap((type) =>
    [...type.navigations.values()]
      .filter(({ isDoor }) => !isDoor)
      .map((navigation) => ({ type, navigation })),
  )
  const between = new Map<StructuredDraft, Map<StructuredDraft, Side[]>>()
  for (const side of sides) {
    const from = between.get(side.type) ?? new Map<StructuredDraft, Side[]>()
    between.set(side.type, from)
    const to = from.get(side.navigation.type)
    if (to) to.push(side)
    else from.set(side.navigation.type, [side])
  }
  const opposite = ({ type, navigation }: Side): readonly Side[] =>
    between.get(navigation.type)?.get(type) ?? []

  for (const side of sides) {
    if (side.navigation.partner) continue
    const named = opposite(side).filter((other) => areOppositeByName(side, other))
    if (named.length === 1) link(side, named[0]!)
  }
  for (const side of sides) {
    if (side.navigation.partner || side.type === side.navigation.type) continue
    const others = opposite(side)
    const own = between.get(side.type)?.get(side.navigation.type) ?? []
    if (others.length === 1 && own.length === 1 && areOppositeByPlace(side, others[0]!))
      link(side, others[0]!)
  }
}

function link(a: Side, b: Side): void {
  if (a.navigation.partner || b.navigation.partner) return
  a.navigation.partner = b.navigation
  b.navigation.partner = a.navigation
}

/** `incompatibleAccessPackages` and `accessPackagesIncompatibleWith`; `members` and `memberOf`. */
function areOppositeByName(a: Side, b: Side): boolean {
  if (a.navigation === b.navigation || wordsOf(a.navigation.name) !== wordsOf(b.navigation.name))
    return false
  const hasPreposition = [a, b].some(({ navigation }) => preposition.test(navigation.name))
  const isChangedByOneSide = [a, b].some(
    ({ navigation }) => navigation.isReadOnly || navigation.isLinked,
  )
  return hasPreposition && isChangedByOneSide
}

const preposition = /(?:With|Of|By|In|For|To)(?=$|[A-Z])/

function wordsOf(name: string): string {
  const words =
    name.replaceAll(new RegExp(preposition, 'g'), '').match(/[A-Z]?[a-z0-9]+|[A-Z]+/g) ?? []
  return words
    .map((word) => singularOf(word.toLowerCase()))
    .toSorted()
    .join(' ')
}

/** Links between two sets, or a contained collection and the way back to its parent. */
function areOppositeByPlace(a: Side, b: Side): boolean {
  const isContained = ({ navigation }: Side): boolean => navigation.target === undefined
  if (!isContained(a) && !isContained(b)) return true
  const [parent, child] = isContained(a) ? [a, b] : [b, a]
  const isWayBack = !child.navigation.isCollection && !child.navigation.isLinked
  return isContained(parent) && parent.navigation.isCollection && isWayBack
}
