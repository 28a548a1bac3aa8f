import type { ComplexType, JsonObject, Operation, Parameter, Property } from '../model/index.ts'
import { judgeBody } from './judge-body.ts'
import type { RequestContext } from './request-context.ts'

/**
 * Validates the parameters of an action. Pages say too little of them to be held to it, so it is asked
 * of actions that CSDL declares.
 * @param body no body counts as one without parameters
 * @throws ODataError 400 with one detail for each problem
 * @see Protocol, "Invoking an Action"
 */
export function judgeParameters(
  body: unknown,
  operation: Operation,
  context: RequestContext,
): JsonObject | undefined {
  const isDeclared = context.model.schemas.some(
    ({ namespace }) => namespace === operation.namespace,
  )
  if (!isDeclared || operation.takesAnyParameters) return undefined
  return judgeBody(body ?? {}, bodyTypeOf(operation), 'create', context)
}

/** The parameters of an action as the properties of what stands in the body. */
function bodyTypeOf(operation: Operation): ComplexType {
  let type = bodyTypes.get(operation)
  if (!type) bodyTypes.set(operation, (type = makeBodyType(operation)))
  return type
}

const bodyTypes = new WeakMap<Operation, ComplexType>()

function makeBodyType({ namespace, name, qualifiedName, parameters }: Operation): ComplexType {
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
    isComputedDefault: parameter.annotations?.has('Org.OData.Core.V1.OptionalParameter') ?? false,
  }
}
