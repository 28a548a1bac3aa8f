import {
  didYouMean,
  findBoundOperations,
  findOperationsByName,
  primitiveTypes,
  type Model,
  type Operation,
  type TypeReference,
} from '../model/index.ts'
import type { FunctionSegment, NamedParameter } from '../syntax/ast.ts'
import { describeExpression, describeType, refuse, type Environment } from './binding-scope.ts'
import { canonicalFunctionNames } from './functions/index.ts'
import { coerceLiteral } from './literal.ts'
import { addStep, startPath, type PathSoFar } from './path-so-far.ts'
import { findCommonType } from './type-compatibility.ts'
import type { TypedExpression } from './typed-expression.ts'

type Call = Pick<FunctionSegment, 'name' | 'parameters' | 'position'>

const optionalParameter = 'Org.OData.Core.V1.OptionalParameter'

/**
 * A function bound to what the path leads to.
 * @returns `undefined` when no operation of that name is bound to it
 * @see URL Conventions, "$it": "as a path prefix to invoke a bound function overload"
 */
export function bindBoundFunction(
  path: PathSoFar,
  call: Call,
  environment: Environment,
): PathSoFar | undefined {
  const overloads = findBoundOperations(environment.model, call.name, path)
  if (overloads.length === 0) return undefined
  const operation = chooseFunction(overloads, call, environment)
  const parameters = bindParameters(operation, call, environment)
  return addStep(path, { kind: 'function', operation, parameters }, returned(operation))
}

/**
 * A function import, or an unbound function by its qualified name.
 * @returns `undefined` when there is none of that name
 */
export function bindUnboundFunction(call: Call, environment: Environment): PathSoFar | undefined {
  const overloads = findUnboundOperations(environment.model, call.name)
  if (overloads.length === 0) return undefined
  const operation = chooseFunction(overloads, call, environment)
  const parameters = bindParameters(operation, call, environment)
  return startPath({ kind: 'function', operation, parameters }, returned(operation))
}

function findUnboundOperations(model: Model, name: string): readonly Operation[] {
  const imported = model.container.operationImports.get(name)
  if (imported) return imported.operations
  const isQualified = name.includes('.')
  return findOperationsByName(model, name).filter(
    ({ bindingType, namespace }) =>
      bindingType === undefined && (isQualified || model.defaultNamespaces.has(namespace)),
  )
}

/** 400 for a name that is no function here; the nearest is named, if it is another. */
export function refuseFunction({ name, position }: Call, environment: Environment): Error {
  const { operations } = environment.model
  if (operations.some((operation) => name === operation.qualifiedName || name === operation.name)) {
    return refuse(environment, position, `'${name}' is not a function that can be called here`)
  }
  const names = name.includes('.')
    ? [...operations.map((operation) => operation.qualifiedName), ...canonicalFunctionNames]
    : [...operations.map((operation) => operation.name), ...canonicalFunctionNames]
  const near = didYouMean(name, names)
  return refuse(environment, position, `'${name}' is not a function`, near)
}

function returned({ returnType }: Operation): TypeReference {
  return returnType ?? { type: primitiveTypes['Edm.Untyped'], isCollection: false }
}

/** @see Protocol, "Function overload resolution": by the names of the parameters */
function chooseFunction(
  overloads: readonly Operation[],
  { name, parameters, position }: Call,
  environment: Environment,
): Operation {
  const functions = overloads.filter(({ kind }) => kind === 'function')
  if (functions.length === 0) {
    throw refuse(environment, position, `'${name}' is an action, which no expression calls`)
  }
  const given = parameters.map((parameter) => parameter.name)
  const fitting = functions.filter(
    (operation) =>
      operation.takesAnyParameters ||
      (given.every((it) => operation.parameters.some((declared) => declared.name === it)) &&
        operation.parameters.every(
          (declared) =>
            given.includes(declared.name) ||
            declared.nullable ||
            declared.annotations?.has(optionalParameter),
        )),
  )
  const chosen =
    fitting.find((operation) => operation.parameters.length === given.length) ?? fitting[0]
  if (chosen) return chosen
  const expected = functions.map(
    (operation) => `${name}(${operation.parameters.map((it) => it.name).join(',')})`,
  )
  const problem = `expected ${expected.join(' or ')}`
  throw refuse(environment, position, problem, `, found ${name}(${given.join(',')})`)
}

function bindParameters(
  { parameters: declared }: Operation,
  { parameters }: Call,
  environment: Environment,
): ReadonlyMap<string, TypedExpression> {
  const bound = new Map<string, TypedExpression>()
  for (const parameter of parameters) {
    const { name } = parameter
    if (bound.has(name)) {
      throw refuse(environment, parameter.position, `'${name}' is given twice`)
    }
    const type = declared.find((it) => it.name === name)
    bound.set(name, bindParameter(parameter, type, environment))
  }
  return bound
}

function bindParameter(
  { name, value }: NamedParameter,
  declared: TypeReference | undefined,
  environment: Environment,
): TypedExpression {
  const given = environment.bind(value, environment)
  if (!declared) return given
  const expression = coerceLiteral(given, declared.type, environment)
  const isNull = expression.kind === 'literal' && expression.value === null
  const isOfType =
    findCommonType(declared.type, expression.type) !== undefined &&
    (declared.isCollection === expression.isCollection || expression.kind !== 'literal')
  if (isNull || isOfType) return expression
  const problem = `expected a value of ${describeType(declared)} for '${name}'`
  const found = `, found ${describeExpression(expression)}`
  throw refuse(environment, expression.position, problem, found)
}
