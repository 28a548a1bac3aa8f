import { ODataError } from '../errors.ts'
import {
  isJsonArray,
  isStructuredType,
  type EdmType,
  type EntityType,
  type JsonObject,
  type JsonValue,
  type Property,
} from '../model/index.ts'
import { findInstanceType } from '../schemas/instance-type.ts'
import type { Entity, Store } from '../store/index.ts'
import type { ValuePlace } from './target.ts'

/**
 * Refuses a place that clients do not change: a property that is computed or immutable, or lies within
 * one, and what is part of the key.
 * @throws ODataError 405
 * @see Protocol, "Managing Values and Properties Directly": "Services MUST return an error if the property is not updatable"
 */
export function checkUpdatable({ type, properties }: Entity, place: ValuePlace): void {
  const names = place.filter((step) => typeof step === 'string')
  if (isPartOfKey(type, names)) {
    throw notUpdatable(`'${names.join('/')}' is part of the key of ${type.qualifiedName}`)
  }
  for (const { name, isComputed, isImmutable } of propertiesAlong(type, properties, place)) {
    if (isComputed) throw notUpdatable(`'${name}' is set by the server`)
    if (isImmutable) throw notUpdatable(`'${name}' is given on creation and does not change`)
  }
}

function isPartOfKey({ keyProperties }: EntityType, names: readonly string[]): boolean {
  return keyProperties.some(({ path }) => path.every((name, index) => names[index] === name))
}

function notUpdatable(reason: string): ODataError {
  return new ODataError(405, 'MethodNotAllowed', `${reason}: it cannot be changed`, {
    headers: { Allow: 'GET, HEAD' },
  })
}

/** The declared properties that a place leads through. */
function* propertiesAlong(
  type: EntityType,
  properties: JsonObject,
  place: ValuePlace,
): Generator<Property> {
  let value: JsonValue | undefined = properties
  let declared: EdmType | undefined = type
  for (const step of place) {
    if (typeof step === 'string') {
      const holder: EdmType | undefined =
        declared?.kind === 'complexType' ? findInstanceType(declared, value) : declared
      const property: Property | undefined = isStructuredType(holder)
        ? holder.properties.get(step)
        : undefined
      if (property) yield property
      declared = property?.type
    }
    value = memberAt(value, step)
  }
}

function memberAt(value: JsonValue | undefined, step: string | number): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
  return (value as Record<string, JsonValue>)[step]
}

/** The value at a place within an entity's properties. */
export function valueAt(properties: JsonObject, place: ValuePlace): JsonValue | undefined {
  let value: JsonValue | undefined = properties
  for (const step of place) value = memberAt(value, step)
  return value
}

/**
 * An entity's properties with another value at a place, or none where that is `undefined`. The complex
 * values around it are made anew and keep their links.
 */
export function withValueAt(
  holder: JsonValue,
  [step, ...deeper]: ValuePlace,
  value: JsonValue | undefined,
  store: Store,
): JsonValue {
  if (step === undefined) return value ?? null
  const isLast = deeper.length === 0
  const inner = isLast ? value : withValueAt(memberAt(holder, step) ?? null, deeper, value, store)
  if (isJsonArray(holder)) {
    return inner === undefined
      ? holder.filter((_, index) => index !== step)
      : holder.with(Number(step), inner)
  }
  const before = holder as JsonObject
  const changed = inner === undefined ? withoutMember(before, step) : { ...before, [step]: inner }
  store.inheritComplexLinks(changed, before)
  return changed
}

/** Without a dynamic property and what annotates it. */
function withoutMember(holder: JsonObject, name: string | number): JsonObject {
  const left = Object.entries(holder).filter(
    ([member]) => member !== name && !member.startsWith(`${name}@`),
  )
  return Object.fromEntries(left)
}
