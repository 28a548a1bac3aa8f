import type { ContentId } from '../engine/index.ts'
import type { EvaluationContext } from '../expression/index.ts'
import type { Door, EntityInstance, Model } from '../model/index.ts'

/** How a representation is written (JSON Format, "Requesting the JSON Format"). */
export interface WriteOptions {
  /** URL of the service root without a slash at the end, e.g. `http://127.0.0.1:4010/beta`. */
  readonly serviceRoot: string
  readonly metadata: 'none' | 'minimal' | 'full'
  /** `IEEE754Compatible=true`: Edm.Int64 and Edm.Decimal, and counts, as strings. */
  readonly ieee754Compatible: boolean
  readonly evaluation: EvaluationContext
  /** The door that the request took to an entity set, whose URLs go through it too; absent for none. */
  readonly door?: Door | undefined
  /** Within another payload, whose context counts; absent for not. */
  readonly isPart?: boolean | undefined
  /** That of the response; absent for 4.0. */
  readonly version?: '4.0' | '4.01' | undefined
  /** Whether the context URL names expansions without a `$select` or `$expand` of their own, as Graph does and 4.01 asks. */
  readonly namesAllExpansions?: boolean | undefined
  /** Whether minimal metadata gives the id of an entity without its key, which Graph does not. */
  readonly givesIds?: boolean | 'always' | undefined
  /** Whose bound operations full metadata advertises; absent for none. */
  readonly model?: Model | undefined
  /** `omit-values`: those that are not written; absent for none. */
  readonly omittedValues?: 'nulls' | 'defaults' | undefined
  /** `include-annotations`: whether one is wanted, by `Namespace.Term#Qualifier`; absent for as `metadata` has it. */
  readonly wantsAnnotation?: ((identifier: string) => boolean) | undefined
  /** Items a page at most, of nested collections too; absent for no limit. */
  readonly pageSize?: number | undefined
  /** What the request called the entities that it made or changed; absent for nothing. */
  readonly contentIds?: ReadonlyMap<EntityInstance, ContentId> | undefined
  /** What a hook shows of an entity instead of what is stored; absent without any. */
  readonly shown?: ((instance: EntityInstance) => EntityInstance) | undefined
  /** Parameter aliases of the request as they came, for next links of nested collections. */
  readonly aliasQuery?: string | undefined
}
