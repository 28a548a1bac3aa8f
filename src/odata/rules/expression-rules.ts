/* ABNF section "Expressions", but for the rules of what follows a path. */
import { parseWholeExpression } from '../../syntax/common-expr.ts'
import { Cursor } from '../../syntax/cursor.ts'
import {
  type AnnotationSegment,
  type BinaryOperator,
  type CommonExpr,
  type MethodCallExpr,
  ODataSyntaxError,
} from '../../syntax/index.ts'
import { shiftPositions } from '../../syntax/shift-positions.ts'
import type { MemberNode, OperatorNode } from '../ast.ts'
import { checkExpression, scopeOf } from '../check-expression.ts'
import { followPath } from '../check-path.ts'
import { withPosition } from '../decoded-text.ts'
import { booleanMethods, methods } from '../methods.ts'
import type { Names } from '../names.ts'
import { parseStrictExpression } from '../query-option-value.ts'
import { Place, type Places } from '../rules-of-names.ts'
import { isPath, parseStrictExpressionOfAny } from './path-expression-rules.ts'
import { decoded, isOneGroup, refuse, type RuleParser, surrounded } from './rule-parser.ts'

function expression(accepts: (node: CommonExpr, text: string) => boolean, expected: string) {
  return decoded((text, names) => {
    const node = parseStrictExpression(text, names)
    if (!accepts(node, text)) refuse(expected, text)
    return node
  })
}

const anyExpression = expression(() => true, 'an expression')

/** A path, a call without names being one of a function or of an entity by its key. */
function isPathLike(node: CommonExpr): boolean {
  return isPath(node) || node.kind === 'methodCallExpr' || node.kind === 'parameterAlias'
}

function isMemberPath(node: CommonExpr): boolean {
  return isPathLike(node) && !(isPath(node) && node.root !== undefined)
}

/** A path that begins with no variable. */
function memberPath(places: Places, accepts: (node: CommonExpr) => boolean): RuleParser {
  return decoded((text, names) => {
    const node = parseStrictExpressionOfAny(text)
    if (!accepts(node)) refuse('a path', text)
    const scope = scopeOf(names)
    if (isPath(node)) followPath(node.segments, places, scope)
    else if (node.kind === 'parameterAlias') followPath([termOf(node)], places, scope)
    else checkExpression(node, scope)
    return node
  })
}

function beginsWithFunction(node: CommonExpr): boolean {
  if (node.kind === 'methodCallExpr') return node.arguments.length === 0
  return isPath(node) && node.segments[0]?.kind === 'functionExpr'
}

function beginsWithAnnotation(node: CommonExpr): boolean {
  return node.kind === 'parameterAlias' || (isPath(node) && node.segments[0]?.kind === 'annotation')
}

/** `@Term` by itself, which reads like an alias. */
function termOf({
  position,
  name,
}: Extract<CommonExpr, { kind: 'parameterAlias' }>): AnnotationSegment {
  return { kind: 'annotation', position, term: name, qualifier: undefined }
}

function callOf(name: string): RuleParser {
  return expression(
    (node) => node.kind === 'methodCallExpr' && node.name.toLowerCase() === name,
    `${name}(…)`,
  )
}

function isMethodCall(node: CommonExpr): node is MethodCallExpr {
  return (
    node.kind === 'methodCallExpr' &&
    !['cast', 'isof', 'collection'].includes(node.name.toLowerCase())
  )
}

/** ABNF `eqExpr` and its like: an operator between blanks, and an operand. */
function operatorRule(operator: BinaryOperator): RuleParser {
  return decoded((text, names): OperatorNode => {
    const found = /^[ \t]+(\w+)[ \t]+/.exec(text)
    if (found?.[1]?.toLowerCase() !== operator) refuse(`' ${operator} ' and an expression`, text)
    const whole = `a${text}`
    const node = parseWholeExpression(new Cursor(whole, 0, whole.length, true))
    const rest = parseRest(node, operator, text, found![0].length, names)
    return { kind: 'operatorExpr', position: 0, operator, right: rest }
  })
}

