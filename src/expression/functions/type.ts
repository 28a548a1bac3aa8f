import {
  didYouMean,
  findType,
  isStructuredType,
  primitiveTypes,
  type EdmType,
  type TypeReference,
} from '../../model/index.ts'
import type { CommonExpr, MethodCallExpr } from '../../syntax/ast.ts'
import { describeType, refuse, type Environment } from '../binding-scope.ts'
import { castValue } from '../cast-value.ts'
import { foldCall } from '../fold.ts'
import { isInstanceOf } from '../instance-type.ts'
import { isUntyped } from '../type-compatibility.ts'
import type { PathExpression, TypedExpression } from '../typed-expression.ts'
import type { CanonicalFunction } from './canonical-function.ts'

/** The type functions; with one argument they are about the current instance. */
export const typeFunctions: readonly CanonicalFunction[] = [
  { name: 'cast', source: 'URL Conventions, cast', bind: bindCast },
  { name: 'isof', source: 'URL Conventions, isof', bind: bindIsof },
]

function bindCast(call: MethodCallExpr, environment: Environment): TypedExpression {
  const { operand, target } = bindArguments(call, environment)
  const castItem = (value: unknown): unknown => castSingle(value, operand.type, target.type)
  const { type, isCollection } = target
  return foldCall({
    kind: 'call',
    name: call.name,
    arguments: [operand],
    evaluate: isCollection ? (items) => itemsOf(items).map(castItem) : castItem,
    takesNull: false,
    type,
    isCollection,
    position: call.position,
  })
}

/** "According to the same rules" as a cast; null is of no type. */
function bindIsof(call: MethodCallExpr, environment: Environment): TypedExpression {
  const { operand, target } = bindArguments(call, environment)
  const isOfType = (value: unknown): boolean =>
    castSingle(value, operand.type, target.type) !== null
  return foldCall({
    kind: 'call',
    name: call.name,
    arguments: [operand],
    evaluate: target.isCollection
      ? (items) => Array.isArray(items) && items.every((item) => item === null || isOfType(item))
      : isOfType,
    takesNull: true,
    type: primitiveTypes['Edm.Boolean'],
    isCollection: false,
    position: call.position,
  })
}

function castSingle(value: unknown, from: EdmType, to: EdmType): unknown {
  if (!isStructuredType(to)) return castValue(value, from, to)
  return isInstanceOf(value, to, from) ? value : null
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function bindArguments(
  call: MethodCallExpr,
  environment: Environment,
): { operand: TypedExpression; target: TypeReference } {
  const { arguments: nodes, position, name } = call
  const typeNode = nodes.at(-1)
  if (!typeNode || nodes.length > 2) {
    const problem = `expected ${name}(type) or ${name}(expression, type)`
    throw refuse(environment, position, problem, `, found ${nodes.length} arguments`)
  }
  const instance: PathExpression = {
    kind: 'path',
    root: { kind: 'instance' },
    steps: [],
    type: environment.type,
    isCollection: false,
    position,
  }
  const operand =
    nodes.length === 2 ? environment.bind(nodes[0] as CommonExpr, environment) : instance
  const target = bindTypeName(typeNode, environment)
  const isDynamic = isUntyped(operand.type) && operand.kind !== 'list'
  if (operand.isCollection !== target.isCollection && !isDynamic) {
    const problem = `expected a ${target.isCollection ? 'collection' : 'single value'} in ${name}`
    const found = operand.isCollection ? 'a collection' : describeType(operand)
    throw refuse(environment, operand.position, problem, `, found ${found}`)
  }
  return { operand, target }
}

/** A bare qualified name, or `Collection(…)` of one; some clients quote it. */
function bindTypeName(node: CommonExpr, environment: Environment): TypeReference {
  if (node.kind === 'methodCallExpr' && node.name === 'Collection' && node.arguments.length === 1) {
    const { type, isCollection } = bindTypeName(node.arguments[0]!, environment)
    if (!isCollection) return { type, isCollection: true }
  }
  const name = typeNameOf(node)
  const collectionOf = /^Collection\((.*)\)$/.exec(name)?.[1]
  const type = findType(environment.model, collectionOf ?? name)
  if (type) return { type, isCollection: collectionOf !== undefined }
  const near = didYouMean(name, [...environment.model.types.keys(), ...Object.keys(primitiveTypes)])
  throw refuse(environment, node.position, `'${name}' is not a type`, near)
}

function typeNameOf(node: CommonExpr): string {
  if (node.kind === 'primitiveLiteral' && node.type === 'Edm.String') return node.value
  const segment = node.kind === 'firstMemberExpr' ? node.segments[0] : undefined
  return segment?.kind === 'identifier' ? segment.name : ''
}
