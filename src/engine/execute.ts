import { methodNotAllowed, notFound, notImplemented } from '../errors.ts'
import type { JsonObject } from '../model/index.ts'
import type { PathStep } from '../plan/index.ts'
import type { EntityCollection } from '../store/index.ts'
import { answerBehindCall, invoke, leadsBehindUnanswered, readCall } from './call-operation.ts'
import { checkPreconditions } from './check-preconditions.ts'
import { createEntity, createRelated } from './create-entity.ts'
import { deleteEntity } from './delete-entity.ts'
import { expandDeepInsert } from './expand-deep-insert.ts'
import { findTarget } from './find-target.ts'
import type { Target } from './target.ts'
import { judgeBody } from './judge-body.ts'
import { modifyReference } from './modify-reference.ts'
import type { ExecutedRequest, Outcome } from './outcome.ts'
import { readTarget } from './read-target.ts'
import type { RequestContext } from './request-context.ts'
import { updateEntity } from './update-entity.ts'

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

function read({ plan, page }: ExecutedRequest, context: RequestContext): Outcome {
  const { path, query, format } = plan
  const target = findTarget(path, context)
  const options = { query, page, last: path.steps.at(-1)!.kind }
  if (target.kind === 'call') return readCall(target, { ...options, format }, context)
  return readTarget(target, options, context)
}

function modify(request: ExecutedRequest, context: RequestContext): Outcome {
  const { method, plan } = request
  const target = findTarget(plan.path, context)
  checkPreconditions(request.preconditions, target)
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
  switch (method) {
    case 'POST':
      return create(request, target, context)
    case 'PATCH':
    case 'PUT': {
      if (target.kind === 'collection')
        throw notImplemented(`${method} of a collection of entities`)
      if (target.kind === 'noEntity' && target.singleton?.nullable) {
        const { singleton, type } = target
        const judged = judgeBody(request.body, type, 'create', context)
        const entity = createEntity(type, judged, { singleton }, 'client', context)
        return { kind: 'entity', entity, query: plan.query, isNew: true }
      }
      if (target.kind !== 'entity') throw notFound(`${method} addresses no entity here`)
      const { entity } = target
      updateEntity(entity, judgeBody(request.body, entity.type, 'update', context), method, context)
      return { kind: 'entity', entity, query: plan.query, isNew: false }
    }
    case 'DELETE': {
      if (target.kind === 'collection') {
        throw methodNotAllowed('DELETE addresses a collection; its members have $each', 'GET, POST')
      }
      if (target.kind !== 'entity') throw notFound('DELETE addresses no entity here')
      deleteEntity(target.entity, context)
      return { kind: 'nothing' }
    }
    case 'GET':
      return read(request, context)
  }
}

function modifyValue(method: string, target: Target): never {
  const isMember = target.kind !== 'value' || !target.isCollection
  if (method === 'POST' && isMember) {
    throw methodNotAllowed('POST addresses no collection here', 'GET, PATCH, PUT, DELETE')
  }
  throw notImplemented(`${method} of a property`)
}

function create({ body, plan }: ExecutedRequest, target: Target, context: RequestContext): Outcome {
  if (target.kind !== 'collection') {
    throw methodNotAllowed('POST addresses no collection here', 'GET, PATCH, PUT, DELETE')
  }
  const { type, via } = target
  const { steps } = plan.path
  const addressed = steps.findLast(({ kind }) => kind !== 'typeCast')?.kind
  if (addressed === 'all' || addressed === 'filter') {
    throw methodNotAllowed('POST addresses a part of a collection here', 'GET')
  }
  const judged = withType(judgeBody(body, type, 'create', context), target)
  const entity = via
    ? createRelated(via.owner, via.navigation, judged, 'client', context)
    : createEntity(type, judged, { collection: setOf(target, steps, context) }, 'client', context)
  const query = expandDeepInsert(plan.query, type, judged, context)
  return { kind: 'entity', entity, query, isNew: true }
}

/** A type cast in the path tells the type that the body need not. */
function withType(body: JsonObject, { type, via }: Target & { readonly kind: 'collection' }) {
  if (!via || type === via.navigation.type || '@odata.type' in body || '@type' in body) return body
  return { ...body, '@odata.type': `#${type.qualifiedName}` }
}

function setOf(
  { collection }: Target & { readonly kind: 'collection' },
  [first, ...others]: readonly PathStep[],
  { store }: RequestContext,
): EntityCollection {
  if (collection) return collection
  if (first?.kind === 'entitySet' && others.every(({ kind }) => kind === 'typeCast')) {
    return store.collection(first.entitySet)
  }
  throw notImplemented('POST to what an operation returns')
}

/** @see Protocol, "Update Members of a Collection", "Delete Members of a Collection" */
function modifyEach(
  { method, body }: ExecutedRequest,
  target: Target,
  context: RequestContext,
): Outcome {
  if (target.kind !== 'collection') throw notImplemented(`${method} of each member of a value`)
  if (method !== 'PATCH' && method !== 'DELETE') {
    throw methodNotAllowed(`$each takes PATCH and DELETE, not ${method}`, 'GET, PATCH, DELETE')
  }
  for (const entity of target.items) {
    if (method === 'PATCH') {
      updateEntity(entity, judgeBody(body, entity.type, 'update', context), method, context)
    } else {
      deleteEntity(entity, context)
    }
  }
  return { kind: 'nothing' }
}
