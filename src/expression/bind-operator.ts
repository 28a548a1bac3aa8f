import { primitiveTypes, type EdmType } from '../model/index.ts'
import type { BinaryExpr, UnaryExpr } from '../syntax/ast.ts'
import { describeExpression, refuse, type Environment } from './binding-scope.ts'
import { findOperation, type Operation } from './arithmetic.ts'
import { collectionComparer, comparerOf } from './comparison.ts'
import { enumReader, hasFlags } from './enum-value.ts'
import { coerceLiteral, makeLiteral } from './literal.ts'
import { isNumericValue, toNumber, type ArithmeticOperator } from './numbers/numeric-value.ts'
import { calculateDecimals } from './numbers/decimal.ts'
import { parseDuration, printDuration } from './temporal/duration.ts'
import { findCommonType, isNumeric, isUntyped, underlyingType } from './type-compatibility.ts'
import type { ComparisonOperator, OperatorExpression, TypedExpression } from './typed-expression.ts'

/** Operators other than `and` and `or`, with operands that are bound. */
export function bindOperator(
  node: BinaryExpr,
  left: TypedExpression,
  right: TypedExpression,
  environment: Environment,
): TypedExpression {
  switch (node.operator) {
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return bindComparison(node.operator, left, right, environment)
    case 'in':
      return bindMembership(left, right, environment)
    case 'has':
      return bindHas(left, right, environment)
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'divby':
    case 'mod':
      return bindArithmetic(node, node.operator, left, right, environment)
    case 'and':
    case 'or':
      throw new Error(`${node.operator} is bound as a chain`)
  }
}

function bindComparison(
  operator: ComparisonOperator,
  leftOperand: TypedExpression,
  rightOperand: TypedExpression,
  environment: Environment,
): TypedExpression {
  const left = coerceLiteral(leftOperand, rightOperand.type, environment)
  const right = coerceLiteral(rightOperand, left.type, environment)
  const type = findCommonType(left.type, right.type)
  const areAlike = left.isCollection === right.isCollection || isNullOrDynamic(left, right)
  if (!type || !areAlike) throw incomparable(left, right, environment)
  const items = comparerOf(comparisonType(left.type, right.type, type))
  const comparer = left.isCollection || right.isCollection ? collectionComparer(items) : items
  if (operator !== 'eq' && operator !== 'ne' && !comparer.isOrdered) {
    const problem = `expected values that have an order`
    throw refuse(environment, left.position, problem, `, found ${describeExpression(left)}`)
  }
  return {
    kind: 'comparison',
    operator,
    comparer,
    left,
    right,
    type: primitiveTypes['Edm.Boolean'],
    isCollection: false,
    position: left.position,
  }
}

/** A dynamic value may be a collection; `null` is none. */
function isNullOrDynamic(left: TypedExpression, right: TypedExpression): boolean {
  const isDynamic = (side: TypedExpression) => isUntyped(side.type) && side.kind !== 'literal'
  return isDynamic(left) || isDynamic(right)
}

/** Where one side is untyped, JSON values of the basic kinds compare as they are: '5' is not 5. */
function comparisonType(left: EdmType, right: EdmType, common: EdmType): EdmType {
  const isBasic =
    isNumeric(common) ||
    common === primitiveTypes['Edm.String'] ||
    common === primitiveTypes['Edm.Boolean']
  return isBasic && (isUntyped(left) || isUntyped(right)) ? primitiveTypes['Edm.Untyped'] : common
}

function incomparable(left: TypedExpression, right: TypedExpression, environment: Environment) {
  return refuse(
    environment,
    right.position,
    `expected a value that compares with ${describeExpression(left)}`,
    `, found ${describeExpression(right)}`,
  )
}

function bindMembership(
  item: TypedExpression,
  list: TypedExpression,
  environment: Environment,
): TypedExpression {
  if (!list.isCollection && (!isUntyped(list.type) || list.kind === 'literal')) {
    const problem = "expected a list or collection after 'in'"
    throw refuse(environment, list.position, problem, `, found ${describeExpression(list)}`)
  }
  if (item.isCollection) throw notSingle(item, environment)
  const right = coerceItems(list, item.type, environment)
  const left = coerceLiteral(item, right.type, environment)
  const type = findCommonType(left.type, right.type)
  if (!type) throw incomparable(left, right, environment)
  return {
    kind: 'membership',
    comparer: comparerOf(comparisonType(left.type, right.type, type)),
    left,
    right,
    type: primitiveTypes['Edm.Boolean'],
    isCollection: false,
    position: left.position,
  }
}

/** The items of a list as values of the type that they are looked up by. */
function coerceItems(
  list: TypedExpression,
  type: EdmType,
  environment: Environment,
): TypedExpression {
  if (list.kind !== 'list') return list
  const items = list.items.map((item) => coerceLiteral(item, type, environment))
  for (const item of items) {
    if (findCommonType(type, item.type) && !item.isCollection) continue
    const found = describeExpression(item)
    const problem = `expected an item of ${type.qualifiedName}`
    throw refuse(environment, item.position, problem, `, found ${found}`)
  }
  return makeList(items, list.position)
}

