import type { ErrorObject } from 'ajv/dist/2020.js'
import {
  didYouMean,
  isStructuredType,
  type EdmType,
  type EnumType,
  type NavigationProperty,
  type Property,
  type StructuredType,
  escapePointer,
  shorten,
  splitPointer,
} from '../model/index.ts'
import { withDerivedTypes } from './instance-type.ts'
import { describePrimitive } from './primitive-schemas.ts'
import { describeRestriction, items } from './restrictions.ts'
import { type NamedType } from './type-schema.ts'
import type { SchemaViolation } from './schema-violation.ts'

/**
 * Says AJV's errors in terms of the type: one violation for each place.
 * @param errors of one value, which stands at `pointer`; those inside it have longer pointers
 */
export function* findViolations(
  type: NamedType,
  errors: readonly ErrorObject[],
  pointer: string,
): Generator<SchemaViolation> {
  const seen = new Set<string>()
  for (const error of errors) {
    const violation = isStructuredType(type)
      ? structuredViolation(type, error, pointer)
      : valueViolation(expectationOf(type, error), error)
    if (seen.has(violation.pointer)) continue
    seen.add(violation.pointer)
    yield violation
  }
}

/** The property of a value at `base` that a pointer inside this value leads to or through. */
export function propertyOfPointer(
  type: NamedType,
  pointer: string,
  base: string,
): Property | undefined {
  return isStructuredType(type) ? type.properties.get(firstName(pointer, base)) : undefined
}

function structuredViolation(
  type: StructuredType,
  error: ErrorObject,
  base: string,
): SchemaViolation {
  const { keyword, instancePath, params } = error
  if (keyword === 'additionalProperties') {
    const name = String(params.additionalProperty)
    return unknownName(type, name, error)
  }
  if (instancePath === base) return valueViolation(expectationOf(type, error), error)
  const name = firstName(instancePath, base)
  const isItem = instancePath.includes('/', base.length + 1)
  const member = type.properties.get(name) ?? type.navigationProperties.get(name)
  if (member) return valueViolation(memberExpectation(member, isItem, error), error)
  if (name.startsWith('@')) return valueViolation(typeNameExpectation(type), error)
  const link = type.navigationProperties.get(name.slice(0, name.indexOf('@')))
  const isArray = link?.isCollection === true && !isItem
  return valueViolation(isArray ? 'an array of URLs' : 'the URL of an entity', error)
}

function unknownName(
  type: StructuredType,
  name: string,
  { instancePath, keyword }: ErrorObject,
): SchemaViolation {
  const isLink = name.endsWith('@odata.bind')
  const plain = isLink ? name.slice(0, name.indexOf('@')) : name
  const kind = isLink ? 'navigation property' : 'property'
  const names = [...(isLink ? [] : type.properties.keys()), ...type.navigationProperties.keys()]
  const found = `'${shorten(plain)}'`
  return {
    pointer: `${instancePath}/${escapePointer(name)}`,
    message: `${found} is not a ${kind} of ${type.qualifiedName}${didYouMean(plain, names)}`,
    expected: `a ${kind} of ${type.qualifiedName}`,
    found,
    keyword,
  }
}

function valueViolation(
  expected: string,
  { instancePath, keyword, data, schema }: ErrorObject,
): SchemaViolation {
  const found = describeFound(data, keyword)
  const hint = keyword === 'enum' ? didYouMean(String(data), textsOf(schema)) : ''
  return {
    pointer: instancePath,
    message: `expected ${expected}, found ${found}${hint}`,
    expected,
    found,
    keyword,
  }
}

function describeFound(data: unknown, keyword: string): string {
  if (keyword === 'maxLength') return `${Array.from(String(data)).length} characters`
  if (Array.isArray(data) && keyword.endsWith('Items')) return items(data.length)
  return describeValue(data, keyword)
}

function textsOf(values: unknown): readonly string[] {
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : []
}

function memberExpectation(
  member: Property | NavigationProperty,
  isItem: boolean,
  error: ErrorObject,
): string {
  if (member.isCollection && !isItem) {
    return describeRestriction(member.type, error) ?? 'an array'
  }
  return expectationOf(member.type, error)
}

function expectationOf(type: EdmType, error: ErrorObject): string {
  const { keyword, params } = error
  if (keyword === 'maxLength') return `at most ${params.limit} characters`
  const restriction = describeRestriction(type, error)
  if (restriction !== undefined) return restriction
  switch (type.kind) {
    case 'primitiveType':
      return describePrimitive(type.name, keyword)
    case 'typeDefinition':
      return `${type.qualifiedName}, which is ${describePrimitive(type.underlyingType.name, keyword)}`
    case 'enumType':
      return enumExpectation(type)
    case 'complexType':
    case 'entityType':
      return `${type.qualifiedName}, an object`
  }
}

function typeNameExpectation(type: StructuredType): string {
  const names = withDerivedTypes(type).map(({ qualifiedName }) => `#${qualifiedName}`)
  return `the name of ${type.qualifiedName} or of a type derived from it (${list(names)})`
}

function enumExpectation({ qualifiedName, isFlags, members }: EnumType): string {
  const names = members.size === 0 ? '' : ` (${list([...members.keys()])})`
  return `${isFlags ? 'members' : 'a member'} of ${qualifiedName}${names}`
}

const mostListed = 20

function list(names: readonly string[]): string {
  const more = names.length - mostListed
  return names.slice(0, mostListed).join(', ') + (more > 0 ? `, and ${more} more` : '')
}

/** A value in words, short enough for a message. */
function describeValue(value: unknown, keyword: string): string {
  if (typeof value === 'string') {
    const quoted = JSON.stringify(shorten(value))
    return keyword === 'enum' ? quoted : `the string ${quoted}`
  }
  if (value === null) return 'null'
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${value}`
  if (Array.isArray(value)) return 'an array'
  return value === undefined ? 'nothing' : 'an object'
}

/** The name that a pointer begins with, seen from the value at `base`. */
function firstName(pointer: string, base: string): string {
  const [name = ''] = splitPointer(pointer.slice(base.length))
  return name
}
