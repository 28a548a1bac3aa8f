import { notImplemented, ODataError } from '../../errors.ts'
import {
  isJsonEqual,
  isJsonObject,
  keyTypeOf,
  splitKeyTexts,
  valueOfKeyText,
  type EntityType,
  type JsonObject,
  type JsonValue,
} from '../../model/index.ts'
import { findRefusalsOfBody } from '../../plan/index.ts'
import type { Entity } from '../../store/index.ts'
import { createEntity, createRelated } from './create-entity.ts'
import { reportIgnored } from './report-ignored.ts'
import { setOf, withType } from './create-member.ts'
import { withExactNumbers } from '../judge/exact-numbers.ts'
import { keyTextOf, noSuchMember } from '../read/follow-key.ts'
import { isUpsertable } from './is-upsertable.ts'
import { judgeBody } from '../judge/judge-body.ts'
import type { ExecutedRequest } from '../outcome.ts'
import type { RequestContext } from '../request-context.ts'
import type { AbsentMember, Via } from '../target.ts'

/** What an upsert made, and of what. */
export interface Inserted {
  readonly entity: Entity
  readonly type: EntityType
  readonly judged: JsonObject
}

/**
 * Creates the entity that an update addresses by a key that none has.
 * @param type that the path asks for
 * @throws ODataError 404 where an entity elsewhere has the key, 400 as a creation
 * @see Protocol, "Upsert an Entity"
 */
export function insertAbsent(
  request: ExecutedRequest,
  { step, collection }: AbsentMember,
  type: EntityType,
  context: RequestContext,
): Inserted {
  const { via } = collection
  const { store } = context
  if (via?.holder) throw notImplemented("creating entities through a complex value's links")
  const elsewhere = via?.target?.kind === 'entitySet' && !via.navigation.containsTarget
  if (elsewhere && !step.alternate) {
    const set = store.collection(via.target as typeof via.target & { readonly kind: 'entitySet' })
    if (set.has(keyTextOf(step, via))) throw noSuchMember(step, collection)
  }
  const judged = judgeInsert(request, { step, collection }, type, context)
  const entity = via
    ? createRelated(via, judged, { origin: 'client' }, context)
    : createEntity(
        type,
        judged,
        {
          place: { collection: setOf(collection, request.plan.path.steps.slice(0, 1), context) },
          origin: 'client',
        },
        context,
      )
  return { entity, type, judged }
}

function judgeInsert(
  request: ExecutedRequest,
  { step, collection }: AbsentMember,
  type: EntityType,
  context: RequestContext,
): JsonObject {
  const { body, plan } = request
  const arrival = collection.via?.navigation
  refuseInsert(request, context)
  if (!isJsonObject(body)) return judgeBody(body, type, 'create', context, arrival)
  let keyed: JsonObject = withExactNumbers(body, type)
  for (const { path, value } of keyValues(step, collection.via)) {
    keyed = withKeyValue(keyed, path, value, context)
  }
  const judged = judgeBody(keyed, type, 'create', context, collection.via?.navigation)
  return plan.path.type === type ? withType(judged, { ...collection, type }) : judged
}

/** "The request is treated as a create entity request", whose capabilities hold for it. */
function refuseInsert({ plan, body }: ExecutedRequest, { model }: RequestContext): void {
  const refusals = findRefusalsOfBody('POST', plan.path, body, model)
  const [first] = refusals
  if (!first) return
  const details = refusals.map(({ message, target }) => ({
    code: 'BadRequest',
    message,
    ...(target === undefined ? {} : { target }),
  }))
  throw new ODataError(400, 'BadRequest', first.message, {
    target: first.target,
    details: details.length > 1 ? details : [],
  })
}

interface KeyValue {
  readonly path: readonly string[]
  readonly value: JsonValue
}

function keyValues(step: AbsentMember['step'], via: Via | undefined): readonly KeyValue[] {
  const { entityType: type, alternate } = step
  if (alternate) {
    return alternate.map((each) => ({
      path: each.path,
      value: valueOfKeyText(each.text, each.type),
    }))
  }
  const texts = splitKeyTexts(keyTextOf(step, via), type)
  return type.keyProperties.map((property, index) => ({
    path: property.path,
    value: valueOfKeyText(texts[index]!, keyTypeOf(type, property)),
  }))
}

/** The URL's value counts; "services MUST either fail the request or ignore the value in the request body". */
function withKeyValue(
  body: JsonObject,
  [name = '', ...rest]: readonly string[],
  value: JsonValue,
  context: RequestContext,
): JsonObject {
  const given = Object.hasOwn(body, name) ? body[name] : undefined
  if (rest.length > 0) {
    const inner = isJsonObject(given) ? given : {}
    return { ...body, [name]: withKeyValue(inner, rest, value, context) }
  }
  if (given !== undefined && !isJsonEqual(given, value)) reportIgnored(`/${name}`, context)
  return { ...body, [name]: value }
}

/**
 * Creates what a single-valued navigation property leads to, where it leads to nothing.
 * @returns `undefined` where an update may not create it
 */
export function insertRelated(
  request: ExecutedRequest,
  { via, type }: { readonly via: Via; readonly type: EntityType },
  context: RequestContext,
): Inserted | undefined {
  const { navigation, owner, holder } = via
  const { path } = request.plan
  const mayInsert = !navigation.isCollection && isUpsertable(type, path, context.model, 'unkeyed')
  if (!mayInsert) return undefined
  if (holder) throw notImplemented("creating entities through a complex value's links")
  refuseInsert(request, context)
  const judged = withType(judgeBody(request.body, type, 'create', context, navigation), {
    kind: 'collection',
    type,
    via,
    items: [],
    collection: undefined,
  })
  return {
    entity: createRelated({ owner, navigation }, judged, { origin: 'client' }, context),
    type,
    judged,
  }
}
