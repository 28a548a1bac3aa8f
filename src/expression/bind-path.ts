import { notImplemented } from '../errors.ts'
import {
  didYouMean,
  findBoundOperations,
  findType,
  isDerivedFrom,
  primitiveTypes,
  type EdmType,
  type StructuredType,
  type TypeReference,
} from '../model/index.ts'
import type {
  AggregateSegment,
  CountSegment,
  FilterSegment,
  FirstMemberExpr,
  FunctionSegment,
  IdentifierSegment,
  LambdaExpr,
  MemberSegment,
} from '../syntax/ast.ts'
import { bindAggregateStep } from './aggregation/bind-aggregate-step.ts'
import { bindPredicateIn } from './bind-predicate.ts'
import { describeType, refuse, type BoundVariable, type Environment } from './binding-scope.ts'
import { isUntyped } from './type-compatibility.ts'
import type { PathExpression, PathRoot, PathStep } from './typed-expression.ts'

/** A path as far as it is bound: what its last step gives, and whether that may have dynamic properties. */
interface PathSoFar extends TypeReference {
  readonly root: PathRoot
  readonly steps: readonly PathStep[]
  readonly isOpen: boolean
}

/**
 * Binds a path from the current instance, from a variable, or from `$it` or `$this`.
 * @throws ODataError 400 when a segment names nothing or does not apply to the one before it
 */
export function bindPath(node: FirstMemberExpr, environment: Environment): PathExpression {
  if (node.root === '$root') {
    throw notImplemented(`${node.root} in an expression`)
  }
  const [first, ...others] = node.segments
  if (node.root === '$these' && !environment.variables?.has('$these')) {
    throw notImplemented('$these outside of query options for collections')
  }
  let path: PathSoFar
  let rest: readonly MemberSegment[] = node.segments
  const variable =
    node.root === '$it' || node.root === '$these'
      ? findVariable(node.root, environment)
      : node.root === undefined && first?.kind === 'identifier'
        ? findVariable(first.name, environment)
        : undefined
  if (variable) {
    path = variable
    if (node.root === undefined) rest = others
  } else {
    path = currentInstance(environment)
  }
  for (const segment of rest) path = bindSegment(path, segment, environment)
  const { root, steps, type, isCollection } = path
  return { kind: 'path', root, steps, type, isCollection, position: node.position }
}

function currentInstance(environment: Environment): PathSoFar {
  const { type } = environment
  return {
    root: { kind: 'instance' },
    steps: [],
    type,
    isCollection: false,
    isOpen: environment.isOpen ?? isOpenType(type),
  }
}

function findVariable(name: string, environment: Environment): PathSoFar | undefined {
  const depth = environment.frames.findIndex((frame) => frame.name === name)
  const frame = environment.frames[depth]
  if (frame) {
    const { type, isCollection } = frame
    return {
      root: { kind: 'frame', depth },
      steps: [],
      type,
      isCollection,
      isOpen: isOpenType(type),
    }
  }
  const variable = environment.variables?.get(name)
  if (!variable) return undefined
  const { type, isCollection } = variable
  return {
    root: { kind: 'variable', name },
    steps: [],
    type,
    isCollection,
    isOpen: isOpenType(type),
  }
}

function isOpenType(type: EdmType): boolean {
  return isStructured(type) ? type.isOpen : isUntyped(type)
}

function isStructured(type: EdmType): type is StructuredType {
  return type.kind === 'entityType' || type.kind === 'complexType'
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
      throw notImplemented('a key predicate in an expression')
    case 'functionExpr':
      throw refuseFunction(segment, environment)
    case 'annotation':
      throw notImplemented(`the annotation @${segment.term} in an expression`)
    case 'aggregate':
      return bindAggregateSegment(path, segment, environment)
  }
}

function refuseFunction({ name, position }: FunctionSegment, environment: Environment): Error {
  const { operations } = environment.model
  const isOperation = operations.some(
    (operation) => operation.name === name || operation.qualifiedName === name,
  )
  if (isOperation) return notImplemented(`the operation ${name} in an expression`)
  const near = didYouMean(
    name,
    operations.map((operation) => operation.name),
  )
  return refuse(environment, position, `'${name}' is not a function`, near)
}

