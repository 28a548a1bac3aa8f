import {
  isJsonObject,
  type ComplexType,
  type EdmType,
  type JsonObject,
  type JsonValue,
  type Property,
} from '../model/index.ts'
import { findInstanceType } from '../schemas/instance-type.ts'
import { defaultValue, isStored } from './server-values.ts'

/** Told of each complex value that is made of one that was there and one that was given. */
export type Made = (value: JsonObject, before: JsonObject | undefined, given: JsonObject) => void

/**
 * A complex value with what PATCH gives: the properties given, those of the new type alone where the type
 * changes, and defaults where there was no value before. What is given is judged already.
 * @see Protocol, "Update a Complex Property"
 */
export function mergeComplex(
  declaredType: ComplexType,
  before: JsonValue | undefined,
  given: JsonObject,
  made: Made,
): JsonObject {
  if (!isJsonObject(before)) return replaceComplex(declaredType, undefined, given, made)
  const typeBefore = findInstanceType(declaredType, before) as ComplexType
  const type = typeNameOf(given) === undefined ? typeBefore : typeGiven(declaredType, given)
  const merged: Record<string, JsonValue> =
    type === typeBefore ? { ...before } : sharedMembers(before, typeBefore, type)
  if (type !== typeBefore) fillDefaults(merged, type)
  for (const [name, value] of Object.entries(given)) {
    const property = type.properties.get(name)
    if (property && isFixed(property)) continue
    merged[name] = property ? mergeMember(property, before[name], value, made) : value
  }
  const named = typeNameOf(given) === undefined ? merged : withoutOtherName(merged, given)
  made(named, before, given)
  return named
}

function mergeMember(
  { type, isCollection }: Property,
  before: JsonValue | undefined,
  given: JsonValue,
  made: Made,
): JsonValue {
  if (isCollection || type.kind !== 'complexType' || !isJsonObject(given)) return given
  return mergeComplex(type, before, given, made)
}

/**
 * A complex value as PUT gives it: what is not given has its default.
 * @param before keeps its values of properties that clients do not set
 * @see Protocol, "Update a Complex Property"
 */
export function replaceComplex(
  declaredType: ComplexType,
  before: JsonValue | undefined,
  given: JsonObject,
  made: Made,
): JsonObject {
  const type = typeGiven(declaredType, given)
  const previous = isJsonObject(before) ? before : undefined
  const replaced: Record<string, JsonValue> = {}
  for (const [name, value] of Object.entries(given)) {
    const property = type.properties.get(name)
    if (property?.isComputed) continue
    replaced[name] = property ? replaceMember(property, previous?.[name], value, made) : value
  }
  for (const property of previous ? type.properties.values() : []) {
    const kept = previous![property.name]
    if (isFixed(property) && kept !== undefined) replaced[property.name] = kept
  }
  fillDefaults(replaced, type)
  made(replaced, previous, given)
  return replaced
}

function replaceMember(
  { type, isCollection }: Property,
  before: JsonValue | undefined,
  given: JsonValue,
  made: Made,
): JsonValue {
  if (isCollection || type.kind !== 'complexType' || !isJsonObject(given)) return given
  return replaceComplex(type, before, given, made)
}

function isFixed({ isComputed, isImmutable }: Property): boolean {
  return isComputed || isImmutable
}

function fillDefaults(value: Record<string, JsonValue>, type: ComplexType): void {
  for (const property of type.properties.values()) {
    if (isStored(property) && !Object.hasOwn(value, property.name)) {
      value[property.name] = defaultValue(property)
    }
  }
}

/** "Properties shared through inheritance, as well as dynamic properties, are retained." */
function sharedMembers(
  before: JsonObject,
  typeBefore: ComplexType,
  type: ComplexType,
): Record<string, JsonValue> {
  const kept = Object.entries(before).filter(([name]) => {
    const [own = name] = name.split('@', 1)
    const property = typeBefore.properties.get(own)
    return !property || type.properties.get(own) === property
  })
  return Object.fromEntries(kept)
}

function typeGiven(declaredType: ComplexType, given: JsonObject): ComplexType {
  return findInstanceType(declaredType, given) as ComplexType
}

export function typeNameOf(value: JsonObject): JsonValue | undefined {
  return value['@odata.type'] ?? value['@type']
}

/** The type's name as it is given, without that in the spelling of another version. */
function withoutOtherName(
  { '@odata.type': _long, '@type': _short, ...rest }: Record<string, JsonValue>,
  given: JsonObject,
): Record<string, JsonValue> {
  return { '@odata.type': typeNameOf(given)!, ...rest }
}

/** Whether a type's values are objects with properties of their own. */
export function isComplex(type: EdmType): type is ComplexType {
  return type.kind === 'complexType'
}
