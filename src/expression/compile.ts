import { isEqualOrNull, type Comparer } from './comparison.ts'
import { comparisonOf, literalMembership, literalTest, mirrored } from './evaluate-comparison.ts'
import { compilePath, propertyReader, type PartCompiler } from './compile-path.ts'
import type { EvaluationContext } from './evaluation-context.ts'
import type { Evaluate, Test } from './evaluate.ts'
import type {
  CallExpression,
  CaseExpression,
  ComparisonExpression,
  ComparisonOperator,
  LogicalExpression,
  MembershipExpression,
  OperatorExpression,
  TypedExpression,
} from './typed-expression.ts'

/**
 * Compiles an expression to a function of the current instance.
 * @returns its value as JSON, `null` for no value; entities are instances
 */
export function compileExpression(
  expression: TypedExpression,
): (instance: unknown, context: EvaluationContext) => unknown {
  const evaluate = compileValue(expression)
  return (instance, context) => evaluate(instance, context, undefined)
}

/** Compiles a Boolean expression: true where it is true, false where it is false or null. */
export function compilePredicate(
  expression: TypedExpression,
): (instance: unknown, context: EvaluationContext) => boolean {
  const test = compileTest(expression, true)
  return (instance, context) => test(instance, context, undefined)
}

const parts: PartCompiler = {
  compileTest: (predicate) => compileTest(predicate, true),
  compileValue: (expression) => compileValue(expression),
}

/** As `compileExpression`, within the frames of outer instances and lambda variables. */
export function compileValue(expression: TypedExpression): Evaluate {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression
      return () => value
    }
    case 'path':
      return compilePath(expression, parts)
    case 'logical':
      return compileLogical(expression)
    case 'not': {
      const evaluate = compileValue(expression.operand)
      return (instance, context, frame) => {
        const value = evaluate(instance, context, frame)
        return typeof value === 'boolean' ? !value : null
      }
    }
    case 'comparison':
    case 'membership':
    case 'operator':
      return compileSpine(expression)
    case 'call':
      return compileCall(expression)
    case 'context': {
      const { evaluate } = expression
      return (_, context) => evaluate(context)
    }
    case 'case':
      return compileCase(expression)
    case 'list': {
      const items = expression.items.map(compileValue)
      return (instance, context, frame) => items.map((item) => item(instance, context, frame))
    }
    case 'object': {
      const members = expression.members.map(
        ([name, value]) => [name, compileValue(value)] as const,
      )
      return (instance, context, frame) =>
        Object.fromEntries(members.map(([name, value]) => [name, value(instance, context, frame)]))
    }
  }
}

/** `and` and `or` with null as URL Conventions, "Logical Operators", has it. */
function compileLogical({ operator, operands }: LogicalExpression): Evaluate {
  const evaluates = operands.map(compileValue)
  const decisive = operator === 'or'
  return (instance, context, frame) => {
    let result: boolean | null = !decisive
    for (const evaluate of evaluates) {
      const value = evaluate(instance, context, frame)
      if (value === decisive) return decisive
      if (value !== !decisive) result = null
    }
    return result
  }
}

type SpineExpression = ComparisonExpression | MembershipExpression | OperatorExpression

/** Operators along the left spine, of which there may be thousands, run in a loop. */
function compileSpine(expression: SpineExpression): Evaluate {
  const steps: { combine: (left: unknown, right: unknown) => unknown; right: Evaluate }[] = []
  let first: TypedExpression = expression
  while (first.kind === 'comparison' || first.kind === 'membership' || first.kind === 'operator') {
    steps.push({ combine: combinerOf(first), right: compileValue(first.right) })
    first = first.left
  }
  steps.reverse()
  const start = compileValue(first)
  return (instance, context, frame) => {
    let value = start(instance, context, frame)
    for (const { combine, right } of steps) value = combine(value, right(instance, context, frame))
    return value
  }
}

function combinerOf(expression: SpineExpression): (left: unknown, right: unknown) => unknown {
  switch (expression.kind) {
    case 'comparison':
      return comparisonOf(expression.operator, expression.comparer)
    case 'membership': {
      const { comparer } = expression
      return (item, list) =>
        Array.isArray(list) && list.some((value) => isEqualOrNull(comparer, item, value))
    }
    case 'operator': {
      const { combine } = expression
      return (left, right) => (left === null || right === null ? null : combine(left, right))
    }
  }
}

function compileCall(call: CallExpression): Evaluate {
  const { evaluate, takesNull } = call
  const [first, second] = call.arguments.map(compileValue)
  if (first && call.arguments.length === 1) {
    return (instance, context, frame) => {
      const value = first(instance, context, frame)
      return value === null && !takesNull ? null : evaluate(value)
    }
  }
  const secondLiteral = call.arguments[1]
  if (first && second && call.arguments.length === 2 && !takesNull) {
    if (secondLiteral?.kind === 'literal' && secondLiteral.value !== null) {
      const { value: literal } = secondLiteral
      return (instance, context, frame) => {
        const value = first(instance, context, frame)
        return value === null ? null : evaluate(value, literal)
      }
    }
    return (instance, context, frame) => {
      const a = first(instance, context, frame)
      const b = second(instance, context, frame)
      return a === null || b === null ? null : evaluate(a, b)
    }
  }
  const values = call.arguments.map(compileValue)
  return (instance, context, frame) => {
    const read = values.map((value) => value(instance, context, frame))
    return !takesNull && read.includes(null) ? null : evaluate(...read)
  }
}

