import type { EntityInstance } from '../model/index.ts'
import type { Entity } from '../store/index.ts'

/** The stored entity that an instance is or was made of; `undefined` for what `$apply` made anew. */
export function storedOf(instance: EntityInstance): Entity | undefined {
  const stored = instance.origin ?? instance
  return 'links' in stored ? (stored as Entity) : undefined
}

/** What an action or function made is an entity of no entity set. */
export function isInStore({ collection, containment, singleton }: Entity): boolean {
  return Boolean(collection ?? containment ?? singleton)
}
