import type { Diagnostic, SourceLocation } from '../contract.ts'
import type { LintContext } from './lint-context.ts'

/** What a rule found; its name and severity are the rule's. */
export interface Finding {
  readonly message: string
  readonly source: SourceLocation
}

/** `error` for what contradicts itself or the protocol, `warning` for gaps, `info` for facts. */
export interface LintRule {
  readonly name: string
  readonly severity: Diagnostic['severity']
  readonly check: (context: LintContext) => Iterable<Finding>
}
