import {
  isJsonObject,
  keyOfEntity,
  type EntityType,
  type JsonObject,
  type NavigationProperty,
} from '../../model/index.ts'
import { findInstanceType } from '../../schemas/instance-type.ts'
import { isRequired, missingProperty, type MissingProperty } from './find-missing.ts'
import { isDeclaredIn } from '../modify/is-upsertable.ts'
import type { RequestContext } from '../request-context.ts'

type Context = Pick<RequestContext, 'model' | 'store'>

/** An entity of a body, and the navigation property by which it is reached. */
interface Place {
  readonly body: JsonObject
  readonly pointer: string
  readonly arrival: NavigationProperty | undefined
}

/**
 * What is wrong with the relationships that a create gives: one that is not nullable has to be nested,
 * bound, said by the dependent properties of a referential constraint, or be the way back by which the
 * entity is created; and a single one is given once.
 * @param declaredType that of `place.body`
 * @see Protocol, "Handling of Integrity Constraints"; CSDL, "Nullable Navigation Property"
 */
export function* findLinkViolations(
  declaredType: EntityType,
  { body, pointer, arrival }: Place,
  context: Context,
): Generator<MissingProperty> {
  if (!isDeclaredIn(context.model, declaredType)) return
  const type = findInstanceType(declaredType, body) as EntityType
  for (const navigation of type.navigationProperties.values()) {
    const at = `${pointer}/${navigation.name}`
    const names = namesGiven(navigation, body)
    if (names.length === 0 && arrival?.partner !== navigation) {
      yield* missingAt(type, navigation, body, pointer)
    } else if (names.length > 1 && !navigation.isCollection) {
      yield violation(
        `${pointer}/${names[1]}`,
        `one value for '${navigation.name}'`,
        names.join(' and '),
      )
    }
    for (const [place, nested] of entitiesIn(body[navigation.name], navigation, at)) {
      if (isThere(navigation, nested, context)) continue
      const inner = { body: nested, pointer: place, arrival: navigation }
      yield* findLinkViolations(navigation.type, inner, context)
    }
  }
}

function namesGiven({ name }: NavigationProperty, body: JsonObject): readonly string[] {
  return [name, `${name}@odata.bind`, `${name}@bind`].filter((each) => Object.hasOwn(body, each))
}

function* missingAt(
  type: EntityType,
  navigation: NavigationProperty,
  body: JsonObject,
  pointer: string,
): Generator<MissingProperty> {
  const { name, isCollection, nullable, isReadOnly, referentialConstraints } = navigation
  const dependents = referentialConstraints.flatMap(
    ({ property }) => type.properties.get(property) ?? [],
  )
  const absent = dependents.filter((each) => (body[each.name] ?? null) === null)
  const required = absent.filter((each) => !Object.hasOwn(body, each.name) && isRequired(each))
  for (const property of required) {
    yield missingProperty(type, property, `${pointer}/${property.name}`)
  }
  const isSaid = absent.length < dependents.length
  if (isCollection || nullable || isReadOnly || isSaid || required.length > 0) return
  const related = navigation.type.qualifiedName
  const expected = `'${name}' of ${type.qualifiedName}, which is not nullable: a ${related} or a reference to one`
  yield violation(`${pointer}/${name}`, expected, 'nothing')
}

function violation(pointer: string, expected: string, found: string): MissingProperty {
  return { pointer, message: `expected ${expected}, found ${found}`, expected, found }
}

function entitiesIn(
  value: unknown,
  { isCollection }: NavigationProperty,
  at: string,
): readonly (readonly [string, JsonObject])[] {
  if (!isCollection) return isJsonObject(value) ? [[at, value]] : []
  if (!Array.isArray(value)) return []
  return value.flatMap((item, index) =>
    isJsonObject(item) ? [[`${at}/${index}`, item] as const] : [],
  )
}

/** Names an entity that exists, by its id or by its key. */
function isThere(
  { type, target, containsTarget }: NavigationProperty,
  body: JsonObject,
  { store }: Context,
): boolean {
  if ('@odata.id' in body || '@id' in body) return true
  const key = keyOfEntity(type, body)
  if (containsTarget || !target || key === undefined) return false
  return store.collection(target).has(key)
}
