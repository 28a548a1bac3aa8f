import { isJsonObject, type EdmType, type JsonObject, type JsonValue } from '../../model/index.ts'
import { findInstanceType } from '../../schemas/instance-type.ts'
import { giveStreams, streamsOf } from '../../store/index.ts'
import { completeValue, isFixed, type Made } from './complex-value.ts'

/**
 * What an update of a property with PATCH leaves: a complex value is merged with what is there, anything else
 * replaced. Where the type of a complex value changes, "properties shared through inheritance, as well
 * as dynamic properties, are retained".
 * @see Protocol, "Update an Entity", "Update a Complex Property"
 */
export function mergeValue(
  type: EdmType,
  before: JsonValue | undefined,
  given: JsonValue,
  made: Made,
): JsonValue {
  if (type.kind !== 'complexType' || !isJsonObject(before) || !isJsonObject(given)) {
    return completeValue(type, undefined, given, made)
  }
  const typeBefore = findInstanceType(type, before)
  const typeAfter = namesType(given) ? findInstanceType(type, given) : typeBefore
  const merged: Record<string, JsonValue> = {}
  for (const [name, value] of Object.entries(before)) {
    const own = typeBefore.properties.get(name)
    const isLost = own !== undefined && typeAfter.properties.get(name) !== own
    if (!isLost && !(namesType(given) && isTypeName(name))) merged[name] = value
  }
  for (const [name, value] of Object.entries(given)) {
    const property = typeAfter.properties.get(name)
    if (property && isFixed(property) && name in merged) continue
    merged[name] = property ? mergeValue(property.type, merged[name], value, made) : value
  }
  giveStreams(merged, streamsOf(given))
  made(merged, before, given)
  return merged
}

export function namesType(value: JsonObject): boolean {
  return '@odata.type' in value || '@type' in value
}

function isTypeName(name: string): boolean {
  return name === '@odata.type' || name === '@type'
}
