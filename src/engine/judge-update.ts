import { ODataError } from '../errors.ts'
import { isJsonObject, type EntityType, type JsonObject } from '../model/index.ts'
import type { Entity } from '../store/index.ts'
import { judgeBody } from './judge-body.ts'
import type { ExecutedRequest } from './outcome.ts'
import { isDelta } from './read-members.ts'
import type { RequestContext } from './request-context.ts'
import { typeAfterUpdate } from './update-entity.ts'

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
  if (payloadVersion === '4.0') refuse(inlineMembers(type, judged), 'in OData 4.0')
  if (method === 'PUT') refuse(deltaMembers(judged, ''), 'in a PUT')
  return judged
}

/** Requests of 4.0 "MUST NOT contain related entities as inline content"; null takes a link away. */
function inlineMembers(type: EntityType, body: JsonObject): readonly string[] {
  return Object.entries(body).flatMap(([name, value]) => {
    const at = name.indexOf('@')
    const isNested = at < 0 && value !== null && type.navigationProperties.has(name)
    return isNested || (at > 0 && isDelta(name.slice(at))) ? [`/${name}`] : []
  })
}

/** "If the request contains nested delta collections, then the `PATCH` verb must be specified." */
function deltaMembers(value: unknown, pointer: string): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => deltaMembers(item, `${pointer}/${index}`))
  }
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const at = name.indexOf('@')
    if (at > 0 && isDelta(name.slice(at))) return [`${pointer}/${name}`]
    return at < 0 ? deltaMembers(inner, `${pointer}/${name}`) : []
  })
}

function refuse(pointers: readonly string[], when: string): void {
  const [first] = pointers
  if (first === undefined) return
  const messageOf = (pointer: string) =>
    `${pointer}: related entities may not be updated within another ${when}; update them by themselves, or link them with @odata.bind`
  const details = pointers.map((target) => ({
    code: 'InvalidBody',
    message: messageOf(target),
    target,
  }))
  throw new ODataError(400, 'BadRequest', messageOf(first), { target: first, details })
}
