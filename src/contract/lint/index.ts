/*
 * What contradicts itself in a contract, or is missing. Comes in: a compiled contract. Goes out:
 * diagnostics with file and line. Rules know pages and the model, never each other.
 */
export { lint } from './lint.ts'
export { formatDiagnostics, type DiagnosticFormat } from './format-diagnostics.ts'
export type { Finding, LintRule } from './lint-rule.ts'
