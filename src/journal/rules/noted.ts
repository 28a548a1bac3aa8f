import type { ContractViolation } from '../exchange.ts'
import type { Finding, ViolationRule } from './rule.ts'

/*
 * What can be told while a request is handled alone: by the state of that moment, or by a user's module.
 * The engine says which values they are; the record brings them along.
 */

export const documentedPlaceholder = noted({
  name: 'documented-placeholder',
  severity: 'warning',
  describes:
    "A value that is wrong, and that the page's own example shows: it is taken as not given.",
})

export const undocumentedParameter = noted({
  name: 'undocumented-parameter',
  severity: 'warning',
  describes: 'The page does not name this parameter of the action.',
})

export const referenceWithoutId = noted({
  name: 'reference-without-odata-id',
  severity: 'warning',
  describes: 'The body is an entity in the place of a reference, as the page shows it.',
})

export const deltaWithoutContext = noted({
  name: 'delta-without-context',
  severity: 'warning',
  describes: 'A delta payload does not have the context `#$delta`.',
})

export const behaviorResult = noted({
  name: 'behavior-result',
  severity: 'error',
  describes:
    'A behavior failed, or what it gave is not what the contract allows; the request was answered 500.',
})

/** Also where a test ordered another answer: they are of what was done before it. */
function noted({
  name,
  severity,
  describes,
}: Pick<ViolationRule, 'name' | 'severity' | 'describes'>): ViolationRule {
  return {
    name,
    severity,
    about: 'request',
    describes,
    find: ({ record }) =>
      record.violations.filter((violation) => violation.rule === name).map(asFinding),
  }
}

export const internalError = noted({
  name: 'internal-error',
  severity: 'error',
  describes:
    'The service itself failed and answered 500: a fault of odata-understudy, whose stack is on standard error.',
})

export function asFinding({ rule: _rule, curl: _curl, ...finding }: ContractViolation): Finding {
  return finding
}