/** What stands right of an operator, all of it, whatever binds stronger; lists stand after `in` alone. */
function parseRest(
  whole: CommonExpr,
  operator: BinaryOperator,
  text: string,
  start: number,
  names: Names,
): CommonExpr {
  const isList = whole.kind === 'binaryExpr' && whole.right.kind === 'listExpr'
  if ((operator === 'in' && isList) || operator === 'has') {
    const right = whole.kind === 'binaryExpr' ? whole.right : whole
    checkExpression(whole.kind === 'binaryExpr' ? { ...whole, left: right } : whole, scopeOf(names))
    return shiftPositions(right, (position) => position - 1)
  }
  const right = text.slice(start)
  try {
    return shiftPositions(parseStrictExpression(right, names), (position) => position + start)
  } catch (error) {
    throw error instanceof ODataSyntaxError ? withPosition(error, error.position + start) : error
  }
}

const operators: readonly BinaryOperator[] = [
  ...(['and', 'or', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'has', 'in'] as const),
  ...(['add', 'sub', 'mul', 'div', 'divby', 'mod'] as const),
]

export const expressionRules: Readonly<Record<string, RuleParser>> = {
  commonExpr: anyExpression,
  boolCommonExpr: anyExpression,
  parameterValue: anyExpression,
  valueInUrl: decoded((text, names) => {
    const whole = `[${text}]`
    return surrounded(
      '[',
      ']',
      (inner) => parseStrictExpression(inner, names),
      (node) => (node.kind === 'array' && node.items.length === 1 ? node.items[0] : undefined),
      'a value',
    )(whole.slice(1, -1), names)
  }),
  lambdaPredicateExpr: anyExpression,
  aggregatableExpr: anyExpression,
  collectionExpr: anyExpression,
  arrayOrObject: expression(({ kind }) => kind === 'array' || kind === 'object', "'[' or '{'"),
  array: expression(({ kind }) => kind === 'array', "'['"),
  object: expression(({ kind }) => kind === 'object', "'{'"),
  member: decoded(
    surrounded(
      '{',
      '}',
      parseStrictExpression,
      (node): MemberNode | undefined => {
        const [member, further] = node.kind === 'object' ? node.members : []
        return member && !further ? { kind: 'member', ...member } : undefined
      },
      'a name and a value',
    ),
  ),
  rootExpr: expression((node) => isPath(node) && node.root === '$root', "'$root/'"),
  currCollectionExpr: expression((node) => isPath(node) && node.root === '$these', "'$these/'"),
  firstMemberExpr: expression((node) => isPathLike(node) && !isRooted(node), 'a path'),
  inscopeVariableExpr: expression((node) => isVariable(node), 'a variable'),
  memberExpr: memberPath(Place.entity, isMemberPath),
  directMemberExpr: memberPath(Place.castEntity, isMemberPath),
  propertyPathExpr: memberPath(
    Place.castEntity,
    (node) => isMemberPath(node) && !beginsWithAnnotation(node),
  ),
  annotationExpr: memberPath(Place.entity, beginsWithAnnotation),
  functionExpr: expression(beginsWithFunction, 'a function'),
  boundFunctionExpr: expression(beginsWithFunction, 'a function'),
  methodCallExpr: expression(isMethodCall, 'a function of the standard'),
  boolMethodCallExpr: expression(
    (node) => isMethodCall(node) && booleanMethods.has(node.name.toLowerCase()),
    'a Boolean function of the standard',
  ),
  ...Object.fromEntries(methods.map(({ rule, name }) => [rule, callOf(name)])),
  isofExpr: callOf('isof'),
  castExpr: callOf('cast'),
  isdefinedExpr: callOf('isdefined'),
  parenExpr: expression((_node, text) => text.startsWith('(') && isOneGroup(text), "'('"),
  listExpr: decoded(
    surrounded(
      'a in ',
      '',
      parseStrictExpressionOfAny,
      (node, text) => {
        if (!text.startsWith('(')) return undefined
        const list = node.kind === 'binaryExpr' ? node.right : undefined
        return list?.kind === 'listExpr' ? list : undefined
      },
      'a list of literals',
    ),
  ),
  negateExpr: expression((_node, text) => text.startsWith('-'), "'-' and an expression"),
  notExpr: expression((_node, text) => /^not[ \t]/i.test(text), "'not ' and an expression"),
  ...Object.fromEntries(operators.map((operator) => [`${operator}Expr`, operatorRule(operator)])),
}

function isRooted(node: CommonExpr): boolean {
  return isPath(node) && node.root === '$root'
}

function isVariable(node: CommonExpr): boolean {
  if (node.kind === 'parameterAlias') return true
  if (!isPath(node)) return false
  return node.root === undefined
    ? node.segments.length === 1 && node.segments[0]?.kind === 'identifier'
    : node.segments.length === 0
}
