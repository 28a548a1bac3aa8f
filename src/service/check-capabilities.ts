import { ODataError, type ErrorDetail } from '../errors.ts'
import { writeSource, type ContractViolation } from '../journal/index.ts'
import type { Model } from '../model/index.ts'
import { findRefusalsOfBody, type Refusal, type RequestPlan } from '../plan/index.ts'

interface Requested {
  readonly method: string
  readonly url: string
  /** What `Allow` says, for a method that is refused. */
  readonly allowed?: () => string
}

interface Notes {
  readonly body: unknown
  readonly violations: ContractViolation[]
}

/**
 * Answers what the contract's capabilities refuse as a service would, and journals each as a violation.
 * @throws ODataError 405 with `Allow` for a method, 400 for query options and bodies, 501 for what the whole service lacks
 */
export function refuse(
  refusals: readonly Refusal[],
  { method, url, allowed }: Requested,
  { violations }: Pick<Notes, 'violations'>,
): void {
  const [first] = refusals
  if (!first) return
  for (const { capability, message, target, source } of refusals) {
    violations.push({
      rule: 'refused-by-capability',
      severity: 'error',
      message,
      pointer: target,
      expected: `what Capabilities.${capability} allows`,
      actual: `${method} ${url}`,
      source: source && writeSource(source),
    })
  }
  const { statusCode, message, target } = first
  const details = refusals.map((each): ErrorDetail => ({
    code: codes[each.statusCode],
    message: each.message,
    ...(each.target === undefined ? {} : { target: each.target }),
  }))
  throw new ODataError(statusCode, codes[statusCode], message, {
    target,
    details: details.length > 1 ? details : [],
    headers: statusCode === 405 && allowed ? { Allow: allowed() } : {},
  })
}

const codes = { 400: 'BadRequest', 405: 'MethodNotAllowed', 501: 'NotImplemented' } as const

export function refuseBody(
  { path }: RequestPlan,
  model: Model,
  requested: Requested,
  notes: Notes,
): void {
  refuse(findRefusalsOfBody(requested.method, path, notes.body, model), requested, notes)
}