function compileCase({ branches }: CaseExpression): Evaluate {
  const compiled = branches.map(({ condition, value }) => ({
    test: compileTest(condition, true),
    value: compileValue(value),
  }))
  return (instance, context, frame) => {
    for (const { test, value } of compiled) {
      if (test(instance, context, frame)) return value(instance, context, frame)
    }
    return null
  }
}

/** Whether a Boolean expression is just `wanted`, so that null is neither true nor false. */
export function compileTest(expression: TypedExpression, wanted: boolean): Test {
  switch (expression.kind) {
    case 'logical': {
      const tests = expression.operands.map((operand) => compileTest(operand, wanted))
      return (expression.operator === 'and') === wanted ? allOf(tests) : anyOf(tests)
    }
    case 'not':
      return compileTest(expression.operand, !wanted)
    case 'comparison':
      return compileComparisonTest(expression, wanted)
    case 'membership':
      return compileMembershipTest(expression, wanted)
    case 'call':
      return compileCallTest(expression, wanted)
    case 'path': {
      const read = propertyReader(expression)
      if (!read) break
      return (instance, _, frame) => read(instance, frame) === wanted
    }
    case 'literal':
    case 'operator':
    case 'context':
    case 'case':
    case 'list':
    case 'object':
      break
  }
  const evaluate = compileValue(expression)
  return (instance, context, frame) => evaluate(instance, context, frame) === wanted
}

function allOf(tests: readonly Test[]): Test {
  const [first, second, third] = tests
  if (first && second && tests.length === 2) {
    return (instance, context, frame) =>
      first(instance, context, frame) && second(instance, context, frame)
  }
  if (first && second && third && tests.length === 3) {
    return (instance, context, frame) =>
      first(instance, context, frame) &&
      second(instance, context, frame) &&
      third(instance, context, frame)
  }
  return (instance, context, frame) => {
    for (const test of tests) if (!test(instance, context, frame)) return false
    return true
  }
}

function anyOf(tests: readonly Test[]): Test {
  const [first, second] = tests
  if (first && second && tests.length === 2) {
    return (instance, context, frame) =>
      first(instance, context, frame) || second(instance, context, frame)
  }
  return (instance, context, frame) => {
    for (const test of tests) if (test(instance, context, frame)) return true
    return false
  }
}

/** One operand against a literal, which is prepared once; other comparisons in general. */
function compileComparisonTest(expression: ComparisonExpression, wanted: boolean): Test {
  const { left, right, operator, comparer } = expression
  if (right.kind === 'literal') {
    return compileLiteralTest(left, operator, right.value, comparer, wanted)
  }
  if (left.kind === 'literal') {
    return compileLiteralTest(right, mirrored[operator], left.value, comparer, wanted)
  }
  const evaluate = compileSpine(expression)
  return (instance, context, frame) => evaluate(instance, context, frame) === wanted
}

function compileLiteralTest(
  operand: TypedExpression,
  operator: ComparisonOperator,
  literal: unknown,
  comparer: Comparer,
  wanted: boolean,
): Test {
  const test = literalTest(operator, literal, comparer, wanted)
  const read = operand.kind === 'path' ? propertyReader(operand) : undefined
  if (read) return (instance, _, frame) => test(read(instance, frame))
  const evaluate = compileValue(operand)
  return (instance, context, frame) => test(evaluate(instance, context, frame))
}

/** A value is looked up among literals by its key, however many there are. */
function compileMembershipTest(expression: MembershipExpression, wanted: boolean): Test {
  const { left, right, comparer } = expression
  const literals: unknown[] | undefined = right.kind === 'list' ? [] : undefined
  if (right.kind === 'list') {
    for (const item of right.items) if (item.kind === 'literal') literals?.push(item.value)
  }
  if (right.kind === 'list' && literals?.length === right.items.length) {
    const isIn = literalMembership(literals, comparer)
    const evaluate = compileValue(left)
    return (instance, context, frame) => isIn(evaluate(instance, context, frame)) === wanted
  }
  const evaluate = compileSpine(expression)
  return (instance, context, frame) => evaluate(instance, context, frame) === wanted
}

/** The usual `contains(displayName,'x')` reads its property without a detour. */
function compileCallTest(call: CallExpression, wanted: boolean): Test {
  const [first, second] = call.arguments
  const read = first?.kind === 'path' ? propertyReader(first) : undefined
  if (
    read &&
    second?.kind === 'literal' &&
    second.value !== null &&
    call.arguments.length === 2 &&
    !call.takesNull
  ) {
    const { evaluate } = call
    const { value: literal } = second
    return (instance, _, frame) => {
      const value = read(instance, frame)
      return value !== null && evaluate(value, literal) === wanted
    }
  }
  const evaluate = compileCall(call)
  return (instance, context, frame) => evaluate(instance, context, frame) === wanted
}
