import { primitiveTypes, type EdmType } from '../model/index.ts'
import type { MethodCallExpr } from '../syntax/ast.ts'
import { refuseFunction } from './bind-function.ts'
import { describeExpression, refuse, type Environment } from './binding-scope.ts'
import { coerceOperand } from './bind-comparison.ts'
import { comparerOf, isEqualOrNull } from './comparison.ts'
import {
  ArgumentError,
  type ItemsFunction,
  type Signature,
  type SignatureType,
  type ValueFunction,
} from './functions/canonical-function.ts'
import { findCanonicalFunctions } from './functions/index.ts'
import { foldCall } from './fold.ts'
import { coerceLiteral } from './literal.ts'
import { isNumericValue, toNumber } from './numbers/numeric-value.ts'
import {
  findCommonType,
  isNumeric,
  isUntyped,
  promoteNumeric,
  underlyingType,
} from './type-compatibility.ts'
import type { TypedExpression } from './typed-expression.ts'

/**
 * Binds a call of a canonical function; names match in any case.
 * @throws ODataError 400 for an unknown function and for arguments that fit no signature
 * @see URL Conventions, "Canonical Functions"
 */
export function bindCall(node: MethodCallExpr, environment: Environment): TypedExpression {
  const { name, position } = node
  const overloads = findCanonicalFunctions(name)
  const valueFunctions: (ValueFunction | ItemsFunction)[] = []
  for (const overload of overloads) {
    if ('replacement' in overload) {
      const rest = `; use ${overload.replacement}`
      throw refuse(environment, position, `'${name}' is a function of ${overload.source}`, rest)
    }
    if ('bind' in overload) return overload.bind(node, environment)
    if ('evaluateInContext' in overload) {
      if (node.arguments.length > 0)
        throw wrongArguments(node, [], overload.signatures, environment)
      const type = primitiveTypes[overload.signatures[0][1] as 'Edm.DateTimeOffset']
      const evaluate = overload.evaluateInContext
      return { kind: 'context', evaluate, type, isCollection: false, position }
    }
    valueFunctions.push(overload)
  }
  if (valueFunctions.length === 0) {
    const path = bindAsPath(node, environment)
    if (path) return path
    throw refuseFunction({ ...node, parameters: [] }, environment)
  }
  const values = node.arguments.map((argument) => environment.bind(argument, environment))
  for (const overload of valueFunctions) {
    for (const signature of overload.signatures) {
      const call = bindSignature(node, signature, values, overload, environment)
      if (call) return call
    }
  }
  const signatures = valueFunctions.flatMap((overload) => overload.signatures)
  throw wrongArguments(node, values, signatures, environment)
}

/** A function of the contract without parameters, or a navigation property and the key of its item. */
function bindAsPath(call: MethodCallExpr, environment: Environment): TypedExpression | undefined {
  const { name, position, arguments: values } = call
  const [value] = values
  const path = { kind: 'firstMemberExpr', position, root: undefined } as const
  if (!value) {
    const segment = { kind: 'functionExpr', name, parameters: [], position } as const
    return environment.bind({ ...path, segments: [segment] }, environment)
  }
  const { type } = environment
  const isNavigation =
    (type.kind === 'entityType' || type.kind === 'complexType') &&
    type.navigationProperties.has(name)
  if (!isNavigation || values.length > 1) return undefined
  const pairs = [{ name: undefined, value }]
  const segments = [
    { kind: 'identifier', name, position },
    { kind: 'keyPredicate', pairs, position },
  ] as const
  return environment.bind({ ...path, segments }, environment)
}

function wrongArguments(
  { name, position, arguments: nodes }: MethodCallExpr,
  values: readonly TypedExpression[],
  signatures: readonly Signature[],
  environment: Environment,
): Error {
  const expected = signatures.map(([parameters]) => `${name}(${parameters.join(', ')})`)
  const found =
    values.length === nodes.length
      ? values.map(describeExpression).join(', ')
      : `${nodes.length} arguments`
  const problem = `expected ${expected.join(' or ')}`
  return refuse(environment, position, problem, `, found ${name}(${found})`)
}

function bindSignature(
  node: MethodCallExpr,
  [parameters, returns]: Signature,
  values: readonly TypedExpression[],
  overload: ValueFunction | ItemsFunction,
  environment: Environment,
): TypedExpression | undefined {
  const fitting = fitArguments(parameters, values, environment)
  if (!fitting) return undefined
  const { bound, itemType } = fitting
  const isCollection = returns === 'Collection(T)'
  const refuseArgument = (problem: string) =>
    refuse(environment, node.position, `${node.name}: ${problem}`)
  if ('check' in overload) checkLiterals(overload, bound, refuseArgument)
  const comparer = comparerOf(itemType)
  const evaluate =
    'evaluate' in overload
      ? overload.evaluate
      : overload.evaluateItems((a, b) => isEqualOrNull(comparer, a, b))
  return foldCall({
    kind: 'call',
    name: node.name,
    arguments: bound,
    evaluate: guard(
      evaluate as (...args: unknown[]) => unknown,
      parameters.map(readerOf),
      node,
      environment,
    ),
    takesNull: false,
    type: isCollection ? itemType : primitiveTypes[returns],
    isCollection,
    position: node.position,
  })
}

