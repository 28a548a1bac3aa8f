import { methodNotAllowed, notImplemented } from '../errors.ts'
import { answerBehindCall, invoke, leadsBehindUnanswered, readCall } from './call-operation.ts'
import { checkPreconditions, findUnmodified } from './check-preconditions.ts'
import { createMember } from './create-member.ts'
import { findTarget, findTargetToUpsert } from './find-target.ts'
import { modifyEach } from './modify-each.ts'
import { modifyEntity } from './modify-entity.ts'
import { modifyReference } from './modify-reference.ts'
import type { ExecutedRequest, Outcome } from './outcome.ts'
import { readTarget } from './read-target.ts'
import type { RequestContext } from './request-context.ts'
import type { Target } from './target.ts'

/**
 * Carries out a plan on the store. Modifications happen in one transaction: all of it or nothing.
 * @throws ODataError as the Protocol says for the operation
 */
export function execute(request: ExecutedRequest, context: RequestContext): Outcome {
  if (leadsBehindUnanswered(request.plan, context)) return answerBehindCall(request, context)
  if (request.method === 'GET') return read(request, context)
  const mark = context.store.mark()
  try {
    const outcome = modify(request, context)
    context.store.commit(mark)
    return outcome
  } catch (error) {
    context.store.rollback(mark)
    throw error
  }
}

function read(request: ExecutedRequest, context: RequestContext): Outcome {
  const { plan, page } = request
  const { path, query, format } = plan
  const target = findTarget(path, context)
  const unmodified = findUnmodified(request, target)
  if (unmodified) return { kind: 'notModified', entity: unmodified }
  const options = { query, page, last: path.steps.at(-1)!.kind }
  if (target.kind === 'call') return readCall(target, { ...options, format }, context)
  return readTarget(target, options, context)
}

function modify(request: ExecutedRequest, context: RequestContext): Outcome {
  const { method, plan } = request
  const isUpdate = method === 'PATCH' || method === 'PUT'
  const target = (isUpdate ? findTargetToUpsert : findTarget)(plan.path, context)
  checkPreconditions(request, target)
  const last = plan.path.steps.at(-1)!.kind
  if ((last === 'ref' || method === 'POST') && 'via' in target && target.via?.holder) {
    throw notImplemented(
      `${method} of a complex value's links (give them within the value, by @odata.bind)`,
    )
  }
  if (last === 'ref') return modifyReference(request, target, context)
  if (target.kind === 'call') return invoke(target, request, context)
  if (last === 'each') return modifyEach(request, target, context)
  if (last === 'count') throw methodNotAllowed(`$count takes GET, not ${method}`, 'GET, HEAD')
  if (last === 'value' || target.kind === 'value') return modifyValue(method, target)
  if (method === 'POST') return createMember(request, target, context)
  return modifyEntity(request, target, context)
}

function modifyValue(method: string, target: Target): never {
  const isMember = target.kind !== 'value' || !target.isCollection
  if (method === 'POST' && isMember) {
    throw methodNotAllowed('POST addresses no collection here', 'GET, PATCH, PUT, DELETE')
  }
  throw notImplemented(`${method} of a property`)
}
