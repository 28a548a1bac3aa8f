import { notImplemented } from '../errors.ts'
import {
  didYouMean,
  findType,
  isDerivedFrom,
  isStructuredType,
  primitiveTypes,
  type Property,
  type StructuredType,
} from '../model/index.ts'
import type {
  AggregateSegment,
  AnnotationSegment,
  CountSegment,
  FilterSegment,
  FirstMemberExpr,
  FunctionSegment,
  IdentifierSegment,
  LambdaExpr,
  MemberSegment,
  SearchExpr,
} from '../syntax/ast.ts'
import { bindHierarchyFunction } from './aggregation/hierarchy-functions.ts'
import { bindAggregateStep } from './aggregation/bind-aggregate-step.ts'
import { bindAnnotation } from './bind-annotation.ts'
import { bindBoundFunction, bindUnboundFunction, refuseFunction } from './bind-function.ts'
import { bindKey, bindKeyLiteral } from './bind-key.ts'
import { bindPredicateIn } from './bind-predicate.ts'
import { describeType, refuse, type BoundVariable, type Environment } from './binding-scope.ts'
import { addStep, isOpenType, startPath, type PathSoFar } from './path-so-far.ts'
import { isUntyped } from './type-compatibility.ts'
import type { PathExpression, PathStep } from './typed-expression.ts'

/**
 * Binds a path from the current instance, from a variable, from `$it`, `$this` or `$root`, or from an
 * unbound function.
 * @throws ODataError 400 when a segment names nothing or does not apply to the one before it
 */
export function bindPath(node: FirstMemberExpr, environment: Environment): PathExpression {
  let { path, rest } = bindStart(node, environment)
  for (const segment of rest) path = bindSegment(path, segment, environment)
  const { root, steps, type, isCollection } = path
  return { kind: 'path', root, steps, type, isCollection, position: node.position }
}

/** What a path starts from, and the segments that lead on from there. */
interface Start {
  readonly path: PathSoFar
  readonly rest: readonly MemberSegment[]
}

function bindStart({ root, segments }: FirstMemberExpr, environment: Environment): Start {
  const [first, ...others] = segments
  switch (root) {
    case '$root':
      return { path: bindResource(first, environment), rest: others }
    case '$this':
      return { path: currentInstance(environment), rest: segments }
    case '$it':
      return {
        path: findVariable(root, environment) ?? currentInstance(environment),
        rest: segments,
      }
    case '$these': {
      const path = findVariable(root, environment)
      if (!path) throw notImplemented('$these outside of query options for collections')
      return { path, rest: segments }
    }
    case undefined:
      break
  }
  if (first?.kind === 'annotation') {
    const path = findAlias(first, environment)
    if (path) return { path, rest: others }
  }
  const path =
    first?.kind === 'identifier'
      ? findVariable(first.name, environment)
      : first?.kind === 'functionExpr'
        ? (bindHierarchyFunction(first, environment) ?? bindUnboundFunction(first, environment))
        : undefined
  return path ? { path, rest: others } : { path: currentInstance(environment), rest: segments }
}

/**
 * "Any occurrence of the parameter alias name in an expression MUST evaluate to the parameter alias
 * value and MUST NOT evaluate to the annotation value of an identical unqualified term name."
 * @see URL Conventions, "Annotation Values in Expressions"
 */
function findAlias(
  { term, qualifier, position }: AnnotationSegment,
  environment: Environment,
): PathSoFar | undefined {
  if (qualifier !== undefined || !environment.aliases?.has(term)) return undefined
  const value = environment.bind({ kind: 'parameterAlias', name: term, position }, environment)
  if (value.kind === 'path') return { ...value, isOpen: isOpenType(value.type) }
  if (value.kind === 'literal') {
    return startPath({ kind: 'computed', evaluate: () => value.value }, value)
  }
  throw refuse(environment, position, `expected a path or a literal as the value of @${term}`)
}

