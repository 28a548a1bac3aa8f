import { badRequest, methodNotAllowed, notImplemented, ODataError } from '../../errors.ts'
import {
  isJsonArray,
  isJsonObject,
  keyOfEntity,
  type ComplexType,
  type JsonObject,
  type JsonValue,
} from '../../model/index.ts'
import type { Entity, Store } from '../../store/index.ts'
import { takeComplexLinks, type ComplexLink } from '../complex-links.ts'
import { completeValue, replaceComplex, type Made } from './complex-value.ts'
import { linkComplexValues } from './create-entity.ts'
import { mergeValue, namesType } from './merge-value.ts'
import { judgeBody } from '../judge/judge-body.ts'
import { dynamicTypeIn, judgeValue, valueIn, withoutControls } from '../judge/judge-value.ts'
import type { ExecutedRequest, Outcome } from '../outcome.ts'
import { isOrdered, positionOf } from './ordered-collections.ts'
import { readValue } from '../read/read-instances.ts'
import { readRawValue } from '../read/read-raw-value.ts'
import type { RequestContext } from '../request-context.ts'
import { serverValue } from './server-values.ts'
import type { Target, ValuePlace } from '../target.ts'
import { keepRules } from './update-entity.ts'
import { checkUpdatable, valueAt, withValueAt } from '../value-place.ts'

export type ValueTarget = Target & { readonly kind: 'value' }

/** What is to become of a value; `undefined` takes a dynamic property or a member of a collection away. */
interface Change {
  readonly value: JsonValue | undefined
  readonly links: readonly ComplexLink[]
  /** The values that were made of those given. */
  readonly made: ReadonlyMap<JsonObject, JsonObject>
}

/**
 * Changes a property, a member of an ordered collection, or a raw value.
 * @throws ODataError 405 for a method that it does not take, 400 for a body that is no value of it
 * @see Protocol, "Managing Values and Properties Directly"
 */
export function modifyValue(
  request: ExecutedRequest,
  target: Target,
  context: RequestContext,
): Outcome {
  const { method, plan } = request
  const last = plan.path.steps.at(-1)!.kind
  if (target.kind !== 'value') throw notImplemented(`${method} of /$value here`)
  if (target.type.qualifiedName === 'Edm.Stream') throw notImplemented('stream properties')
  checkMethod(method, target, last)
  const { owner, place } = placeOf(target, request)
  checkUpdatable(owner, place)
  const { value, links, made } = findChange(request, target, context)
  saveValue(owner, place, value, context, dynamicTypeOf(target, request, context))
  linkComplexValues({ complexLinks: links }, context, 'nested', (given) => made.get(given) ?? given)
  context.hooks?.afterUpdate(owner, context)
  const after = valueAt(owner.properties, place)
  if (method === 'DELETE' || after === null || after === undefined) {
    return { kind: 'nothing', entity: owner }
  }
  // The path may lead there no more: what is changed may decide it.
  const changed = { ...target, value: after }
  const outcome = readValue(changed, { query: plan.query, last }, context)
  return outcome.kind === 'value' || outcome.kind === 'text'
    ? { ...outcome, isModified: true }
    : outcome
}

/** @throws ODataError 405 for a method that a value does not take */
export function checkMethod(method: string, target: ValueTarget, last: string): void {
  const allowed = allowedMethods(target, last)
  if (allowed.includes(method)) return
  throw methodNotAllowed(
    `'${target.name}' does not take ${method} here`,
    ['GET', 'HEAD', ...allowed].join(', '),
  )
}

/** "Since collection members have no individual identity, PATCH is not supported for collection properties." */
function allowedMethods(target: ValueTarget, last: string): readonly string[] {
  if (last === 'value') return ['PUT', 'DELETE']
  if (isArray(target)) return ['POST', 'PUT', 'DELETE']
  return ['PATCH', 'PUT', 'DELETE']
}

function isArray({ isCollection, property, value }: ValueTarget): boolean {
  return isCollection || (!property && isJsonArray(value))
}

/**
 * Where a value is kept that may be changed by itself.
 * @throws ODataError 405 for a part of a collection, for a member of one without an order, and for what a function returned
 */
function placeOf(
  { owner, place, isSubset, property, name }: ValueTarget,
  { method, plan }: ExecutedRequest,
): { readonly owner: Entity; readonly place: ValuePlace } {
  const isFiltered = plan.path.steps.some(({ kind }) => kind === 'filter')
  if (!owner || !place || isFiltered || (isSubset && method !== 'POST')) {
    throw methodNotAllowed(`'${name}' is no resource that is changed by itself`, 'GET, HEAD')
  }
  if (typeof place.at(-1) === 'number' && property && !isOrdered(property)) {
    throw methodNotAllowed(
      `'${property.name}' is not ordered (Core.Ordered): its members have no places of their own`,
      'GET, HEAD',
    )
  }
  return { owner, place }
}

