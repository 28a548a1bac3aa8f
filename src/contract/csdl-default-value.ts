import {
  isFormedText,
  isNumericTypeName,
  readPrimitiveText,
  type JsonValue,
  type TypeDeclaration,
} from '../model/index.ts'

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
  if (isNumeric || isFormedText(typeName)) {
    return isText ? readPrimitiveText(value, typeName) : undefined
  }
  return typeName === 'Edm.String' && !isText ? undefined : value
}
