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
    return ieee754Compatible && type && isExactNumberType(type)
      ? `"${value}"`
      : JSON.stringify(value)
  }
  if (typeof value === 'string' && isNumber(type) && numberForm.test(value)) {
    return ieee754Compatible && type && isExactNumberType(type) ? `"${value}"` : value
  }
  return JSON.stringify(value)
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
