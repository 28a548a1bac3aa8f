import type { JsonObject, JsonValue } from './instance.ts'

/** Whether a value of a JSON document is an object: neither an array nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** As `Array.isArray`, which does not narrow a readonly array. */
export function isJsonArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
