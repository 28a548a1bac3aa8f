import type { EntityContainer, EntitySet } from '../model/index.ts'

/** By its name, or by one that pages give it beside. */
export function findEntitySet(
  { entitySets }: EntityContainer,
  name: string,
): EntitySet | undefined {
  const found = entitySets.get(name)
  if (found) return found
  for (const set of entitySets.values()) if (set.aliases.includes(name)) return set
  return undefined
}
