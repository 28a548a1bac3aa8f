import { badRequest, notFound, notImplemented } from '../errors.ts'
import type { Entity, EntityCollection } from '../store/index.ts'
import { answerBehindCall, invoke, leadsBehindCall, readCall } from './call-operation.ts'
import { createEntity, createRelated } from './create-entity.ts'
import { findTarget, type Target } from './find-target.ts'
import { judgeBody } from './judge-body.ts'
import { modifyReference } from './modify-reference.ts'
import type { ExecutedRequest, Outcome } from './outcome.ts'
import { readCollection, readValue } from './read-instances.ts'
import type { RequestContext } from './request-context.ts'
import { updateEntity } from './update-entity.ts'

/**
 * Carries out a plan on the store. Modifications happen in one transaction: all of it or nothing.
 * @throws ODataError as the Protocol says for the operation
 */
export function execute(request: ExecutedRequest, context: RequestContext): Outcome {
  if (leadsBehindCall(request.plan)) return answerBehindCall(request, context)
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
  const { path, query } = plan
  const target = findTarget(path, context.store)
  const last = path.steps.at(-1)!.kind
  switch (target.kind) {
    case 'collection':
      return readCollection(target, { query, page, last }, context)
    case 'entity':
      if (last === 'ref') return referenceTo(target.entity)
      return { kind: 'entity', entity: target.entity, query, isNew: false }
    case 'noEntity':
      // Protocol, "Requesting Related Entities": 204 for a single-valued one that relates to nothing.
      if (target.via) return { kind: 'nothing' }
      throw notFound(`there is no ${target.type.qualifiedName} here`)
    case 'value':
      return readValue(target, { query, last, page }, context)
    case 'call':
      return readCall(target, { query, page, last, format: plan.format }, context)
  }
}

function modify(request: ExecutedRequest, context: RequestContext): Outcome {
  const { method, plan } = request
  const target = findTarget(plan.path, context.store)
  const last = plan.path.steps.at(-1)!.kind
  if (last === 'ref') return modifyReference(request, target, context)
  if (target.kind === 'call') return invoke(target, request, context)
  if (last === 'count' || last === 'value' || target.kind === 'value') {
    throw notImplemented(`${method} of a property`)
  }
  switch (method) {
    case 'POST':
      return create(request, target, context)
    case 'PATCH':
    case 'PUT': {
      if (target.kind !== 'entity') throw notFound(`${method} addresses no entity here`)
      const { entity } = target
      updateEntity(entity, judgeBody(request.body, entity.type, 'update', context), method, context)
      return { kind: 'entity', entity, query: plan.query, isNew: false }
    }
    case 'DELETE': {
      if (target.kind !== 'entity') throw notFound('DELETE addresses no entity here')
      if (target.entity.singleton) throw badRequest('a singleton cannot be deleted')
      context.store.remove(target.entity)
      return { kind: 'nothing' }
    }
    case 'GET':
      return read(request, context)
  }
}

function create({ body, plan }: ExecutedRequest, target: Target, context: RequestContext): Outcome {
  if (target.kind !== 'collection') throw badRequest('POST addresses no collection here')
  const { type, collection, via } = target
  if (via && type !== via.navigation.type) {
    throw notImplemented('POST to a collection behind a type cast')
  }
  const judged = judgeBody(body, type, 'create', context)
  const entity = via
    ? createRelated(via.owner, via.navigation, judged, 'client', context)
    : createEntity(type, judged, { collection: ownCollection(collection) }, 'client', context)
  return { kind: 'entity', entity, query: plan.query, isNew: true }
}

function ownCollection(collection: EntityCollection | undefined): EntityCollection {
  if (!collection) throw notImplemented('POST to a collection behind a type cast')
  return collection
}

function referenceTo(entity: Entity): Outcome {
  return {
    kind: 'references',
    items: [entity],
    isCollection: false,
    count: undefined,
    skiptoken: undefined,
  }
}
