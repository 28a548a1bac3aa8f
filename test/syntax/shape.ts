import type { CommonExpr, MemberSegment } from '../../src/syntax/index.ts'
import { printCommonExpr } from '../../src/syntax/index.ts'

/** An expression with every operator in parentheses, so that grouping shows; chains of one `and` or `or` are flat. */
export function shapeOf(expression: CommonExpr): string {
  switch (expression.kind) {
    case 'binaryExpr':
      return joinShapes(expression.operator, shapeOf(expression.left), shapeOf(expression.right))
    case 'unaryExpr':
      return `(${expression.operator} ${shapeOf(expression.operand)})`
    case 'methodCallExpr':
      return `${expression.name}(${expression.arguments.map(shapeOf).join(',')})`
    case 'firstMemberExpr':
      return [expression.root, ...expression.segments.map(segmentShape)]
        .filter((text) => text !== undefined)
        .join('/')
    case 'primitiveLiteral':
    case 'enum':
    case 'listExpr':
    case 'array':
    case 'object':
    case 'parameterAlias':
      return printCommonExpr(expression)
  }
}

/** `and` and `or` group either way to the same answer. */
export function joinShapes(operator: string, left: string, right: string): string {
  const isAssociative = operator === 'and' || operator === 'or'
  const flat = (shape: string) =>
    isAssociative && isChainOf(operator, shape) ? shape.slice(1, -1) : shape
  return `(${flat(left)} ${operator} ${flat(right)})`
}

/** True for `(a or b)`, not for `(a or b) eq (c or d)`. */
function isChainOf(operator: string, shape: string): boolean {
  if (!shape.startsWith('(')) return false
  let depth = 0
  let isAtTop = false
  for (const part of shape.split(/([()]| and | or )/)) {
    if (part === '(') depth++
    if (part === ')') depth--
    if (depth === 1 && part === ` ${operator} `) isAtTop = true
  }
  return isAtTop
}

function segmentShape(segment: MemberSegment): string {
  const isLambda = segment.kind === 'anyExpr' || segment.kind === 'allExpr'
  if (isLambda && segment.variable && segment.predicate) {
    return `${segment.kind.slice(0, 3)}(${segment.variable}:${shapeOf(segment.predicate)})`
  }
  return printCommonExpr({
    kind: 'firstMemberExpr',
    position: 0,
    root: undefined,
    segments: [segment],
  })
}
