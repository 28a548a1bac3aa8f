import type { EntityInstance, JsonObject, NavigationProperty } from '../model/index.ts'

/** What an expression needs of the world when it is evaluated. */
export interface EvaluationContext {
  /** The related entity or `null`, or for a collection-valued navigation property the related entities. */
  follow(
    entity: EntityInstance,
    navigation: NavigationProperty,
  ): EntityInstance | null | readonly EntityInstance[]
  /**
   * As `follow`, from a complex value whose type declares the navigation property. The value is the
   * stored one itself, not a copy: it has no other identity.
   */
  followComplex?(
    value: JsonObject,
    navigation: NavigationProperty,
  ): EntityInstance | null | readonly EntityInstance[]
  /** The number of related entities, where it is known without following. */
  count?(entity: EntityInstance, navigation: NavigationProperty): number
  now(): Date
  /** Values of the variables of the binding scope. */
  readonly variables?: ReadonlyMap<string, unknown>
}
