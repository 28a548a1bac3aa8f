import { readContract } from '../contract/index.ts'
import { formatDiagnostics, lint } from '../contract/lint/index.ts'
import { findUnansweredFunctions } from './unanswered-functions.ts'

export type LintFormat = 'text' | 'json' | 'github'

/**
 * Prints the contradictions of a contract.
 * @returns the exit code: 1 when one of them is an error
 * @throws UsageError when the contract cannot be read
 */
export function runLint(paths: readonly string[], { format }: { format: LintFormat }): number {
  const contract = readContract(paths)
  const diagnostics = [...lint(contract), ...findUnansweredFunctions(contract, paths)]
  const text = formatDiagnostics(diagnostics, format)
  if (text !== '') process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  return diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0
}