function currentInstance(environment: Environment): PathSoFar {
  const { type, isOpen } = environment
  return startPath({ kind: 'instance' }, { type, isCollection: false }, isOpen)
}

function findVariable(name: string, environment: Environment): PathSoFar | undefined {
  const depth = environment.frames.findIndex((frame) => frame.name === name)
  const frame = environment.frames[depth]
  if (frame) return startPath({ kind: 'frame', depth }, frame)
  const variable = environment.variables?.get(name)
  return variable && startPath({ kind: 'variable', name }, variable)
}

/**
 * An entity set, singleton or function import after `$root`.
 * @see URL Conventions, "$root"
 */
function bindResource(segment: MemberSegment | undefined, environment: Environment): PathSoFar {
  const { entitySets, singletons, operationImports } = environment.model.container
  if (segment?.kind !== 'identifier' && segment?.kind !== 'functionExpr') {
    throw refuse(environment, segment?.position ?? 0, 'expected a resource after $root')
  }
  const { name, position } = segment
  const isOperation = operationImports.has(name)
  const called = isOperation && bindUnboundFunction({ parameters: [], ...segment }, environment)
  if (called) return called
  const entitySet =
    entitySets.get(name) ?? [...entitySets.values()].find(({ aliases }) => aliases.includes(name))
  const resource = entitySet ?? singletons.get(name)
  if (!resource) {
    const near = didYouMean(name, [
      ...entitySets.keys(),
      ...singletons.keys(),
      ...operationImports.keys(),
    ])
    throw refuse(environment, position, `'${name}' is not a resource of the service`, near)
  }
  const isCollection = resource.kind === 'entitySet'
  const type = resource.entityType
  const path = startPath({ kind: 'resource', resource }, { type, isCollection })
  return segment.kind === 'identifier'
    ? path
    : bindKey(path, segment.parameters, position, environment)
}

function bindSegment(path: PathSoFar, segment: MemberSegment, environment: Environment): PathSoFar {
  switch (segment.kind) {
    case 'identifier':
      return bindIdentifier(path, segment, environment)
    case 'countExpr':
      return bindCount(path, segment, environment)
    case 'anyExpr':
    case 'allExpr':
      return bindLambda(path, segment, environment)
    case 'filterExpr':
      return bindFilterSegment(path, segment, environment)
    case 'keyPredicate':
      return bindKey(path, segment.pairs, segment.position, environment)
    case 'functionExpr':
      return bindFunctionSegment(path, segment, environment)
    case 'annotation':
      return bindAnnotation(path, segment, environment.model, (from, names) => {
        const { position } = segment
        const bindName = (at: PathSoFar, name: string) =>
          bindIdentifier(at, { kind: 'identifier', name, position }, environment)
        return names.reduce(bindName, from)
      })
    case 'aggregate':
      return bindAggregateSegment(path, segment, environment)
  }
}

/** A function bound to what is before it; or, with the names of a key, a collection and its item. */
function bindFunctionSegment(
  path: PathSoFar,
  segment: FunctionSegment,
  environment: Environment,
): PathSoFar {
  const { name, parameters, position } = segment
  const isProperty =
    isStructuredType(path.type) && !path.isCollection && path.type.navigationProperties.has(name)
  if (isProperty) {
    const collection = bindIdentifier(path, { kind: 'identifier', name, position }, environment)
    return bindKey(collection, parameters, position, environment)
  }
  const called = bindBoundFunction(path, segment, environment)
  if (called) return called
  throw refuseFunction(segment, environment)
}