/** A list or JSON array; it is untyped where its items have no common type. */
export function makeList(items: readonly TypedExpression[], position: number): TypedExpression {
  let type: EdmType | undefined = primitiveTypes['Edm.Untyped']
  for (const item of items) type = type && findCommonType(type, item.type)
  return {
    kind: 'list',
    items,
    type: type ?? primitiveTypes['Edm.Untyped'],
    isCollection: true,
    position,
  }
}

function bindHas(
  left: TypedExpression,
  rightOperand: TypedExpression,
  environment: Environment,
): TypedExpression {
  const type = underlyingType(left.type)
  const right = coerceLiteral(rightOperand, left.type, environment)
  if (left.isCollection || (type.kind !== 'enumType' && !isUntyped(type))) {
    const problem = "expected an enumeration value before 'has'"
    throw refuse(environment, left.position, problem, `, found ${describeExpression(left)}`)
  }
  const isOfType =
    right.type === type ||
    isUntyped(right.type) ||
    (isUntyped(type) && right.type.kind === 'enumType')
  if (right.isCollection || !isOfType) {
    const problem = `expected a value of ${type.qualifiedName}`
    throw refuse(environment, right.position, problem, `, found ${describeExpression(right)}`)
  }
  const enumType = type.kind === 'enumType' ? type : right.type
  const read = enumType.kind === 'enumType' ? enumReader(enumType) : () => undefined
  return {
    kind: 'operator',
    combine: (value, flags) => {
      if (typeof value !== 'string' || typeof flags !== 'string') return null
      const [set, wanted] = [read(value), read(flags)]
      return set === undefined || wanted === undefined ? null : hasFlags(set, wanted)
    },
    left,
    right,
    type: primitiveTypes['Edm.Boolean'],
    isCollection: false,
    position: left.position,
  }
}

function bindArithmetic(
  { position }: BinaryExpr,
  operator: ArithmeticOperator,
  leftOperand: TypedExpression,
  rightOperand: TypedExpression,
  environment: Environment,
): TypedExpression {
  const left = coerceLiteral(leftOperand, temporalOf(rightOperand), environment)
  const right = coerceLiteral(rightOperand, temporalOf(leftOperand), environment)
  if (left.isCollection) throw notSingle(left, environment)
  if (right.isCollection) throw notSingle(right, environment)
  const operation = findOperation(operator, left.type, right.type)
  if (!operation) {
    const found = `${describeExpression(left)} and ${describeExpression(right)}`
    throw refuse(environment, position, `expected operands of '${operator}'`, `, found ${found}`)
  }
  return {
    kind: 'operator',
    combine: (a, b) => calculate(operation, a, b, position, environment),
    left,
    right,
    type: operation.type,
    isCollection: false,
    position: left.position,
  } satisfies OperatorExpression
}

/** What a quoted text beside a date may be; next to anything else it stays text. */
function temporalOf(other: TypedExpression): EdmType {
  const type = underlyingType(other.type)
  const isPoint = type.qualifiedName === 'Edm.DateTimeOffset' || type.qualifiedName === 'Edm.Date'
  return isPoint ? type : primitiveTypes['Edm.Untyped']
}

function calculate(
  operation: Operation,
  left: unknown,
  right: unknown,
  position: number,
  environment: Environment,
): unknown {
  const result = operation.calculate(left, right)
  if (result !== undefined) return result
  const isZero = isNumericValue(right) && toNumber(right) === 0
  const problem =
    isZero && operation.isDivision
      ? 'division by zero'
      : `the result is no value of ${operation.type.qualifiedName}`
  throw refuse(environment, position, problem)
}

export function notSingle(expression: TypedExpression, environment: Environment) {
  const found = describeExpression(expression)
  return refuse(environment, expression.position, 'expected a single value', `, found ${found}`)
}

/** @param operand of the `-`, bound */
export function bindNegation(
  node: UnaryExpr,
  operand: TypedExpression,
  environment: Environment,
): TypedExpression {
  if (operand.isCollection) throw notSingle(operand, environment)
  const { position } = node
  const type = underlyingType(operand.type)
  const evaluate =
    type.qualifiedName === 'Edm.Duration'
      ? negateDuration
      : isNumeric(type)
        ? negateNumber
        : negateJson
  if (evaluate === negateJson && !isUntyped(type)) {
    const found = describeExpression(operand)
    throw refuse(environment, operand.position, 'expected a number after -', `, found ${found}`)
  }
  if (operand.kind === 'literal') {
    const value = operand.value === null ? null : evaluate(operand.value)
    return makeLiteral(operand.type, value, position)
  }
  return {
    kind: 'call',
    name: '-',
    arguments: [operand],
    evaluate,
    takesNull: false,
    type,
    isCollection: false,
    position,
  }
}

function negateNumber(value: unknown): number | string | null {
  if (typeof value === 'number') return value === 0 ? 0 : -value
  if (!isNumericValue(value)) return null
  return calculateDecimals('sub', 0, value) ?? -toNumber(value)
}

function negateDuration(value: unknown): string | null {
  const picoseconds = typeof value === 'string' ? parseDuration(value) : undefined
  return picoseconds === undefined ? null : printDuration(-picoseconds)
}

function negateJson(value: unknown): number | null {
  return typeof value === 'number' ? -value : null
}
