import { methodNotAllowed } from '../errors.ts'
import type { Entity } from '../store/index.ts'
import type { RequestContext } from './request-context.ts'

/**
 * Deletes an entity with what it contains and its links.
 * @throws ODataError 405 for a singleton that there must be
 * @see Protocol, "Delete an Entity"
 */
export function deleteEntity(entity: Entity, context: RequestContext): void {
  const { store, hooks } = context
  const { singleton } = entity
  // "Singleton entities can be deleted if they are nullable."
  if (singleton && !singleton.nullable) {
    throw methodNotAllowed(`the singleton '${singleton.name}' cannot be deleted`, 'GET, PATCH, PUT')
  }
  hooks?.beforeDelete(entity, context)
  store.remove(entity)
  hooks?.afterDelete(entity, context)
}
