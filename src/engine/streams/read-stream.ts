import { notFound } from '../../errors.ts'
import { etagOfStream } from '../../store/index.ts'
import { findAnswer, refuseCall } from '../operations/call-operation.ts'
import { findUnmodifiedStream } from '../check-preconditions.ts'
import { findTarget } from '../find-target.ts'
import type { ExecutedRequest, Outcome } from '../outcome.ts'
import type { RequestContext } from '../request-context.ts'
import { findStream, findStreamPlace } from './stream-place.ts'

/**
 * Reads the media stream of a media entity, or a stream property.
 * @throws ODataError 404 where nothing has it, 412
 * @see Protocol, "Requesting the Media Stream of a Media Entity using `$value`", "Requesting Stream Properties"
 */
export function readStream(
  { plan, preconditions }: ExecutedRequest,
  addressed: 'media' | 'property',
  context: RequestContext,
): Outcome {
  const found = findTarget(plan.path, context)
  const target =
    found.kind === 'call' ? (findAnswer(found, context) ?? refuseCall(found, context)) : found
  if (target.kind === 'value' && !target.owner) return { kind: 'nothing' }
  const place = findStreamPlace(target)
  const stream = findStream(place)
  if (!stream && addressed === 'media') {
    const { key, type } = place.owner
    throw notFound(`the ${type.qualifiedName} '${key}' has no media: PUT it to its $value`)
  }
  const isUnmodified = findUnmodifiedStream(preconditions, stream && etagOfStream(stream))
  return stream ? { kind: 'stream', stream, isUnmodified } : { kind: 'nothing' }
}
