import { didYouMean, isJsonObject, type EntityType, type JsonObject } from '../../model/index.ts'
import { findInstanceType } from '../../schemas/instance-type.ts'
import { isDelta } from '../modify/read-members.ts'
import { findRemovalFault, removalIn } from '../changes/removal.ts'
import type { BodyValidators, RequestContext } from '../request-context.ts'

type Violation = ReturnType<BodyValidators['validate']>[number]
type Judge = Pick<RequestContext, 'validators'>

/**
 * What is wrong with the related entities in an update, as far as the schema of the type does not say it:
 * a full collection has no deleted entities, and a delta has its own form.
 * @see Protocol, "Update Related Entities When Updating an Entity"
 */
export function* findRelatedViolations(
  declaredType: EntityType,
  body: JsonObject,
  context: Judge,
  pointer = '',
): Generator<Violation> {
  const type = findInstanceType(declaredType, body) as EntityType
  for (const [name, value] of Object.entries(body)) {
    const at = name.indexOf('@')
    const place = `${pointer}/${name}`
    if (at > 0 && isDelta(name.slice(at))) {
      yield* findDeltaViolations(type, { name: name.slice(0, at), value, place }, body, context)
    }
    const navigation = at < 0 ? type.navigationProperties.get(name) : undefined
    if (!navigation) continue
    for (const [inner, item] of entitiesIn(value, place)) {
      if (Array.isArray(value) && removalIn(item)) {
        yield violation(inner, 'an entity, since the collection is given as a whole', '@removed')
      }
      yield* findRelatedViolations(navigation.type, item, context, inner)
    }
  }
}

function entitiesIn(value: unknown, place: string): readonly (readonly [string, JsonObject])[] {
  if (isJsonObject(value)) return [[place, value]]
  if (!Array.isArray(value)) return []
  return value.flatMap((item, index) =>
    isJsonObject(item) ? [[`${place}/${index}`, item] as const] : [],
  )
}

function* findDeltaViolations(
  type: EntityType,
  {
    name,
    value,
    place,
  }: { readonly name: string; readonly value: unknown; readonly place: string },
  body: JsonObject,
  context: Judge,
): Generator<Violation> {
  const navigation = type.navigationProperties.get(name)
  if (!navigation?.isCollection) {
    const names = [...type.navigationProperties.values()].filter((each) => each.isCollection)
    const near = didYouMean(
      name,
      names.map((each) => each.name),
    )
    const expected = `a collection-valued navigation property of ${type.qualifiedName}`
    yield violation(place, expected, `'${name}'${near}`)
  } else if (name in body) {
    yield violation(place, `either '${name}' or its delta`, 'both')
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* findItemViolations(navigation.type, item, context, `${place}/${index}`)
    }
  } else {
    yield violation(place, 'an array', describe(value))
  }
}

/** What is wrong with an entry of a delta, which stands at `pointer`. */
export function* findItemViolations(
  type: EntityType,
  item: unknown,
  context: Judge,
  pointer: string,
): Generator<Violation> {
  if (!isJsonObject(item)) {
    yield violation(pointer, `${type.qualifiedName}, an object`, describe(item))
    return
  }
  const fault = findRemovalFault(item)
  if (fault) yield violation(pointer + fault.place, fault.expected, 'something else')
  if (removalIn(item)) return
  for (const found of context.validators.validate(type, item, 'update')) {
    yield { ...found, pointer: pointer + found.pointer }
  }
  yield* findRelatedViolations(type, item, context, pointer)
}

function violation(pointer: string, expected: string, found: string): Violation {
  return { pointer, message: `expected ${expected}, found ${found}`, expected, found }
}

function describe(value: unknown): string {
  return JSON.stringify(value).slice(0, 80)
}
