import type { EvaluationContext } from '../expression/index.ts'
import type { EntityInstance } from '../model/index.ts'

/** How a representation is written (JSON Format, "Requesting the JSON Format"). */
export interface WriteOptions {
  /** URL of the service root without a slash at the end, e.g. `http://127.0.0.1:4010/beta`. */
  readonly serviceRoot: string
  readonly metadata: 'none' | 'minimal' | 'full'
  /** `IEEE754Compatible=true`: Edm.Int64 and Edm.Decimal, and counts, as strings. */
  readonly ieee754Compatible: boolean
  readonly evaluation: EvaluationContext
  /** That of the response; absent for 4.0. */
  readonly version?: '4.0' | '4.01' | undefined
  /** Whether the context URL names expansions without a `$select` or `$expand` of their own, as Graph does and 4.01 asks. */
  readonly namesAllExpansions?: boolean | undefined
  /** Items a page at most, of nested collections too; absent for no limit. */
  readonly pageSize?: number | undefined
  /** What a hook shows of an entity instead of what is stored; absent without any. */
  readonly shown?: ((instance: EntityInstance) => EntityInstance) | undefined
  /** Parameter aliases of the request as they came, for next links of nested collections. */
  readonly aliasQuery?: string | undefined
}
