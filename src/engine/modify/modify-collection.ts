import { badRequest, methodNotAllowed } from '../../errors.ts'
import { isJsonObject, type JsonObject } from '../../model/index.ts'
import { isShapingOption } from '../../query/index.ts'
import type { Entity } from '../../store/index.ts'
import { applyDelta, applyItem, judgeItems } from './apply-delta.ts'
import { isOwner, type CollectionTarget, type CollectionUpdate } from './change-member.ts'
import { setOf } from './create-member.ts'
import { deleteEntity } from './delete-entity.ts'
import type { Candidates } from './find-related.ts'
import { invalidBody } from '../judge/judge-body.ts'
import { findDeltas } from './find-deltas.ts'
import { refuseAll } from '../judge/judge-update.ts'
import { attempt, modified, type ModifiedMember } from './modified-members.ts'
import type { ExecutedRequest, Outcome } from '../outcome.ts'
import { readDeltaItem, readItems } from './read-delta-payload.ts'
import type { RequestContext } from '../request-context.ts'
import { updateBy } from './update-entity.ts'
import { candidatesOf, removeRelated } from './update-related.ts'

/**
 * PATCH of a collection of entities with a delta payload, or PUT of the whole of it.
 * @throws ODataError 400 for a part of a collection and for a body of another form; as each change
 * @see Protocol, "Update a Collection of Entities", "Replace a Collection of Entities"
 */
export function modifyCollection(
  request: ExecutedRequest,
  target: CollectionTarget,
  context: RequestContext,
): Outcome {
  refusePart(request, target)
  const method = request.method === 'PUT' ? 'PUT' : 'PATCH'
  const update = updateBy(method, context, request.payloadVersion === '4.01')
  const candidates = membersOf(request, target, context)
  const about = { request, target, update, candidates, context }
  return method === 'PATCH' ? applyDelta(about) : replaceMembers(about)
}

/** "The resource path of the collection MUST NOT contain type cast or filter segments". */
function refusePart({ method, plan }: ExecutedRequest, { via }: CollectionTarget): void {
  const { steps } = plan.path
  if (steps.at(-1)?.kind === 'all' || via?.holder) {
    throw methodNotAllowed(`${method} addresses no collection that can be updated here`, 'GET')
  }
  const last = steps.at(-1)?.kind
  if (last === 'typeCast' || last === 'filter') {
    throw badRequest(
      `${method} of a collection addresses the whole of it: neither a type cast nor $filter may follow; its members have $each`,
    )
  }
  const shaping = plan.optionNames.find(isShapingOption)
  if (method === 'PATCH' && shaping !== undefined) {
    throw badRequest(`${shaping}: a collection is updated as a whole, without it`, shaping)
  }
}

function membersOf(
  { plan }: ExecutedRequest,
  target: CollectionTarget,
  context: RequestContext,
): Candidates {
  const { type, via } = target
  if (via) return candidatesOf({ ...via, pointer: '' }, context)
  const collection = setOf(target, plan.path.steps, context)
  return { type, byKey: (key) => collection.get(key), all: () => collection.toArray() }
}

/** "All entities provided are applied as upserts, and any entities not provided in the request are deleted." */
function replaceMembers(about: CollectionUpdate): Outcome {
  const { request, target, context } = about
  const bodies = readItems(request.body)
  const goesOn = request.continuesOnError === true
  refuseAll(findDeltas(bodies, '/value'))
  refuseRemovals(bodies, about)
  if (!goesOn) judgeItems(bodies, about)
  const kept = new Set<Entity>()
  const failures = new Map<Entity, ModifiedMember['failure']>()
  let insertFailure: ModifiedMember['failure']
  for (const [index, body] of bodies.entries()) {
    const member = applyItem(body as JsonObject, index, about)
    if ('entity' in member) kept.add(member.entity)
    if (!member.failure) continue
    if ('entity' in member) failures.set(member.entity, member.failure)
    else insertFailure = member.failure
  }
  for (const entity of currentMembers(about)) {
    if (kept.has(entity)) continue
    const remove = () => removeUnnamed(entity, about)
    const done = attempt(remove, context, goesOn)
    const operation = isOwner(target) ? 'delete' : 'unlink'
    if ('error' in done) failures.set(entity, { operation, error: done.error })
  }
  const members = currentMembers(about).map((entity): ModifiedMember => ({
    kind: 'entity',
    entity,
    failure: failures.get(entity),
  }))
  const outcome = modified('collection', members, { ...target, query: request.plan.query })
  return { ...outcome, hasFailures: outcome.hasFailures || insertFailure !== undefined }
}

function currentMembers({ target, candidates, context }: CollectionUpdate): readonly Entity[] {
  const { via } = target
  return [...(via ? context.store.followCollection(via.owner, via.navigation) : candidates.all())]
}

function removeUnnamed(entity: Entity, { target, update, context }: CollectionUpdate): void {
  const { via } = target
  if (via) removeRelated({ ...via, pointer: '' }, entity, false, update)
  else deleteEntity(entity, context)
}

function refuseRemovals(bodies: readonly unknown[], { target, context }: CollectionUpdate): void {
  const removed = bodies.flatMap((body, index) =>
    isJsonObject(body) && readDeltaItem(body, '', context.model).kind !== 'upsert'
      ? [{ pointer: `/value/${index}`, message: 'expected an entity, found a removal or a link' }]
      : [],
  )
  if (removed.length > 0) throw invalidBody(target.type, removed)
}
