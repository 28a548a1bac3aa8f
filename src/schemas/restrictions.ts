import type { ErrorObject } from 'ajv/dist/2020.js'
import type {
  Annotations,
  EdmPrimitiveName,
  EdmType,
  Facets,
  JsonValue,
  Model,
} from '../model/index.ts'
import type { JsonSchema } from './json-schema.ts'
import { primitiveSchemas } from './primitive-schemas.ts'

const validation = 'Org.OData.Validation.V1.'

interface Restricted extends Facets {
  readonly annotations?: Annotations | undefined
}

/**
 * The schema of a value under the facets of its property, type definition or parameter, and under what
 * the Validation vocabulary says of it. Limits hold for numbers: JSON Schema has none for the
 * strings of `IEEE754Compatible`, and none for dates.
 * @see CSDL, "Type Facets"; Vocabulary Validation
 */
export function restrictValue(
  schema: JsonSchema,
  type: EdmType,
  { annotations, ...facets }: Restricted,
): JsonSchema {
  const name = primitiveNameOf(type)
  const all: JsonSchema[] = []
  const add = (more: JsonSchema | undefined) => void (more && all.push(more))
  if (name === 'Edm.Decimal') add(decimalFacets(facets))
  else if (name !== undefined) add(fractionFacet(name, facets))
  if (name === 'Edm.String' && facets.unicode === false) add({ pattern: asciiPattern })
  if (annotations) add(validationTerms(annotations))
  return all.reduce(merge, schema)
}

function primitiveNameOf(type: EdmType): EdmPrimitiveName | undefined {
  if (type.kind === 'typeDefinition') return type.underlyingType.name
  return type.kind === 'primitiveType' ? type.name : undefined
}

/** One schema that says both; keywords that both have stand in an `allOf`. */
function merge(schema: JsonSchema, more: JsonSchema): JsonSchema {
  const isTaken = Object.keys(more).some((keyword) => Object.hasOwn(schema, keyword))
  return isTaken ? { ...schema, allOf: [...(schema.allOf ?? []), more] } : { ...schema, ...more }
}

/** Digits in all, and those after the point. */
function decimalFacets({ precision, scale }: Facets): JsonSchema | undefined {
  // Digits of the significand, at any magnitude.
  if (scale === 'floating') return undefined
  const places = typeof scale === 'number' ? scale : undefined
  const limit = precision === undefined ? undefined : 10 ** (precision - (places ?? 0))
  if (limit === undefined && places === undefined) return undefined
  return {
    ...(limit === undefined ? {} : { exclusiveMinimum: -limit, exclusiveMaximum: limit }),
    ...(places === undefined ? {} : { multipleOf: Number(`1e-${places}`) }),
  }
}

const temporal: ReadonlySet<string> = new Set([
  'Edm.DateTimeOffset',
  'Edm.Duration',
  'Edm.TimeOfDay',
])

/** Digits of fractional seconds; zeros beyond them say nothing. */
function fractionFacet(name: string, { precision }: Facets): JsonSchema | undefined {
  if (!temporal.has(name) || precision === undefined) return undefined
  return { pattern: fractionPattern(precision) }
}

function fractionPattern(precision: number): string {
  const digits = precision === 0 ? '0' : `[0-9]{1,${precision}}0`
  return `^[^.]*(?:\\.${digits}*(?:[^0-9].*)?)?$`
}

const asciiPattern = '^[\\x00-\\x7F]*$'

function validationTerms(annotations: Annotations): JsonSchema {
  const get = (term: string) => annotations.get(validation + term)
  const pattern = get('Pattern')
  const multipleOf = Number(get('MultipleOf'))
  const values = get('AllowedValues')
  return {
    ...limits(annotations, 'Minimum'),
    ...limits(annotations, 'Maximum'),
    ...(typeof pattern === 'string' && isPattern(pattern) ? { pattern } : {}),
    ...(multipleOf > 0 ? { multipleOf } : {}),
    ...(Array.isArray(values) ? { enum: allowedValues(values as readonly JsonValue[]) } : {}),
  }
}

