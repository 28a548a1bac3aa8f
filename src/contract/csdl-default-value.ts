import {
  isNumericTypeName,
  isPrimitiveTypeName,
  keyText,
  primitiveTypes,
  type JsonValue,
  type TypeDeclaration,
} from '../model/index.ts'

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
  if (!formed.has(typeName) || !isPrimitiveTypeName(typeName)) return text
  const trimmed = text.trim()
  return keyText(trimmed, primitiveTypes[typeName]) === undefined ? undefined : trimmed
}

/** Types whose values are texts of a form of their own. */
const formed: ReadonlySet<string> = new Set([
  'Edm.Binary',
  'Edm.Date',
  'Edm.DateTimeOffset',
  'Edm.Duration',
  'Edm.Guid',
  'Edm.TimeOfDay',
])

/**
 * The JSON value of a default value that CSDL XML gives as text.
 * @param typeName qualified; of a type definition, that of what underlies it counts
 * @returns `undefined` when the text is no value of the type
 * @see CSDL XML, "Default Value"
 */
export function readDefaultValue(
  text: string,
  typeName: string,
  types: ReadonlyMap<string, TypeDeclaration>,
): JsonValue | undefined {
  const type = types.get(typeName)
  if (type?.kind === 'typeDefinition') return readDefaultValue(text, type.underlyingType, types)
  if (type?.kind === 'enumType') {
    // Some services write the literal of a URL.
    const [, quoted = text] = /^[\w.]+'(.*)'$/.exec(text.trim()) ?? []
    const names = quoted.split(/[\s,]+/).map((member) => member.slice(member.lastIndexOf('/') + 1))
    const found = names.map((name) =>
      type.members.find((member) => member.name === name || String(member.value) === name),
    )
    return found.every((member) => member)
      ? found.map((member) => member!.name).join(',')
      : undefined
  }
  return readPrimitiveText(text, typeName)
}

/**
 * A default value of CSDL JSON, where it is a value of its type.
 * @returns `undefined` where it is none
 * @see CSDL JSON, "Default Value"
 */
export function readJsonDefaultValue(
  value: JsonValue,
  typeName: string,
  types: ReadonlyMap<string, TypeDeclaration>,
): JsonValue | undefined {
  const type = types.get(typeName)
  if (type?.kind === 'typeDefinition')
    return readJsonDefaultValue(value, type.underlyingType, types)
  const isText = typeof value === 'string'
  if (type?.kind === 'enumType') {
    return isText || typeof value === 'number'
      ? readDefaultValue(String(value), typeName, types)
      : undefined
  }
  if (typeName === 'Edm.Boolean') return typeof value === 'boolean' ? value : undefined
  const isNumeric = isNumericTypeName(typeName)
  if (isNumeric && typeof value === 'number') {
    return readPrimitiveText(String(value), typeName) === undefined ? undefined : value
  }
  if (isNumeric || formed.has(typeName)) {
    return isText ? readPrimitiveText(value, typeName) : undefined
  }
  return typeName === 'Edm.String' && !isText ? undefined : value
}
