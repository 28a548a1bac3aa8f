import { badRequest, notFound, notImplemented } from '../errors.ts'
import {
  didYouMean,
  findType,
  isDerivedFrom,
  primitiveTypes,
  type EdmType,
  type EntitySet,
  type EntityType,
  type Model,
  type NavigationProperty,
  type StructuredType,
} from '../model/index.ts'
import { filter, planQuery } from '../query/index.ts'
import type { CommonExpr, PathSegment, SegmentParentheses } from '../syntax/index.ts'
import {
  addKeySegment,
  beginKeySegments,
  endKeySegments,
  readKeyPredicate,
} from './key-predicate.ts'
import type { PathState } from './path-state.ts'
import type { KeyStep } from './key-predicate.ts'
import type { PathStep } from './path-step.ts'
import { callOperation, findOperations } from './resolve-operation.ts'
import { anyEntityType, crossjoinType } from './virtual-types.ts'

/** What a path addresses: its steps, and the type of the last. */
export interface ResolvedPath {
  readonly steps: readonly PathStep[]
  readonly type: EdmType | undefined
  readonly isCollection: boolean
  /** The canonical form that all doors to one resource share: `accessPackages/{}/incompatibleGroups/$ref`. */
  readonly signature: string
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
  }: {
    aliases?: ReadonlyMap<string, CommonExpr>
    options?: ReadonlyMap<string, string>
    isTemplate?: boolean
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
    isOfEach: false,
    isFinal: false,
  }
  for (const [index, segment] of segments.entries()) {
    if (state.isFinal) {
      throw notFound(`'${segment.text}' at ${segment.position} follows a segment that ends a path`)
    }
    if (index === 0) resolveRoot(segment, state)
    else if (state.keySegments) resolveKeySegment(segment, state)
    else resolveNext(segment, state)
    if (segment.keyPredicate) applyKey(segment.keyPredicate, segment, state)
  }
  const last = segments.at(-1)
  if (state.keySegments && last) throw incompleteKey(state.keySegments.type, last)
  const { steps, type, isCollection, signature } = state
  return { steps, type, isCollection, signature: signature.join('/') }
}

function resolveRoot(segment: PathSegment, state: PathState): void {
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
  ]
  throw notFound(`'${name}' is not a resource of this service${didYouMean(name, names)}`)
}

/** @see URL Conventions, "Addressing the Cross Join of Entity Sets" */
function enterCrossjoin(segment: PathSegment, state: PathState): void {
  const { parentheses } = segment
  if (segment.parenthesesError) throw malformed(segment)
  if (parentheses?.kind !== 'value' || parentheses.value.kind !== 'listExpr') {
    throw badRequest('expected the names of entity sets, as in $crossjoin(Products,Sales)')
  }
  const { entitySets } = state.model.container
  const sets = parentheses.value.items.map((item) => {
    const [first] = item.kind === 'firstMemberExpr' ? item.segments : []
    const name = first?.kind === 'identifier' ? first.name : ''
    const set = entitySets.get(name) ?? findByAlias(entitySets, name)
    if (set) return set
    throw notFound(
      `$crossjoin: '${name}' at ${item.position} is not an entity set${didYouMean(name, entitySets.keys())}`,
    )
  })
  if (new Set(sets).size < sets.length) {
    throw badRequest('$crossjoin: an entity set is given twice')
  }
  const type = crossjoinType(sets)
  state.steps.push({ kind: 'crossjoin', entitySets: sets, type })
  state.signature.push('$crossjoin()')
  state.type = type
  state.isCollection = true
}

/** @see URL Conventions, "Addressing All Entities in a Service" */
function enterAll(segment: PathSegment, state: PathState): void {
  refuseParentheses(segment.parentheses, segment)
  state.steps.push({ kind: 'all' })
  state.signature.push('$all')
  state.type = anyEntityType
  state.isCollection = true
}