function bindIdentifier(
  path: PathSoFar,
  segment: IdentifierSegment,
  environment: Environment,
): PathSoFar {
  const { name, position } = segment
  const { type } = path
  if (name.includes('.')) return bindCast(path, segment, environment)
  if (isUntyped(type) && !path.isCollection) return dynamicProperty(path, name, 'untyped')
  const called = () => bindBoundFunction(path, { ...segment, parameters: [] }, environment)
  if (path.isCollection) return called() ?? bindKeySegment(path, segment, environment)
  if (!isStructuredType(type)) {
    const applied = called()
    if (applied) return applied
    throw refuse(environment, position, `'${name}' is not a property of ${describeType(path)}`)
  }
  const owner = type.kind === 'entityType' ? 'entity' : 'complex'
  const property = type.properties.get(name)
  if (property) {
    const { isCollection } = property
    return addStep(path, { kind: 'property', name, owner, isCollection, property }, property)
  }
  const navigation = type.navigationProperties.get(name)
  if (navigation) {
    return addStep(path, { kind: 'navigationProperty', navigation, owner }, navigation)
  }
  const applied = called()
  if (applied) return applied
  if (path.isOpen) return dynamicProperty(path, name, owner)
  const derived = environment.seesDerivedTypes ? findDerivedProperties(type, name) : []
  if (derived.length > 0) return derivedProperty(path, derived, owner)
  const candidates = [
    ...type.properties.keys(),
    ...type.navigationProperties.keys(),
    ...(path.steps.length === 0 ? environment.frames.map((frame) => frame.name) : []),
    ...(path.steps.length === 0 ? (environment.variables?.keys() ?? []) : []),
  ]
  throw refuse(
    environment,
    position,
    `'${name}' is not a property of ${type.qualifiedName}`,
    didYouMean(name, candidates),
  )
}

/** What a name stands for in the types derived from one. */
function findDerivedProperties({ derivedTypes }: StructuredType, name: string): Property[] {
  return derivedTypes.flatMap((derived) => {
    const property = derived.properties.get(name)
    return property ? [property] : findDerivedProperties(derived, name)
  })
}

/** As `Ns.Derived/name` where all declare it alike; null where an instance is of another type. */
function derivedProperty(
  path: PathSoFar,
  [property, ...others]: readonly Property[],
  owner: 'entity' | 'complex',
): PathSoFar {
  const { name, type, isCollection } = property!
  const isSame = others.every((it) => it.type === type && it.isCollection === isCollection)
  if (!isSame) return dynamicProperty(path, name, owner)
  return addStep(
    path,
    { kind: 'property', name, owner, isCollection, property },
    { type, isCollection },
  )
}

/** A name: letters, digits and `_`, beginning with no digit (CSDL, "SimpleIdentifier"). */
const simpleIdentifier = /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]*$/u

/**
 * Key as segment: anything right after an entity set, as in `$root/Employees/A1245/LastName`; elsewhere
 * what can be no name, as in `Items/1/Quantity`, since a name after a collection is more likely a
 * property in want of a lambda operator.
 */
function bindKeySegment(
  path: PathSoFar,
  { name, position }: IdentifierSegment,
  environment: Environment,
): PathSoFar {
  const isAfterSet = path.root.kind === 'resource' && path.steps.length === 0
  const mayBeKey = path.type.kind === 'entityType' && !simpleIdentifier.test(name)
  if (isAfterSet || mayBeKey) {
    return bindKeyLiteral(path, name, position, environment)
  }
  const problem = `expected any, all or $count after ${describeType(path)}`
  throw refuse(environment, position, problem, `, found '${name}'`)
}

function dynamicProperty(
  path: PathSoFar,
  name: string,
  owner: 'entity' | 'complex' | 'untyped',
): PathSoFar {
  const step: PathStep = { kind: 'property', name, owner, isCollection: false, property: undefined }
  return addStep(path, step, { type: primitiveTypes['Edm.Untyped'], isCollection: false })
}

/** A qualified name: a type to cast to, or a function without parentheses. */
function bindCast(
  path: PathSoFar,
  segment: IdentifierSegment,
  environment: Environment,
): PathSoFar {
  const { name, position } = segment
  const type = findType(environment.model, name)
  if (!type) {
    const called = bindBoundFunction(path, { ...segment, parameters: [] }, environment)
    if (called) return called
    const near = didYouMean(name, environment.model.types.keys())
    throw refuse(environment, position, `'${name}' is not a type`, near)
  }
  const isCast =
    isStructuredType(type) &&
    isStructuredType(path.type) &&
    (isDerivedFrom(type, path.type) || isDerivedFrom(path.type, type))
  if (!isCast) {
    const problem = `expected a type derived from ${path.type.qualifiedName}`
    throw refuse(environment, position, problem, `, found ${type.qualifiedName}`)
  }
  const { isCollection } = path
  const step: PathStep = { kind: 'cast', from: path.type, type, isCollection }
  return addStep(path, step, { type, isCollection }, path.isOpen || type.isOpen)
}

