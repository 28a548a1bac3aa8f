import { primitiveTypes, type EdmPrimitiveName, type EdmType } from '../model/index.ts'
import { calculateDecimals, parseDecimal } from './numbers/decimal.ts'
import { calculateDoubles } from './numbers/double.ts'
import { calculateIntegers } from './numbers/integer.ts'
import {
  isNumericText,
  toNumber,
  type ArithmeticOperator,
  type NumericValue,
} from './numbers/numeric-value.ts'
import { dateFromDays, daysFromDate } from './temporal/calendar.ts'
import {
  parseDate,
  parseDateTimeOffset,
  picosecondsPerSecond,
  printDate,
  printDateTimeOffset,
  toInstant,
} from './temporal/date-time.ts'
import { parseDuration, printDuration } from './temporal/duration.ts'
import {
  isInteger,
  isNumeric,
  isUntyped,
  promoteNumeric,
  underlyingType,
} from './type-compatibility.ts'

/** What an arithmetic operator does with operands of two types. */
export interface Operation {
  readonly type: EdmType
  readonly isDivision: boolean
  /** `undefined` where the operands have no result; `null` where one is no value of its type. */
  readonly calculate: (left: unknown, right: unknown) => unknown
}

const secondsPerDay = 86_400n
const untyped = primitiveTypes['Edm.Untyped']

/**
 * The operation of an operator on two types; what is untyped takes the type that the other suggests.
 * @param isFloating whether an operand is a decimal of floating scale, which may be INF or NaN
 * @returns `undefined` where the standard has none
 * @see URL Conventions, "Arithmetic Operators"
 */
export function findOperation(
  operator: ArithmeticOperator,
  leftType: EdmType,
  rightType: EdmType,
  isFloating = false,
): Operation | undefined {
  const [left, right] = [underlyingType(leftType), underlyingType(rightType)]
  const isNumberLike = (type: EdmType) => isNumeric(type) || isUntyped(type)
  if (isNumberLike(left) && isNumberLike(right)) {
    return numericOperation(operator, left, right, isFloating)
  }
  return temporalOperations.find(
    ([name, first, second]) =>
      name === operator &&
      (fits(left, first) || isUntyped(left)) &&
      (fits(right, second) || isUntyped(right)),
  )?.[3]
}

function fits(type: EdmType, operand: EdmPrimitiveName | 'number'): boolean {
  return operand === 'number' ? isNumeric(type) : type.qualifiedName === operand
}

function numericOperation(
  operator: ArithmeticOperator,
  left: EdmType,
  right: EdmType,
  isFloating: boolean,
): Operation {
  const isDivision = operator !== 'add' && operator !== 'sub' && operator !== 'mul'
  const isDynamic = isUntyped(left) || isUntyped(right)
  const promoted = isDynamic ? untyped : promoteNumeric(left, right)
  const isWhole = isInteger(promoted)
  const isDecimal = promoted.qualifiedName === 'Edm.Decimal'
  const isFinite = isWhole || (isDecimal && !isFloating)
  const type = isWhole && operator === 'divby' ? primitiveTypes['Edm.Decimal'] : promoted
  const calculate = (a: NumericValue, b: NumericValue): NumericValue | undefined => {
    if (operator === 'mod' && toNumber(b) === 0) return undefined
    if (operator === 'divby' && toNumber(b) === 0) return toNumber(a) / 0
    if (isWhole && operator !== 'divby') return calculateIntegers(operator, a, b)
    if (isFinite) return calculateDecimals(operator, a, b)
    if (isDynamic) return calculateJson(operator, a, b)
    const exact = isDecimal ? calculateDecimals(operator, a, b) : undefined
    return exact ?? calculateDoubles(operator, a, b)
  }
  const isOperand = (value: unknown): value is NumericValue => {
    if (typeof value !== 'string' || isDynamic) return typeof value === 'number'
    return isFinite ? parseDecimal(value) !== undefined : isNumericText(value)
  }
  return {
    type,
    isDivision,
    calculate: (a, b) => (isOperand(a) && isOperand(b) ? calculate(a, b) : null),
  }
}

/** JSON numbers of unknown type: whole ones as integers, others as decimals. */
function calculateJson(
  operator: ArithmeticOperator,
  a: NumericValue,
  b: NumericValue,
): NumericValue | undefined {
  const areWhole = Number.isInteger(a) && Number.isInteger(b)
  return areWhole && operator !== 'divby'
    ? calculateIntegers(operator, a, b)
    : calculateDecimals(operator, a, b)
}

