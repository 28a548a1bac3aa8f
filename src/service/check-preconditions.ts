import { ODataError } from '../errors.ts'
import { findTarget, type RequestContext } from '../engine/index.ts'
import type { RequestPlan } from '../plan/index.ts'
import { etagOf } from '../store/index.ts'
import { headerText } from './negotiate.ts'

/**
 * Holds a modification to `If-Match` and `If-None-Match`; reads pass (a cached read is never asked for).
 * @throws ODataError 412
 * @see Protocol, "Header If-Match", "Header If-None-Match"
 */
export function checkPreconditions(
  plan: RequestPlan,
  method: string,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  context: RequestContext,
): void {
  const ifMatch = headerText(headers, 'if-match')
  const ifNoneMatch = headerText(headers, 'if-none-match')
  if (method === 'GET' || (ifMatch === undefined && ifNoneMatch === undefined)) return
  const target = findTarget(plan.path, context)
  if (target.kind !== 'entity') return
  const etag = etagOf(target.entity)
  if (ifMatch !== undefined && !matches(ifMatch, etag)) {
    throw preconditionFailed('If-Match', ifMatch, etag)
  }
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, etag)) {
    throw preconditionFailed('If-None-Match', ifNoneMatch, etag)
  }
}

/** Weak comparison with each tag of a list (RFC 9110, "Comparison"). */
function matches(header: string, etag: string): boolean {
  const bare = (tag: string) => tag.trim().replace(/^W\//, '')
  return header.trim() === '*' || header.split(',').some((tag) => bare(tag) === bare(etag))
}

function preconditionFailed(name: string, found: string, etag: string): ODataError {
  const message = `${name}: the entity's tag is ${etag}, found ${found.slice(0, 200)}`
  return new ODataError(412, 'PreconditionFailed', message, { target: name })
}
