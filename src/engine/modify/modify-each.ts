import { methodNotAllowed, notImplemented } from '../../errors.ts'
import type { Entity } from '../../store/index.ts'
import { deleteEntities, deleteEntity } from './delete-entity.ts'
import { judgeUpdate } from '../judge/judge-update.ts'
import { attempt, modified, type ModifiedMember } from './modified-members.ts'
import { modifyEachValue } from './modify-each-value.ts'
import type { ExecutedRequest, Outcome } from '../outcome.ts'
import type { RequestContext } from '../request-context.ts'
import type { Target } from '../target.ts'
import { updateBy, updateEntity } from './update-entity.ts'

/**
 * PATCH and DELETE of each member of a collection, or of a part of it.
 * @see Protocol, "Update Members of a Collection", "Delete Members of a Collection"
 */
export function modifyEach(
  request: ExecutedRequest,
  target: Target,
  context: RequestContext,
): Outcome {
  const { method, plan } = request
  if (target.kind === 'value') return modifyEachValue(request, target, context)
  if (target.kind !== 'collection') throw notImplemented(`${method} of each member of a value`)
  if (method !== 'PATCH' && method !== 'DELETE') {
    throw methodNotAllowed(`$each takes PATCH and DELETE, not ${method}`, 'GET, PATCH, DELETE')
  }
  const about = { ...target, query: plan.query }
  const entities = [...target.items]
  if (method === 'DELETE')
    return modified('delta', deleteMembers(entities, request, context), about)
  const members = entities.map((entity) => updateMember(entity, request, context))
  return modified('collection', members, about)
}

function updateMember(
  entity: Entity,
  request: ExecutedRequest,
  context: RequestContext,
): ModifiedMember {
  const update = () => {
    const body = judgeUpdate(request, entity, context)
    updateEntity(entity, body, updateBy('PATCH', context, request.payloadVersion === '4.01'))
  }
  const done = attempt(update, context, request.continuesOnError === true)
  const failure = 'error' in done ? { operation: 'update' as const, error: done.error } : undefined
  return { kind: 'entity', entity, failure }
}

/** All at once, since they may refer to each other; each by itself where that fails and the client goes on. */
function deleteMembers(
  entities: readonly Entity[],
  request: ExecutedRequest,
  context: RequestContext,
): readonly ModifiedMember[] {
  const removeAll = () => deleteEntities(entities, context)
  const done = attempt(removeAll, context, request.continuesOnError === true)
  return entities.map((entity) =>
    'error' in done ? deleteMember(entity, context) : removed(entity),
  )
}

function removed(entity: Entity): ModifiedMember {
  return { kind: 'removed', entity, reason: 'deleted' }
}

function deleteMember(entity: Entity, context: RequestContext): ModifiedMember {
  // The deletion of one before may have taken this one along.
  const remove = () => isThere(entity) && deleteEntity(entity, context)
  const done = attempt(remove, context, true)
  if (!('error' in done)) return removed(entity)
  return { kind: 'reference', entity, failure: { operation: 'delete', error: done.error } }
}

function isThere(entity: Entity): boolean {
  return !entity.collection || entity.collection.get(entity.key) === entity
}
