import { badRequest, notFound, notImplemented } from '../errors.ts'
import {
  didYouMean,
  findType,
  isDerivedFrom,
  isStructuredType,
  type Door,
  type EdmType,
  type EntitySet,
  type Model,
  type NavigationProperty,
  type Operation,
  type Property,
  type StructuredType,
} from '../model/index.ts'
import { filter, planQuery } from '../query/index.ts'
import type { CommonExpr, PathSegment } from '../syntax/index.ts'
import { enterAll, enterCrossjoin } from './enter-virtual-set.ts'
import { findCast, findUnqualifiedCast } from './find-cast.ts'
import { findEntitySet } from './find-entity-set.ts'
import type { PathState } from './path-state.ts'
import type { PathStep } from './path-step.ts'
import { malformed, refuseParentheses } from './refuse-parentheses.ts'
import { applyKey, applyKeySegment, incompleteKey, resolveKeySegment } from './resolve-key.ts'
import { callOperation, findOperations } from './resolve-operation.ts'
import { resolveSuffix } from './resolve-suffix.ts'

/** What a path addresses: its steps, and the type of the last. */
export interface ResolvedPath {
  readonly steps: readonly PathStep[]
  readonly type: EdmType | undefined
  readonly isCollection: boolean
  /** The canonical form that all doors to one resource share: `accessPackages/{}/incompatibleGroups/$ref`. */
  readonly signature: string
  /** The door that the request took to an entity set. */
  readonly door: Door | undefined
}

/**
 * Resolves a resource path against the model.
 * @param segments after the service root
 * @param options `isTemplate` for a documented path, whose calls need not name their parameters;
 * `options` those of the query that are none of the system, which parameters of functions may come from
 * @returns one step per segment (two where a key stands in parentheses), and what they address
 * @throws ODataError 404 when a segment names nothing, 400 when a key or parameter is malformed, 501 when the standard has it and this service has not
 * @see URL Conventions, "Resource Path"
 */
export function resolveResourcePath(
  segments: readonly PathSegment[],
  model: Model,
  {
    aliases = new Map<string, CommonExpr>(),
    options = new Map<string, string>(),
    isTemplate = false,
    isModification = false,
  }: {
    aliases?: ReadonlyMap<string, CommonExpr>
    options?: ReadonlyMap<string, string>
    isTemplate?: boolean
    isModification?: boolean
  } = {},
): ResolvedPath {
  const state: PathState = {
    model,
    aliases,
    options,
    isTemplate,
    steps: [],
    signature: [],
    type: undefined,
    isCollection: false,
    navigation: undefined,
    keySegments: undefined,
    isModified: false,
    isOfEach: false,
    isFinal: false,
    uncomposable: undefined,
    door: undefined,
  }
  for (const [index, segment] of segments.entries()) {
    if (state.isFinal) {
      throw notFound(`'${segment.text}' at ${segment.position} follows a segment that ends a path`)
    }
    if (!segment.name.startsWith('$')) refuseComposition(segment, state)
    state.isModified = isModification && index === segments.length - 1
    if (index === 0) resolveRoot(segment, state)
    else if (state.keySegments) resolveKeySegment(segment, state)
    else resolveNext(segment, state)
    if (!segment.keyPredicate) continue
    refuseComposition(segment, state)
    applyKey(segment.keyPredicate, segment, state)
  }
  const last = segments.at(-1)
  if (state.keySegments && last) throw incompleteKey(state.keySegments.type, last)
  const { steps, type, isCollection, signature } = state
  return { steps, type, isCollection, signature: signature.join('/'), door: state.door }
}

/**
 * "A composable function can be invoked with additional path segments or key predicates"; what only
 * counts, filters or shows the result of another otherwise is let through.
 * @throws ODataError 404
 * @see CSDL, "Composable Function"
 */
function refuseComposition({ text, position }: PathSegment, { uncomposable }: PathState): void {
  if (!uncomposable) return
  throw notFound(
    `'${text}' at ${position} goes on after ${uncomposable.name}, which is not composable (IsComposable)`,
  )
}

