import {
  digitsOf,
  isJsonObject,
  keepDigits,
  type JsonObject,
  type JsonValue,
} from '../../model/index.ts'

/** Whether a body, or what is in it, is a JSON object; octets are none. */
export function isObjectBody(body: unknown): body is JsonObject {
  return isJsonObject(body) && !Buffer.isBuffer(body)
}

/** An object or array with each member mapped; numbers that stay keep the digits that a double loses. */
export function mapMembers(
  holder: JsonObject | readonly JsonValue[],
  map: (value: JsonValue, name: string) => JsonValue,
): JsonValue {
  const mapped = Array.isArray(holder)
    ? (holder as readonly JsonValue[]).map((item, index) => map(item, String(index)))
    : Object.fromEntries(
        Object.entries(holder as JsonObject).map(([name, item]) => [name, map(item, name)]),
      )
  copyDigits(holder, mapped)
  return mapped
}

/** The object with those of its members alone. */
export function pickMembers(entity: JsonObject, names: readonly string[]): JsonObject {
  const picked = Object.fromEntries(names.map((name) => [name, entity[name]!]))
  copyDigits(entity, picked)
  return picked
}

/** Keeps the digits of those numbers of `from` that `to` has under the same name. */
export function copyDigits(from: object, to: object): void {
  for (const [name, value] of Object.entries(to)) {
    const digits = typeof value === 'number' ? digitsOf(from, name) : undefined
    if (digits !== undefined && Number(digits) === value) keepDigits(to, name, digits)
  }
}
