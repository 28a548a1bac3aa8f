import { addImpliedSet, type ContainerDraft } from './compile-container.ts'
import {
  derivesFrom,
  type EntitySetDraft,
  type NavigationDraft,
  type StructuredDraft,
} from './compile-drafts.ts'
import { camelCase, pluralOf } from './compile-grammatical-number.ts'
import { structuredTypes } from './compile-type-table.ts'

/**
 * Settles where related entities live. Those of a type with an entity set live there; those linked by
 * `$ref` live in some set, implied where no path names it; all others are contained.
 */
export function settleTargets(container: ContainerDraft): void {
  const types = structuredTypes(container.table)
  for (const { navigations } of types) {
    for (const navigation of navigations.values()) {
      if (!navigation.isLinked || navigation.target) continue
      navigation.target =
        findSet(container, navigation, (type) => type === navigation.type) ??
        findSet(container, navigation, (type) => derivesFrom(navigation.type, type)) ??
        addImpliedSet(container, pluralOf(camelCase(navigation.type.name)), navigation.type)
    }
  }
  for (const { navigations } of types) {
    for (const navigation of navigations.values()) {
      navigation.target ??= findSet(container, navigation, (type) => type === navigation.type)
    }
  }
}

/** Of several sets the one with the navigation property's name, then one that a path begins with. */
function findSet(
  { entitySets }: ContainerDraft,
  navigation: NavigationDraft,
  isRight: (type: StructuredDraft) => boolean,
): EntitySetDraft | undefined {
  const plural = pluralOf(camelCase(navigation.type.name)).toLowerCase()
  const rank = ({ name, isImplied }: EntitySetDraft): number =>
    (isImplied ? 0 : 4) +
    (name.toLowerCase() === navigation.name.toLowerCase() ? 2 : 0) +
    (name.toLowerCase() === plural ? 1 : 0)
  let best: EntitySetDraft | undefined
  for (const set of entitySets.values()) {
    if (isRight(set.type) && (!best || rank(set) > rank(best))) best = set
  }
  return best
}
