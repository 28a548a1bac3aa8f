import type { EntityType } from './types.ts'

/** What the engine stores and the wire carries: JSON values, property names as in the model. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue }

export type JsonObject = { readonly [name: string]: JsonValue }

/** An entity as expressions and representations see it; never changed, an update makes another. */
export interface EntityInstance {
  readonly type: EntityType
  readonly properties: JsonObject
  /**
   * The stored entity that this instance was made of, where `$compute` or `$apply` added to it: its
   * identity and its links. Absent for a stored entity itself and for what `$apply` made anew.
   */
  readonly origin?: EntityInstance | undefined
  /** Related instances that `$apply` gave (`groupby`, `join`, `nest`, `addnested`): they stand for the links of that name. */
  readonly related?:
    ReadonlyMap<string, EntityInstance | null | readonly EntityInstance[]> | undefined
}
