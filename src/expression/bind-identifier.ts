import {
  didYouMean,
  findType,
  isDerivedFrom,
  isIdentifier,
  isStructuredType,
  primitiveTypes,
  type Property,
  type StructuredType,
} from '../model/index.ts'
import type { IdentifierSegment } from '../syntax/ast.ts'
import { bindBoundFunction } from './bind-function.ts'
import { bindKeyLiteral } from './bind-key.ts'
import { describeType, refuse, type Environment } from './binding-scope.ts'
import { addStep, type PathSoFar } from './path-so-far.ts'
import { isUntyped } from './type-compatibility.ts'
import type { PathStep } from './typed-expression.ts'

/**
 * A name within a path: of a property, a type to cast to, a function without parentheses, or a key in a segment of its own.
 * @throws ODataError 400 when it is none of them
 */
export function bindIdentifier(
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
    environment.onNamed?.(property)
    return addStep(path, { kind: 'property', name, owner, isCollection, property }, property)
  }
  const navigation = type.navigationProperties.get(name)
  if (navigation) {
    environment.onNamed?.(navigation)
    return addStep(path, { kind: 'navigationProperty', navigation, owner }, navigation)
  }
  const applied = called()
  if (applied) return applied
  if (path.isOpen) return dynamicProperty(path, name, owner)
  const derived = environment.seesDerivedTypes ? findDerivedProperties(type, name) : []
  for (const member of derived) environment.onNamed?.(member)
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
  const mayBeKey = path.type.kind === 'entityType' && !isIdentifier(name)
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
