import type {
  EdmType,
  EntitySet,
  EntityType,
  JsonObject,
  JsonValue,
  NavigationProperty,
  Operation,
  Property,
  Singleton,
} from '../model/index.ts'
import type { PathStep } from '../plan/index.ts'
import type { FilterPlan } from '../query/index.ts'
import type { Entity, EntityCollection } from '../store/index.ts'

/** Names and ordinals that lead from an entity's properties to a value within them. */
export type ValuePlace = readonly (string | number)[]

/** How an entity or a collection was reached from another entity. */
export interface Via {
  readonly owner: Entity
  readonly navigation: NavigationProperty
  /** Where the entities live, by the bindings of the owner's entity set or singleton. */
  readonly target: EntitySet | Singleton | undefined
  /** The complex value of the owner that has the navigation property; absent when the owner itself has it. */
  readonly holder?: JsonObject | undefined
  /** Where the owner has that value. */
  readonly holderPlace?: ValuePlace | undefined
}

/** An entity that a collection may have by a key, and has not. */
export interface AbsentMember {
  readonly step: PathStep & { readonly kind: 'key' }
  readonly collection: Target & { readonly kind: 'collection' }
}

/** What a path leads to in the store. */
export type Target =
  | {
      readonly kind: 'collection'
      readonly type: EntityType
      readonly items: readonly Entity[]
      /** Where the items live, when they are the whole of it. */
      readonly collection: EntityCollection | undefined
      readonly via: Via | undefined
    }
  | { readonly kind: 'entity'; readonly entity: Entity; readonly via: Via | undefined }
  /** A single-valued navigation property without an entity, or a singleton that was never given. */
  | {
      readonly kind: 'noEntity'
      readonly type: EntityType
      readonly via: Via | undefined
      /** The singleton that has none. */
      readonly singleton?: Singleton | undefined
      /** The key that no entity of the collection has, where one may be put. */
      readonly absent?: AbsentMember | undefined
    }
  | {
      readonly kind: 'value'
      /** `undefined` for what an operation returned. */
      readonly owner: Entity | undefined
      readonly value: JsonValue
      readonly property: Property | undefined
      /** Path from the owner, e.g. `address/city`. */
      readonly name: string
      readonly type: EdmType
      readonly isCollection: boolean
      /** Where the owner has it; absent for what has no place of its own. */
      readonly place?: ValuePlace | undefined
      /** Of a collection, those members that a filter or a type left. */
      readonly isSubset?: boolean | undefined
      /** What an operation returned for each member, behind `$each`. */
      readonly isOfEach?: boolean | undefined
    }
  | {
      readonly kind: 'crossjoin'
      readonly entitySets: readonly EntitySet[]
      readonly type: EntityType
      readonly filters: readonly FilterPlan[]
    }
  | {
      readonly kind: 'call'
      readonly operation: Operation
      readonly parameters: ReadonlyMap<string, JsonValue>
      readonly callText: string
      readonly entitySet: EntitySet | undefined
      readonly boundTo: Target | undefined
    }
