import { notImplemented } from '../errors.ts'
import { primitiveTypes } from '../model/index.ts'
import type {
  AggregateSegment,
  CountSegment,
  FilterSegment,
  LambdaExpr,
  SearchExpr,
} from '../syntax/ast.ts'
import { bindAggregateStep } from './aggregation/bind-aggregate-step.ts'
import { bindPredicateIn } from './bind-predicate.ts'
import { describeType, refuse, type BoundVariable, type Environment } from './binding-scope.ts'
import { addStep, type PathSoFar } from './path-so-far.ts'
import { isUntyped } from './type-compatibility.ts'
import type { PathStep } from './typed-expression.ts'

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

export function bindCount(
  path: PathSoFar,
  segment: CountSegment,
  environment: Environment,
): PathSoFar {
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

export function bindFilterSegment(
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
export function bindAggregateSegment(
  path: PathSoFar,
  segment: AggregateSegment,
  environment: Environment,
): PathSoFar {
  requireCollection(path, 'aggregate', segment.position, environment)
  const { type, ...step } = bindAggregateStep(segment, path, itemEnvironment(path, environment))
  return addStep(path, { kind: 'aggregate', ...step }, { type, isCollection: false })
}

export function bindLambda(
  path: PathSoFar,
  segment: LambdaExpr,
  environment: Environment,
): PathSoFar {
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
