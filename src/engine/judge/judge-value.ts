import { badRequest, ODataError, type ErrorDetail } from '../../errors.ts'
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Property,
} from '../../model/index.ts'
import { findViolationsByType, writeTypeName } from './dynamic-types.ts'
import { withExactMember } from './exact-numbers.ts'
import { findMissing, type MissingProperty } from './find-missing.ts'
import { judgeBody } from './judge-body.ts'
import type { RequestContext } from '../request-context.ts'

/**
 * The member `value` of a body that gives a property on its own.
 * @param property absent for a dynamic one, whose type is not known
 * @returns with exact numbers, not judged yet
 * @throws ODataError 400 for a body of another form
 * @see JSON Format, "Individual Property or Operation Response"
 */
export function valueIn(body: unknown, property: Property | undefined): JsonValue {
  if (!isJsonObject(body) || !Object.hasOwn(body, 'value')) {
    const found = body === undefined ? 'none' : JSON.stringify(body)
    throw badRequest(
      `expected a JSON object with the member 'value' as the body, found ${found.slice(0, 80)}`,
      '/value',
    )
  }
  const other = Object.keys(body).find((name) => name !== 'value' && !name.includes('@'))
  if (other !== undefined) {
    throw badRequest(`expected the member 'value' alone, found '${other}' too`, `/${other}`)
  }
  return property ? withExactMember(body, 'value', property.type) : body['value']!
}

/**
 * Judges a value by its property: type, facets, whether it may be null, restrictions.
 * @param at JSON pointers for the problems: `/value` of the body for one at `/0` of the collection, say
 * @throws ODataError 400 with one detail for each problem
 */
export function judgeValue(
  value: JsonValue,
  property: Property,
  at: (pointer: string) => string,
  context: RequestContext,
): JsonValue {
  const { name, declaringType } = property
  try {
    judgeBody({ [name]: value }, declaringType, 'update', context)
  } catch (error) {
    throw error instanceof ODataError ? retargeted(error, name, at) : error
  }
  const missing = findMissingIn(value, property, context).map(({ pointer, message }) => ({
    code: 'InvalidBody',
    message,
    target: at(pointer),
  }))
  if (missing.length > 0) throw invalidValue(name, missing)
  return value
}

/**
 * The type that a body gives the value of a dynamic property, as it is stored.
 * @returns `undefined` for none, which is that of the value's form
 * @throws ODataError 400 for an unknown type, and for a value that is none of it
 * @see JSON Format, "Control Information: type"
 */
export function dynamicTypeIn(
  body: unknown,
  name: string,
  context: RequestContext,
): JsonValue | undefined {
  if (!isJsonObject(body) || !Object.hasOwn(body, 'value')) return undefined
  const member = ['@odata.type', '@type', 'value@odata.type', 'value@type'].find((each) =>
    Object.hasOwn(body, each),
  )
  if (member === undefined) return undefined
  const found = findViolationsByType(body[member]!, body['value'], `/${member}`, context)
  if (found.length === 0) return writeTypeName(body[member]!)
  const details = found.map(({ pointer, message }) => ({
    code: 'InvalidBody',
    message,
    target: pointer,
  }))
  throw invalidValue(name, details)
}

/** A complex value that is given whole has what is required of it. */
function findMissingIn(
  value: JsonValue,
  { type }: Property,
  { model }: RequestContext,
): readonly MissingProperty[] {
  if (type.kind !== 'complexType') return []
  if (isJsonObject(value)) return findMissing(type, value, model)
  const items = isJsonArray(value) ? value : []
  return items.flatMap((item, index) => {
    const missing = isJsonObject(item) ? findMissing(type, item, model) : []
    return missing.map((each) => ({ ...each, pointer: `/${index}${each.pointer}` }))
  })
}

function retargeted(
  { statusCode, code, message, details }: ODataError,
  name: string,
  at: (pointer: string) => string,
): ODataError {
  if (details.length === 0) return new ODataError(statusCode, code, message)
  const found = details.map((detail) => ({
    ...detail,
    target: at((detail.target ?? '').slice(name.length + 1)),
  }))
  return invalidValue(name, found)
}

function invalidValue(name: string, details: readonly ErrorDetail[]): ODataError {
  const count = `${details.length} problem${details.length === 1 ? '' : 's'}`
  const [first] = details
  const text = `the body is not a valid value of '${name}' (${count}): ${first!.target || '/'}: ${first!.message}`
  return new ODataError(400, 'BadRequest', text, { details })
}

/** A complex value as it is stored: of the control information only the type's name. */
export function withoutControls(given: JsonObject): JsonObject {
  const kept = Object.entries(given).filter(
    ([name]) => !name.startsWith('@') || /^@(odata\.)?type$/.test(name) || isTerm(name),
  )
  return kept.length === Object.keys(given).length ? given : Object.fromEntries(kept)
}

function isTerm(name: string): boolean {
  return name.includes('.') && !name.startsWith('@odata.')
}
