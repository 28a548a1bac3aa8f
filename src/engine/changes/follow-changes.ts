import { badRequest } from '../../errors.ts'
import { writeStateToken, type RequestPlan, type StateToken } from '../../plan/index.ts'
import { compareResults, type EntityChange, type Recording } from '../../store/index.ts'
import { findRecording } from './find-recording.ts'
import { flattenChanges } from './flatten-changes.ts'
import {
  changesNotAsked,
  type ChangesOutcome,
  type ExecutedRequest,
  type Outcome,
} from '../outcome.ts'
import { recordResult } from './record-result.ts'
import type { RequestContext, TrackedResult } from '../request-context.ts'
import type { Target } from '../target.ts'

type Collection = Target & { readonly kind: 'collection' }
type Following = StateToken & { readonly kind: 'delta' | 'changes' }

/** Two states of a result, and where the client is on the way from one to the other. */
interface Interval {
  readonly from: Following
  readonly until: { readonly position: number; readonly recordedAt: number }
  readonly definition: TrackedResult
  readonly changes: readonly EntityChange[]
}

/**
 * A page of the changes since a delta link was given out.
 * @see Protocol, "Using Delta Links"
 */
export function followChanges(
  target: Collection,
  token: Following,
  request: ExecutedRequest,
  context: RequestContext,
): Outcome {
  const { plan, changes: asked = changesNotAsked } = request
  const recording = findRecording(token, plan.trackedUrl(), context)
  const interval =
    token.kind === 'delta'
      ? compareWithPresent(target, token, recording, context)
      : compareWithPage(token, recording, plan, context)
  const { definition, changes } = interval
  const { form } = asked
  const flat = form === 'flat' ? flattenChanges(changes, definition.query) : undefined
  const { length } = flat ?? changes
  if (plan.path.steps.at(-1)!.kind === 'count') return { kind: 'text', text: String(length) }
  const { start, end, ...links } = cutPage(interval, length, request)
  const { type, via } = target
  const outcome = {
    kind: 'changes',
    type,
    via,
    query: definition.query,
    isWhole: false,
    isMinimal: asked.isMinimal && form === 'graph',
    count: plan.query.$count ? length : undefined,
    ...links,
  } as const
  return flat || form === 'flat'
    ? { ...outcome, form: 'flat', changes: (flat ?? []).slice(start, end) }
    : { ...outcome, form, changes: changes.slice(start, end) }
}

function compareWithPresent(
  { items }: Collection,
  token: Following,
  { definition, result }: Recording<TrackedResult>,
  context: RequestContext,
): Interval {
  const { changeFeed } = context
  const recorded = recordResult(items, definition.query, context)
  if (!recorded) throw badRequest('the result has become too large to track its changes')
  const changes = compareResults(result, recorded.result)
  // "This delta link MAY be identical to the delta link resulting in the empty collection of changes."
  if (changes.length === 0) return { from: token, until: token, definition, changes }
  const recordedAt = context.now().getTime()
  const position = changeFeed.add({ ...recorded, definition, recordedAt })
  return { from: token, until: { position, recordedAt }, definition, changes }
}

/** Further pages show the changes that the first one began with. */
function compareWithPage(
  token: Following & { readonly kind: 'changes' },
  { definition, result }: Recording<TrackedResult>,
  { trackedUrl }: RequestPlan,
  context: RequestContext,
): Interval {
  const until = { position: token.until, recordedAt: token.untilRecordedAt }
  const later = findRecording(until, trackedUrl(), context)
  return { from: token, until, definition, changes: compareResults(result, later.result) }
}

function cutPage(
  { from, until, definition }: Interval,
  length: number,
  { page }: ExecutedRequest,
): Pick<ChangesOutcome, 'skiptoken' | 'tracking'> & {
  readonly start: number
  readonly end: number
} {
  const start = from.kind === 'changes' ? from.given : 0
  const size = page.maxPageSize ?? (from.kind === 'changes' ? from.size : length)
  const end = Math.min(length, start + size)
  const isLast = end >= length
  const { position, recordedAt } = from
  const { definingQuery } = definition
  const next: StateToken = {
    kind: 'changes',
    position,
    recordedAt,
    until: until.position,
    untilRecordedAt: until.recordedAt,
    given: end,
    size,
  }
  return {
    start,
    end,
    skiptoken: isLast ? undefined : writeStateToken(next),
    tracking: {
      deltaToken: isLast
        ? writeStateToken({ kind: 'delta', position: until.position, recordedAt: until.recordedAt })
        : undefined,
      definingQuery,
    },
  }
}
