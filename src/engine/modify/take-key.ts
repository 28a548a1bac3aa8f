import { badRequest, ODataError } from '../../errors.ts'
import {
  keyOfEntity,
  valueAtPath,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type Property,
} from '../../model/index.ts'
import type { EntityCollection } from '../../store/index.ts'
import { keysThroughNavigation } from '../key-through-navigation.ts'
import type { RequestContext } from '../request-context.ts'
import type { CreationSteps } from './creation.ts'
import type { Members } from './read-members.ts'
import { defaultValue } from './server-values.ts'

/**
 * The key that a new entity is kept under.
 * @param properties where its properties go; those of the key that the body or the service gives are put there
 * @throws ODataError 409 for a key that is taken, 400 without one that the service could make
 */
export function takeKey(
  type: EntityType,
  { members, properties }: { members: Members; properties: Record<string, JsonValue> },
  creation: CreationSteps,
  context: RequestContext,
): string {
  const { place, origin, pointer } = creation
  const { collection } = place
  const related = keysThroughNavigation(type, members, origin, context)
  const refuseTaken = (text: string | undefined): void => {
    if (text !== undefined && collection?.has(text)) throw takenKey(type, text, pointer)
  }
  refuseTaken(keyOfEntity(type, keyValues(type, members, related)))
  for (const { name, path } of type.keyProperties) {
    const [first = name] = path
    if (path.length > 1) {
      const value = valueAtPath({ ...properties, ...related }, path)
      if (value === undefined || value === null) throw missingKey(type, path.join('/'), pointer)
    } else {
      const given = givenKey(type, first, members, creation)
      properties[first] = given ?? newKey(type, first, creation, context)
    }
  }
  const isOwn = Object.keys(related).length === 0
  const text = keyOfEntity(type, isOwn ? properties : { ...properties, ...related })
  refuseTaken(text)
  return text ?? unusedId(collection, context)
}

/** What a body says of the key, in its own properties and in those of what it relates. */
function keyValues(
  { keyProperties }: EntityType,
  { structural }: Members,
  related: JsonObject,
): JsonObject {
  const values: Record<string, JsonValue> = {}
  for (const { path } of keyProperties) {
    const [first = ''] = path
    const value = related[first] ?? structural.get(first)
    if (value !== undefined) values[first] = value
  }
  return values
}

/** What the body gives for a property of the key, unless it is the service that gives it. */
function givenKey(
  type: EntityType,
  name: string,
  { structural }: Members,
  { origin, counts }: CreationSteps,
): JsonValue | undefined {
  const property = type.properties.get(name)
  const isIgnored = origin === 'client' && property && !counts(property)
  return isIgnored ? undefined : structural.get(name)
}

function newKey(
  type: EntityType,
  name: string,
  { place: { collection }, pointer }: CreationSteps,
  context: RequestContext,
): JsonValue {
  const property = type.properties.get(name)
  if (property?.defaultValue !== undefined && !property.isComputed) return defaultValue(property)
  if (isGenerated(property?.type.qualifiedName)) return unusedId(collection, context)
  if (property && isCounted(property)) return unusedNumber(collection)
  throw missingKey(type, name, pointer)
}

function takenKey(type: EntityType, text: string, pointer: string): ODataError {
  return new ODataError(
    409,
    'Conflict',
    `a ${type.qualifiedName} with the key '${text}' exists already`,
    { target: `${pointer}/${type.keyProperties[0]?.path.join('/')}` },
  )
}

function missingKey({ qualifiedName }: EntityType, path: string, pointer: string): ODataError {
  return badRequest(`expected the key property '${path}' of ${qualifiedName}`, `${pointer}/${path}`)
}

/** Counted ids begin anew with each process, while a kept state has those of the one before. */
export function unusedId(
  collection: EntityCollection | undefined,
  { newId }: RequestContext,
): string {
  for (;;) {
    const id = newId()
    if (!collection?.has(id)) return id
  }
}

/** One more than there are, and on from there where entities with other numbers were deleted. */
export function unusedNumber(collection: EntityCollection | undefined): number {
  let number = (collection?.size ?? 0) + 1
  while (collection?.has(String(number))) number++
  return number
}

/** Vocabulary Core, "Computed" and "ComputedDefaultValue": the service numbers what it makes. */
function isCounted({ type, isComputed, isComputedDefault }: Property): boolean {
  const isNumber = /^Edm\.(?:S?Byte|Int\d\d|Decimal)$/.test(type.qualifiedName)
  return isNumber && (isComputed || isComputedDefault === true)
}

function isGenerated(typeName: string | undefined): boolean {
  return typeName === undefined || typeName === 'Edm.String' || typeName === 'Edm.Guid'
}
