import { badRequest, notFound, notImplemented } from '../errors.ts'
import {
  didYouMean,
  findBoundOperations,
  findType,
  isDerivedFrom,
  type EdmType,
  type EntitySet,
  type EntityType,
  type JsonValue,
  type Model,
  type NavigationProperty,
  type Operation,
  type StructuredType,
} from '../model/index.ts'
import type { CommonExpr, PathSegment, SegmentParentheses } from '../syntax/index.ts'
import { chooseOverload } from './choose-overload.ts'
import { readKeyPredicate } from './key-predicate.ts'
import { literalValue } from './literal-value.ts'
import { writeCallText } from './call-text.ts'
import { checkParameters } from './check-parameters.ts'
import type { PathStep } from './path-step.ts'

/** What a path addresses: its steps, and the type of the last. */
export interface ResolvedPath {
  readonly steps: readonly PathStep[]
  readonly type: EdmType | undefined
  readonly isCollection: boolean
  /** The canonical form that all doors to one resource share: `accessPackages/{}/incompatibleGroups/$ref`. */
  readonly signature: string
}

interface State {
  readonly model: Model
  readonly aliases: ReadonlyMap<string, CommonExpr>
  readonly isTemplate: boolean
  readonly steps: PathStep[]
  signature: string[]
  type: EdmType | undefined
  isCollection: boolean
  isFinal: boolean
}

/** Segment names of the standard that this service names and refuses. */
const unsupportedSegments: ReadonlySet<string> = new Set([
  '$all',
  '$each',
  '$entity',
  '$filter',
  '$query',
])

/**
 * Resolves a resource path against the model.
 * @param segments after the service root
 * @param options `isTemplate` for a documented path, whose calls need not name their parameters
 * @returns one step per segment (two where a key stands in parentheses), and what they address
 * @throws ODataError 404 when a segment names nothing, 400 when a key or parameter is malformed, 501 when the standard has it and this service has not
 * @see URL Conventions, "Resource Path"
 */
export function resolveResourcePath(
  segments: readonly PathSegment[],
  model: Model,
  {
    aliases = new Map<string, CommonExpr>(),
    isTemplate = false,
  }: { aliases?: ReadonlyMap<string, CommonExpr>; isTemplate?: boolean } = {},
): ResolvedPath {
  const state: State = {
    model,
    aliases,
    isTemplate,
    steps: [],
    signature: [],
    type: undefined,
    isCollection: false,
    isFinal: false,
  }
  for (const [index, segment] of segments.entries()) {
    if (state.isFinal) {
      throw notFound(`'${segment.text}' at ${segment.position} follows a segment that ends a path`)
    }
    if (unsupportedSegments.has(segment.name)) {
      throw notImplemented(`the path segment ${segment.name}`)
    }
    if (segment.keyPredicate) throw notImplemented('a key after an operation')
    if (index === 0) resolveRoot(segment, state)
    else resolveNext(segment, state)
  }
  const { steps, type, isCollection, signature } = state
  return { steps, type, isCollection, signature: signature.join('/') }
}

function resolveRoot(segment: PathSegment, state: State): void {
  const { name, parentheses } = segment
  const { container } = state.model
  const entitySet = container.entitySets.get(name) ?? findByAlias(container.entitySets, name)
  if (entitySet) {
    enterEntitySet(entitySet, state)
    return applyKey(parentheses, segment, state)
  }
  const singleton = container.singletons.get(name)
  if (singleton) {
    state.steps.push({ kind: 'singleton', singleton })
    state.signature.push(name)
    state.type = singleton.entityType
    return refuseParentheses(parentheses, segment)
  }
  const operationImport = container.operationImports.get(name)
  if (operationImport) return callOperation([operationImport.operation], segment, state)
  if (name === '$crossjoin') throw notImplemented('the path segment $crossjoin')
  if (segment.parenthesesError) throw malformed(segment)
  const names = [
    ...container.entitySets.keys(),
    ...container.singletons.keys(),
    ...container.operationImports.keys(),
  ]
  throw notFound(`'${name}' is not a resource of this service${didYouMean(name, names)}`)
}

