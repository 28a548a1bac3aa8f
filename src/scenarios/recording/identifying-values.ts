const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const uuidInText = /(?<![0-9a-z-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z-])/gi
const dateTime = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?$/

export function isUuid(value: unknown): boolean {
  return typeof value === 'string' && uuid.test(value)
}

export function isDateTime(value: unknown): boolean {
  return typeof value === 'string' && dateTime.test(value)
}

export function findUuids(text: string): readonly string[] {
  return text.match(uuidInText) ?? []
}

/**
 * Whether a text is most likely there to be sent back, wherever it shows up again: a UUID, a token, an
 * ETag. Words, enumeration members and times are not.
 */
export function isIdentifying(text: string): boolean {
  if (isUuid(text)) return true
  if (text.length < 8 || /\s/.test(text) || isDateTime(text)) return false
  return (/\d/.test(text) && /[a-z]/i.test(text)) || (text.length >= 20 && /[^A-Za-z.]/.test(text))
}

/** Whether a property of this name most likely is a key, or refers to one. */
export function isKeyName(name: string): boolean {
  return /^(?:id|key)$/i.test(name) || /[a-z](?:Id|ID)$/.test(name)
}