type TemporalOperation = readonly [
  operator: ArithmeticOperator,
  left: EdmPrimitiveName | 'number',
  right: EdmPrimitiveName | 'number',
  operation: Operation,
]

const temporalOperations: readonly TemporalOperation[] = [
  define('add', 'Edm.DateTimeOffset', 'Edm.Duration', 'Edm.DateTimeOffset', movePoint(1n)),
  define('sub', 'Edm.DateTimeOffset', 'Edm.Duration', 'Edm.DateTimeOffset', movePoint(-1n)),
  define('add', 'Edm.Date', 'Edm.Duration', 'Edm.Date', moveDate(1n)),
  define('sub', 'Edm.Date', 'Edm.Duration', 'Edm.Date', moveDate(-1n)),
  define('sub', 'Edm.DateTimeOffset', 'Edm.DateTimeOffset', 'Edm.Duration', subtractPoints),
  define('sub', 'Edm.Date', 'Edm.Date', 'Edm.Duration', subtractPoints),
  define('sub', 'Edm.DateTimeOffset', 'Edm.Date', 'Edm.Duration', subtractPoints),
  define('sub', 'Edm.Date', 'Edm.DateTimeOffset', 'Edm.Duration', subtractPoints),
  define('add', 'Edm.Duration', 'Edm.Duration', 'Edm.Duration', addDurations(1n)),
  define('sub', 'Edm.Duration', 'Edm.Duration', 'Edm.Duration', addDurations(-1n)),
  define('mul', 'Edm.Duration', 'number', 'Edm.Duration', scaleDuration('mul')),
  define('mul', 'number', 'Edm.Duration', 'Edm.Duration', (factor, duration) =>
    scaleDuration('mul')(duration, factor),
  ),
  define('div', 'Edm.Duration', 'number', 'Edm.Duration', scaleDuration('div')),
  define('divby', 'Edm.Duration', 'number', 'Edm.Duration', scaleDuration('div')),
]

function define(
  operator: ArithmeticOperator,
  left: EdmPrimitiveName | 'number',
  right: EdmPrimitiveName | 'number',
  result: EdmPrimitiveName,
  calculate: (left: string, right: string) => unknown,
): TemporalOperation {
  const isValue = (value: unknown, operand: string) =>
    typeof value === 'string' || (operand === 'number' && typeof value === 'number')
  return [
    operator,
    left,
    right,
    {
      type: primitiveTypes[result],
      isDivision: operator === 'div' || operator === 'divby',
      calculate: (a, b) =>
        isValue(a, left) && isValue(b, right) ? calculate(a as string, b as string) : null,
    },
  ]
}

function movePoint(direction: bigint): (point: string, duration: string) => string | null {
  return (point, duration) => {
    const [parts, distance] = [parseDateTimeOffset(point), parseDuration(duration)]
    if (!parts || distance === undefined) return null
    return printDateTimeOffset(toInstant(parts) + direction * distance, parts.offsetMinutes)
  }
}

/** A date moves from its midnight; what is left of a day is cut off. */
function moveDate(direction: bigint): (date: string, duration: string) => string | null {
  return (date, duration) => {
    const [parts, distance] = [parseDate(date), parseDuration(duration)]
    if (!parts || distance === undefined) return null
    const perDay = secondsPerDay * picosecondsPerSecond
    const from = BigInt(daysFromDate(parts.year, parts.month, parts.day)) * perDay
    const to = from + direction * distance
    const inDay = ((to % perDay) + perDay) % perDay
    return printDate(dateFromDays(Number((to - inDay) / perDay)))
  }
}

function subtractPoints(left: string, right: string): string | null {
  const [a, b] = [parseDateTimeOffset(left), parseDateTimeOffset(right)]
  return a && b ? printDuration(toInstant(a) - toInstant(b)) : null
}

function addDurations(direction: bigint): (left: string, right: string) => string | null {
  return (left, right) => {
    const [a, b] = [parseDuration(left), parseDuration(right)]
    return a === undefined || b === undefined ? null : printDuration(a + direction * b)
  }
}

/** Exact up to a picosecond, what is finer is cut off. */
function scaleDuration(
  operator: 'mul' | 'div',
): (duration: string, factor: NumericValue) => string | null | undefined {
  return (duration, factor) => {
    const [size, decimal] = [parseDuration(duration), parseDecimal(factor)]
    if (size === undefined || !decimal) return null
    const unit = 10n ** BigInt(decimal.scale)
    if (operator === 'mul') return printDuration((size * decimal.digits) / unit)
    return decimal.digits === 0n ? undefined : printDuration((size * unit) / decimal.digits)
  }
}