function findByAlias(sets: ReadonlyMap<string, EntitySet>, name: string): EntitySet | undefined {
  for (const set of sets.values()) if (set.aliases.includes(name)) return set
  return undefined
}

function enterEntitySet(entitySet: EntitySet, state: State): void {
  state.steps.push({ kind: 'entitySet', entitySet })
  state.signature = [entitySet.name]
  state.type = entitySet.entityType
  state.isCollection = true
}

function resolveNext(segment: PathSegment, state: State): void {
  const { name } = segment
  if (name === '$ref' || name === '$value' || name === '$count') {
    return resolveSuffix(name, state)
  }
  if (!state.type) throw notFound(`'${segment.text}' follows an operation that returns nothing`)
  const cast = name.includes('.') ? findCast(name, state) : undefined
  if (cast) {
    state.steps.push({ kind: 'typeCast', type: cast })
    state.type = cast
    return applyKey(segment.parentheses, segment, state)
  }
  const operations = findBoundOperations(state.model, name, {
    type: state.type,
    isCollection: state.isCollection,
  })
  const { type } = state
  if (type.kind === 'entityType' && state.isCollection) {
    if (operations.length > 0) return callOperation(operations, segment, state)
    return applyKeySegment(segment, type, state)
  }
  if (state.isCollection) {
    throw notFound(
      `'${segment.text}' follows a collection of ${type.qualifiedName}, which has no keys`,
    )
  }
  if (type.kind !== 'entityType' && type.kind !== 'complexType') {
    if (type.qualifiedName === 'Edm.Untyped') return enterDynamic(segment, state)
    throw notFound(`'${segment.text}' follows a value of type ${type.qualifiedName}`)
  }
  const navigation = type.navigationProperties.get(name) ?? findNavigationByAlias(type, name)
  if (navigation) return enterNavigation(navigation, segment, state)
  const property = type.properties.get(name)
  if (property) {
    state.steps.push({ kind: 'property', property })
    state.signature.push(name)
    state.type = property.type
    state.isCollection = property.isCollection
    return refuseParentheses(segment.parentheses, segment)
  }
  if (operations.length > 0) return callOperation(operations, segment, state)
  if (segment.parenthesesError) throw malformed(segment)
  if (type.isOpen && !name.startsWith('$')) return enterDynamic(segment, state)
  throw unknownSegment(segment, type, state)
}

function malformed({ name, parenthesesError }: PathSegment) {
  return badRequest(`'${name}': ${parenthesesError?.message}`)
}

function unknownSegment({ name, position }: PathSegment, type: StructuredType, { model }: State) {
  const names = [
    ...type.properties.keys(),
    ...type.navigationProperties.keys(),
    ...model.operations.map((operation) => operation.name),
  ]
  return notFound(
    `'${name}' at ${position} is not a property or operation of ${type.qualifiedName}${didYouMean(name, names)}`,
  )
}

function findNavigationByAlias(type: StructuredType, name: string): NavigationProperty | undefined {
  for (const navigation of type.navigationProperties.values()) {
    if (navigation.aliases.includes(name)) return navigation
  }
  return undefined
}

function enterNavigation(navigation: NavigationProperty, segment: PathSegment, state: State): void {
  if (navigation.isDoor && navigation.target) {
    enterEntitySet(navigation.target, state)
  } else {
    state.steps.push({ kind: 'navigation', navigation })
    state.signature.push(navigation.name)
    state.type = navigation.type
    state.isCollection = navigation.isCollection
  }
  applyKey(segment.parentheses, segment, state)
}

function enterDynamic(segment: PathSegment, state: State): void {
  refuseParentheses(segment.parentheses, segment)
  state.steps.push({ kind: 'dynamicProperty', name: segment.name })
  state.signature.push(segment.name)
  state.type = findType(state.model, 'Edm.Untyped')
  state.isCollection = false
}