/** @returns `undefined` where the arguments are not those of the parameters */
function fitArguments(
  parameters: Signature[0],
  values: readonly TypedExpression[],
  environment: Environment,
): { readonly bound: readonly TypedExpression[]; readonly itemType: EdmType } | undefined {
  if (parameters.length !== values.length) return undefined
  let itemType: EdmType | undefined = primitiveTypes['Edm.Untyped']
  const bound: TypedExpression[] = []
  for (const [index, parameter] of parameters.entries()) {
    const value = values[index] as TypedExpression
    const isCollection = parameter === 'Collection(T)'
    const isDynamic = isUntyped(value.type) && !value.isCollection
    if (value.isCollection !== isCollection && !(isCollection && isDynamic)) return undefined
    const fitting = isCollection
      ? coerceToSibling(value, values, environment)
      : fitArgument(value, primitiveTypes[parameter], environment)
    if (!fitting) return undefined
    if (isCollection) itemType = findCommonType(itemType, fitting.type)
    if (!itemType) return undefined
    bound.push(fitting)
  }
  return { bound, itemType }
}

/** The items of a list as what the other collection has: a quoted member name as the member. */
function coerceToSibling(
  value: TypedExpression,
  values: readonly TypedExpression[],
  environment: Environment,
): TypedExpression {
  const sibling = values.find(
    (other) =>
      other !== value &&
      other.isCollection &&
      (other.kind !== 'list' || other.type !== primitiveTypes['Edm.String']),
  )
  return sibling ? coerceOperand(value, sibling, environment) : value
}

function checkLiterals(
  { check }: ValueFunction,
  values: readonly TypedExpression[],
  refuseArgument: (problem: string) => Error,
): void {
  try {
    check?.(...values.map((value) => (value.kind === 'literal' ? value.value : undefined)))
  } catch (error) {
    throw error instanceof ArgumentError ? refuseArgument(error.message) : error
  }
}

/** The argument where it goes with a parameter as it is, by numeric promotion, or as a literal in another form. */
function fitArgument(
  value: TypedExpression,
  parameter: EdmType,
  environment: Environment,
): TypedExpression | undefined {
  const type = underlyingType(value.type)
  if (type === parameter || isUntyped(type)) return value
  if (isNumeric(type) && isNumeric(parameter)) {
    return promoteNumeric(type, parameter) === parameter ? value : undefined
  }
  if (parameter.qualifiedName.startsWith(type.qualifiedName) && isGeo(type)) return value
  const isGuidAsText =
    parameter === primitiveTypes['Edm.String'] && type === primitiveTypes['Edm.Guid']
  if (!isGuidAsText) return undefined
  const text = coerceLiteral(value, parameter, environment)
  return text.type === parameter ? text : undefined
}

/** The abstract `Edm.Geography` may hold any shape. */
function isGeo({ qualifiedName }: EdmType): boolean {
  return qualifiedName === 'Edm.Geography' || qualifiedName === 'Edm.Geometry'
}

type Reader = (value: unknown) => unknown

const readNumber: Reader = (value) => (isNumericValue(value) ? value : null)

const readInteger: Reader = (value) => {
  const number = isNumericValue(value) ? toNumber(value) : NaN
  return Number.isInteger(number) ? number : null
}

const readers: Readonly<Partial<Record<SignatureType, Reader>>> = {
  'Collection(T)': (value) => (Array.isArray(value) ? value : null),
  'Edm.Boolean': (value) => (typeof value === 'boolean' ? value : null),
  'Edm.Int32': readInteger,
  'Edm.Int64': readInteger,
  'Edm.Decimal': readNumber,
  'Edm.Double': readNumber,
}

/** Data that nobody validated may hold values of any type: what does not fit a parameter is null. */
function readerOf(parameter: SignatureType): Reader {
  if (parameter.startsWith('Edm.Geo')) return (value) => (typeof value === 'object' ? value : null)
  return readers[parameter] ?? ((value) => (typeof value === 'string' ? value : null))
}

/** A function of values as they come: those that do not fit give null, those that are refused 400. */
function guard(
  evaluate: (...values: unknown[]) => unknown,
  read: readonly Reader[],
  { name, position }: MethodCallExpr,
  environment: Environment,
): (...values: readonly unknown[]) => unknown {
  const refused = (error: unknown): unknown =>
    error instanceof ArgumentError
      ? refuse(environment, position, `${name}: ${error.message}`)
      : error
  const check = (result: unknown): unknown => {
    if (result !== undefined) return result
    throw refuse(environment, position, `${name} has no result for its arguments`)
  }
  const [readFirst, readSecond] = read
  if (readFirst && readSecond && read.length === 2) {
    return (first, second) => {
      const [a, b] = [readFirst(first), readSecond(second)]
      try {
        return a === null || b === null ? null : check(evaluate(a, b))
      } catch (error) {
        throw refused(error)
      }
    }
  }
  return (...values) => {
    const fitting = values.map((value, index) => read[index]?.(value))
    try {
      return fitting.includes(null) ? null : check(evaluate(...fitting))
    } catch (error) {
      throw refused(error)
    }
  }
}
