import type { ReplayProblem } from './replay-report.ts'
import { SubstitutionError } from './substitute.ts'

/** Where, what was expected and what was found, of an error that ended a step. */
export function describeFault(
  error: unknown,
  expected: string,
): Pick<ReplayProblem, 'expected' | 'found'> & { readonly line?: number } {
  if (error instanceof SubstitutionError) {
    return { line: error.line, expected: error.expected, found: error.found }
  }
  return { expected, found: error instanceof Error ? error.message : String(error) }
}