function bindIdentifier(
  path: PathSoFar,
  { name, position }: IdentifierSegment,
  environment: Environment,
): PathSoFar {
  if (name.includes('.')) return bindCast(path, name, position, environment)
  if (isUntyped(path.type) && !path.isCollection) return dynamicProperty(path, name, 'untyped')
  const { type } = path
  if (!isStructured(type)) {
    throw refuse(environment, position, `'${name}' is not a property of ${describeType(path)}`)
  }
  const owner = type.kind === 'entityType' ? 'entity' : 'complex'
  const property = type.properties.get(name)
  const navigation = type.navigationProperties.get(name)
  if (path.isCollection) {
    const problem = `expected any, all or $count after ${describeType(path)}`
    throw refuse(environment, position, problem, `, found '${name}'`)
  }
  if (property) {
    const { type: propertyType, isCollection } = property
    return {
      root: path.root,
      steps: [...path.steps, { kind: 'property', name, owner, isCollection, property }],
      type: propertyType,
      isCollection,
      isOpen: isOpenType(propertyType),
    }
  }
  if (navigation) {
    if (owner === 'complex') {
      throw notImplemented(`${name}, a navigation property of a complex type, in an expression`)
    }
    return {
      root: path.root,
      steps: [...path.steps, { kind: 'navigationProperty', navigation }],
      type: navigation.type,
      isCollection: navigation.isCollection,
      isOpen: navigation.type.isOpen,
    }
  }
  if (findBoundOperations(environment.model, name, path).length > 0) {
    throw notImplemented(`the operation ${name} in an expression`)
  }
  if (path.isOpen) return dynamicProperty(path, name, owner)
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

function dynamicProperty(
  path: PathSoFar,
  name: string,
  owner: 'entity' | 'complex' | 'untyped',
): PathSoFar {
  const step: PathStep = { kind: 'property', name, owner, isCollection: false, property: undefined }
  return {
    root: path.root,
    steps: [...path.steps, step],
    type: primitiveTypes['Edm.Untyped'],
    isCollection: false,
    isOpen: true,
  }
}

function bindCast(
  path: PathSoFar,
  name: string,
  position: number,
  environment: Environment,
): PathSoFar {
  const type = findType(environment.model, name)
  if (!type) {
    const isOperation = environment.model.operations.some(
      ({ qualifiedName }) => qualifiedName === name,
    )
    if (isOperation) throw notImplemented(`the operation ${name} in an expression`)
    const near = didYouMean(name, environment.model.types.keys())
    throw refuse(environment, position, `'${name}' is not a type`, near)
  }
  const isCast =
    isStructured(type) &&
    isStructured(path.type) &&
    (isDerivedFrom(type, path.type) || isDerivedFrom(path.type, type))
  if (!isCast) {
    const problem = `expected a type derived from ${path.type.qualifiedName}`
    throw refuse(environment, position, problem, `, found ${type.qualifiedName}`)
  }
  const { isCollection } = path
  return {
    root: path.root,
    steps: [...path.steps, { kind: 'cast', from: path.type, type, isCollection }],
    type,
    isCollection,
    isOpen: path.isOpen || type.isOpen,
  }
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
  if (segment.search) throw notImplemented('$search in an expression')
  const counted = segment.filter ? bindFilterOfItems(path, segment.filter, environment) : path
  return {
    root: path.root,
    steps: [...counted.steps, { kind: 'count' }],
    type: primitiveTypes['Edm.Int64'],
    isCollection: false,
    isOpen: false,
  }
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
  return { ...path, isCollection: true, steps: [...path.steps, step] }
}

/** The aggregate of the collection so far, whose items are the current instance within. */
function bindAggregateSegment(
  path: PathSoFar,
  segment: AggregateSegment,
  environment: Environment,
): PathSoFar {
  requireCollection(path, 'aggregate', segment.position, environment)
  const { type, evaluate } = bindAggregateStep(segment, path, itemEnvironment(path, environment))
  return {
    root: path.root,
    steps: [...path.steps, { kind: 'aggregate', evaluate }],
    type,
    isCollection: false,
    isOpen: false,
  }
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
  return {
    root: path.root,
    steps: [...path.steps, step],
    type: primitiveTypes['Edm.Boolean'],
    isCollection: false,
    isOpen: false,
  }
}