function findByAlias(sets: ReadonlyMap<string, EntitySet>, name: string): EntitySet | undefined {
  for (const set of sets.values()) if (set.aliases.includes(name)) return set
  return undefined
}

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
  const { type } = state
  if (!type) throw notFound(`'${segment.text}' follows an operation that returns nothing`)
  const cast = name.includes('.') ? findCast(name, state) : undefined
  if (cast) return enterCast(cast, segment, state)
  const operations = findOperations(name, state)
  if (state.isOfEach && operations.length === 0) {
    throw notFound(
      `'${segment.text}' at ${segment.position} is not an operation, which $each takes`,
    )
  }
  if (state.isCollection) {
    if (operations.length > 0) return callOperation(operations, segment, state)
    const derived = findUnqualifiedCast(name, state)
    if (derived) return enterCast(derived, segment, state)
    if (type.kind === 'entityType') return applyKeySegment(segment, type, state)
    return enterOrdinal(segment, type, state)
  }
  if (type.kind !== 'entityType' && type.kind !== 'complexType') {
    if (operations.length > 0) return callOperation(operations, segment, state)
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
  const derived = findUnqualifiedCast(name, state)
  if (derived) return enterCast(derived, segment, state)
  if (segment.parenthesesError) throw malformed(segment)
  if (type.isOpen && !name.startsWith('$')) return enterDynamic(segment, state)
  throw unknownSegment(segment, type, state)
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

function malformed({ name, parenthesesError }: PathSegment) {
  return badRequest(`'${name}': ${parenthesesError?.message}`)
}

function unknownSegment(
  { name, position }: PathSegment,
  type: StructuredType,
  { model }: PathState,
) {
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

function enterNavigation(
  navigation: NavigationProperty,
  segment: PathSegment,
  state: PathState,
): void {
  if (navigation.isDoor && navigation.target) {
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

function findCast(name: string, { model, type }: PathState): StructuredType | undefined {
  const cast = findType(model, name)
  if (cast?.kind !== 'entityType' && cast?.kind !== 'complexType') return undefined
  if (type?.kind !== cast.kind) return undefined
  const isRelated = type === anyEntityType || isDerivedFrom(cast, type) || isDerivedFrom(type, cast)
  return isRelated ? cast : undefined
}

/** By its name alone, a type that derives from what is addressed (Protocol, "Default Namespaces"). */
function findUnqualifiedCast(name: string, state: PathState): StructuredType | undefined {
  const { model, type } = state
  if (name.includes('.') || (type?.kind !== 'entityType' && type?.kind !== 'complexType')) {
    return undefined
  }
  for (const namespace of model.defaultNamespaces) {
    const cast = findCast(`${namespace}.${name}`, state)
    if (cast && cast !== type && (type === anyEntityType || isDerivedFrom(cast, type))) return cast
  }
  return undefined
}

function resolveSuffix(
  segment: PathSegment,
  name: '$ref' | '$value' | '$count',
  state: PathState,
): void {
  const { type, isCollection, isOfEach } = state
  refuseParentheses(segment.parentheses, segment)
  const isCrossjoin = state.steps[0]?.kind === 'crossjoin'
  const isEntity = type?.kind === 'entityType' && !isCrossjoin
  const fits = {
    $ref: isEntity && !isOfEach,
    // Of a dynamic property only its value tells whether it is a collection.
    $count: (isCollection && !isOfEach) || type?.qualifiedName === 'Edm.Untyped',
    $value: !isCollection && type !== undefined,
  }
  if (!fits[name]) throw notFound(`${name} does not apply to what stands before it`)
  if (name === '$value' && type) checkRawValue(type)
  state.steps.push({ kind: name === '$ref' ? 'ref' : name === '$count' ? 'count' : 'value' })
  state.signature.push(name)
  state.isFinal = true
}

/** @see Protocol, "Requesting the Media Stream of a Media Entity using `$value`", "Requesting a Raw Value using `$value`" */
function checkRawValue(type: EdmType): void {
  switch (type.kind) {
    case 'entityType':
      if (type.hasStream) {
        throw notImplemented('media entities and streams ($value of an entity)')
      }
      throw badRequest(
        `$value does not apply to ${type.qualifiedName}, which is no media entity`,
        '$value',
      )
    case 'complexType':
      throw badRequest('$value does not apply to a complex value', '$value')
    case 'primitiveType':
      if (type.name === 'Edm.Stream') {
        throw badRequest('$value does not apply to a stream property', '$value')
      }
      return
    case 'enumType':
    case 'typeDefinition':
      return
  }
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
  state: PathState,
): void {
  if (!parentheses) return
  const { type } = state
  const isKeyed = type?.kind === 'entityType' && state.isCollection && !state.isOfEach
  if (!isKeyed || type.keyProperties.length === 0) {
    throw notFound(`'${segment.name}' takes no key, found '${segment.text}'`)
  }
  enterKey(readKeyPredicate(parentheses, segment, type, state), state)
}

function applyKeySegment(segment: PathSegment, type: EntityType, state: PathState): void {
  if (segment.name.startsWith('$')) {
    throw notFound(`'${segment.name}' at ${segment.position} is not a segment of the standard`)
  }
  if (segment.parenthesesError && segment.parenthesesError.position > segment.position) {
    if (!isTextKey(type)) throw malformed(segment)
  }
  state.keySegments = beginKeySegments(type, state)
  resolveKeySegment(segment, state)
}

/** A text may hold parentheses that are no key, as an id that stands as a segment. */
function isTextKey({ keyProperties: [first], properties }: EntityType): boolean {
  const [name = ''] = first?.path ?? []
  return properties.get(name)?.type === primitiveTypes['Edm.String']
}

function resolveKeySegment(segment: PathSegment, state: PathState): void {
  const keySegments = state.keySegments!
  const { type } = keySegments
  if (segment.name.startsWith('$')) throw incompleteKey(type, segment)
  if (segment.text === '') throw notFound('a key is empty')
  if (!addKeySegment(keySegments, segment, state)) {
    throw notFound(
      `'${segment.text}' at ${segment.position} is neither an operation on a collection of ${type.qualifiedName}${describeKey(type)}`,
    )
  }
  const step = endKeySegments(keySegments)
  if (step) enterKey(step, state)
}

function describeKey({ keyProperties, key }: EntityType): string {
  return keyProperties.length === 0 ? ', which has no keys' : ` nor a key of it (${key.join(', ')})`
}

function incompleteKey(type: EntityType, { text }: PathSegment) {
  return badRequest(
    `expected a key of ${type.qualifiedName} (${type.key.join(', ')}), found '${text}'`,
  )
}

function enterKey(step: KeyStep, state: PathState): void {
  state.steps.push(step)
  state.signature.push('{}')
  state.isCollection = false
  state.navigation = undefined
  state.keySegments = undefined
}
