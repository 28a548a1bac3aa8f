import { notImplemented } from '../errors.ts'
import {
  isJsonEqual,
  isJsonObject,
  type EdmType,
  type JsonObject,
  type JsonValue,
  type Property,
} from '../model/index.ts'
import type { Entity } from '../store/index.ts'
import { addDynamicMembers } from './add-dynamic-members.ts'
import { bindReferences, linkComplexValues, reportIgnored } from './create-entity.ts'
import { readMembers } from './read-members.ts'
import type { RequestContext } from './request-context.ts'
import { defaultValue, isStored, serverValue } from './server-values.ts'

/**
 * Updates an entity: PATCH changes what is given, PUT gives what is not given its default back.
 * Key, computed and immutable properties keep their values, and a value sent for one is reported.
 * @param body judged already
 * @see Protocol, "Update an Entity"
 */
export function updateEntity(
  entity: Entity,
  body: JsonObject,
  method: 'PATCH' | 'PUT',
  context: RequestContext,
): void {
  const { type } = entity
  const hooked = context.hooks?.beforeUpdate(body, entity, context)
  const members = readMembers(type, hooked?.body ?? body, '')
  if (members.nested.length > 0) {
    throw notImplemented(
      `updating related entities in place ('${members.nested[0]!.navigation.name}')`,
    )
  }
  const merged = new Map<JsonObject, JsonObject>()
  const made = (value: JsonObject, before: JsonObject, given: JsonObject) => {
    context.store.inheritComplexLinks(value, before)
    merged.set(given, value)
  }
  const properties = method === 'PATCH' ? { ...entity.properties } : declaredProperties(entity)
  for (const property of type.properties.values()) {
    const { name } = property
    const given = members.structural.get(name)
    const isOwn = given !== undefined && (context.isByService || hooked?.given.has(name))
    if (isFixed(property, type.key) && !(isOwn && isOnlyComputed(property, type.key))) {
      if (given !== undefined && !isJsonEqual(given, properties[name])) {
        reportIgnored(`/${name}`, context)
      }
      const set = serverValue(property, 'update', context)
      if (property.isComputed && set !== undefined) properties[name] = set
    } else if (given !== undefined) {
      properties[name] =
        method === 'PATCH' ? merge(property.type, properties[name], given, made) : given
    } else if (method === 'PUT' && isStored(property)) {
      properties[name] = defaultValue(property)
    }
  }
  context.store.update(entity, addDynamicMembers(properties, members))
  bindReferences(entity, members, context)
  linkComplexValues(members, context, 'nested', (value) => merged.get(value) ?? value)
  context.hooks?.afterUpdate(entity, context)
}

/** What a PUT starts from: dynamic properties that it does not give are gone. */
function declaredProperties({ type, properties }: Entity): Record<string, JsonValue> {
  const declared = Object.entries(properties).filter(([name]) => type.properties.has(name))
  return Object.fromEntries(declared)
}

function isFixed({ name, isComputed, isImmutable }: Property, key: readonly string[]): boolean {
  return isComputed || isImmutable || key.includes(name)
}

/** What the service's own modules may set again. */
function isOnlyComputed({ name, isComputed, isImmutable }: Property, key: readonly string[]) {
  return isComputed && !isImmutable && !key.includes(name)
}

/** A complex value is merged with what is there unless its type changes, anything else replaced. */
function merge(
  type: EdmType,
  before: JsonValue | undefined,
  given: JsonValue,
  made: (value: JsonObject, before: JsonObject, given: JsonObject) => void,
): JsonValue {
  if (type.kind !== 'complexType' || !isJsonObject(before) || !isJsonObject(given)) return given
  const isRetyped = (given['@odata.type'] ?? before['@odata.type']) !== before['@odata.type']
  if (isRetyped) return given
  const merged: Record<string, JsonValue> = { ...before }
  for (const [name, value] of Object.entries(given)) {
    const property = type.properties.get(name)
    merged[name] = property ? merge(property.type, merged[name], value, made) : value
  }
  made(merged, before, given)
  return merged
}