function requireCollection(
  path: PathSoFar,
  segment: string,
  position: number,
  environment: Environment,
): void {
  if (path.isCollection || isUntyped(path.type)) return
  const found = describeType(path)
  throw refuse(environment, position, `expected a collection before ${segment}`, `, found ${found}`)
}

function bindCount(path: PathSoFar, segment: CountSegment, environment: Environment): PathSoFar {
  requireCollection(path, '$count', segment.position, environment)
  const found = segment.search ? bindSearch(path, segment.search, environment) : path
  const counted = segment.filter ? bindFilterOfItems(found, segment.filter, environment) : found
  return addStep(
    counted,
    { kind: 'count' },
    { type: primitiveTypes['Edm.Int64'], isCollection: false },
  )
}

function bindSearch(path: PathSoFar, node: SearchExpr, environment: Environment): PathSoFar {
  const { planSearch } = environment
  if (!planSearch) throw notImplemented('$search in this expression')
  const step: PathStep = { kind: 'search', matches: planSearch(node, path.type) }
  return addStep(path, step, { type: path.type, isCollection: true }, path.isOpen)
}

function bindFilterSegment(
  path: PathSoFar,
  segment: FilterSegment,
  environment: Environment,
): PathSoFar {
  requireCollection(path, '$filter', segment.position, environment)
  return bindFilterOfItems(path, segment.predicate, environment)
}

/** Where each item is the current instance; the instance so far stays `$it`. */
function itemEnvironment(path: PathSoFar, environment: Environment): Environment {
  const isOutermost = !environment.frames.some(({ name }) => name === '$it')
  const outer: BoundVariable = {
    name: isOutermost && !environment.variables?.has('$it') ? '$it' : '',
    type: environment.type,
    isCollection: false,
  }
  const { isOpen: _, ...others } = environment
  return {
    ...others,
    type: path.type,
    isOpen: path.isOpen,
    frames: [outer, ...environment.frames],
  }
}

function bindFilterOfItems(
  path: PathSoFar,
  predicate: FilterSegment['predicate'],
  environment: Environment,
): PathSoFar {
  const inner = itemEnvironment(path, environment)
  const step: PathStep = { kind: 'filter', predicate: bindPredicateIn(predicate, inner) }
  return addStep(path, step, { type: path.type, isCollection: true }, path.isOpen)
}

/** The aggregate of the collection so far, whose items are the current instance within. */
function bindAggregateSegment(
  path: PathSoFar,
  segment: AggregateSegment,
  environment: Environment,
): PathSoFar {
  requireCollection(path, 'aggregate', segment.position, environment)
  const { type, evaluate } = bindAggregateStep(segment, path, itemEnvironment(path, environment))
  return addStep(path, { kind: 'aggregate', evaluate }, { type, isCollection: false })
}

function bindLambda(path: PathSoFar, segment: LambdaExpr, environment: Environment): PathSoFar {
  const quantifier = segment.kind === 'anyExpr' ? 'any' : 'all'
  requireCollection(path, quantifier, segment.position, environment)
  const { variable, predicate } = segment
  const step: PathStep = {
    kind: 'lambda',
    quantifier,
    predicate:
      predicate &&
      bindPredicateIn(predicate, {
        ...environment,
        frames: [
          { name: variable ?? '', type: path.type, isCollection: false },
          ...environment.frames,
        ],
      }),
  }
  return addStep(path, step, { type: primitiveTypes['Edm.Boolean'], isCollection: false })
}
