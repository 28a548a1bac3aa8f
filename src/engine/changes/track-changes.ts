import { badRequest, notImplemented, ODataError } from '../../errors.ts'
import { isFollowing, isTrackingSupported } from '../../plan/index.ts'
import { findAnswer } from '../operations/call-operation.ts'
import { deltaQuery } from './delta-query.ts'
import { gone } from './find-recording.ts'
import { findTarget } from '../find-target.ts'
import { followChanges } from './follow-changes.ts'
import { changesNotAsked, type ExecutedRequest, type Outcome } from '../outcome.ts'
import { readTrackedResult } from './read-tracked-result.ts'
import type { RequestContext } from '../request-context.ts'
import type { Target } from '../target.ts'

/**
 * What a request reads. A delta link is as long valid as what its result belongs to is there.
 * @throws ODataError 410 for a delta link to the collection of an entity that is gone, 404 as `findTarget`
 * @see Protocol, "Using Delta Links"
 */
export function findRead({ plan }: ExecutedRequest, context: RequestContext): Target {
  try {
    return findTarget(plan.path, context)
  } catch (error) {
    const isMissing = error instanceof ODataError && error.statusCode === 404
    if (isMissing && isFollowing(plan.tracking)) throw gone(plan.trackedUrl())
    throw error
  }
}

/**
 * Reads a collection whose changes are to be tracked, or the changes of one.
 * @returns `undefined` when the request does not ask for that, or what it reads cannot be tracked
 * @throws ODataError 400 for a token of another result, 410 for one that is no longer known
 * @see Protocol, "Requesting Changes"
 */
export function readTracked(
  addressed: Target,
  request: ExecutedRequest,
  context: RequestContext,
): Outcome | undefined {
  const { plan, changes = changesNotAsked } = request
  const { tracking } = plan
  const isDelta = isDeltaCall(addressed, context)
  // "Services MUST ignore the `track-changes` preference if applied to the next link."
  const isAsked = changes.isAsked && plan.skiptoken === undefined
  if (!isAsked && !tracking && !isDelta) return undefined
  const target = isDelta ? findAnswer(addressed, context) : addressed
  // Whatever the contract, the clients that call it are those of Graph.
  const form = isDelta && changes.form === 'flat' ? 'graph' : changes.form
  const asked = { ...request, changes: { ...changes, form } }
  const { steps } = plan.path
  const last = steps.at(-1)!.kind
  if (target?.kind !== 'collection' || last === 'ref' || last === 'all') {
    if (!tracking) return undefined
    throw badRequest('$deltatoken applies to a collection of entities only', '$deltatoken')
  }
  if (tracking?.kind === 'delta' || tracking?.kind === 'changes') {
    return followChanges(target, tracking, asked, context)
  }
  const query = deltaQuery(plan.query, target.type, form)
  const canTrack = !query.$apply && last !== 'count' && isTrackingSupported(steps, context.model)
  const result = canTrack ? readTrackedResult(target, query, asked, context) : undefined
  if (!result && tracking) throw notImplemented('tracking changes of this result')
  return result
}

/**
 * A function called `delta` that returns the collection it is bound to: Graph's way of asking for changes.
 * What fixtures answer for a call stands as it is given.
 */
function isDeltaCall(
  target: Target,
  { callAnswers }: RequestContext,
): target is Target & { readonly kind: 'call' } {
  if (target.kind !== 'call') return false
  const { operation, boundTo, callText } = target
  const { kind, name, returnType } = operation
  if (kind !== 'function' || name !== 'delta' || callAnswers.has(callText)) return false
  return (
    boundTo?.kind === 'collection' &&
    returnType?.isCollection === true &&
    returnType.type === boundTo.type
  )
}
