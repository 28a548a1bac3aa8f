import { primitiveTypes, type EdmType, type JsonValue } from '../model/index.ts'
import type { BinaryExpr, UnaryExpr } from '../syntax/ast.ts'
import { findOperation, type Operation } from './arithmetic.ts'
import { describeExpression, refuse, refuseCollection, type Environment } from './binding-scope.ts'
import { foldCall } from './fold.ts'
import { coerceLiteral, makeLiteral } from './literal.ts'
import { calculateDecimals } from './numbers/decimal.ts'
import { isNumericValue, toNumber, type ArithmeticOperator } from './numbers/numeric-value.ts'
import { parseDuration, printDuration } from './temporal/duration.ts'
import { isNumeric, isUntyped, underlyingType } from './type-compatibility.ts'
import type { TypedExpression } from './typed-expression.ts'

/** @throws ODataError 400 where the standard has no such operation on the two types */
export function bindArithmetic(
  { position }: BinaryExpr,
  operator: ArithmeticOperator,
  leftOperand: TypedExpression,
  rightOperand: TypedExpression,
  environment: Environment,
): TypedExpression {
  const left = coerceLiteral(leftOperand, temporalOf(rightOperand), environment)
  const right = coerceLiteral(rightOperand, temporalOf(leftOperand), environment)
  if (left.isCollection) throw refuseCollection(left, environment)
  if (right.isCollection) throw refuseCollection(right, environment)
  const operation = findOperation(
    operator,
    left.type,
    right.type,
    hasFloatingScale(left) || hasFloatingScale(right),
  )
  if (!operation) {
    const found = `${describeExpression(left)} and ${describeExpression(right)}`
    throw refuse(environment, position, `expected operands of '${operator}'`, `, found ${found}`)
  }
  const constant = foldOperands(operation, left, right)
  if (constant !== undefined) return makeLiteral(operation.type, constant, left.position)
  return {
    kind: 'operator',
    combine: (a, b) => calculate(operation, a, b, position, environment),
    left,
    right,
    type: operation.type,
    isCollection: false,
    position: left.position,
  }
}

/** CSDL, "Scale": by the property, or by the type definition. */
function hasFloatingScale(operand: TypedExpression): boolean {
  const step = operand.kind === 'path' ? operand.steps.at(-1) : undefined
  const property = step?.kind === 'property' ? step.property : undefined
  const scale =
    property?.scale ?? (operand.type.kind === 'typeDefinition' ? operand.type.scale : undefined)
  return scale === 'floating'
}

/** A calculation without a result, e.g. a division by zero, is left to fail where it is reached. */
function foldOperands(
  operation: Operation,
  left: TypedExpression,
  right: TypedExpression,
): JsonValue | undefined {
  if (left.kind !== 'literal' || right.kind !== 'literal') return undefined
  if (left.value === null || right.value === null) return null
  return operation.calculate(left.value, right.value) as JsonValue | undefined
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

/** @param operand of the `-`, bound */
export function bindNegation(
  node: UnaryExpr,
  operand: TypedExpression,
  environment: Environment,
): TypedExpression {
  if (operand.isCollection) throw refuseCollection(operand, environment)
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
  return foldCall({
    kind: 'call',
    name: '-',
    arguments: [operand],
    evaluate,
    takesNull: false,
    type,
    isCollection: false,
    position,
  })
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