/** One that a validator would not refuse to compile. */
export function isPattern(pattern: string): boolean {
  try {
    void new RegExp(pattern, 'u')
    return true
  } catch {
    return false
  }
}

function limits(annotations: Annotations, term: 'Minimum' | 'Maximum'): JsonSchema {
  const value = annotations.get(validation + term)
  const limit = typeof value === 'string' ? Number(value) : value
  if (typeof limit !== 'number' || !Number.isFinite(limit)) return {}
  const isExclusive = annotations.get(`${validation}${term}@${validation}Exclusive`) === true
  return { [isExclusive ? `exclusive${term}` : term.toLowerCase()]: limit }
}

function allowedValues(values: readonly JsonValue[]): readonly JsonValue[] {
  return values.flatMap((item) => {
    const isRecord = typeof item === 'object' && item !== null && 'Value' in item
    return isRecord ? [(item as { readonly Value: JsonValue }).Value] : []
  })
}

/** How many items a collection has (Vocabulary Validation, "MinItems" and "MaxItems"). */
export function restrictItems(annotations: Annotations | undefined): JsonSchema {
  const count = (term: string) => {
    const value = annotations?.get(validation + term)
    return typeof value === 'number' ? value : undefined
  }
  const minItems = count('MinItems')
  const maxItems = count('MaxItems')
  return {
    ...(minItems === undefined ? {} : { minItems }),
    ...(maxItems === undefined ? {} : { maxItems }),
  }
}

/** The patterns that the contract gives: they are not ours, so they may be of any cost. */
export function contractPatterns({ types, operations }: Model): ReadonlySet<string> {
  const patterns = new Set<string>()
  const add = (annotations: Annotations | undefined) => {
    const pattern = annotations?.get(`${validation}Pattern`)
    if (typeof pattern === 'string') patterns.add(pattern)
  }
  for (const type of types.values()) {
    if (type.kind === 'typeDefinition') add(type.annotations)
    if (type.kind !== 'entityType' && type.kind !== 'complexType') continue
    for (const { annotations } of type.ownProperties.values()) add(annotations)
  }
  for (const { parameters } of operations) {
    for (const { annotations } of parameters) add(annotations)
  }
  return patterns
}

/**
 * What a value has to be, in words, where a facet or annotation was broken; `undefined` where the type
 * itself was.
 */
export function describeRestriction(type: EdmType, error: ErrorObject): string | undefined {
  const { keyword, params, schema } = error
  const name = primitiveNameOf(type)
  const own = name === undefined ? undefined : primitiveSchemas[name]
  const what = name ?? type.qualifiedName
  const { limit } = params as { readonly limit?: number }
  switch (keyword) {
    case 'minimum':
      return own?.minimum === limit ? undefined : `${what} of at least ${limit}`
    case 'maximum':
      return own?.maximum === limit ? undefined : `${what} of at most ${limit}`
    case 'exclusiveMinimum':
      return `${what} greater than ${limit}`
    case 'exclusiveMaximum':
      return `${what} less than ${limit}`
    case 'multipleOf':
      return `a multiple of ${params.multipleOf}`
    case 'minItems':
      return `at least ${items(limit)}`
    case 'maxItems':
      return `at most ${items(limit)}`
    case 'enum':
      return type.kind === 'enumType' ? undefined : `one of ${list(schema as readonly unknown[])}`
    case 'pattern':
      if (type.kind === 'enumType') return undefined
      return own?.pattern === schema ? undefined : describePattern(what, schema as string)
    default:
      return undefined
  }
}

export function items(count: number | undefined): string {
  return `${count} ${count === 1 ? 'item' : 'items'}`
}

/** Without null, which is a matter of the property and not of what it allows. */
function list(values: readonly unknown[]): string {
  return values
    .filter((value) => value !== null)
    .map((value) => JSON.stringify(value))
    .join(', ')
}

function describePattern(what: string, pattern: string): string {
  if (pattern === asciiPattern) return `${what} of ASCII characters`
  if (temporal.has(what)) {
    const precision = /\{1,(\d+)\}/.exec(pattern)?.[1] ?? '0'
    return `${what} with at most ${precision} digits of fractional seconds`
  }
  return `${what} that matches ${pattern}`
}