function resolveRoot(segment: PathSegment, state: PathState): void {
  const { name, parentheses } = segment
  const { container } = state.model
  const entitySet = findEntitySet(container, name)
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
  if (operationImport) {
    const { operations, entitySet: returned } = operationImport
    return callOperation(operations, segment, state, returned)
  }
  if (name === '$crossjoin') return enterCrossjoin(segment, state)
  if (name === '$all') return enterAll(segment, state)
  if (segment.parenthesesError) throw malformed(segment)
  const names = [
    ...container.entitySets.keys(),
    ...container.singletons.keys(),
    ...container.operationImports.keys(),
    ...serviceResources,
  ]
  if (serviceResources.includes(name)) throw notFound(`'${name}' stands alone in a path`)
  throw notFound(`'${name}' is not a resource of this service${didYouMean(name, names)}`)
}

const serviceResources = ['$metadata', '$batch', '$entity', '$all', '$crossjoin']

function enterEntitySet(entitySet: EntitySet, state: PathState): void {
  state.steps.push({ kind: 'entitySet', entitySet })
  state.signature = [entitySet.name]
  state.type = entitySet.entityType
  state.isCollection = true
}

function resolveNext(segment: PathSegment, state: PathState): void {
  const { name } = segment
  if (name === '$ref' || name === '$value' || name === '$count') {
    return resolveSuffix(segment, name, state)
  }
  if (name === '$filter') return enterFilter(segment, state)
  if (name === '$each') return enterEach(segment, state)
  const { type, isCollection } = state
  if (!type) throw notFound(`'${segment.text}' follows an operation that returns nothing`)
  const cast = name.includes('.') ? findCast(name, state) : undefined
  if (cast) return enterCast(cast, segment, state)
  const member = isCollection ? undefined : findMember(type, name)
  if (member) return enterMember(member, segment, state)
  const operations = findOperations(name, state)
  if (operations.length > 0) return callOperation(operations, segment, state)
  if (state.isOfEach) {
    throw notFound(
      `'${segment.text}' at ${segment.position} is not an operation, which $each takes`,
    )
  }
  const derived = findUnqualifiedCast(name, state)
  if (derived) return enterCast(derived, segment, state)
  if (!isCollection) return enterUndeclared(segment, type, state)
  if (type.kind === 'entityType') return applyKeySegment(segment, type, state)
  return enterOrdinal(segment, type, state)
}

function findMember(type: EdmType, name: string): Property | NavigationProperty | undefined {
  if (!isStructuredType(type)) return undefined
  return (
    type.navigationProperties.get(name) ??
    findNavigationByAlias(type, name) ??
    type.properties.get(name)
  )
}

function enterMember(
  member: Property | NavigationProperty,
  segment: PathSegment,
  state: PathState,
): void {
  if (member.kind === 'navigationProperty') return enterNavigation(member, segment, state)
  state.steps.push({ kind: 'property', property: member })
  state.signature.push(member.name)
  state.type = member.type
  state.isCollection = member.isCollection
  refuseParentheses(segment.parentheses, segment)
}

/** A dynamic property, where the type leaves room for it. */
function enterUndeclared(segment: PathSegment, type: EdmType, state: PathState): void {
  if (!isStructuredType(type)) {
    if (type.qualifiedName === 'Edm.Untyped') return enterDynamic(segment, state)
    throw notFound(`'${segment.text}' follows a value of type ${type.qualifiedName}`)
  }
  if (segment.parenthesesError) throw malformed(segment)
  // A dynamic property has a simple name and no parentheses: what has not is a misspelt operation.
  const mayBeDynamic = !segment.parentheses && !/^\$|\./.test(segment.name)
  if (type.isOpen && mayBeDynamic && !isOnlyPath(type, state)) return enterDynamic(segment, state)
  throw unknownSegment(segment, type, state)
}

/**
 * Whether nothing but paths tells of the type (`directory` of `/directory/administrativeUnits`): what
 * does not follow there in any path is misspelt, and no dynamic property.
 */
function isOnlyPath({ isImplied, name }: StructuredType, { steps, signature }: PathState): boolean {
  const [root] = steps
  if (!isImplied || signature.at(-1) !== name || root?.kind !== 'singleton') return false
  if (root.singleton.entityType.name !== root.singleton.name) return false
  return steps.every(({ kind }) => kind === 'singleton' || kind === 'navigation')
}

