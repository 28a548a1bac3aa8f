import type { JsonValue } from './instance.ts'
import { keyText } from './key-text.ts'
import { isPrimitiveTypeName, primitiveTypes } from './primitive-types.ts'

type Read = (text: string) => JsonValue | undefined

const whole =
  (typeName: 'Edm.Byte' | 'Edm.SByte' | 'Edm.Int16' | 'Edm.Int32' | 'Edm.Int64'): Read =>
  (text) => {
    if (!/^[-+]?\d+$/.test(text)) return undefined
    if (keyText(text, primitiveTypes[typeName]) === undefined) return undefined
    const value = Number(text)
    return Number.isSafeInteger(value) ? value : text
  }
const real: Read = (text) => {
  if (/^[-+]?INF$|^NaN$/.test(text)) return text.replace('+', '')
  return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text) ? Number(text) : undefined
}
const decimal: Read = (text) => {
  const value = real(text)
  const digits = text.replace(/^[-+]?[0.]*|[eE].*$/g, '').replace('.', '')
  return value === undefined || digits.length <= 15 ? value : text
}

const readers: Readonly<Record<string, Read>> = {
  'Edm.Boolean': (text) =>
    /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined,
  'Edm.Byte': whole('Edm.Byte'),
  'Edm.SByte': whole('Edm.SByte'),
  'Edm.Int16': whole('Edm.Int16'),
  'Edm.Int32': whole('Edm.Int32'),
  'Edm.Int64': whole('Edm.Int64'),
  'Edm.Single': real,
  'Edm.Double': real,
  'Edm.Decimal': decimal,
}

/**
 * The JSON value that a text stands for.
 * @returns `undefined` when the text is no value of the primitive type
 */
export function readPrimitiveText(text: string, typeName: string): JsonValue | undefined {
  const read = readers[typeName]
  if (read) return read(text.trim())
  if (!isFormedText(typeName) || !isPrimitiveTypeName(typeName)) return text
  const trimmed = text.trim()
  return keyText(trimmed, primitiveTypes[typeName]) === undefined ? undefined : trimmed
}

/** Whether a type's values are texts of a form of their own. */
export function isFormedText(typeName: string): boolean {
  return formed.has(typeName)
}

const formed: ReadonlySet<string> = new Set([
  'Edm.Binary',
  'Edm.Date',
  'Edm.DateTimeOffset',
  'Edm.Duration',
  'Edm.Guid',
  'Edm.TimeOfDay',
])
