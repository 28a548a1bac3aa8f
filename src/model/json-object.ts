import type { JsonObject } from './instance.ts'

/** Whether a value of a JSON document is an object: neither an array nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