/** @see URL Conventions, "Addressing a Subset of a Collection" */
function enterFilter(segment: PathSegment, state: PathState): void {
  const { parentheses, position } = segment
  if (segment.parenthesesError) throw malformed(segment)
  if (!state.isCollection || !state.type || state.isOfEach) {
    throw badRequest(`$filter at ${position} follows what is not a collection`)
  }
  if (parentheses?.kind !== 'value') {
    throw badRequest(`$filter at ${position}: expected an expression in parentheses`)
  }
  const { value } = parentheses
  if (value.kind === 'parameterAlias' && !state.aliases.has(value.name)) {
    throw badRequest(`$filter at ${position}: the alias @${value.name} has no value`)
  }
  const { model, aliases, type } = state
  const planned = filter.plan(value, type, { model, aliases, depth: 0, planNested: planQuery })
  state.steps.push({ kind: 'filter', filter: planned })
}

/** @see URL Conventions, "Addressing Each Member of a Collection" */
function enterEach(segment: PathSegment, state: PathState): void {
  if (!state.isCollection || state.isOfEach) {
    throw badRequest(`$each at ${segment.position} follows what is not a collection`)
  }
  refuseParentheses(segment.parentheses, segment)
  state.steps.push({ kind: 'each' })
  state.signature.push('$each')
  state.isOfEach = true
}

/** @see URL Conventions, "Addressing a Member of an Ordered Collection" */
function enterOrdinal({ text, position }: PathSegment, type: EdmType, state: PathState): void {
  if (!/^-?\d{1,15}$/.test(text)) {
    throw notFound(
      `'${text}' at ${position} is neither an operation on a collection of ${type.qualifiedName} nor a place in it`,
    )
  }
  state.steps.push({ kind: 'ordinal', ordinal: Number(text) })
  state.signature.push('{}')
  state.isCollection = false
}

function enterCast(cast: StructuredType, segment: PathSegment, state: PathState): void {
  state.steps.push({ kind: 'typeCast', type: cast })
  state.type = cast
  applyKey(segment.parentheses, segment, state)
}

function unknownSegment(
  { name, position }: PathSegment,
  type: StructuredType,
  { model }: PathState,
) {
  // `root:/Reports/May.txt:/content`: what is before the colon is found by its key, what follows by names.
  if (name.endsWith(':')) {
    return notImplemented(`'${name}' at ${position}: addressing an item by the path of its names`)
  }
  const names = [
    ...type.properties.keys(),
    ...type.navigationProperties.keys(),
    ...model.operations
      .filter((operation) => isBoundToOne(operation, type))
      .map((operation) => (name.includes('.') ? operation.qualifiedName : operation.name)),
  ]
  return notFound(
    `'${name}' at ${position} is not a property or operation of ${type.qualifiedName}${didYouMean(name, names)}`,
  )
}

function isBoundToOne({ bindingType }: Operation, type: StructuredType): boolean {
  if (!bindingType || bindingType.isCollection || !isStructuredType(bindingType.type)) return false
  return isDerivedFrom(type, bindingType.type)
}

function findNavigationByAlias(type: StructuredType, name: string): NavigationProperty | undefined {
  for (const navigation of type.navigationProperties.values()) {
    if (navigation.aliases.includes(name)) return navigation
  }
  return undefined
}

function enterNavigation(
  navigation: NavigationProperty,
  segment: PathSegment,
  state: PathState,
): void {
  if (navigation.isDoor && navigation.target) {
    const { name, isImplied } = navigation.target
    if (isImplied) state.door = { name, path: [...state.signature, navigation.name].join('/') }
    enterEntitySet(navigation.target, state)
  } else {
    state.steps.push({ kind: 'navigation', navigation })
    state.signature.push(navigation.name)
    state.type = navigation.type
    state.isCollection = navigation.isCollection
    state.navigation = navigation
  }
  applyKey(segment.parentheses, segment, state)
}

function enterDynamic(segment: PathSegment, state: PathState): void {
  refuseParentheses(segment.parentheses, segment)
  state.steps.push({ kind: 'dynamicProperty', name: segment.name })
  state.signature.push(segment.name)
  state.type = findType(state.model, 'Edm.Untyped')
  state.isCollection = false
}
