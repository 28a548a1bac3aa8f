import type { NavigationProperty, ReferentialConstraint } from '../model/index.ts'

const principals = new WeakMap<NavigationProperty, readonly ReferentialConstraint[] | null>()

/**
 * The referential constraints that alone decide a single-valued navigation property, one for each key
 * property of its type, in the key's order; `undefined` when they do not.
 */
export function principalConstraints(
  navigation: NavigationProperty,
): readonly ReferentialConstraint[] | undefined {
  let found = principals.get(navigation)
  if (found === undefined) principals.set(navigation, (found = findConstraints(navigation)))
  return found ?? undefined
}

function findConstraints(navigation: NavigationProperty): readonly ReferentialConstraint[] | null {
  const { isCollection, target, type, referentialConstraints } = navigation
  if (isCollection || !target || referentialConstraints.length === 0) return null
  const found = type.keyProperties.flatMap(
    ({ path }) =>
      referentialConstraints.find((it) => it.referencedProperty === path.join('/')) ?? [],
  )
  return found.length > 0 && found.length === type.keyProperties.length ? found : null
}
