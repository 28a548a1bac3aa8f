import type { EvaluationContext } from '../expression/index.ts'

/** How a representation is written (JSON Format, "Requesting the JSON Format"). */
export interface WriteOptions {
  /** URL of the service root without a slash at the end, e.g. `http://127.0.0.1:4010/beta`. */
  readonly serviceRoot: string
  readonly metadata: 'none' | 'minimal' | 'full'
  /** `IEEE754Compatible=true`: Edm.Int64 and Edm.Decimal, and counts, as strings. */
  readonly ieee754Compatible: boolean
  readonly evaluation: EvaluationContext
}
