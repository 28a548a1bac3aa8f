import { badRequest, methodNotAllowed } from '../errors.ts'
import { valueAtPath } from '../model/index.ts'
import { findAddressedStream } from '../plan/index.ts'
import type { Entity } from '../store/index.ts'
import {
  answerBehindCall,
  invoke,
  leadsBehindUnanswered,
  readCall,
} from './operations/call-operation.ts'
import { checkPreconditions, findUnmodified } from './check-preconditions.ts'
import type { ContentId } from './modify/content-id.ts'
import { createMedia } from './streams/create-media.ts'
import { createMember, requireCollection } from './modify/create-member.ts'
import { findTarget, findTargetToUpsert } from './find-target.ts'
import { modifyEach } from './modify/modify-each.ts'
import { modifyEntity } from './modify/modify-entity.ts'
import { modifyReference } from './modify/modify-reference.ts'
import { checkMethod, modifyValue } from './modify/modify-value.ts'
import { modifyStream } from './streams/modify-stream.ts'
import type { ExecutedRequest, Outcome } from './outcome.ts'
import { readStream } from './streams/read-stream.ts'
import { readTarget } from './read/read-target.ts'
import type { RequestContext } from './request-context.ts'
import type { Target } from './target.ts'
import { findRead, readTracked } from './changes/track-changes.ts'

/**
 * Carries out a plan on the store. Modifications happen in one transaction: all of it or nothing.
 * @throws ODataError as the Protocol says for the operation
 */
export function execute(request: ExecutedRequest, context: RequestContext): Outcome {
  if (leadsBehindUnanswered(request.plan, context)) return answerBehindCall(request, context)
  const stream = findAddressedStream(request.plan.path)
  if (request.method === 'GET') {
    return stream ? readStream(request, stream, context) : read(request, context)
  }
  const mark = context.store.mark()
  try {
    const contentIds = new Map<Entity, ContentId>()
    const noting = { ...context, contentIds }
    const outcome = stream ? modifyStream(request, stream, noting) : modify(request, noting)
    context.store.commit(mark)
    return outcome.kind === 'entity' && contentIds.size > 0 ? { ...outcome, contentIds } : outcome
  } catch (error) {
    context.store.rollback(mark)
    throw error
  }
}

function read(request: ExecutedRequest, context: RequestContext): Outcome {
  const { plan, page } = request
  const { path, query, format } = plan
  const target = findRead(request, context)
  const unmodified = findUnmodified(request, target)
  if (unmodified) return { kind: 'notModified', entity: unmodified }
  context.hooks?.beforeRead(target, context)
  const tracked = readTracked(target, request, context)
  if (tracked) return tracked
  const options = { query, page, last: path.steps.at(-1)!.kind }
  if (target.kind === 'call') return readCall(target, { ...options, format }, context)
  return readTarget(withShownValue(target, context), options, context)
}

/** The value of a property as the entity's hook shows it. */
function withShownValue(target: Target, context: RequestContext): Target {
  const { hooks } = context
  if (!hooks || target.kind !== 'value' || !target.owner) return target
  const { owner, name } = target
  const shown = hooks.shown(owner, context)
  const value = shown === owner.properties ? undefined : valueAtPath(shown, name.split('/'))
  return value === undefined ? target : { ...target, value }
}

function modify(request: ExecutedRequest, context: RequestContext): Outcome {
  const { method, plan } = request
  if (plan.index !== undefined && method !== 'POST') {
    throw badRequest('$index applies to an insert only', '$index')
  }
  const isUpdate = method === 'PATCH' || method === 'PUT'
  const target = (isUpdate ? findTargetToUpsert : findTarget)(plan.path, context)
  const last = plan.path.steps.at(-1)!.kind
  refuseMethod(method, target, last)
  checkPreconditions(request, target, context)
  if (last === 'ref') return modifyReference(request, target, context)
  if (target.kind === 'call') return invoke(target, request, context)
  if (last === 'each') return modifyEach(request, target, context)
  if (last === 'count') throw methodNotAllowed(`$count takes GET, not ${method}`, 'GET, HEAD')
  if (target.kind === 'crossjoin') {
    throw methodNotAllowed(`$crossjoin takes GET, not ${method}`, 'GET, HEAD')
  }
  if (last === 'value' || target.kind === 'value') return modifyValue(request, target, context)
  if (method === 'POST' && request.raw && target.kind === 'collection') {
    return createMedia(request, target, context)
  }
  if (method === 'POST') return createMember(request, target, context)
  return modifyEntity(request, target, context)
}

/**
 * A method that a resource never takes is refused before its preconditions count, which no client could meet.
 * @throws ODataError 405
 * @see RFC 9110, "Precedence of Preconditions"
 */
function refuseMethod(method: string, target: Target, last: string): void {
  if (last === 'ref' || last === 'each' || last === 'count') return
  const isEntity = target.kind === 'entity' || target.kind === 'noEntity'
  if (method === 'POST' && isEntity && last !== 'value') requireCollection(target)
  if (target.kind === 'value' && target.type.qualifiedName !== 'Edm.Stream') {
    checkMethod(method, target, last)
  }
}
