import {
  isJsonObject,
  type ComplexType,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type Model,
  type NavigationProperty,
  type Property,
  type StructuredType,
} from '../../model/index.ts'
import { findInstanceType } from '../../schemas/instance-type.ts'
import { isDeclaredIn } from '../modify/is-upsertable.ts'
import { namesType } from '../modify/merge-value.ts'

/** A property that a body has to give and does not. */
export interface MissingProperty {
  readonly pointer: string
  readonly message: string
  readonly expected: string
  readonly found: string
}

/**
 * Properties that a create has to give: those that are neither nullable nor collections, and have no
 * default, unless the service computes them or a referential constraint ties them to another entity. Pages
 * say too little of this to be held to it, so it is asked of types that CSDL declares.
 * @see Protocol, "Create an Entity"
 */
export function findMissing(
  type: StructuredType,
  body: JsonObject,
  model: Model,
): readonly MissingProperty[] {
  return isDeclaredIn(model, type) ? [...missingIn(type, body, '')] : []
}

/**
 * As `findMissing`, of a PUT, which leaves the key and immutable properties as they are: "omitting a
 * non-nullable property with no service-generated or default value results in a 400".
 * @see Protocol, "Update an Entity"
 */
export function findMissingInReplacement(
  type: EntityType,
  body: JsonObject,
  model: Model,
): readonly MissingProperty[] {
  const isKept = (name: string) =>
    type.key.includes(name) || type.properties.get(name)?.isImmutable === true
  return findMissing(type, body, model).filter(({ pointer }) => !isKept(pointer.slice(1)))
}

/** What is merged, of which type it is and is to be. */
interface Merge {
  readonly typeBefore: StructuredType
  readonly type: StructuredType
  readonly before: JsonObject
}

/**
 * As `findMissing`, of a PATCH: what a complex value that was not there, a member of a collection, or another
 * type brings with it has to be given; the rest is there.
 * @see Protocol, "Update an Entity", "Update a Complex Property"
 */
export function findMissingInMerge(
  merge: Merge,
  body: JsonObject,
  model: Model,
): readonly MissingProperty[] {
  return isDeclaredIn(model, merge.type) ? [...missingInMerge(merge, body, '')] : []
}

function* missingInMerge(
  { typeBefore, type, before }: Merge,
  body: JsonObject,
  pointer: string,
): Generator<MissingProperty> {
  const tiedNames = tiedProperties(type)
  for (const property of type.properties.values()) {
    const { name } = property
    const value = Object.hasOwn(body, name) ? body[name] : undefined
    const at = `${pointer}/${name}`
    const isNew = typeBefore.properties.get(name) !== property
    if (value === undefined) {
      if (isNew && isRequired(property) && !tiedNames.has(name))
        yield missingProperty(type, property, at)
    } else if (property.type.kind === 'complexType' && isOfShape(property, value)) {
      yield* missingInMergedValue(property.type, isNew ? undefined : before[name], value, at)
    }
  }
}

function* missingInMergedValue(
  declared: ComplexType,
  before: JsonValue | undefined,
  value: JsonValue,
  pointer: string,
): Generator<MissingProperty> {
  if (!isJsonObject(before) || !isJsonObject(value)) {
    yield* missingInEach(declared, value, pointer)
    return
  }
  const typeBefore = findInstanceType(declared, before)
  const type = namesType(value) ? findInstanceType(declared, value) : typeBefore
  yield* missingInMerge({ typeBefore, type, before }, value, pointer)
}

function* missingIn(
  declaredType: StructuredType,
  body: JsonObject,
  pointer: string,
): Generator<MissingProperty> {
  const type = findInstanceType(declaredType, body)
  const tiedNames = tiedProperties(type)
  for (const property of type.properties.values()) {
    const value = Object.hasOwn(body, property.name) ? body[property.name] : undefined
    const at = `${pointer}/${property.name}`
    if (value === undefined) {
      if (isRequired(property) && !tiedNames.has(property.name))
        yield missingProperty(type, property, at)
    } else if (property.type.kind === 'complexType' && isOfShape(property, value)) {
      yield* missingInEach(property.type, value, at)
    }
  }
  for (const navigation of type.navigationProperties.values()) {
    const value = Object.hasOwn(body, navigation.name) ? body[navigation.name] : undefined
    if (value !== undefined && isOfShape(navigation, value)) {
      yield* missingInEach(navigation.type, value, `${pointer}/${navigation.name}`)
    }
  }
}

/** What is none of its shape is refused as such, and nothing is missing in it. */
function isOfShape({ isCollection }: Property | NavigationProperty, value: JsonValue): boolean {
  return isCollection === Array.isArray(value)
}

function* missingInEach(
  type: StructuredType,
  value: JsonValue,
  pointer: string,
): Generator<MissingProperty> {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly JsonValue[]).entries()) {
      yield* missingInEach(type, item, `${pointer}/${index}`)
    }
  } else if (isJsonObject(value) && !isReference(type, value)) {
    yield* missingIn(type, value, pointer)
  }
}

/** What names an entity that may be there already, by its id or by its key alone. */
function isReference(type: StructuredType, value: JsonObject): boolean {
  if ('@odata.id' in value || '@id' in value) return true
  if (!isKeyed(type) || !type.key.every((name) => Object.hasOwn(value, name))) return false
  return Object.keys(value).every((name) => type.key.includes(name) || name.startsWith('@'))
}

function isKeyed(type: StructuredType): type is EntityType {
  return type.kind === 'entityType' && type.key.length > 0
}

export function isRequired(property: Property): boolean {
  const { nullable, isCollection, isComputed, isComputedDefault, defaultValue, type } = property
  const isGiven = nullable || isCollection || isComputed || isComputedDefault === true
  return !isGiven && defaultValue === undefined && type.qualifiedName !== 'Edm.Stream'
}

const tied = new WeakMap<StructuredType, ReadonlySet<string>>()

/** Dependent properties of referential constraints, which get their values from the entities that they are tied to. */
export function tiedProperties(type: StructuredType): ReadonlySet<string> {
  let names = tied.get(type)
  if (!names) {
    const navigations = [...type.navigationProperties.values()]
    const constraints = navigations.flatMap(({ referentialConstraints }) => referentialConstraints)
    names = new Set(constraints.map(({ property }) => property))
    tied.set(type, names)
  }
  return names
}

export function missingProperty(
  type: StructuredType,
  property: Property,
  pointer: string,
): MissingProperty {
  const expected = `a value of ${property.type.qualifiedName}`
  const isKey = isKeyed(type) && type.key.includes(property.name)
  const reason = isKey
    ? 'which is part of the key, found nothing: give it, or annotate it with Org.OData.Core.V1.Computed in the contract for the service to make it'
    : 'which is not nullable and has no default, found nothing'
  return {
    pointer,
    message: `expected '${property.name}' of ${type.qualifiedName}, ${reason}`,
    expected,
    found: 'nothing',
  }
}
