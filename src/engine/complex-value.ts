import {
  isJsonObject,
  type ComplexType,
  type JsonObject,
  type JsonValue,
  type Property,
} from '../model/index.ts'
import { findInstanceType } from '../schemas/instance-type.ts'
import { isFixed } from './merge-value.ts'
import { defaultValue, isStored } from './server-values.ts'

/** Told of each complex value that is made of one that was there, if any, and of one that was given. */
export type Replaced = (
  value: JsonObject,
  before: JsonObject | undefined,
  given: JsonObject,
) => void

/**
 * A complex value as PUT gives it, or as it is given first: what is not given has its default.
 * @param before keeps its values of properties that clients do not change
 * @see Protocol, "Update a Complex Property"
 */
export function replaceComplex(
  declaredType: ComplexType,
  before: JsonValue | undefined,
  given: JsonObject,
  replaced: Replaced,
): JsonObject {
  const type = findInstanceType(declaredType, given) as ComplexType
  const previous = isJsonObject(before) ? before : undefined
  const value: Record<string, JsonValue> = {}
  for (const [name, inner] of Object.entries(given)) {
    const property = type.properties.get(name)
    if (property?.isComputed) continue
    value[name] = property ? replaceMember(property, previous?.[name], inner, replaced) : inner
  }
  for (const property of type.properties.values()) {
    const { name } = property
    const kept = isFixed(property) ? previous?.[name] : undefined
    if (kept !== undefined) value[name] = kept
    else if (isStored(property) && !Object.hasOwn(value, name)) value[name] = defaultValue(property)
  }
  replaced(value, previous, given)
  return value
}

function replaceMember(
  { type, isCollection }: Property,
  before: JsonValue | undefined,
  given: JsonValue,
  replaced: Replaced,
): JsonValue {
  if (isCollection || type.kind !== 'complexType' || !isJsonObject(given)) return given
  return replaceComplex(type, before, given, replaced)
}
