import { ODataError } from '../errors.ts'
import { behaviorFailure } from '../behaviors/index.ts'
import type { RequestNotes } from './request-notes.ts'

/**
 * Notes what failed in the place of the service: nothing that a client does may come to that, and a test
 * that looks at statuses alone would take it for an answer.
 */
export function noteFailure(error: unknown, { violations }: RequestNotes): void {
  if (error instanceof ODataError) {
    if (error.code !== behaviorFailure) return
    if (violations.some(({ rule }) => rule === 'behavior-result')) return
    violations.push({
      rule: 'behavior-result',
      severity: 'error',
      message: error.message,
      expected: 'a result, or an error from `fail`',
      actual: '500 BehaviorFailed',
    })
    return
  }
  violations.push({
    rule: 'internal-error',
    severity: 'error',
    message: `the service itself failed: ${String(error)}; the stack is on standard error`,
    expected: 'an answer',
    actual: '500 InternalServerError',
  })
}
