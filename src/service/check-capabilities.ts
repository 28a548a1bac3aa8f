import { ODataError, type ErrorDetail } from '../errors.ts'
import type { Model } from '../model/index.ts'
import { findRefusalsOfBody, type Refusal, type RequestPlan } from '../plan/index.ts'

/**
 * Answers what the contract's capabilities refuse as a service would.
 * @param allowed what `Allow` says, for a method that is refused
 * @throws ODataError 405 with `Allow` for a method, 400 for query options and bodies, 501 for what the whole service lacks
 */
export function refuse(refusals: readonly Refusal[], allowed?: () => string): void {
  const [first] = refusals
  if (!first) return
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
  { method, body }: { readonly method: string; readonly body: unknown },
): void {
  refuse(findRefusalsOfBody(method, path, body, model))
}
