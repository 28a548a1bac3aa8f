import { notImplemented } from '../../errors.ts'
import type { EdmType, JsonValue } from '../../model/index.ts'
import type { ResultValue } from './value-of-result.ts'

/**
 * A value as a literal of an expression; collections as lists.
 * @throws ODataError 501 for a structured or a geo value
 * @see URL Conventions, "Primitive Literals"
 */
export function writeLiteral({ value, digits, type }: ResultValue, reference: string): string {
  if (value === undefined || value === null) return 'null'
  if (Array.isArray(value)) {
    const items = value.map((item: JsonValue) => writeLiteral({ value: item, type }, reference))
    return `(${items.join(',')})`
  }
  if (typeof value === 'object') {
    throw notImplemented(`the reference '${reference}' to a structured value in an expression`)
  }
  if (typeof value !== 'string') return digits ?? String(value)
  return writeText(value, type)
}

/** Types whose values stand in JSON strings, but without quotes in URLs. */
const bareTypes: ReadonlySet<string | undefined> = new Set([
  'Edm.Guid',
  'Edm.Date',
  'Edm.DateTimeOffset',
  'Edm.TimeOfDay',
  'Edm.Byte',
  'Edm.SByte',
  'Edm.Int16',
  'Edm.Int32',
  'Edm.Int64',
  'Edm.Decimal',
  'Edm.Single',
  'Edm.Double',
])

function writeText(value: string, type: EdmType | undefined): string {
  const quoted = `'${value.replaceAll("'", "''")}'`
  if (type?.kind === 'enumType') return type.qualifiedName + quoted
  const name = type?.kind === 'typeDefinition' ? type.underlyingType.name : type?.qualifiedName
  if (bareTypes.has(name)) return value
  if (name === 'Edm.Duration') return `duration${quoted}`
  return name === 'Edm.Binary' ? `binary${quoted}` : quoted
}
