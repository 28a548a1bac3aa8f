import type { ContractOperation } from '../../contract/contract.ts'
import { ODataError, type ErrorDetail } from '../../errors.ts'
import {
  isJsonEqual,
  type JsonObject,
  type JsonValue,
  type NavigationProperty,
  type StructuredType,
  splitPointer,
} from '../../model/index.ts'
import { findDeltas } from '../modify/find-deltas.ts'
import { findDynamicViolations } from './dynamic-types.ts'
import { findStreamViolations } from '../streams/inline-stream.ts'
import { withExactNumbers } from './exact-numbers.ts'
import { findMissing, findMissingInReplacement } from './find-missing.ts'
import { findLinkViolations } from './find-link-violations.ts'
import { findRelatedViolations } from './find-related-violations.ts'
import type { BodyValidators, RequestContext } from '../request-context.ts'

type Violation = ReturnType<BodyValidators['validate']>[number]

/**
 * Validates a request body. A value that the operation's own documented example has at the same place
 * is taken as absent instead of refused (pages show `"isHidden": "Boolean"`), and reported.
 * @param arrival the navigation property by which an entity is created
 * @returns the body without such values
 * @throws ODataError 400 with one detail for each problem
 */
export function judgeBody(
  given: unknown,
  type: StructuredType,
  purpose: 'create' | 'update' | 'replace',
  context: RequestContext,
  arrival?: NavigationProperty,
): JsonObject {
  const body = withExactNumbers(given, type)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw noObject(body, type)
  }
  const violations = [
    ...context.validators.validate(type, body, purpose === 'create' ? 'create' : 'update'),
    ...findKeyViolations(type, body as JsonObject),
    ...findDynamicViolations(type, body as JsonObject, context),
    ...findStreamViolations(type, body as JsonObject),
    ...findFurther(purpose, type, body as JsonObject, { context, arrival }),
  ]
  if (violations.length === 0) return body as JsonObject
  return withoutPlaceholders(body as JsonObject, type, violations, context)
}

function noObject(body: unknown, { qualifiedName }: StructuredType): ODataError {
  const found =
    body === undefined ? 'none' : Array.isArray(body) ? 'an array' : JSON.stringify(body)
  return new ODataError(
    400,
    'BadRequest',
    `expected a JSON object with the properties of ${qualifiedName} as the body, found ${found.slice(0, 80)}`,
    { target: '' },
  )
}

/** @throws ODataError 400 unless the documented example has each of the values */
function withoutPlaceholders(
  body: JsonObject,
  type: StructuredType,
  violations: readonly Violation[],
  context: RequestContext,
): JsonObject {
  const isDocumented = (pointer: string) => isExampleValue(pointer, body, context.operation)
  const refused = violations.filter(({ pointer }) => !isDocumented(pointer))
  if (refused.length > 0) throw invalidBody(type, refused)
  for (const { pointer, message, expected, found } of violations) {
    context.report({
      rule: 'documented-placeholder',
      severity: 'warning',
      message: `${message}; the documented example shows it, so it is taken as not given`,
      pointer,
      expected,
      actual: found,
    })
  }
  // From the last to the first, so that an element's place is what it was found at.
  const pointers = [...new Set(violations.map(({ pointer }) => pointer))]
  return pointers.reduceRight(withoutPointer, body)
}

/** What the schema of a type cannot say. */
function findFurther(
  purpose: 'create' | 'update' | 'replace',
  type: StructuredType,
  body: JsonObject,
  {
    context,
    arrival,
  }: { readonly context: RequestContext; readonly arrival: NavigationProperty | undefined },
): readonly Violation[] {
  if (purpose === 'create') {
    const missing = findMissing(type, body, context.model)
    if (type.kind !== 'entityType') return missing
    const links = findLinkViolations(type, { body, pointer: '', arrival }, context)
    return [...missing, ...links, ...findDeltas(body, '')]
  }
  if (type.kind !== 'entityType') return []
  const missing = purpose === 'replace' ? findMissingInReplacement(type, body, context.model) : []
  return [...missing, ...findRelatedViolations(type, body, context)]
}

/** One detail for each problem, whose pointers stand in the body. */
export function invalidBody(
  { qualifiedName }: StructuredType,
  violations: readonly Pick<Violation, 'pointer' | 'message'>[],
): ODataError {
  const details = violations.map(({ pointer, message }): ErrorDetail => ({
    code: 'InvalidBody',
    message,
    target: pointer,
  }))
  const count = `${details.length} problem${details.length === 1 ? '' : 's'}`
  return new ODataError(
    400,
    'BadRequest',
    `the body is not a valid ${qualifiedName} (${count}): ${details[0]!.target || '/'}: ${details[0]!.message}`,
    { details },
  )
}

/**
 * Values that no key can have. What a client sends in a computed property is ignored, so the
 * validators pass it; a key that is null or of another JSON type is a mistake all the same.
 */
function findKeyViolations(type: StructuredType, body: JsonObject): readonly Violation[] {
  if (type.kind !== 'entityType') return []
  return type.key.flatMap((name) => {
    const property = type.properties.get(name)
    const value = Object.hasOwn(body, name) ? body[name] : undefined
    if (!property?.isComputed || value === undefined) return []
    const expected = property.type.qualifiedName
    const isText = expected === 'Edm.String' || expected === 'Edm.Guid'
    if (isText ? typeof value === 'string' : value !== null && typeof value !== 'object') return []
    const found = describeKeyValue(value)
    const message = `expected ${expected}, found ${found}`
    return [{ pointer: `/${name}`, message, expected, found }]
  })
}

function describeKeyValue(value: JsonValue): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${String(value)}`
}

/** Whether a documented example of the operation has the same value at the same place. */
export function isExampleValue(
  pointer: string,
  body: unknown,
  operation: ContractOperation | undefined,
): boolean {
  if (pointer === '') return false
  const value = valueAt(body, pointer)
  return (operation?.examples ?? []).some(({ request }) => {
    const shown = valueAt(request?.body, pointer)
    return shown !== undefined && isJsonEqual(shown, value)
  })
}

function valueAt(value: unknown, pointer: string): unknown {
  let current = value
  for (const part of splitPointer(pointer)) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) {
      return undefined
    }
    current = (current as Record<string, unknown>)[part]
  }
  return current
}

function withoutPointer(value: JsonObject, pointer: string): JsonObject {
  const [first, ...rest] = splitPointer(pointer)
  const remove = (current: JsonValue, parts: readonly string[]): JsonValue => {
    const [name, ...deeper] = parts
    if (name === undefined || typeof current !== 'object' || current === null) return current
    if (Array.isArray(current)) {
      const index = Number(name)
      return deeper.length === 0
        ? current.filter((_, at) => at !== index)
        : current.map((item: JsonValue, at) => (at === index ? remove(item, deeper) : item))
    }
    const { [name]: inner, ...others } = current as Record<string, JsonValue>
    if (deeper.length === 0 || inner === undefined) return others
    return { ...others, [name]: remove(inner, deeper) }
  }
  return first === undefined ? value : (remove(value, [first, ...rest]) as JsonObject)
}
