import { UsageError } from '../../errors.ts'
import { isJsonObject, type JsonObject } from '../../model/index.ts'
import { parseJsonText } from '../../store/index.ts'

/** @throws UsageError for text that is no JSON object with this member */
export function readJsonDocument(file: string, text: string, member: string): JsonObject {
  const document = parseJsonText(file, text)
  if (isJsonObject(document) && member in document) return document
  throw new UsageError(`${file}: expected a JSON object with '${member}', found none`)
}

/** The member as what it has to be, else `undefined`. */
export function textAt(value: unknown, name: string): string | undefined {
  const member = isJsonObject(value) ? value[name] : undefined
  return typeof member === 'string' ? member : undefined
}

export function listAt(value: unknown, name: string): readonly unknown[] {
  const member = isJsonObject(value) ? value[name] : undefined
  return Array.isArray(member) ? (member as readonly unknown[]) : []
}
