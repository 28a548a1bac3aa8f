import type { EntityType } from './types.ts'

/** What the engine stores and the wire carries: JSON values, property names as in the model. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue }

export type JsonObject = { readonly [name: string]: JsonValue }

/** An entity as expressions and representations see it; never changed, an update makes another. */
export interface EntityInstance {
  readonly type: EntityType
  readonly properties: JsonObject
}
