import { badRequest } from '../../errors.ts'
import {
  didYouMean,
  isJsonObject,
  type ComplexType,
  type EdmType,
  type JsonObject,
  type JsonValue,
  type Operation,
  type Parameter,
  type Property,
} from '../../model/index.ts'
import { optionalParameter, readDefault } from '../../plan/index.ts'
import { judgeBody } from '../judge/judge-body.ts'
import type { BodyValidators, RequestContext } from '../request-context.ts'

/**
 * Validates the parameters of an action. Pages may leave some out, or say that they can be: of an action
 * that only pages document, those that they name are held to their types, and others are reported.
 * @param body no body counts as one without parameters
 * @returns the parameters: of those not given the defaults, or null ("Any nullable parameter values not specified in the request MUST be assumed to have the `null` value")
 * @throws ODataError 400 with one detail for each problem
 * @see Protocol, "Invoking an Action"
 */
export function judgeParameters(
  body: unknown,
  operation: Operation,
  context: RequestContext,
): JsonObject {
  if (operation.takesAnyParameters) return isJsonObject(body) ? body : {}
  const type = parameterType(operation)
  if (!isDeclaredByCsdl(operation, context)) return judgeDocumented(body, operation, context)
  const validators = withRequiredCollections(operation, type, context.validators)
  const given = judgeBody(body ?? {}, type, 'create', { ...context, validators })
  const parameters: Record<string, JsonValue> = { ...given }
  const scope = { model: context.model, aliases: noAliases }
  for (const parameter of operation.parameters) {
    const { name, isCollection, nullable } = parameter
    if (Object.hasOwn(given, name)) continue
    const value = readDefault(parameter, scope) ?? (nullable && !isCollection ? null : undefined)
    if (value !== undefined) parameters[name] = value
  }
  return parameters
}

function judgeDocumented(body: unknown, operation: Operation, context: RequestContext): JsonObject {
  if (!isJsonObject(body)) return {}
  const type = parameterType(operation)
  const known = type.properties
  const others = Object.entries(body).filter(([name]) => !known.has(name) && !name.includes('@'))
  for (const [name, value] of others) {
    const { qualifiedName } = operation
    context.report({
      rule: 'undocumented-parameter',
      severity: 'warning',
      message: `'${name}' is not a documented parameter of ${qualifiedName}${didYouMean(name, known.keys())}`,
      pointer: `/${name}`,
      expected: [...known.keys()].join(', ') || 'no parameters',
      actual: JSON.stringify(value).slice(0, 200),
    })
  }
  const unknown = new Set(others.map(([name]) => name))
  const documented = Object.entries(body).filter(([name]) => !unknown.has(name))
  const judged = judgeBody(Object.fromEntries(documented), type, 'update', context)
  return { ...Object.fromEntries(others), ...judged }
}

const noAliases = new Map<string, never>()

/** A collection that is left out of an entity is empty; one that is a parameter has to be given. */
function withRequiredCollections(
  { parameters, qualifiedName }: Operation,
  bodyType: ComplexType,
  validators: BodyValidators,
): BodyValidators {
  const required = parameters.filter(
    ({ isCollection, nullable, annotations }) =>
      isCollection && !nullable && !annotations?.has(optionalParameter),
  )
  if (required.length === 0) return validators
  const violationsOf = (body: unknown) =>
    required
      .filter(({ name }) => isJsonObject(body) && !Object.hasOwn(body, name))
      .map(({ name, type }) => ({
        pointer: `/${name}`,
        message: `expected '${name}' of ${qualifiedName}, which is not nullable, found nothing`,
        expected: `a collection of ${type.qualifiedName}`,
        found: 'nothing',
      }))
  return {
    validate: (type, value, purpose) => [
      ...validators.validate(type, value, purpose),
      ...(type === bodyType ? violationsOf(value) : []),
    ],
  }
}

/**
 * Validates the primitive parameters of a function, which are values of their types already, by their
 * facets and by what the Validation vocabulary says of them.
 * @throws ODataError 400 for the first problem
 * @see CSDL, "Parameter"
 */
export function judgeArguments(
  operation: Operation,
  parameters: ReadonlyMap<string, JsonValue>,
  context: RequestContext,
): void {
  if (operation.kind === 'action' || operation.takesAnyParameters) return
  if (!isDeclaredByCsdl(operation, context)) return
  const judged = operation.parameters.flatMap(
    ({ name, type }): (readonly [string, JsonValue])[] => {
      const value = parameters.get(name)
      return value === undefined || value === null || !isJudgedType(type) ? [] : [[name, value]]
    },
  )
  if (judged.length === 0) return
  const type = parameterType(operation)
  const [first] = context.validators.validate(type, Object.fromEntries(judged), 'create')
  if (!first) return
  const name = first.pointer.split('/')[1] ?? ''
  throw badRequest(`the parameter '${name}': ${first.message}`, name)
}

/** Literals of the others are not what their values in JSON are. */
function isJudgedType(type: EdmType): boolean {
  if (type.kind === 'typeDefinition') return isJudgedType(type.underlyingType)
  return type.kind === 'primitiveType' && !type.name.startsWith('Edm.Geo')
}

export function isDeclaredByCsdl(
  { namespace }: Operation,
  { model }: Pick<RequestContext, 'model'>,
): boolean {
  return model.schemas.some((schema) => schema.namespace === namespace)
}

/** The parameters of an operation as the properties of what stands in the body. */
export function parameterType(operation: Operation): ComplexType {
  let type = bodyTypes.get(operation)
  if (!type) bodyTypes.set(operation, (type = makeBodyType(operation)))
  return type
}

const bodyTypes = new WeakMap<Operation, ComplexType>()

function makeBodyType({
  namespace,
  name,
  qualifiedName,
  parameters,
}: Pick<Operation, 'namespace' | 'name' | 'qualifiedName' | 'parameters'>): ComplexType {
  const properties = new Map<string, Property>()
  const type: ComplexType = {
    kind: 'complexType',
    namespace,
    name,
    qualifiedName,
    isAbstract: false,
    isOpen: false,
    isImplied: false,
    baseType: undefined,
    derivedTypes: [],
    ownProperties: properties,
    ownNavigationProperties: new Map(),
    properties,
    navigationProperties: new Map(),
  }
  for (const parameter of parameters) {
    properties.set(parameter.name, propertyOf(parameter, type))
  }
  return type
}

function propertyOf(parameter: Parameter, declaringType: ComplexType): Property {
  return {
    ...parameter,
    kind: 'property',
    declaringType,
    isComputed: false,
    isImmutable: false,
    isInferred: false,
    // What may be left out.
    isComputedDefault: parameter.annotations?.has(optionalParameter) ?? false,
  }
}

/** What a value that stands for the result of an operation has wrong; pages say what they return only by its type. */
export function findResultProblems(
  value: JsonValue,
  { returnType, namespace, name, qualifiedName }: Operation,
  { validators }: Pick<RequestContext, 'validators'>,
): ReturnType<BodyValidators['validate']> {
  // No result is answered by its status.
  if (!returnType || value === null) return []
  let type = resultTypes.get(returnType)
  if (!type) {
    const parameters = [{ ...returnType, name: 'value' }]
    type = makeBodyType({ namespace, name, qualifiedName, parameters })
    resultTypes.set(returnType, type)
  }
  const problems = validators.validate(type, { value }, 'stored')
  return problems.map((problem) => ({ ...problem, pointer: problem.pointer.replace('/value', '') }))
}

const resultTypes = new WeakMap<object, ComplexType>()
