import type {
  ComplexType,
  EdmType,
  EntitySet,
  EntityType,
  JsonValue,
  NavigationProperty,
  Operation,
  Property,
  Singleton,
} from '../model/index.ts'
import type { FilterPlan } from '../query/index.ts'

/** One step from the service root to what a request addresses. */
export type PathStep =
  | { readonly kind: 'entitySet'; readonly entitySet: EntitySet }
  | { readonly kind: 'singleton'; readonly singleton: Singleton }
  /** `$crossjoin(…)`: one single-valued navigation property of `type` for each entity set. */
  | {
      readonly kind: 'crossjoin'
      readonly entitySets: readonly EntitySet[]
      readonly type: EntityType
    }
  /** `$all`: every entity of every entity set, and the singletons. */
  | { readonly kind: 'all' }
  | {
      readonly kind: 'key'
      /** As `Store` keeps it, by `joinKeyTexts`; for the other forms what stands in the URL. */
      readonly key: string
      readonly entityType: EntityType
      /** There when a referential constraint gives some of the key's values. */
      readonly parts?: readonly KeyPart[] | undefined
      /** There for an alternate key. */
      readonly alternate?: readonly AlternateKeyValue[] | undefined
    }
  | { readonly kind: 'navigation'; readonly navigation: NavigationProperty }
  | { readonly kind: 'property'; readonly property: Property }
  /** A member of an open type's instance, or of an untyped value. */
  | { readonly kind: 'dynamicProperty'; readonly name: string }
  | { readonly kind: 'typeCast'; readonly type: EntityType | ComplexType }
  /** `/$filter(…)`. */
  | { readonly kind: 'filter'; readonly filter: FilterPlan }
  /** `/0`, `/-1`: a member of an ordered collection, from the end when negative. */
  | { readonly kind: 'ordinal'; readonly ordinal: number }
  /** `/$each`: a modification applies to each member. */
  | { readonly kind: 'each' }
  | {
      readonly kind: 'operation'
      readonly operation: Operation
      readonly parameters: ReadonlyMap<string, JsonValue>
      /** The call in the one spelling of `writeCallText`, e.g. `accessPackages/filterByCurrentUser(on='allowedRequestor')`. */
      readonly callText: string
      /** Where the entities live that it returns, as far as the model tells. */
      readonly entitySet: EntitySet | undefined
    }
  | { readonly kind: 'count' }
  | { readonly kind: 'value' }
  | { readonly kind: 'ref' }

/** A key value's text, or the property of the entity before that has it. */
export type KeyPart =
  { readonly text: string } | { readonly principal: string; readonly type: EdmType }

export interface AlternateKeyValue {
  readonly path: readonly string[]
  readonly type: EdmType
  /** As `keyText` gives it. */
  readonly text: string
}
