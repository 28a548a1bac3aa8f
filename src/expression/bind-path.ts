import { isStructuredType } from '../model/index.ts'
import type { FirstMemberExpr, FunctionSegment, MemberSegment } from '../syntax/ast.ts'
import { bindAnnotation } from './bind-annotation.ts'
import {
  bindAggregateSegment,
  bindCount,
  bindFilterSegment,
  bindLambda,
} from './bind-collection-segment.ts'
import { bindBoundFunction, refuseFunction } from './bind-function.ts'
import { bindIdentifier } from './bind-identifier.ts'
import { bindKey } from './bind-key.ts'
import { bindPathStart } from './bind-path-start.ts'
import { refuse, type Environment } from './binding-scope.ts'
import type { PathSoFar } from './path-so-far.ts'
import type { PathExpression } from './typed-expression.ts'

/** So that binding, which gives each step all those before it, takes no long time. */
const mostSegments = 1000

/**
 * Binds a path from the current instance, from a variable, from `$it`, `$this` or `$root`, or from an
 * unbound function.
 * @throws ODataError 400 when a segment names nothing or does not apply to the one before it, and for more than a thousand
 */
export function bindPath(node: FirstMemberExpr, environment: Environment): PathExpression {
  let { path, rest } = bindPathStart(node, environment)
  if (rest.length > mostSegments) {
    const found = `expected at most ${mostSegments} segments, found ${rest.length}`
    throw refuse(environment, node.position, found)
  }
  for (const segment of rest) path = bindSegment(path, segment, environment)
  const { root, steps, type, isCollection } = path
  return { kind: 'path', root, steps, type, isCollection, position: node.position }
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
