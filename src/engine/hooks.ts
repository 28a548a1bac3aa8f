import type { JsonObject, JsonValue, Operation } from '../model/index.ts'
import type { Entity } from '../store/index.ts'
import type { NewPlace } from './modify/creation.ts'
import type { RequestContext } from './request-context.ts'
import type { Target } from './target.ts'

/** A body as a hook left it. */
export interface HookedBody {
  readonly body: JsonObject
  /** Members that the hook gave, which count also where a client's would not. */
  readonly given: ReadonlySet<string>
}

/** What a user's module answers a call with. */
export interface HookedAnswer {
  /** Judged by the operation's return type; null for none. */
  readonly value: JsonValue
  /** The stored entity that an object of the value is. */
  readonly entityOf: (value: JsonObject) => Entity | undefined
}

/**
 * What users' modules do in a request, each at its place; without a module for the resource nothing
 * happens. The engine calls them, `behaviors/` makes them of the modules.
 */
export interface Hooks {
  beforeRead(target: Target, context: RequestContext): void
  /** The members to show of an entity. */
  shown(entity: Entity, context: RequestContext): JsonObject
  beforeCreate(
    body: JsonObject,
    about: { readonly type: Entity['type']; readonly place: NewPlace },
    context: RequestContext,
  ): HookedBody
  afterCreate(entity: Entity, context: RequestContext): void
  beforeUpdate(body: JsonObject, entity: Entity, context: RequestContext): HookedBody
  afterUpdate(entity: Entity, context: RequestContext): void
  beforeDelete(entity: Entity, context: RequestContext): void
  afterDelete(entity: Entity, context: RequestContext): void
  /** Whether some module has the operation. */
  answers(operation: Operation): boolean
  /** @returns `undefined` without a module that has the operation */
  call(
    call: Target & { readonly kind: 'call' },
    parameters: JsonObject,
    context: RequestContext,
  ): HookedAnswer | undefined
  /** Whether the request created the entity. */
  hasCreated(entity: Entity): boolean
}
