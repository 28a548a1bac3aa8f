import { methodNotAllowed } from '../../errors.ts'
import { isJsonArray, isJsonObject, type JsonValue } from '../../model/index.ts'
import { takeComplexLinks, type ComplexLink } from '../complex-links.ts'
import { judgeBody } from '../judge/judge-body.ts'
import { judgeValue, valueIn, withoutControls } from '../judge/judge-value.ts'
import { mergeValue } from './merge-value.ts'
import { saveValue, type ValueTarget } from './modify-value.ts'
import type { ExecutedRequest, Outcome } from '../outcome.ts'
import type { RequestContext } from '../request-context.ts'
import { checkUpdatable, valueAt } from '../value-place.ts'

/**
 * PATCH and DELETE of each member of a collection of values, or of a part of it.
 * @see Protocol, "Update Members of a Collection", "Delete Members of a Collection"
 */
export function modifyEachValue(
  request: ExecutedRequest,
  target: ValueTarget,
  context: RequestContext,
): Outcome {
  const { owner, place, property, name } = target
  const { method } = request
  if (method !== 'PATCH' && method !== 'DELETE') {
    throw methodNotAllowed(`$each takes PATCH and DELETE, not ${method}`, 'GET, PATCH, DELETE')
  }
  if (!owner || !place || !property) {
    throw methodNotAllowed(`'${name}' is no collection that is changed by itself`, 'GET, HEAD')
  }
  checkUpdatable(owner, place)
  const stored = valueAt(owner.properties, place) ?? null
  const members = isJsonArray(stored) ? stored : []
  // What a filter leaves of equal values is all of them or none; objects are the stored ones themselves.
  const chosen = new Set(isJsonArray(target.value) ? target.value : [])
  const change = method === 'PATCH' ? changeOf(request, target, context) : undefined
  const next = change
    ? members.map((member) => (chosen.has(member) ? change(member) : member))
    : members.filter((member) => !chosen.has(member))
  if (!change) judgeValue(next, property, () => '', context)
  saveValue(owner, place, next, context)
  context.hooks?.afterUpdate(owner, context)
  return { kind: 'nothing', entity: owner }
}

/** What PATCH makes of a member: "the specified primitive value", or what merging with the body gives. */
function changeOf(
  { body }: ExecutedRequest,
  { property, type }: ValueTarget,
  context: RequestContext,
): (member: JsonValue) => JsonValue {
  if (type.kind !== 'complexType') {
    const value = valueIn(body, property)
    judgeValue([value], property!, (pointer) => `/value${pointer.replace(/^\/0/, '')}`, context)
    return () => value
  }
  const links: ComplexLink[] = []
  const controlled = isJsonObject(body) ? withoutControls(body) : body
  const given = takeComplexLinks(judgeBody(controlled, type, 'update', context), type, '', links)
  if (links.length > 0) {
    throw methodNotAllowed('the links of each member are changed by themselves', 'GET, PATCH')
  }
  return (member) =>
    mergeValue(type, member, given, (value, before) => {
      if (before) context.store.inheritComplexLinks(value, before)
    })
}
