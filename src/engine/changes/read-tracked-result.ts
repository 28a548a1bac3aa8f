import { writeStateToken, type RequestPlan } from '../../plan/index.ts'
import type { QueryPlan } from '../../query/index.ts'
import type { Entity, EntityChange, Recording } from '../../store/index.ts'
import { findRecording } from './find-recording.ts'
import { changesNotAsked, type ExecutedRequest, type Outcome, type OutcomeOf } from '../outcome.ts'
import { readCollection } from '../read/read-instances.ts'
import { recordResult } from './record-result.ts'
import type { RequestContext, TrackedResult } from '../request-context.ts'
import type { Target } from '../target.ts'

type Collection = Target & { readonly kind: 'collection' }

/**
 * Reads a page of a result whose changes are tracked: they are counted from its first page, so that
 * what changes while the pages are read is told by the delta link that the last one has.
 * @returns `undefined` for a result that is too large to track
 */
export function readTrackedResult(
  target: Collection,
  query: QueryPlan,
  request: ExecutedRequest,
  context: RequestContext,
): Outcome | undefined {
  const { plan, page } = request
  const tracked = findTracked(target, query, plan, context)
  if (!tracked) return undefined
  const { position, recording } = tracked
  const isLatest = plan.tracking?.kind === 'latest'
  const last = plan.path.steps.at(-1)!.kind
  const outcome = readCollection(
    isLatest ? { ...target, items: [], collection: undefined } : target,
    { query: recording.definition.query, page, last },
    context,
  )
  if (outcome.kind !== 'collection') return undefined
  const { recordedAt } = recording
  const { skiptoken } = outcome
  const isLast = skiptoken === undefined
  const links = {
    skiptoken: isLast
      ? undefined
      : writeStateToken({ kind: 'page', position, recordedAt, skiptoken }),
    tracking: {
      deltaToken: isLast ? writeStateToken({ kind: 'delta', position, recordedAt }) : undefined,
      definingQuery: recording.definition.definingQuery,
    },
  }
  const { form } = request.changes ?? changesNotAsked
  // Graph shows the members of what a client selects as changes, from the first page on.
  const showsLinks = form === 'graph' && recording.definition.query.$expand !== plan.query.$expand
  return showsLinks ? { ...asAdded(outcome, recording), ...links } : { ...outcome, ...links }
}

interface Tracked {
  readonly position: number
  readonly recording: Recording<TrackedResult>
}

function findTracked(
  { items }: Collection,
  query: QueryPlan,
  { tracking, trackedUrl }: RequestPlan,
  context: RequestContext,
): Tracked | undefined {
  if (tracking?.kind === 'page') {
    const { position } = tracking
    return { position, recording: findRecording(tracking, trackedUrl(), context) }
  }
  const recorded = recordResult(items, query, context)
  if (!recorded) return undefined
  const definition: TrackedResult = { query, ...trackedUrl() }
  const recording = { ...recorded, definition, recordedAt: context.now().getTime() }
  return { position: context.changeFeed.add(recording), recording }
}

/** What came meanwhile is left to the delta link. */
function asAdded(
  { items, ...outcome }: OutcomeOf<'collection'>,
  { result }: Recording<TrackedResult>,
) {
  const changes = items.flatMap((item): EntityChange[] => {
    const now = result.members.get((item.origin ?? item) as Entity)
    return now ? [{ kind: 'added', now }] : []
  })
  const shape = { kind: 'changes', form: 'graph', isWhole: true, isMinimal: false } as const
  return { ...outcome, ...shape, changes }
}
