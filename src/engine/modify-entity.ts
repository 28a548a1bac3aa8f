import { methodNotAllowed, notFound, notImplemented } from '../errors.ts'
import { createEntity } from './create-entity.ts'
import { deleteEntity } from './delete-entity.ts'
import { noSuchMember } from './follow-key.ts'
import { judgeBody } from './judge-body.ts'
import type { ExecutedRequest, Outcome } from './outcome.ts'
import type { RequestContext } from './request-context.ts'
import type { Target } from './target.ts'
import { updateEntity } from './update-entity.ts'

/** PATCH, PUT and DELETE of the entity that a path addresses, or would. */
export function modifyEntity(
  request: ExecutedRequest,
  target: Target,
  context: RequestContext,
): Outcome {
  return request.method === 'DELETE'
    ? removeEntity(target, context)
    : upsertEntity(request, target, context)
}

function removeEntity(target: Target, context: RequestContext): Outcome {
  if (target.kind === 'collection') {
    throw methodNotAllowed('DELETE addresses a collection; its members have $each', 'GET, POST')
  }
  if (target.kind !== 'entity') throw notFound('DELETE addresses no entity here')
  deleteEntity(target.entity, context)
  return { kind: 'nothing' }
}

/** @see Protocol, "Update an Entity", "Upsert an Entity" */
function upsertEntity(
  { method, plan, body }: ExecutedRequest,
  target: Target,
  context: RequestContext,
): Outcome {
  const { query } = plan
  if (target.kind === 'collection') throw notImplemented(`${method} of a collection of entities`)
  if (target.kind === 'noEntity' && target.singleton?.nullable) {
    const { singleton, type } = target
    const judged = judgeBody(body, type, 'create', context)
    const entity = createEntity(type, judged, { singleton }, 'client', context)
    return { kind: 'entity', entity, query, isNew: true }
  }
  if (target.kind === 'noEntity' && target.absent) {
    throw noSuchMember(target.absent.step, target.absent.collection)
  }
  if (target.kind !== 'entity') throw notFound(`${method} addresses no entity here`)
  const { entity } = target
  const verb = method === 'PUT' ? 'PUT' : 'PATCH'
  updateEntity(entity, judgeBody(body, entity.type, 'update', context), verb, context)
  return { kind: 'entity', entity, query, isNew: false }
}
