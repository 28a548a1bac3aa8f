import { fromDecimal, parseDecimal } from '../../expression/index.ts'
import {
  digitsOf,
  isExactNumberType,
  keepDigits,
  memberNames,
  type EdmType,
  type EnumType,
  type JsonObject,
  type JsonValue,
  type StructuredType,
} from '../../model/index.ts'
import { findInstanceType } from '../../schemas/instance-type.ts'

/**
 * Gives each Edm.Int64 and Edm.Decimal in a value the one form that it is stored in: a number where
 * that has the same value, else the digits as a string. Zeros at the end of a fraction go. Enumeration
 * values that are given by their numbers become the names of members.
 * @param value of a JSON body, whose digits are taken where `parseJson` kept them; it stays as it is
 * @returns the value itself where nothing changes
 * @see JSON Format, "Controlling the Representation of Numbers"
 */
export function withExactNumbers<Value>(value: Value, type: EdmType): Value {
  if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value)) {
      return changeMembers(value, (item, index) => exactMember(value, index, item, type)) as Value
    }
    if (type.kind !== 'complexType' && type.kind !== 'entityType') return value
    const instanceType = findInstanceType(type, value)
    const types = memberTypes(instanceType)
    if (types.size === 0) return value
    return changeMembers(value as JsonObject, (inner, name) => {
      const memberType = types.get(name)
      return memberType ? exactMember(value, name, inner, memberType) : inner
    }) as Value
  }
  if (typeof value !== 'string') return value
  if (type.kind === 'enumType') return memberText(value, type) as Value
  return isExactNumberType(type) ? (exactText(value) as Value) : value
}

/** As `withExactNumbers`, for one member of an object. */
export function withExactMember(holder: JsonObject, name: string, type: EdmType): JsonValue {
  return exactMember(holder, name, holder[name]!, type)
}

function exactMember(holder: object, name: string, value: JsonValue, type: EdmType): JsonValue {
  if (typeof value !== 'number') return withExactNumbers(value, type)
  if (!isExactNumberType(type)) return value
  const digits = digitsOf(holder, name)
  if (digits !== undefined) return exactText(digits)
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? exactText(String(value)) : value
}

/**
 * JSON Format, "Primitive Value": the representation of an enumeration value by its number "may be used"
 * too. One that no member or combination of members has stays, for the validators.
 */
function memberText(text: string, type: EnumType): string {
  return /^-?\d{1,16}$/.test(text) ? memberNames(text, type) : text
}

/** No data has more, and calculating with them takes long: the nearest number has to do. */
const mostDigits = 400

/** What is no number, or none that is finite, is left to the validators; INF and NaN are as they are. */
function exactText(text: string): JsonValue {
  const decimal = text.length > mostDigits ? undefined : parseDecimal(text)
  if (decimal) return fromDecimal(decimal)
  return /^[+-]?\d/.test(text) ? Number(text) : text
}

/** A copy in which members are changed; the same object when none is. */
function changeMembers(
  value: JsonObject | readonly JsonValue[],
  change: (inner: JsonValue, name: string) => JsonValue,
): JsonValue {
  let copy: Record<string, JsonValue> | JsonValue[] | undefined
  for (const [name, inner] of Object.entries(value)) {
    const changed = change(inner, name)
    if (changed === inner) continue
    copy ??= Array.isArray(value) ? value.slice() : { ...(value as JsonObject) }
    ;(copy as Record<string, JsonValue>)[name] = changed
  }
  return copy ?? value
}

/**
 * Makes `writeJson` write the numbers that are stored as strings without quotes.
 * @param value as it is stored
 */
export function writeDigitsUnquoted(value: JsonValue, type: EdmType): void {
  if (typeof value !== 'object' || value === null) return
  const isArray = Array.isArray(value)
  if (!isArray && type.kind !== 'complexType' && type.kind !== 'entityType') return
  const types = isArray ? undefined : memberTypes(findInstanceType(type as StructuredType, value))
  if (types?.size === 0) return
  for (const [name, inner] of Object.entries(value)) {
    const memberType = types ? types.get(name) : type
    if (!memberType) continue
    if (typeof inner !== 'string') writeDigitsUnquoted(inner, memberType)
    else if (isExactNumberType(memberType) && parseDecimal(inner)) keepDigits(value, name, inner)
  }
}

/** The types of those members that hold such numbers, or may hold what holds them. */
function memberTypes(type: StructuredType): ReadonlyMap<string, EdmType> {
  let types = memberTypesOf.get(type)
  if (!types) {
    const members = [...type.properties.values(), ...type.navigationProperties.values()]
    const holding = members.filter(
      ({ type: each }) =>
        isExactNumberType(each) || 'properties' in each || each.kind === 'enumType',
    )
    memberTypesOf.set(type, (types = new Map(holding.map((each) => [each.name, each.type]))))
  }
  return types
}

const memberTypesOf = new WeakMap<StructuredType, ReadonlyMap<string, EdmType>>()
