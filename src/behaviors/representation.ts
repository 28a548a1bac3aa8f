import { isJsonArray, isJsonObject, type JsonValue } from '../model/index.ts'
import type { Entity } from '../store/index.ts'
import type { Representation } from './behavior.ts'

/** The entities that representations were made of, while these live. */
const entities = new WeakMap<object, Entity>()

/** A copy of an entity for a module, which may change it: that changes nothing stored. */
export function representationOf(entity: Entity): Representation {
  const { collection, containment, singleton, type, properties } = entity
  const declared = collection?.entityType ?? containment?.type ?? singleton?.entityType ?? type
  const representation: Representation = {
    ...(declared !== type && { '@odata.type': `#${type.qualifiedName}` }),
    ...(copyOf(properties) as Representation),
  }
  entities.set(representation, entity)
  return representation
}

export function entityOf(representation: object): Entity | undefined {
  return entities.get(representation)
}

export function copyOf(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(copyOf)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copyOf(inner)]))
}

/** No value of a module is deeper: what is may lead to itself. */
const deepest = 100

/**
 * What a module gives as a JSON value: members that are `undefined` are absent, dates are as JSON has them.
 * @throws Error for what JSON cannot have
 */
export function jsonOf(value: unknown, depth = 0): JsonValue {
  if (depth > deepest) throw new Error(`a value of more than ${deepest} levels`)
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return jsonNumber(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object') throw new Error(`a ${typeof value}, which is no value of OData`)
  if (Array.isArray(value)) return value.map((item) => jsonOf(item, depth + 1))
  // Of whichever realm.
  const isDate = Object.prototype.toString.call(value) === '[object Date]'
  if (isDate) return (value as Date).toISOString()
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined)
  const object = Object.fromEntries(
    members.map(([name, inner]) => [name, jsonOf(inner, depth + 1)]),
  )
  const entity = entities.get(value)
  if (entity) entities.set(object, entity)
  return object
}

/** @see JSON Format, "Primitive Value": `NaN`, `INF` and `-INF` are strings */
function jsonNumber(value: number): JsonValue {
  if (Number.isFinite(value)) return value
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'INF' : '-INF'
}