function findChange(
  request: ExecutedRequest,
  target: ValueTarget,
  context: RequestContext,
): Change {
  const { method, raw, body } = request
  const { property, type } = target
  if (method === 'DELETE') return justValue(nothingFor(target))
  if (raw) return justValue(judged(readRawValue(raw, type, property), '', target, context))
  if (method === 'POST') return appended(request, target, context)
  if (isArray(target) && property) {
    return completed(judged(valueIn(body, property), '/value', target, context), target, '/value')
  }
  const given = complexIn(body, target)
  if (given) return changeComplex(given, request, target, context)
  if (body === null && type.kind === 'complexType') {
    return justValue(judged(null, '', target, context))
  }
  if (!property && isJsonObject(body) && !Object.hasOwn(body, 'value')) {
    const members = withoutControls(body)
    const before = method === 'PATCH' && isJsonObject(target.value) ? target.value : {}
    return justValue({ ...before, ...members })
  }
  return justValue(judged(valueIn(body, property), '/value', target, context))
}

/** What a dynamic property that is given anew is said to be of. */
function dynamicTypeOf(
  { property, place, name }: ValueTarget,
  { body, raw }: ExecutedRequest,
  context: RequestContext,
): JsonValue | undefined {
  if (property || raw || typeof place?.at(-1) !== 'string') return undefined
  return dynamicTypeIn(body, name, context)
}

function justValue(value: JsonValue | undefined): Change {
  return { value, links: [], made: new Map() }
}

/** With the defaults of complex values that are new, and without their links, which are made of their own. */
function completed(
  value: JsonValue,
  target: ValueTarget,
  pointer: string,
): Change & { readonly value: JsonValue } {
  const links: ComplexLink[] = []
  const made = new Map<JsonObject, JsonObject>()
  const stored = takeComplexLinks(value, target.type, pointer, links)
  if (target.type.kind !== 'complexType') return { value: stored, links, made }
  const note: Made = (changed, _, given) => void made.set(given, changed)
  return { value: completeValue(declaredType(target), undefined, stored, note), links, made }
}

/**
 * What DELETE leaves: an empty collection, null, or nothing of a dynamic property or a member.
 * @throws ODataError 400 for what may not be null
 * @see Protocol, "Set a Value to Null"
 */
function nothingFor(target: ValueTarget): JsonValue | undefined {
  const { property, place, name } = target
  if (!property || typeof place?.at(-1) === 'number') return undefined
  if (target.isCollection) return []
  if (!property.nullable) throw badRequest(`'${name}' is not nullable`)
  return null
}

/** Judges a value as that of the property, or as a member of the property's collection. */
function judged(
  value: JsonValue,
  pointer: string,
  { property, place = [] }: ValueTarget,
  context: RequestContext,
): JsonValue {
  if (!property) return value
  const isMember = typeof place.at(-1) === 'number'
  const whole = isMember ? [value] : value
  const at = (inner: string) => pointer + (isMember ? inner.replace(/^\/0/, '') : inner)
  judgeValue(whole, property, at, context)
  return value
}

/**
 * The representation of a complex value.
 * @returns `undefined` for a value of another type, and for null
 */
function complexIn(body: unknown, { type }: ValueTarget): JsonObject | undefined {
  if (type.kind !== 'complexType' || body === null) return undefined
  const isNull = isJsonObject(body) && body['value'] === null && !type.properties.has('value')
  if (isNull) return undefined
  if (isJsonObject(body)) return body
  throw badRequest(
    `expected a JSON object with the properties of ${type.qualifiedName} as the body, found ${JSON.stringify(body ?? 'none').slice(0, 80)}`,
    '',
  )
}

