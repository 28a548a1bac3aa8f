import { isJsonEqual, isJsonObject, type JsonObject, type JsonValue } from '../../model/index.ts'
import type { Capture } from './find-named-values.ts'
import { isDateTime, isUuid } from './identifying-values.ts'
import { copyDigits, mapMembers } from './json-body.ts'
import { pointerTo } from './json-leaves.ts'
import type { ObservedExchange } from './observed-exchange.ts'
import { redacted } from './secret-patterns.ts'
import { refer, type NamedValue } from './refer.ts'

/** What decides how a value of an answer is expected. */
export interface ExpectationContext {
  /** What this answer gives for later, by JSON pointer. */
  readonly captures: ReadonlyMap<string, Capture>
  /** What has a name before this answer. */
  readonly known: readonly NamedValue[]
  /** Whether a request so far has sent this value under this name. */
  readonly isSent: (name: string, value: JsonValue) => boolean
  /** The entity as `given.fixtures` has it. */
  readonly fixtureOf: (entity: JsonObject) => JsonObject | undefined
  /** Whether a later request changes the property of what was there before. */
  readonly isChanged: (entity: JsonObject, name: string) => boolean
  /** Whether the list is of something that the scenario made, so that nobody else has put into it. */
  readonly isOwn: boolean
  readonly undocumented: ReadonlySet<string>
}

const dateTimePattern = '^\\d{4}-\\d{2}-\\d{2}'

/**
 * What a scenario expects of an answer's body: what the client sent and what was given, as it is; what
 * the service chose, by its kind. So it holds wherever the steps are sent.
 * @param pointer of the body within that of the whole answer
 */
export function writeExpectation(
  { status, body }: ObservedExchange['response'],
  context: ExpectationContext,
  pointer = '',
): JsonValue | undefined {
  if (body === undefined || body === '') return status === 204 ? { $empty: true } : undefined
  if (Buffer.isBuffer(body)) return { $any: true }
  if (typeof body === 'string') {
    return /^\d+$/.test(body) ? { $regex: '^\\d+$' } : { $type: 'string' }
  }
  if (status >= 400) {
    const isODataError = isJsonObject(body) && isJsonObject(body['error'])
    return isODataError ? { error: { code: { $type: 'string' } } } : undefined
  }
  return expectValue(body as JsonValue, '', pointer, context, undefined)
}

/** @param given the same value as `given.fixtures` has it; `undefined` where it has none */
function expectValue(
  value: JsonValue,
  name: string,
  pointer: string,
  context: ExpectationContext,
  given: JsonValue | undefined,
): JsonValue {
  const capture = context.captures.get(pointer)
  if (capture) return { $capture: capture.name }
  if (Array.isArray(value)) return expectArray(value, name, pointer, context, given)
  if (isJsonObject(value)) return expectObject(value, pointer, context, given)
  if (typeof value === 'string') {
    if (value.includes(redacted)) return { $any: true }
    const referred = refer(value, context.known, 'other')
    if (/\buser\d+@example\.com\b/.test(referred)) return { $regex: '@' }
    if (referred !== value) return referred
    if (context.isSent(name, value)) return value
    if (isDateTime(value)) return { $regex: dateTimePattern }
  } else if (context.isSent(name, value)) {
    return value
  }
  if (given !== undefined && isJsonEqual(given, value)) return value
  return kindOf(value)
}

function kindOf(value: JsonValue): JsonValue {
  if (value === null) return { $any: true }
  return isUuid(value) ? { $uuid: true } : { $type: typeof value }
}

function expectObject(
  entity: JsonObject,
  pointer: string,
  context: ExpectationContext,
  given: JsonValue | undefined,
): JsonValue {
  const fixture = context.fixtureOf(entity) ?? (isJsonObject(given) ? given : undefined)
  const members = Object.entries(entity).flatMap(([name, value]) => {
    const at = pointerTo(pointer, name)
    if (context.undocumented.has(at)) return []
    const expected = name.includes('@')
      ? expectControl(value, name, at, context)
      : fixture && context.isChanged(entity, name)
        ? expectChanged(value, name, at, context)
        : expectValue(value, name, at, context, fixture?.[name])
    // A member of its own name would be read as a matcher.
    return expected === undefined || name.startsWith('$') ? [] : [[name, expected] as const]
  })
  const written = Object.fromEntries(members)
  copyDigits(entity, written)
  return written
}

/** A service that keeps its state has another value here the second time, but after what was sent. */
function expectChanged(
  value: JsonValue,
  name: string,
  pointer: string,
  context: ExpectationContext,
): JsonValue {
  if (context.captures.has(pointer) || context.isSent(name, value)) {
    return expectValue(value, name, pointer, context, undefined)
  }
  return { $any: true }
}

/** Control information that says something of the data; the rest differs between services. */
function expectControl(
  value: JsonValue,
  name: string,
  pointer: string,
  context: ExpectationContext,
): JsonValue | undefined {
  const capture = context.captures.get(pointer)
  if (capture) return { $capture: capture.name }
  if (/@(?:odata\.)?count$/.test(name)) return context.isOwn ? value : { $type: 'number' }
  if (/@(?:odata\.)?(?:nextLink|deltaLink)$/.test(name)) return { $type: 'string' }
  if (/^@odata\.id$/.test(name) && typeof value === 'string') {
    const referred = refer(value, context.known, 'other')
    return referred === value ? { $type: 'string' } : referred
  }
  if (/^@odata\.type$/.test(name)) return value
  return undefined
}

function expectArray(
  items: readonly JsonValue[],
  name: string,
  pointer: string,
  context: ExpectationContext,
  given: JsonValue | undefined,
): JsonValue {
  const isLeaf = items.every((item) => !isJsonObject(item))
  if (isLeaf && items.length > 0) {
    const isFixed = context.isSent(name, items) || isJsonEqual(given, items)
    const isPlain = items.every((item) => !Array.isArray(item))
    if (!isFixed || !isPlain) return { $type: 'array' }
    return mapMembers(items, (item) => expectValue(item, name, '', context, item))
  }
  const elements = items.map((item, index) =>
    expectValue(item, name, `${pointer}/${index}`, context, undefined),
  )
  // Where an expectation would do for several elements, the one to capture from is known by its place.
  const isUnclear = elements.some(
    (element, index) =>
      hasCapture(element) && items.some((item, at) => at !== index && mayMatch(element, item)),
  )
  if (isUnclear) return elements
  if (context.isOwn || isJsonEqual(given, items)) return { $only: elements }
  return elements.length === 0 ? { $type: 'array' } : { $contains: elements }
}

function hasCapture(expected: JsonValue): boolean {
  if (Array.isArray(expected)) return (expected as readonly JsonValue[]).some(hasCapture)
  if (!isJsonObject(expected)) return false
  return '$capture' in expected || Object.values(expected).some(hasCapture)
}

/** Whether an expectation may hold of a value, taking any matcher and any variable for a yes. */
function mayMatch(expected: JsonValue, value: JsonValue | undefined): boolean {
  if (typeof expected === 'string' && expected.includes('${')) return typeof value === 'string'
  if (Array.isArray(expected)) return Array.isArray(value)
  if (!isJsonObject(expected)) return isJsonEqual(expected, value)
  if (Object.keys(expected).some((name) => name.startsWith('$'))) return value !== undefined
  return (
    isJsonObject(value) &&
    Object.entries(expected).every(([name, inner]) => mayMatch(inner, value[name]))
  )
}
