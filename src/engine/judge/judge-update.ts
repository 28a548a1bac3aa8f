import { ODataError } from '../../errors.ts'
import type { EntityType, JsonObject } from '../../model/index.ts'
import { findInstanceType } from '../../schemas/instance-type.ts'
import type { Entity } from '../../store/index.ts'
import { findDeltas } from '../modify/find-deltas.ts'
import { judgeBody } from './judge-body.ts'
import type { ExecutedRequest } from '../outcome.ts'
import { isDelta } from '../modify/read-members.ts'
import type { RequestContext } from '../request-context.ts'
import { requireWhole, typeAfterUpdate } from '../modify/update-entity.ts'

/**
 * Validates the representation that updates an entity.
 * @throws ODataError 400 with one detail for each problem
 * @see Protocol, "Update Related Entities When Updating an Entity"
 */
export function judgeUpdate(
  { method, body, payloadVersion }: Pick<ExecutedRequest, 'method' | 'body' | 'payloadVersion'>,
  entity: Entity,
  context: RequestContext,
): JsonObject {
  const type = typeAfterUpdate(entity, body, context)
  const judged = judgeBody(body, type, method === 'PUT' ? 'replace' : 'update', context)
  requireWhole(entity, judged, { method, pointer: '' }, context)
  refuseAll(findInline(type, judged, { payloadVersion }, ''))
  if (method === 'PUT') refuseAll(findDeltas(judged, ''))
  return judged
}

interface Problem {
  readonly pointer: string
  readonly message: string
}

/** Requests of 4.0 "MUST NOT contain related entities as inline content"; null takes a link away. */
export function findInline(
  type: EntityType,
  body: JsonObject,
  { payloadVersion }: Pick<ExecutedRequest, 'payloadVersion'>,
  pointer: string,
): readonly Problem[] {
  if (payloadVersion !== '4.0') return []
  const actual = findInstanceType(type, body)
  return Object.entries(body).flatMap(([name, value]) => {
    const at = name.indexOf('@')
    const isNested = at < 0 && value !== null && actual.navigationProperties.has(name)
    if (!isNested && !(at > 0 && isDelta(name.slice(at)))) return []
    const message =
      'an update of OData 4.0 has no related entities within it: update them by themselves, link them with @odata.bind'
    return [{ pointer: `${pointer}/${name}`, message }]
  })
}

/** @throws ODataError 400 with one detail for each problem */
export function refuseAll(problems: readonly Problem[]): void {
  const [first] = problems
  if (!first) return
  const details = problems.map(({ pointer, message }) => ({
    code: 'InvalidBody',
    message,
    target: pointer,
  }))
  throw new ODataError(400, 'BadRequest', `${first.pointer}: ${first.message}`, { details })
}
