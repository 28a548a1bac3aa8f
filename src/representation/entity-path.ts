import { isJsonObject, type EntityType } from '../model/index.ts'
import { canonicalPath, type Entity } from '../store/index.ts'

/** The type of what an entity lives in, which clients take it to have where nothing else is said. */
export function declaredTypeOf({ collection, containment, singleton, type }: Entity): EntityType {
  return collection?.entityType ?? containment?.type ?? singleton?.entityType ?? type
}

/**
 * The path of an entity's read and edit URL: its canonical path, "appended with a cast segment to the
 * type of the entity if its type is derived from the declared type of the entity set".
 * @see JSON Format, "Control Information: editLink and readLink"
 */
export function entityPath(entity: Entity): string {
  const path = canonicalPath(entity)
  return entity.type === declaredTypeOf(entity) ? path : `${path}/${entity.type.qualifiedName}`
}

const updateRestrictions = 'Org.OData.Capabilities.V1.UpdateRestrictions'

/** Whether the contract says nothing against updates of an entity where it lives. */
export function isUpdatable({ collection, containment, singleton }: Entity): boolean {
  const place = collection?.entitySet ?? singleton ?? containment
  const restrictions = place?.annotations?.get(updateRestrictions)
  return !isJsonObject(restrictions) || restrictions['Updatable'] !== false
}
