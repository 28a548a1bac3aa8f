import {
  isJsonArray,
  isJsonObject,
  type ComplexType,
  type EdmType,
  type JsonObject,
  type JsonValue,
  type Property,
} from '../../model/index.ts'
import { findInstanceType } from '../../schemas/instance-type.ts'
import { giveStreams, streamsOf } from '../../store/index.ts'
import { defaultValue, isOfPage, isStored } from './server-values.ts'

/** Takes each complex value that was made of one that was there, if any, and of what the body gave. */
export type Made = (value: JsonObject, before: JsonObject | undefined, given: JsonObject) => void

/**
 * A value of a property as PUT gives it, or as it is given first: what its complex values do not say has its
 * default.
 * @see Protocol, "Create an Entity", "Update a Complex Property"
 */
export function completeValue(
  type: EdmType,
  before: JsonValue | undefined,
  given: JsonValue,
  made: Made,
): JsonValue {
  if (type.kind !== 'complexType') return given
  if (isJsonArray(given)) return given.map((item) => completeValue(type, undefined, item, made))
  return isJsonObject(given) ? replaceComplex(type, before, given, made) : given
}

/**
 * A complex value as PUT gives it, or as it is given first: what is not given has its default. Pages show
 * values in part, so theirs stay as they are given.
 * @param before keeps its values of properties that clients do not change
 * @see Protocol, "Update a Complex Property"
 */
export function replaceComplex(
  declaredType: ComplexType,
  before: JsonValue | undefined,
  given: JsonObject,
  made: Made,
): JsonObject {
  const type = findInstanceType(declaredType, given) as ComplexType
  const previous = isJsonObject(before) ? before : undefined
  const value: Record<string, JsonValue> = {}
  for (const [name, inner] of Object.entries(given)) {
    const property = type.properties.get(name)
    if (property?.isComputed && !isOfPage(property)) continue
    value[name] = property ? completeValue(property.type, previous?.[name], inner, made) : inner
  }
  for (const property of type.properties.values()) {
    const { name } = property
    const kept = isFixed(property) ? previous?.[name] : undefined
    if (kept !== undefined) value[name] = kept
    else if (isStored(property) && !isOfPage(property) && !Object.hasOwn(value, name)) {
      value[name] = defaultValue(property)
    }
  }
  giveStreams(value, streamsOf(given))
  made(value, previous, given)
  return value
}

/** Neither a computed nor an immutable property is changed by what a client gives. */
export function isFixed({ isComputed, isImmutable }: Property): boolean {
  return isComputed || isImmutable
}
