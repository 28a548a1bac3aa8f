import type {
  EntityInstance,
  EntitySet,
  JsonObject,
  JsonValue,
  NavigationProperty,
  Operation,
  Singleton,
} from '../model/index.ts'

/** A function to be called while an expression is evaluated. */
export interface FunctionCall {
  readonly operation: Operation
  readonly parameters: ReadonlyMap<string, JsonValue>
  /** What it is bound to: an entity, a collection of them, a value; `undefined` for an unbound one. */
  readonly boundTo: unknown
  /** Where a collection that it is bound to comes from, when that is known. */
  readonly origin:
    | { readonly kind: 'root'; readonly resource: EntitySet | Singleton }
    | {
        readonly kind: 'navigation'
        readonly owner: EntityInstance
        readonly navigation: NavigationProperty
      }
    | undefined
}

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
  /**
   * Whether a stream property has a stream, which compares with null alone and is no value here.
   * @param holder properties of an entity, or a complex value, as they are stored
   */
  hasStream?(holder: JsonObject, name: string): boolean
  /** The number of related entities, where it is known without following. */
  count?(entity: EntityInstance, navigation: NavigationProperty): number
  /** What `$root/…` starts from: all entities of a set, or the entity of a singleton. */
  resolveRoot?(resource: EntitySet | Singleton): EntityInstance | null | readonly EntityInstance[]
  /** The entity that an entity reference (`@odata.id`) names, `null` where it names none. */
  findReferenced?(id: string): EntityInstance | null
  /**
   * What a function answers: entities as instances, other values as JSON.
   * @throws ODataError 501 where nothing tells its answer
   */
  callFunction?(call: FunctionCall): unknown
  now(): Date
  /** Values of the variables of the binding scope. */
  readonly variables?: ReadonlyMap<string, unknown> | undefined
}

/**
 * The context for options nested in another's parentheses, where `$it` stays the instance of the
 * resource that the path names, however deep they nest.
 * @see URL Conventions, "$it"
 */
export function withIt(context: EvaluationContext, instance: unknown): EvaluationContext {
  if (context.variables?.has('$it')) return context
  return { ...context, variables: new Map([...(context.variables ?? []), ['$it', instance]]) }
}