/** @see Protocol, "Update a Complex Property" */
function changeComplex(
  body: JsonObject,
  { method }: ExecutedRequest,
  target: ValueTarget,
  context: RequestContext,
): Change {
  const type = target.type as ComplexType
  const isNew = !isJsonObject(target.value)
  const purpose = method === 'PUT' || isNew ? 'create' : 'update'
  const given = withCastType(judgeBody(withoutControls(body), type, purpose, context), target)
  const links: ComplexLink[] = []
  const value = takeComplexLinks(given, type, '', links)
  const map = new Map<JsonObject, JsonObject>()
  const made: Made = (changed, before, from) => {
    if (before) context.store.inheritComplexLinks(changed, before)
    map.set(from, changed)
  }
  const [declared, before, whole] = [declaredType(target), target.value, value as JsonObject]
  const changed =
    method === 'PUT' || isNew
      ? replaceComplex(declared, before, whole, made)
      : mergeValue(declared, before, whole, made)
  return { value: changed, links, made: map }
}

function declaredType({ property, type }: ValueTarget): ComplexType {
  return property?.type.kind === 'complexType' ? property.type : (type as ComplexType)
}

/** A type cast in the path tells the type that the body need not. */
function withCastType(given: JsonObject, target: ValueTarget): JsonObject {
  const { property, type } = target
  if (!property || type === property.type || namesType(given)) return given
  return { '@odata.type': `#${type.qualifiedName}`, ...given }
}

/** @see Protocol, "Update a Collection Property", "Positional Inserts" */
function appended(
  { body, plan }: ExecutedRequest,
  target: ValueTarget,
  context: RequestContext,
): Change {
  const { owner, place = [], property } = target
  const stored = valueAt(owner!.properties, place) ?? null
  const before = isJsonArray(stored) ? stored : []
  const index = positionOf(plan.index ?? -1, before.length)
  const given = memberIn(body, target)
  const pointer = target.type.kind === 'complexType' ? '' : '/value'
  if (property) {
    const at = (inner: string) => pointer + inner.replace(/^\/\d+/, '')
    judgeValue(before.toSpliced(index, 0, given), property, at, context)
  }
  const { value, links, made } = completed(given, target, pointer)
  return { value: before.toSpliced(index, 0, value), links, made }
}

/** "The body of the request MUST be a single item": an object of a complex type, else in the member `value`. */
function memberIn(body: unknown, target: ValueTarget): JsonValue {
  const { property, type } = target
  if (type.kind !== 'complexType') return valueIn(body, property)
  if (isJsonObject(body)) return withCastType(withoutControls(body), target)
  throw badRequest(`expected one ${type.qualifiedName} as the body, a JSON object`, '')
}

/** Stores a changed value, and what the server sets with every update. */
export function saveValue(
  owner: Entity,
  place: ValuePlace,
  value: JsonValue | undefined,
  context: RequestContext,
  dynamicType?: JsonValue,
): void {
  const { type } = owner
  const { store } = context
  const typed = withDynamicType(owner.properties, place, dynamicType, store)
  const changed = withValueAt(typed, place, value, store) as JsonObject
  const [top] = place
  const given = Object.entries(changed).filter(([name]) => name === top)
  const hooked = context.hooks?.beforeUpdate(Object.fromEntries(given), owner, context)
  const properties: Record<string, JsonValue> = { ...changed, ...hooked?.body }
  for (const property of type.properties.values()) {
    const set = property.isComputed ? serverValue(property, 'update', context) : undefined
    if (set !== undefined && !hooked?.given.has(property.name)) properties[property.name] = set
  }
  if (keyOfEntity(type, properties) !== keyOfEntity(type, owner.properties)) {
    throw new ODataError(400, 'BadRequest', `the key of ${type.qualifiedName} cannot be changed`)
  }
  const before = owner.properties
  context.store.update(owner, properties)
  keepRulesOf(owner, before, place, context)
}

/** The type stands before the value that it is of; the one that was there goes. */
function withDynamicType(
  properties: JsonObject,
  place: ValuePlace,
  typeName: JsonValue | undefined,
  store: Store,
): JsonObject {
  const member = `${place.at(-1)}@odata.type`
  const typePlace = [...place.slice(0, -1), member]
  if (typeName === undefined && valueAt(properties, typePlace) === undefined) return properties
  const without = withValueAt(properties, place, undefined, store)
  return withValueAt(without, typePlace, typeName, store) as JsonObject
}

/** What is wrong within a property that is changed by itself is wrong there in the body, or of its `value`. */
function keepRulesOf(
  owner: Entity,
  before: JsonObject,
  place: ValuePlace,
  context: RequestContext,
): void {
  try {
    keepRules(owner, before, context, '')
  } catch (error) {
    const path = `/${place.join('/')}`
    if (!(error instanceof ODataError) || !error.target?.startsWith(path)) throw error
    const { statusCode, code, message } = error
    const target = error.target.slice(path.length) || '/value'
    throw new ODataError(statusCode, code, message, { target })
  }
}
