import {
  didYouMean,
  findType,
  primitiveTypes,
  type EdmType,
  type StructuredType,
} from '../../model/index.ts'
import type { CommonExpr, MethodCallExpr } from '../../syntax/ast.ts'
import { refuse, type Environment } from '../binding-scope.ts'
import { castValue } from '../cast-value.ts'
import { foldCall } from '../fold.ts'
import { isInstanceOf } from '../instance-type.ts'
import { isUntyped, underlyingType } from '../type-compatibility.ts'
import type { PathExpression, TypedExpression } from '../typed-expression.ts'
import type { CanonicalFunction } from './canonical-function.ts'

/** The type functions; with one argument they are about the current instance. */
export const typeFunctions: readonly CanonicalFunction[] = [
  { name: 'cast', source: 'URL Conventions, cast', bind: bindCast },
  { name: 'isof', source: 'URL Conventions, isof', bind: bindIsof },
]

function bindCast(call: MethodCallExpr, environment: Environment): TypedExpression {
  const { operand, type } = bindArguments(call, environment)
  const from = operand.type
  return foldCall({
    kind: 'call',
    name: call.name,
    arguments: [operand],
    evaluate: (value) => {
      if (!isStructured(type)) return castValue(value, from, type)
      return isInstanceOf(value, type, from) ? value : null
    },
    takesNull: false,
    type,
    isCollection: false,
    position: call.position,
  })
}

function bindIsof(call: MethodCallExpr, environment: Environment): TypedExpression {
  const { operand, type } = bindArguments(call, environment)
  const from = operand.type
  return foldCall({
    kind: 'call',
    name: call.name,
    arguments: [operand],
    evaluate: (value) =>
      isStructured(type)
        ? isInstanceOf(value, type, from)
        : value !== null && isPrimitiveValue(value, from, type),
    takesNull: true,
    type: primitiveTypes['Edm.Boolean'],
    isCollection: false,
    position: call.position,
  })
}

function bindArguments(
  call: MethodCallExpr,
  environment: Environment,
): { operand: TypedExpression; type: EdmType } {
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
  if (operand.isCollection) {
    const problem = `expected a single value in ${name}`
    throw refuse(environment, operand.position, problem, ', found a collection')
  }
  return { operand, type: bindTypeName(typeNode, environment) }
}

/** A bare qualified name; some clients quote it. */
function bindTypeName(node: CommonExpr, environment: Environment): EdmType {
  const segment = node.kind === 'firstMemberExpr' ? node.segments[0] : undefined
  const name =
    node.kind === 'primitiveLiteral' && node.type === 'Edm.String'
      ? node.value
      : segment?.kind === 'identifier'
        ? segment.name
        : ''
  const type = findType(environment.model, name)
  if (type) return type
  const near = didYouMean(name, environment.model.types.keys())
  throw refuse(environment, node.position, `'${name}' is not a type`, near)
}

function isStructured(type: EdmType): type is StructuredType {
  return type.kind === 'entityType' || type.kind === 'complexType'
}

function isPrimitiveValue(value: unknown, declared: EdmType, type: EdmType): boolean {
  const [actual, wanted] = [underlyingType(declared), underlyingType(type)]
  return actual === wanted || (isUntyped(actual) && castValue(value, actual, wanted) === value)
}
