import { badRequest } from '../errors.ts'
import {
  findBoundOperations,
  isDerivedFrom,
  type EdmType,
  type EntitySet,
  type Operation,
  type StructuredType,
} from '../model/index.ts'
import { findSystemOptionName } from '../query/index.ts'
import {
  ODataSyntaxError,
  parseCommonExpr,
  type NamedParameter,
  type PathSegment,
} from '../syntax/index.ts'
import { writeCallText } from './call-text.ts'
import { chooseOverload } from './choose-overload.ts'
import type { PathState } from './path-state.ts'
import { readParameters } from './read-parameters.ts'

/**
 * The operations that a name means after what a path addresses so far: qualified by namespace or
 * alias, or by its name alone where the namespace is a default one. The nearest binding type comes first.
 * @see Protocol, "Operations", "Default Namespaces"
 */
export function findOperations(
  name: string,
  { model, type, isCollection, isOfEach }: PathState,
): readonly Operation[] {
  if (!type) return []
  const bound = { type, isCollection: isCollection && !isOfEach }
  const isQualified = name.includes('.')
  return findBoundOperations(model, name, bound)
    .filter(({ namespace }) => isQualified || model.defaultNamespaces.has(namespace))
    .toSorted((a, b) => distance(type, a) - distance(type, b))
}

/** How many steps of inheritance lie between a type and the one that an operation is bound to. */
function distance(type: EdmType, { bindingType }: Operation): number {
  if (type.kind !== 'entityType' && type.kind !== 'complexType') return 0
  let steps = 0
  for (let current: StructuredType | undefined = type; current; current = current.baseType) {
    if (current === bindingType?.type) return steps
    steps++
  }
  return steps
}

/** @throws ODataError 400 for parameters that no overload has, or that it needs and are not given */
export function callOperation(
  overloads: readonly Operation[],
  segment: PathSegment,
  state: PathState,
  imported?: EntitySet,
): void {
  // A function is refused by the method, whatever its parameters.
  const isRefused = state.isModified && overloads.every(({ kind }) => kind === 'function')
  const given = isRefused ? noParameters : givenParameters(overloads, segment, state)
  const operation =
    state.isTemplate || isRefused
      ? overloads[0]!
      : chooseOverload(overloads, new Set(given.keys()), segment)
  if (operation.kind === 'action' && given.size > 0 && !state.isTemplate) {
    throw badRequest(
      `${operation.name} is an action: its parameters stand in the body, found '${segment.text}'`,
      [...given.keys()][0],
    )
  }
  const parameters = readParameters(operation, given, state)
  const callText = writeCallText(state.steps, operation, parameters)
  const { returnType } = operation
  if (operation.kind === 'action' || (state.isOfEach && returnType?.isCollection)) {
    state.isFinal = true
  }
  const entitySet = imported ?? entitySetOf(operation, state)
  state.steps.push({ kind: 'operation', operation, parameters, callText, entitySet })
  state.signature.push(`${operation.name}()`)
  state.type = returnType?.type
  state.isCollection = returnType !== undefined && (returnType.isCollection || state.isOfEach)
  state.isOfEach = false
  state.navigation = undefined
  state.uncomposable = isComposable(operation, state) ? undefined : operation
}

/** Pages do not say it. */
function isComposable(
  { isComposable: isSaid, namespace }: Operation,
  { model, isTemplate }: PathState,
): boolean {
  if (isSaid || isTemplate) return true
  return !model.schemas.some((schema) => schema.namespace === namespace)
}

const noParameters: ReadonlyMap<string, NamedParameter> = new Map()

function givenParameters(
  overloads: readonly Operation[],
  segment: PathSegment,
  state: PathState,
): ReadonlyMap<string, NamedParameter> {
  const { parentheses } = segment
  if (parentheses?.kind === 'value' && !state.isTemplate) {
    throw badRequest(
      `expected named parameters of ${segment.name} at ${parentheses.position}, as in ${segment.name}(name=value)`,
    )
  }
  if (!parentheses) return implicitParameters(overloads, state)
  const given = new Map<string, NamedParameter>()
  for (const parameter of parentheses.kind === 'named' ? parentheses.parameters : []) {
    const { name, position } = parameter
    if (given.has(name)) throw badRequest(`the parameter '${name}' at ${position} is given twice`)
    given.set(name, parameter)
  }
  return given
}

/**
 * Values that query options give, of the parameters' names, when no parentheses do.
 * @see Protocol, "Inline Parameter Syntax": implicit parameter aliases
 */
function implicitParameters(
  overloads: readonly Operation[],
  { aliases, options }: PathState,
): ReadonlyMap<string, NamedParameter> {
  const given = new Map<string, NamedParameter>()
  for (const { kind, parameters } of overloads) {
    if (kind === 'action') continue
    for (const { name } of parameters) {
      if (given.has(name)) continue
      const aliased = aliases.get(name)
      // A name that is a system query option's needs its `@`.
      const text = findSystemOptionName(name) === undefined ? options.get(name) : undefined
      const value = aliased ?? (text === undefined ? undefined : parseValue(name, text))
      if (value) given.set(name, { name, value, position: value.position })
    }
  }
  return given
}

function parseValue(name: string, text: string) {
  try {
    return parseCommonExpr(text)
  } catch (error) {
    if (error instanceof ODataSyntaxError) throw badRequest(`${name}: ${error.message}`, name)
    throw error
  }
}

/** @see CSDL, "Entity Set Path" */
function entitySetOf(
  { entitySetPath, returnType }: Operation,
  { steps, model }: PathState,
): EntitySet | undefined {
  if (entitySetPath === undefined || returnType?.type.kind !== 'entityType') return undefined
  const [, ...names] = entitySetPath.split('/')
  let entitySet = steps.reduce<EntitySet | undefined>(
    (found, step) =>
      step.kind === 'entitySet'
        ? step.entitySet
        : step.kind === 'navigation'
          ? step.navigation.target
          : found,
    undefined,
  )
  const types = [entitySet?.entityType, ...model.types.values()]
  for (const name of names) {
    const owner = types.find(
      (type) =>
        type?.kind === 'entityType' &&
        type.navigationProperties.has(name) &&
        (!entitySet || isDerivedFrom(type, entitySet.entityType)),
    )
    entitySet =
      owner?.kind === 'entityType' ? owner.navigationProperties.get(name)?.target : undefined
  }
  return entitySet
}
