import type {
  ComplexType,
  EntitySet,
  EntityType,
  JsonValue,
  NavigationProperty,
  Operation,
  Property,
  Singleton,
} from '../model/index.ts'

/** One step from the service root to what a request addresses. */
export type PathStep =
  | { readonly kind: 'entitySet'; readonly entitySet: EntitySet }
  | { readonly kind: 'singleton'; readonly singleton: Singleton }
  /** `key` as `Store` keeps it: the key value's text, or a JSON array of them for a composite key. */
  | { readonly kind: 'key'; readonly key: string; readonly entityType: EntityType }
  | { readonly kind: 'navigation'; readonly navigation: NavigationProperty }
  | { readonly kind: 'property'; readonly property: Property }
  /** A member of an open type's instance, or of an untyped value. */
  | { readonly kind: 'dynamicProperty'; readonly name: string }
  | { readonly kind: 'typeCast'; readonly type: EntityType | ComplexType }
  | {
      readonly kind: 'operation'
      readonly operation: Operation
      readonly parameters: ReadonlyMap<string, JsonValue>
      /** The call in the one spelling of `writeCallText`, e.g. `accessPackages/filterByCurrentUser(on='allowedRequestor')`. */
      readonly callText: string
    }
  | { readonly kind: 'count' }
  | { readonly kind: 'value' }
  | { readonly kind: 'ref' }
