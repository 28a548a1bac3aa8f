import { methodNotAllowed, notImplemented } from '../errors.ts'
import { deleteEntity } from './delete-entity.ts'
import { judgeUpdate } from './judge-update.ts'
import type { ExecutedRequest, Outcome } from './outcome.ts'
import type { RequestContext } from './request-context.ts'
import type { Target } from './target.ts'
import { updateEntity } from './update-entity.ts'

/** @see Protocol, "Update Members of a Collection", "Delete Members of a Collection" */
export function modifyEach(
  { method, body, payloadVersion }: ExecutedRequest,
  target: Target,
  context: RequestContext,
): Outcome {
  if (target.kind !== 'collection') throw notImplemented(`${method} of each member of a value`)
  if (method !== 'PATCH' && method !== 'DELETE') {
    throw methodNotAllowed(`$each takes PATCH and DELETE, not ${method}`, 'GET, PATCH, DELETE')
  }
  for (const entity of target.items) {
    if (method === 'PATCH') {
      const judged = judgeUpdate({ method, body, payloadVersion }, entity, context)
      updateEntity(entity, judged, method, context, payloadVersion === '4.01')
    } else {
      deleteEntity(entity, context)
    }
  }
  return { kind: 'nothing' }
}
