/** Where a value leaves its type. */
export interface SchemaViolation {
  /** JSON pointer into the value; '' for the value itself. */
  readonly pointer: string
  readonly message: string
  readonly expected: string
  readonly found: string
  /** The keyword of JSON Schema that refused it, e.g. `additionalProperties`, `type`, `enum`. */
  readonly keyword: string
}
