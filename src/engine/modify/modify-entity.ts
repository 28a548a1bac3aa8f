import { methodNotAllowed, notFound } from '../../errors.ts'
import type { EntityType, JsonObject } from '../../model/index.ts'
import type { Entity } from '../../store/index.ts'
import { createEntity } from './create-entity.ts'
import { deleteEntity } from './delete-entity.ts'
import { expandDeepInsert } from '../read/expand-deep-insert.ts'
import { insertAbsent, insertRelated } from './insert-absent.ts'
import { judgeBody } from '../judge/judge-body.ts'
import { judgeUpdate } from '../judge/judge-update.ts'
import { modifyCollection } from './modify-collection.ts'
import type { ExecutedRequest, Outcome } from '../outcome.ts'
import type { RequestContext } from '../request-context.ts'
import type { Target } from '../target.ts'
import { updateBy, updateEntity } from './update-entity.ts'

/** PATCH, PUT and DELETE of the entity that a path addresses, or would. */
export function modifyEntity(
  request: ExecutedRequest,
  target: Target,
  context: RequestContext,
): Outcome {
  if (request.method === 'DELETE') return removeEntity(target, context)
  if (target.kind === 'collection') return modifyCollection(request, target, context)
  if (target.kind === 'entity') return update(request, target.entity, context)
  return insert(request, target, context)
}

function removeEntity(target: Target, context: RequestContext): Outcome {
  if (target.kind === 'collection') {
    throw methodNotAllowed(
      'DELETE addresses a collection; its members have $each',
      'GET, POST, PATCH, PUT',
    )
  }
  if (target.kind !== 'entity') throw notFound('DELETE addresses no entity here')
  deleteEntity(target.entity, context)
  return { kind: 'nothing' }
}

/** @see Protocol, "Update an Entity" */
function update(request: ExecutedRequest, entity: Entity, context: RequestContext): Outcome {
  const { plan, payloadVersion } = request
  const body = judgeUpdate(request, entity, context)
  const method = request.method === 'PUT' ? 'PUT' : 'PATCH'
  updateEntity(entity, body, updateBy(method, context, payloadVersion === '4.01'))
  return { kind: 'entity', entity, query: plan.query, isNew: false }
}

/** @see Protocol, "Upsert an Entity" */
function insert(request: ExecutedRequest, target: Target, context: RequestContext): Outcome {
  const { method, body, plan } = request
  if (target.kind !== 'noEntity') throw notFound(`${method} addresses no entity here`)
  const { absent, singleton, type, via } = target
  if (absent) return created(insertAbsent(request, absent, type, context))
  if (singleton?.nullable) {
    const judged = judgeBody(body, type, 'create', context)
    return created({
      entity: createEntity(type, judged, { place: { singleton }, origin: 'client' }, context),
      type,
      judged,
    })
  }
  const inserted = via && insertRelated(request, { via, type }, context)
  if (!inserted) throw notFound(`${method} addresses no entity here`)
  return created(inserted)

  function created(made: { entity: Entity; type: EntityType; judged: JsonObject }): Outcome {
    const query = expandDeepInsert(plan.query, made.type, made.judged, context)
    return { kind: 'entity', entity: made.entity, query, isNew: true }
  }
}
