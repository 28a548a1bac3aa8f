import type { JsonObject, NavigationProperty, Property, Singleton } from '../../model/index.ts'
import type { Entity, EntityCollection } from '../../store/index.ts'

/** Where a new entity goes. */
export type NewPlace =
  | { readonly collection: EntityCollection }
  | {
      readonly parent: Entity
      readonly containment: NavigationProperty
      readonly collection: EntityCollection | undefined
    }
  | { readonly singleton: Singleton; readonly collection?: undefined }

/** Who gives the values: a client, whose computed properties do not count, or fixtures, whose do. */
export type Origin = 'client' | 'nested' | 'fixture'

/** Who creates an entity, and where. */
export interface Creation {
  readonly place: NewPlace
  readonly origin: Origin
  /** Of the entity's representation in the body of the request; absent for all of it. */
  readonly pointer?: string | undefined
}

/** A creation under way. */
export interface CreationSteps extends Creation {
  readonly pointer: string
  /** Whether what the body gives for a property counts. */
  readonly counts: (property: Property) => boolean
  /** The complex values that are stored, by those of the body that they were made of. */
  readonly completed: Map<JsonObject, JsonObject>
}
