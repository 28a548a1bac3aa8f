import { primitiveTypes, type JsonValue } from '../model/index.ts'
import type { AggregateExpr, BinaryExpr, CommonExpr, ParameterAlias } from '../syntax/ast.ts'
import { bindAggregate, type BoundAggregate } from './aggregation/bind-aggregate.ts'
import { bindCall } from './bind-call.ts'
import { bindNegation } from './bind-arithmetic.ts'
import { makeList } from './bind-comparison.ts'
import { bindOperator } from './bind-operator.ts'
import { bindPath } from './bind-path.ts'
import { bindPredicateIn, requireBoolean } from './bind-predicate.ts'
import {
  describeExpression,
  refuse,
  refuseCollection,
  type BindingScope,
  type Environment,
} from './binding-scope.ts'
import { comparerOf } from './comparison.ts'
import { bindEnumLiteral, bindPrimitiveLiteral, makeLiteral } from './literal.ts'
import type { TypedExpression } from './typed-expression.ts'

/**
 * Gives an expression its types.
 * @throws ODataError 400 where a name or type does not fit, 501 for what is not supported; both say where
 */
export function bindExpression(node: CommonExpr, scope: BindingScope): TypedExpression {
  return bindNode(node, environmentOf(scope))
}

/** Binds an expression that must be Boolean, as `$filter` has. */
export function bindPredicate(node: CommonExpr, scope: BindingScope): TypedExpression {
  return bindPredicateIn(node, environmentOf(scope))
}

/** Binds an expression that orders, as `$orderby` has: a single value of a type that has an order. */
export function bindOrdering(node: CommonExpr, scope: BindingScope): TypedExpression {
  const environment = environmentOf(scope)
  const expression = bindNode(node, environment)
  if (expression.isCollection) throw refuseCollection(expression, environment)
  if (!comparerOf(expression.type).isOrdered) {
    const found = describeExpression(expression)
    const problem = 'expected a value that has an order'
    throw refuse(environment, expression.position, problem, `, found ${found}`)
  }
  return expression
}

/** Binds an aggregate expression to the type of a collection's items, which the scope has. */
export function bindAggregation(node: AggregateExpr, scope: BindingScope): BoundAggregate {
  return bindAggregate(node, environmentOf(scope))
}

function environmentOf(scope: BindingScope): Environment {
  return { ...scope, frames: [], openAliases: [], aliasUses: { count: 0 }, bind: bindNode }
}

function bindNode(node: CommonExpr, environment: Environment): TypedExpression {
  switch (node.kind) {
    case 'primitiveLiteral':
      return bindPrimitiveLiteral(node, environment)
    case 'enum':
      return bindEnumLiteral(node, environment)
    case 'listExpr':
    case 'array': {
      const items = node.items.map((item) => bindNode(item, environment))
      return makeList(items, node.position)
    }
    case 'object':
      return bindObject(node, environment)
    case 'binaryExpr':
      return bindBinary(node, environment)
    case 'unaryExpr':
      if (node.operator === 'negate') {
        return bindNegation(node, bindNode(node.operand, environment), environment)
      }
      return {
        kind: 'not',
        operand: bindPredicateIn(node.operand, environment),
        type: primitiveTypes['Edm.Boolean'],
        isCollection: false,
        position: node.position,
      }
    case 'methodCallExpr':
      return bindCall(node, environment)
    case 'firstMemberExpr':
      return bindPath(node, environment)
    case 'parameterAlias':
      return bindAlias(node, environment)
  }
}

/** Walks the left spine, which may be thousands of terms deep, in a loop. */
function bindBinary(node: BinaryExpr, environment: Environment): TypedExpression {
  const spine: BinaryExpr[] = []
  let first: CommonExpr = node
  while (first.kind === 'binaryExpr') {
    spine.push(first)
    first = first.left
  }
  let left = bindNode(first, environment)
  while (spine.length > 0) {
    const { operator } = spine.at(-1) as BinaryExpr
    if (operator === 'and' || operator === 'or') {
      const operands = [requireBoolean(left, environment)]
      while (spine.at(-1)?.operator === operator) {
        const { right } = spine.pop() as BinaryExpr
        operands.push(bindPredicateIn(right, environment))
      }
      const type = primitiveTypes['Edm.Boolean']
      const { position } = left
      left = { kind: 'logical', operator, operands, type, isCollection: false, position }
    } else {
      const binary = spine.pop() as BinaryExpr
      left = bindOperator(binary, left, bindNode(binary.right, environment), environment)
    }
  }
  return left
}

/** Aliases of aliases may double with each; what they stand for is bound anew at each use. */
const mostAliasUses = 1000

/** An alias that the request gives no value is null. */
function bindAlias({ name, position }: ParameterAlias, environment: Environment): TypedExpression {
  const value = environment.aliases?.get(name)
  if (!value) return makeLiteral(primitiveTypes['Edm.Untyped'], null, position)
  if (environment.openAliases.includes(name)) {
    throw refuse(environment, position, `@${name} refers to itself`)
  }
  if (++environment.aliasUses.count > mostAliasUses) {
    throw refuse(environment, position, `expected at most ${mostAliasUses} uses of aliases`)
  }
  const expression = bindNode(value, {
    ...environment,
    optionName: `@${name}`,
    openAliases: [...environment.openAliases, name],
  })
  return { ...expression, position }
}

function bindObject(
  node: Extract<CommonExpr, { kind: 'object' }>,
  environment: Environment,
): TypedExpression {
  const type = primitiveTypes['Edm.Untyped']
  const { position } = node
  const members = node.members.map(
    ({ name, value }) => [name, bindNode(value, environment)] as const,
  )
  const constants = members.map(([name, value]) => [name, constantOf(value)] as const)
  if (constants.every((member): member is [string, JsonValue] => member[1] !== undefined)) {
    return makeLiteral(type, Object.fromEntries(constants), position)
  }
  return { kind: 'object', members, type, isCollection: false, position }
}

function constantOf(expression: TypedExpression): JsonValue | undefined {
  if (expression.kind === 'literal') return expression.value
  if (expression.kind !== 'list') return undefined
  const items: JsonValue[] = []
  for (const item of expression.items.map(constantOf)) {
    if (item === undefined) return undefined
    items.push(item)
  }
  return items
}
