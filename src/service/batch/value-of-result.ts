import { badRequest, notImplemented } from '../../errors.ts'
import {
  digitsOf,
  isJsonObject,
  isStructuredType,
  parseJson,
  type EdmType,
  type JsonObject,
  type JsonValue,
} from '../../model/index.ts'
import type { BatchResult } from './batch-results.ts'

/** A value within an answer's body, and its type where the model tells it. */
export interface ResultValue {
  /** `undefined` where the path leads to nothing. */
  readonly value: JsonValue | undefined
  /** A number's digits, where they are more than a JSON number holds. */
  readonly digits?: string | undefined
  readonly type: EdmType | undefined
}

const bodies = new WeakMap<BatchResult, JsonValue | undefined>()

/**
 * The value that an answer's body represents, or what a path of property names leads to within it.
 * @param names after `$<id>`; `$count` gives the number of items
 * @throws ODataError 400 for a path that does not fit the value, 501 for one into a collection
 * @see Protocol, "Referencing Values from Response Bodies"
 */
export function valueOfResult(
  result: BatchResult,
  names: readonly string[],
  reference: string,
): ResultValue {
  let at = wholeValue(result)
  for (const name of names) at = step(at, name, reference)
  return at
}

/**
 * As `valueOfResult`.
 * @throws ODataError 400 where the answer has no such value, too
 */
export function requireValue(
  result: BatchResult,
  names: readonly string[],
  reference: string,
): ResultValue & { readonly value: JsonValue } {
  const { value, ...rest } = valueOfResult(result, names, reference)
  if (value !== undefined) return { value, ...rest }
  throw badRequest(`'${reference}' refers to a value that the answer does not have`)
}

function wholeValue(result: BatchResult): ResultValue {
  const { outcome, response, path } = result
  if (typeof response.body === 'string' && outcome?.kind === 'text') {
    const isCount = /\/\$count$/i.test(path)
    return { value: isCount ? Number(response.body) : response.body, type: undefined }
  }
  if (!bodies.has(result)) bodies.set(result, parseBody(response.body))
  const body = bodies.get(result)
  const type = typeOf(outcome)
  if (body === undefined || !isJsonObject(body)) return { value: body, type }
  if (isWrapped(outcome)) {
    return { value: body['value'], digits: digitsOf(body, 'value'), type }
  }
  return { value: body, type }
}

function parseBody(body: string | Buffer | undefined): JsonValue | undefined {
  if (typeof body !== 'string') return undefined
  try {
    return parseJson(body) as JsonValue
  } catch {
    return undefined
  }
}

function typeOf(outcome: BatchResult['outcome']): EdmType | undefined {
  if (outcome?.kind === 'entity') return outcome.entity.type
  return outcome?.kind === 'collection' || outcome?.kind === 'value' ? outcome.type : undefined
}

/** Collections and primitive values stand in the member `value` of the body. */
function isWrapped(outcome: BatchResult['outcome']): boolean {
  if (outcome?.kind === 'value') {
    return outcome.isCollection || !isStructuredType(outcome.type)
  }
  return outcome?.kind !== 'entity'
}

function step({ value, type }: ResultValue, name: string, reference: string): ResultValue {
  if (value === undefined || value === null) return { value, type: undefined }
  if (Array.isArray(value)) {
    if (name === '$count') return { value: value.length, type: undefined }
    throw notImplemented(`'${name}' of a collection in the reference '${reference}'`)
  }
  if (!isJsonObject(value)) {
    throw badRequest(`'${reference}': expected the end of the path, found '${name}'`)
  }
  // A type cast segment leaves the value as it is.
  if (name.includes('.') && !Object.hasOwn(value, name)) return { value, type }
  const member = (value as JsonObject)[name]
  return {
    value: Object.hasOwn(value, name) ? member : undefined,
    digits: digitsOf(value, name),
    type: memberType(type, name),
  }
}

function memberType(type: EdmType | undefined, name: string): EdmType | undefined {
  if (!type || !isStructuredType(type)) return undefined
  return type.properties.get(name)?.type ?? type.navigationProperties.get(name)?.type
}
