import { notFound } from '../../errors.ts'
import {
  isDerivedFrom,
  isJsonEqual,
  keyOfEntity,
  primitiveTypes,
  type EdmType,
  type EntitySet,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type Operation,
} from '../../model/index.ts'
import { findInstanceType } from '../../schemas/instance-type.ts'
import { newEntity, type Entity } from '../../store/index.ts'
import type { RequestContext } from '../request-context.ts'
import type { Target } from '../target.ts'

/** An answer from outside the store: a user's module's, a fixture's, a page's. */
export interface Answer {
  readonly value: readonly JsonObject[] | JsonValue
  /**
   * Of an answer that was made for this call: the stored entity that an object of it is. What the answer
   * says of a stored entity then stands beside what is stored; a fixture only names it.
   */
  readonly entityOf?: ((value: JsonObject) => Entity | undefined) | undefined
}

/** What an answer is the answer of. */
export interface Answered {
  readonly name: string
  /** Absent where nothing says that there has to be one. */
  readonly isRequired?: boolean | undefined
  readonly type: EdmType | undefined
  readonly isCollection: boolean
  /** Of each member a value, behind `$each`. */
  readonly isOfEach?: boolean | undefined
  /** Where the entities live, as far as the model tells. */
  readonly entitySet?: EntitySet | undefined
}

export function answeredBy(
  { name, returnType }: Operation,
  entitySet: EntitySet | undefined,
): Answered {
  return {
    name,
    type: returnType?.type,
    isCollection: returnType?.isCollection ?? false,
    isRequired: returnType && !returnType.nullable,
    entitySet,
  }
}

export function targetOfAnswer(
  answer: Answer,
  answered: Answered,
  context: RequestContext,
): Target {
  const { name, type, isCollection } = answered
  const plain = unwrapped(answer.value)
  // What says of which media type a stream is stands beside its value.
  const isWhole = isObjectType(type) || (isStream(type) && plain !== null)
  const given = isWhole && !isCollection ? answer.value : plain
  const value = given === null ? withoutResult(answered) : given
  if (type?.kind === 'entityType') {
    const entityFor = (body: JsonObject) => answerEntity(body, type, { answer, answered }, context)
    if (Array.isArray(value)) {
      const items = (value as readonly JsonObject[]).map(entityFor)
      return { kind: 'collection', type, items, collection: undefined, via: undefined }
    }
    if (typeof value === 'object' && value !== null) {
      return { kind: 'entity', entity: entityFor(value as JsonObject), via: undefined }
    }
  }
  return {
    kind: 'value',
    owner: undefined,
    value: value as JsonValue,
    property: undefined,
    name,
    type: type ?? primitiveTypes['Edm.Untyped'],
    isCollection: Array.isArray(value),
    isOfEach: answered.isOfEach,
  }
}

/**
 * "If a collection-valued function has no result …, the response is the … representation of an empty
 * collection"; "404 Not Found is the appropriate response code" for a single value that there has to be.
 * @see Protocol, "Invoking a Function"
 */
function withoutResult({ name, isCollection, isRequired }: Answered): JsonValue {
  if (isCollection) return []
  if (isRequired) throw notFound(`'${name}' has no result`)
  return null
}

export function isStream(type: EdmType | undefined): boolean {
  return type?.qualifiedName === 'Edm.Stream'
}

export function isObjectType(type: EdmType | undefined): boolean {
  return type?.kind === 'entityType' || type?.kind === 'complexType'
}

/** Fixtures are objects or arrays: a primitive value stands in one as in a response, `{ "value": 5 }`; a collection may. */
export function unwrapped(answer: readonly JsonObject[] | JsonValue): JsonValue {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    return answer as JsonValue
  }
  const names = Object.keys(answer).filter((name) => !name.includes('@'))
  return names.length === 1 && names[0] === 'value'
    ? (answer as JsonObject)['value']!
    : (answer as JsonObject)
}

/** The stored entity where there is one, so that it has its links; else one that is nowhere stored. */
function answerEntity(
  body: JsonObject,
  declared: EntityType,
  { answer: { entityOf }, answered }: { readonly answer: Answer; readonly answered: Answered },
  context: RequestContext,
): Entity {
  const type = findInstanceType(declared, body) as EntityType
  const stored = entityOf?.(body) ?? findStored(type, body, answered, context)
  if (stored) return entityOf ? withMembers(stored, body) : stored
  const key = keyOfEntity(type, body) ?? ''
  return newEntity(type, body, { key, collection: undefined })
}

function findStored(
  type: EntityType,
  body: JsonObject,
  { entitySet }: Answered,
  { model, store }: RequestContext,
): Entity | undefined {
  const key = keyOfEntity(type, body)
  if (key === undefined) return undefined
  const sets = [...model.container.entitySets.values()]
  const fitting = sets.filter((set) => isDerivedFrom(type, set.entityType))
  for (const set of entitySet ? [entitySet, ...fitting] : fitting) {
    const stored = store.collection(set).get(key)
    if (stored) return stored
  }
  return undefined
}

/** The entity as an answer shows it: itself, where the answer says nothing else of it. */
function withMembers(stored: Entity, body: JsonObject): Entity {
  const { properties, type } = stored
  const others = Object.entries(body).filter(
    ([name, value]) =>
      !name.includes('@') &&
      !type.navigationProperties.has(name) &&
      !isJsonEqual(value, properties[name]),
  )
  if (others.length === 0) return stored
  return {
    ...stored,
    properties: { ...properties, ...Object.fromEntries(others) },
    origin: stored,
    text: undefined,
    etag: undefined,
  }
}
