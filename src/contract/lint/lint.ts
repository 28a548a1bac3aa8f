import type { Contract, Diagnostic } from '../contract.ts'
import { createLintContext } from './lint-context.ts'
import { lintRules } from './rules.ts'

/**
 * Lists what contradicts itself or is missing in a contract, with what was found while reading it.
 * @returns diagnostics by file, line and rule
 */
export function lint(contract: Contract): readonly Diagnostic[] {
  const context = createLintContext(contract)
  const found = lintRules.flatMap(({ name, severity, check }) =>
    Array.from(check(context), ({ message, source }): Diagnostic => ({
      rule: name,
      severity,
      message,
      source,
    })),
  )
  return [...contract.diagnostics, ...found].sort(
    (a, b) =>
      compare(a.source.file, b.source.file) ||
      a.source.line - b.source.line ||
      compare(a.rule, b.rule),
  )
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
