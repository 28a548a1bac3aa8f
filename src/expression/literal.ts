import {
  didYouMean,
  findType,
  primitiveTypes,
  type EdmType,
  type EnumType,
  type JsonValue,
} from '../model/index.ts'
import type { EnumLiteral, PrimitiveLiteral } from '../syntax/ast.ts'
import { refuse, type Environment } from './binding-scope.ts'
import { enumReader } from './enum-value.ts'
import { geoType, parseGeoText } from './geo/geo-value.ts'
import { fromDecimal, parseDecimal } from './numbers/decimal.ts'
import { toNumber } from './numbers/numeric-value.ts'
import { parseDate, parseDateTimeOffset, parseTimeOfDay } from './temporal/date-time.ts'
import { parseDuration } from './temporal/duration.ts'
import { underlyingType } from './type-compatibility.ts'
import type { LiteralExpression, TypedExpression } from './typed-expression.ts'

export function makeLiteral(
  type: EdmType,
  value: JsonValue,
  position: number,
  isCollection = false,
): LiteralExpression {
  return { kind: 'literal', type, isCollection, value, position }
}

/** A literal as a JSON value; a number that JSON cannot hold exactly is its text. */
export function bindPrimitiveLiteral(
  node: PrimitiveLiteral,
  environment: Environment,
): LiteralExpression {
  const { type, value, position } = node
  switch (type) {
    case 'null':
      return makeLiteral(primitiveTypes['Edm.Untyped'], null, position)
    case 'Edm.Boolean':
      return makeLiteral(primitiveTypes[type], value.toLowerCase() === 'true', position)
    case 'Edm.Int32':
    case 'Edm.Int64':
    case 'Edm.Decimal': {
      const decimal = parseDecimal(value)
      return makeLiteral(
        primitiveTypes[type],
        decimal ? fromDecimal(decimal) : toNumber(value),
        position,
      )
    }
    case 'Edm.Double':
      return makeLiteral(primitiveTypes[type], toNumber(value), position)
    case 'Edm.Geography':
    case 'Edm.Geometry':
      return bindGeoLiteral(node, environment)
    case 'Edm.Date':
    case 'Edm.TimeOfDay':
    case 'Edm.DateTimeOffset':
      return bindTemporalLiteral(type, node, environment)
    case 'Edm.Guid':
    case 'Edm.Duration':
    case 'Edm.Binary':
    case 'Edm.String':
      return makeLiteral(primitiveTypes[type], value, position)
  }
}

/** The grammar takes 2023-02-30, and any number of fractional digits. */
function bindTemporalLiteral(
  type: 'Edm.Date' | 'Edm.TimeOfDay' | 'Edm.DateTimeOffset',
  { value, text, position }: PrimitiveLiteral,
  environment: Environment,
): LiteralExpression {
  const upper = value.toUpperCase()
  if (isTextOf(primitiveTypes[type], upper)) {
    return makeLiteral(primitiveTypes[type], upper, position)
  }
  throw refuse(environment, position, `expected a value of ${type}`, `, found ${text}`)
}

function bindGeoLiteral(
  { type, value, text, position }: PrimitiveLiteral,
  environment: Environment,
): LiteralExpression {
  const geo = parseGeoText(value)
  if (!geo) throw refuse(environment, position, `expected a value of ${type}`, `, found ${text}`)
  const system = type === 'Edm.Geography' ? 'Geography' : 'Geometry'
  return makeLiteral(geoType(system, geo.shape), geo.value, position)
}

/** A type that the model does not declare leaves the literal its text, for properties documented as strings. */
export function bindEnumLiteral(node: EnumLiteral, environment: Environment): LiteralExpression {
  const type = findType(environment.model, node.typeName)
  if (type?.kind === 'enumType') return enumLiteral(type, node.value, node.position, environment)
  if (type) {
    throw refuse(environment, node.position, `'${node.typeName}' is not an enumeration type`)
  }
  return {
    ...makeLiteral(primitiveTypes['Edm.String'], node.value, node.position),
    undeclaredTypeName: node.typeName,
  }
}

function enumLiteral(
  type: EnumType,
  text: string,
  position: number,
  environment: Environment,
): LiteralExpression {
  if (enumReader(type)(text) === undefined) {
    const near = didYouMean(text, type.members.keys())
    throw refuse(environment, position, `'${text}' is not a member of ${type.qualifiedName}`, near)
  }
  return makeLiteral(type, text, position)
}

const guidForm = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i
const binaryForm = /^[\w\-+/]*={0,2}$/

/** Types whose values are texts in JSON, which clients therefore put in quotes; with what is a value. */
const textForms: Readonly<Record<string, (text: string) => boolean>> = {
  'Edm.Guid': (text) => guidForm.test(text),
  'Edm.Date': (text) => parseDate(text) !== undefined,
  'Edm.TimeOfDay': (text) => parseTimeOfDay(text) !== undefined,
  'Edm.DateTimeOffset': (text) => parseDateTimeOffset(text) !== undefined,
  'Edm.Duration': (text) => parseDuration(text) !== undefined,
  'Edm.Binary': (text) => binaryForm.test(text),
}

/**
 * A literal as a value of the type that it is compared with: a quoted date as the date, a quoted
 * member name as the member, a bare guid as text. Anything else stays as it is.
 * @throws ODataError 400 when a quoted text is no value of the type
 */
export function coerceLiteral(
  expression: TypedExpression,
  type: EdmType,
  environment: Environment,
): TypedExpression {
  if (expression.kind !== 'literal' || typeof expression.value !== 'string') return expression
  if (expression.isCollection) return expression
  const target = underlyingType(type)
  const { value, position, undeclaredTypeName } = expression
  const isString = expression.type === primitiveTypes['Edm.String']
  if (target.kind === 'enumType') {
    if (undeclaredTypeName !== undefined) {
      throw refuse(environment, position, `'${undeclaredTypeName}' is not a type of the contract`)
    }
    return isString ? enumLiteral(target, value, position, environment) : expression
  }
  if (target === primitiveTypes['Edm.String']) {
    const isText =
      expression.type.kind === 'enumType' || expression.type === primitiveTypes['Edm.Guid']
    return isText ? makeLiteral(target, value, position) : expression
  }
  const isForm = textForms[target.qualifiedName]
  if (!isString || !isForm) return expression
  if (!isForm(value)) {
    throw refuse(
      environment,
      position,
      `expected a value of ${target.qualifiedName}`,
      `, found '${value}'`,
    )
  }
  return makeLiteral(target, value, position)
}

/** True when a text is a value of a primitive type that JSON writes as text. */
export function isTextOf(type: EdmType, text: string): boolean {
  return textForms[type.qualifiedName]?.(text) ?? false
}
