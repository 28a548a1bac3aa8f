import {
  derivesFrom,
  findNavigation,
  type NavigationDraft,
  type StructuredDraft,
} from './compile-drafts.ts'
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
  findInheritedPartners(sides)
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

/** `incompatibleAccessPackages` and `accessPackagesIncompatibleWith`; `members` and `memberOf`; `owners` and `ownedObjects`. */
function areOppositeByName(a: Side, b: Side): boolean {
  if (a.navigation.name === b.navigation.name || wordsOfRelation(a) !== wordsOfRelation(b))
    return false
  const hasPreposition = [a, b].some(
    (side) => preposition.test(side.navigation.name) || passiveOf(side) !== undefined,
  )
  const isChangedByOneSide = [a, b].some(
    ({ navigation }) => navigation.isReadOnly || navigation.isLinked,
  )
  return hasPreposition && isChangedByOneSide
}

const preposition = /(?:With|Of|By|In|For|To)(?=$|[A-Z])/

function wordsOfRelation(side: Side): string {
  return passiveOf(side) ?? wordsOf(side.navigation.name)
}

/** `owner` for the `ownedObjects` that lead to a `directoryObject`: not for a part of them, such as `ownedDevices`. */
function passiveOf({ navigation }: Side): string | undefined {
  const [, stem, object] = /^([a-z]+)ed([A-Z]\w*)$/.exec(navigation.name) ?? []
  if (stem === undefined || object === undefined) return undefined
  const isWhole = navigation.type.name.toLowerCase().endsWith(singularOf(object).toLowerCase())
  return isWhole ? `${stem}er` : undefined
}

function wordsOf(name: string): string {
  const words =
    name.replaceAll(new RegExp(preposition, 'g'), '').match(/[A-Z]?[a-z0-9]+|[A-Z]+/g) ?? []
  return words
    .map((word) => singularOf(word.toLowerCase()))
    .toSorted()
    .join(' ')
}

/**
 * Ends that types derived from the target have: `memberOf` of users and of groups shows what the `members`
 * of groups and of roles link. Ends of one name share their links, and their partner is the first of the other name.
 */
function findInheritedPartners(sides: readonly Side[]): void {
  const byWords = new Map<string, Side[]>()
  for (const side of sides.filter(({ navigation }) => navigation.target)) {
    const words = wordsOfRelation(side)
    const known = byWords.get(words)
    if (known) known.push(side)
    else byWords.set(words, [side])
  }
  for (const like of byWords.values()) {
    for (const side of like)
      joinOpposites(
        side,
        like.filter((other) => areOppositeByName(side, other)),
      )
  }
  for (const side of sides) {
    const stated = statedPartner(side.navigation)
    if (stated === undefined || !side.navigation.target) continue
    joinOpposites(
      side,
      sides.filter(({ navigation }) => navigation.name === stated && navigation.target),
    )
  }
}

function joinOpposites(side: Side, candidates: readonly Side[]): void {
  const { navigation } = side
  if (navigation.partner) return
  const others = candidates.filter(
    (other) =>
      derivesFrom(other.type, navigation.type) &&
      derivesFrom(side.type, other.navigation.type) &&
      (other.navigation.partner ?? navigation).name === navigation.name,
  )
  const [first] = others
  const isOneEnd = others.every(
    (other) =>
      other.navigation.name === first!.navigation.name &&
      other.navigation.isCollection === first!.navigation.isCollection,
  )
  if (!first || !isOneEnd) return
  join(side, first)
  for (const other of others) if (!other.navigation.partner) join(other, side)
}

function join({ navigation }: Side, to: Side): void {
  navigation.partner = to.navigation
  if (findNavigation(navigation.type, to.navigation.name) !== to.navigation) {
    navigation.partnerType = to.type
  }
}

/** `users that have their manager property set to this user`, as a page tells of `directReports`. */
function statedPartner({ description }: NavigationDraft): string | undefined {
  return /\b(?:have|has|whose|with)\b[^.]*?(\w+)\W+property (?:is )?set to this\b/i.exec(
    description ?? '',
  )?.[1]
}

/** Links between two sets, or a contained collection and the way back to its parent. */
function areOppositeByPlace(a: Side, b: Side): boolean {
  const isContained = ({ navigation }: Side): boolean => navigation.target === undefined
  if (!isContained(a) && !isContained(b)) return true
  const [parent, child] = isContained(a) ? [a, b] : [b, a]
  const isWayBack = !child.navigation.isCollection && !child.navigation.isLinked
  return isContained(parent) && parent.navigation.isCollection && isWayBack
}
