import type { JsonValue, TypeDeclaration } from '../model/index.ts'

type Read = (text: string) => JsonValue | undefined

const whole: Read = (text) => {
  if (!/^[-+]?\d+$/.test(text)) return undefined
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
  'Edm.Boolean': (text) => (/^(true|false)$/.test(text) ? text === 'true' : undefined),
  'Edm.Byte': whole,
  'Edm.SByte': whole,
  'Edm.Int16': whole,
  'Edm.Int32': whole,
  'Edm.Int64': whole,
  'Edm.Single': real,
  'Edm.Double': real,
  'Edm.Decimal': decimal,
}

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
    const names = text.split(/[\s,]+/).map((member) => member.slice(member.lastIndexOf('/') + 1))
    const found = names.map((name) =>
      type.members.find((member) => member.name === name || String(member.value) === name),
    )
    return found.every((member) => member)
      ? found.map((member) => member!.name).join(',')
      : undefined
  }
  const read = readers[typeName]
  return read ? read(text.trim()) : text
}
