import type { AnnotationRecord, JsonObject, JsonValue } from '../../model/index.ts'
import type { CsdlNames } from './csdl-names.ts'

/**
 * The annotations of an object, or of one of its members, by qualified term with `#qualifier`.
 * @returns `undefined` for none
 * @see CSDL JSON, "Annotation"
 */
export function readJsonAnnotations(
  object: JsonObject,
  names: CsdlNames,
  member = '',
): AnnotationRecord | undefined {
  const prefix = `${member}@`
  let found: Record<string, JsonValue> | undefined
  for (const [name, value] of Object.entries(object)) {
    if (!name.startsWith(prefix)) continue
    found ??= {}
    found[names.resolve(name.slice(prefix.length))] = readValue(value, names)
  }
  return found
}

/** Members whose value is a name or a path of the model. */
const pathMembers = /^(?:\$(?:Path|Type|Function|LabeledElementReference)|@(?:odata\.)?type)$/

/** The value with the aliases of its names and paths resolved. */
function readValue(value: JsonValue, names: CsdlNames): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    return (value as readonly JsonValue[]).map((item) => readValue(item, names))
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const isType = /^@(?:odata\.)?type$/.test(name)
      const key = isType ? '@type' : name.includes('@') ? names.resolve(name) : name
      const isPath = typeof item === 'string' && pathMembers.test(name)
      return [key, isPath ? names.resolve(item) : readValue(item, names)]
    }),
  )
}
