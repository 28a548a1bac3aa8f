import {
  isJsonEqual,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type Property,
} from '../../model/index.ts'
import type { Entity } from '../../store/index.ts'
import { tiedProperties } from '../judge/find-missing.ts'
import { addDynamicMembers } from './add-dynamic-members.ts'
import { completeValue, type Made } from './complex-value.ts'
import { reportIgnored } from './report-ignored.ts'
import { mergeValue } from './merge-value.ts'
import type { Members } from './read-members.ts'
import type { RequestContext } from '../request-context.ts'
import { defaultValue, isStored, serverValue } from './server-values.ts'

/** What is updated, and how. */
export interface UpdatedEntity {
  readonly entity: Entity
  /** That it is to have. */
  readonly type: EntityType
  readonly method: 'PATCH' | 'PUT'
  /** Of its representation in the body. */
  readonly pointer: string
  /** Members that a user's module gave, which count also where a client's would not. */
  readonly byHook: ReadonlySet<string> | undefined
}

/**
 * The properties of an entity after an update: PATCH changes what is given, PUT gives what is not given its
 * default back. Key, computed and immutable properties keep their values, and another value sent for one is
 * reported.
 * @see Protocol, "Update an Entity"
 */
export function updatedProperties(
  { entity, type, method, pointer, byHook }: UpdatedEntity,
  members: Members,
  made: Made,
  context: RequestContext,
): JsonObject {
  const properties = keptProperties(entity, type, method)
  // PUT leaves those that it does not give "defined as dependent properties within a referential constraint".
  const tied = tiedProperties(type)
  for (const property of type.properties.values()) {
    const { name } = property
    const given = members.structural.get(name)
    const isOwn = given !== undefined && (context.isByService || byHook?.has(name))
    if (type !== entity.type && entity.type.properties.get(name) !== property) {
      properties[name] = firstValue(property, given, made, context)
    } else if (isFixed(property, type.key) && !(isOwn && isOnlyComputed(property, type.key))) {
      if (given !== undefined && !isJsonEqual(given, properties[name])) {
        reportIgnored(`${pointer}/${name}`, context)
      }
      const set = serverValue(property, 'update', context)
      if (property.isComputed && set !== undefined) properties[name] = set
    } else if (given !== undefined) {
      const valueOf = method === 'PATCH' ? mergeValue : completeValue
      properties[name] = valueOf(property.type, properties[name], given, made)
    } else if (method === 'PUT' && isStored(property) && !tied.has(name)) {
      properties[name] = omittedValue(property, properties[name], context)
    }
  }
  return addDynamicMembers(properties, members)
}

/**
 * What an update starts from. A PUT drops the dynamic properties that it does not give; with another type go
 * those that are not "shared through inheritance".
 */
function keptProperties(
  { type: typeBefore, properties }: Entity,
  type: EntityType,
  method: 'PATCH' | 'PUT',
): Record<string, JsonValue> {
  if (method === 'PATCH' && type === typeBefore) return { ...properties }
  const kept = Object.entries(properties).filter(([name]) => {
    const own = typeBefore.properties.get(name)
    return own ? type.properties.get(name) === own : method === 'PATCH'
  })
  return Object.fromEntries(kept)
}

function isFixed({ name, isComputed, isImmutable }: Property, key: readonly string[]): boolean {
  return isComputed || isImmutable || key.includes(name)
}

/** What the service's own modules may set again. */
function isOnlyComputed({ name, isComputed, isImmutable }: Property, key: readonly string[]) {
  return isComputed && !isImmutable && !key.includes(name)
}

/** Of a property that the entity gets with its new type. */
function firstValue(
  property: Property,
  given: JsonValue | undefined,
  made: Made,
  context: RequestContext,
): JsonValue {
  if (given !== undefined && !property.isComputed) {
    return completeValue(property.type, undefined, given, made)
  }
  return serverValue(property, 'create', context) ?? defaultValue(property)
}

/** Vocabulary Core, "ComputedDefaultValue": the service makes a value, or keeps the one that it made. */
function omittedValue(
  property: Property,
  before: JsonValue | undefined,
  context: RequestContext,
): JsonValue {
  if (property.isComputedDefault !== true) return defaultValue(property)
  return serverValue(property, 'create', context) ?? before ?? defaultValue(property)
}
