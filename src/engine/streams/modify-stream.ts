import { badRequest, methodNotAllowed, notFound } from '../../errors.ts'
import { findType } from '../../model/index.ts'
import { etagOfStream, type Stream } from '../../store/index.ts'
import { checkStreamPreconditions, requireStreamTag } from '../check-preconditions.ts'
import { createMediaAt } from './create-media.ts'
import { deleteEntity } from '../modify/delete-entity.ts'
import { findTarget, findTargetToUpsert } from '../find-target.ts'
import { readStreamBody } from './media-type.ts'
import type { ExecutedRequest, Outcome, Preconditions } from '../outcome.ts'
import type { RequestContext } from '../request-context.ts'
import { findStream, findStreamPlace, setStream, type StreamPlace } from './stream-place.ts'
import type { Target } from '../target.ts'

const allowed = 'GET, HEAD, OPTIONS, PUT, DELETE'

/**
 * PUT and DELETE of a media stream or a stream property.
 * @throws ODataError 404, 405, 412, 415, 400 for taking away what is not nullable
 * @see Protocol, "Managing Media Entities", "Managing Stream Properties"
 */
export function modifyStream(
  request: ExecutedRequest,
  addressed: 'media' | 'property',
  context: RequestContext,
): Outcome {
  const { method } = request
  if (method !== 'PUT' && method !== 'DELETE') {
    throw methodNotAllowed(`a stream takes PUT and DELETE, not ${method}`, allowed)
  }
  return addressed === 'media' ? modifyMedia(request, context) : modifyProperty(request, context)
}

function modifyMedia(request: ExecutedRequest, context: RequestContext): Outcome {
  const { plan, method, preconditions, raw } = request
  const target = (method === 'PUT' ? findTargetToUpsert : findTarget)(plan.path, context)
  if (target.kind === 'noEntity') {
    if (method === 'DELETE') throw notFound(`there is no ${target.type.qualifiedName} here`)
    checkStreamPreconditions(preconditions, undefined)
    return createMediaAt(target, request, context)
  }
  const place = findStreamPlace(target)
  const { owner } = place
  checkCurrent(place, preconditions)
  if (method === 'DELETE') {
    deleteEntity(owner, context)
    return { kind: 'nothing' }
  }
  const stream = readStreamBody(raw, owner.type)
  setStream(place, stream, context.store)
  return { kind: 'entity', entity: owner, query: plan.query, isNew: false, stream }
}

function modifyProperty(request: ExecutedRequest, context: RequestContext): Outcome {
  const { plan, method, preconditions, raw } = request
  const target = findTarget(plan.path, context)
  const place = findStreamPlace(target)
  checkCurrent(place, preconditions)
  const { name, property } = target as Target & { readonly kind: 'value' }
  if (method === 'DELETE' && property?.nullable === false) {
    throw badRequest(`'${name}' is not nullable: its stream can be replaced, not taken away`, name)
  }
  const stream: Stream | null =
    method === 'DELETE' ? null : readStreamBody(raw, property ?? { name })
  setStream(place, stream, context.store)
  if (!stream) return { kind: 'nothing' }
  return answersWithEntity(context)
    ? { kind: 'entity', entity: place.owner, query: plan.query, isNew: false, stream }
    : { kind: 'stream', stream, isModified: true }
}

function checkCurrent(place: StreamPlace, preconditions: Preconditions): void {
  const before = findStream(place)
  checkStreamPreconditions(preconditions, before && etagOfStream(before))
  if (before) requireStreamTag(preconditions, place.owner)
}

/** Pages may say that the entity is given back whose content was sent, as that of a file. */
function answersWithEntity({ operation, model }: RequestContext): boolean {
  return (operation?.responses ?? []).some(({ body }) => {
    const type = body && findType(model, body.typeName)
    return type?.kind === 'entityType' && !body!.isCollection
  })
}
