import type { NavigationProperty } from '../model/index.ts'

/**
 * One direction of a kind of link. Each navigation property has one, and its opposite is its
 * partner's or, without a partner, a hidden one, so that a deleted entity's links are found from
 * both sides without a search.
 */
export interface LinkEnd {
  /** `undefined` for the hidden opposite of a navigation property without a partner. */
  readonly navigation: NavigationProperty | undefined
  readonly isCollection: boolean
  readonly opposite: LinkEnd
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const ends = new WeakMap<NavigationProperty, LinkEnd>()

export function linkEndOf(navigation: NavigationProperty): LinkEnd {
  const known = ends.get(navigation)
  if (known) return known
  const { partner } = navigation
  const like = partner?.partner
  if (
    like &&
    like !== navigation &&
    like.partner?.partner === like &&
    areOneEnd(like, navigation)
  ) {
    const shared = linkEndOf(like)
    ends.set(navigation, shared)
    return shared
  }
  const end = { navigation, isCollection: navigation.isCollection } as Mutable<LinkEnd>
  if (partner === navigation) {
    end.opposite = end
  } else if (partner && !ends.has(partner)) {
    end.opposite = { navigation: partner, isCollection: partner.isCollection, opposite: end }
    ends.set(partner, end.opposite)
  } else {
    end.opposite = { navigation: undefined, isCollection: true, opposite: end }
  }
  ends.set(navigation, end)
  return end
}

/** Ends of one name with one partner, as `memberOf` of users and of groups, share their links. */
function areOneEnd(a: NavigationProperty, b: NavigationProperty): boolean {
  return (
    a.name === b.name && a.isCollection === b.isCollection && !a.containsTarget && !b.containsTarget
  )
}