function findCast(name: string, { model, type }: State): StructuredType | undefined {
  const cast = findType(model, name)
  if (cast?.kind !== 'entityType' && cast?.kind !== 'complexType') return undefined
  if (type?.kind !== cast.kind) return undefined
  return isDerivedFrom(cast, type) || isDerivedFrom(type, cast) ? cast : undefined
}

function resolveSuffix(name: '$ref' | '$value' | '$count', state: State): void {
  const { type, isCollection } = state
  const isEntity = type?.kind === 'entityType'
  const fits = {
    $ref: isEntity,
    $count: isCollection,
    $value: !isCollection && type !== undefined,
  }
  if (!fits[name]) throw notFound(`${name} does not apply to what stands before it`)
  if (name === '$value' && (isEntity || type?.qualifiedName === 'Edm.Stream')) {
    throw notImplemented('media entities and streams ($value of an entity)')
  }
  if (name === '$value' && type?.kind === 'complexType') {
    throw badRequest('$value does not apply to a complex value', '$value')
  }
  state.steps.push({ kind: name === '$ref' ? 'ref' : name === '$count' ? 'count' : 'value' })
  state.signature.push(name)
  state.isFinal = true
}

function refuseParentheses(
  parentheses: SegmentParentheses | undefined,
  segment: PathSegment,
): void {
  if (parentheses) {
    throw notFound(`'${segment.name}' takes no key or parameters, found '${segment.text}'`)
  }
}

// ── Keys ────────────────────────────────────────────────────────────────────────────────────────

function applyKey(
  parentheses: SegmentParentheses | undefined,
  segment: PathSegment,
  state: State,
): void {
  if (!parentheses) return
  const { type } = state
  if (type?.kind !== 'entityType' || !state.isCollection) {
    throw notFound(`'${segment.name}' takes no key, found '${segment.text}'`)
  }
  enterKey(readKeyPredicate(parentheses, segment, type, state.aliases), type, state)
}

function applyKeySegment(segment: PathSegment, type: EntityType, state: State): void {
  if (segment.name.startsWith('$')) {
    throw notFound(`'${segment.name}' at ${segment.position} is not a segment of the standard`)
  }
  if (type.key.length !== 1) {
    throw badRequest(
      `expected a key predicate of ${type.qualifiedName} (${type.key.join(', ')}), found '${segment.text}'`,
    )
  }
  if (segment.text === '') throw notFound('a key is empty')
  enterKey([segment.text], type, state)
}

function enterKey(values: readonly string[], entityType: EntityType, state: State): void {
  const key = values.length === 1 ? values[0]! : JSON.stringify(values)
  state.steps.push({ kind: 'key', key, entityType })
  state.signature.push('{}')
  state.isCollection = false
}

// ── Operations ──────────────────────────────────────────────────────────────────────────────────

function callOperation(overloads: readonly Operation[], segment: PathSegment, state: State): void {
  const { parentheses } = segment
  if (parentheses?.kind === 'value' && !state.isTemplate) {
    throw badRequest(
      `expected named parameters of ${segment.name} at ${parentheses.position}, as in ${segment.name}(name=value)`,
    )
  }
  const parameters = new Map<string, JsonValue>()
  for (const { name, value, position } of parentheses?.kind === 'named'
    ? parentheses.parameters
    : []) {
    if (parameters.has(name))
      throw badRequest(`the parameter '${name}' at ${position} is given twice`)
    parameters.set(name, literalValue(value, state.aliases))
  }
  const operation = state.isTemplate
    ? overloads[0]!
    : chooseOverload(overloads, parameters, segment)
  if (!state.isTemplate) checkParameters(operation, parameters)
  const callText = writeCallText(state.steps, operation, parameters)
  state.steps.push({ kind: 'operation', operation, parameters, callText })
  state.signature.push(`${operation.name}()`)
  state.type = operation.returnType?.type
  state.isCollection = operation.returnType?.isCollection ?? false
  if (operation.kind === 'action') state.isFinal = true
}
