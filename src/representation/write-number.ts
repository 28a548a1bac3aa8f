import {
  isExactNumberType,
  isNumericTypeName,
  type EdmType,
  type JsonValue,
  type StructuredType,
} from '../model/index.ts'

/**
 * A primitive value as JSON: numbers that are kept as strings without quotes, INF and NaN with them.
 * @param ieee754Compatible whether Edm.Int64 and Edm.Decimal are strings
 * @see JSON Format, "Primitive Value"
 */
export function writePrimitive(
  value: JsonValue,
  type: EdmType | undefined,
  ieee754Compatible: boolean,
): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value))
      return `"${Number.isNaN(value) ? 'NaN' : value > 0 ? 'INF' : '-INF'}"`
    return type && isExactNumberType(type)
      ? writeExact(String(value), ieee754Compatible)
      : JSON.stringify(value)
  }
  if (typeof value === 'string' && isNumber(type) && numberForm.test(value)) {
    return type && isExactNumberType(type) ? writeExact(value, ieee754Compatible) : value
  }
  return JSON.stringify(value)
}

function writeExact(text: string, isString: boolean): string {
  const digits = inLongNotation(text)
  return isString ? `"${digits}"` : digits
}

const exponentForm = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/

/** Beyond it there are more zeros than anyone reads, and the exponent stays. */
const largestExponent = 1000

/**
 * "All Edm.Decimal values MUST be serialized in long notation, using only an optional sign, digits, and
 * an optional decimal point followed by digits."
 * @see JSON Format, "Controlling the Representation of Numbers"
 */
function inLongNotation(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent] = exponentForm.exec(text) ?? []
  if (exponent === undefined || Math.abs(Number(exponent)) > largestExponent) return text
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  const before = digits
    .slice(0, point)
    .padEnd(point, '0')
    .replace(/^0+(?=\d)/, '')
  const after = digits.slice(point)
  return `${sign}${before}${after && '.'}${after}`
}

const numberForm = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

function isNumber(type: EdmType | undefined): boolean {
  const primitive = type?.kind === 'typeDefinition' ? type.underlyingType : type
  return primitive !== undefined && isNumericTypeName(primitive.qualifiedName)
}

/** Whether values of the type, or of a complex type within it, may be numbers that are kept as strings. */
export function mayHoldDigits(type: StructuredType): boolean {
  let may = holding.get(type)
  if (may === undefined) holding.set(type, (may = findDigits(type)))
  return may
}

const holding = new WeakMap<StructuredType, boolean>()

function findDigits(type: StructuredType): boolean {
  const types = new Set<StructuredType>([type])
  for (const each of types) {
    for (const property of each.properties.values()) {
      if (isExactNumberType(property.type)) return true
      if (property.type.kind === 'complexType') types.add(property.type)
    }
    if (each.kind === 'complexType') for (const derived of each.derivedTypes) types.add(derived)
  }
  return false
}
