import { notImplemented } from '../errors.ts'
import { didYouMean } from '../model/index.ts'
import type { AnnotationSegment, FirstMemberExpr, MemberSegment } from '../syntax/ast.ts'
import { bindHierarchyFunction } from './aggregation/hierarchy-functions.ts'
import { bindUnboundFunction } from './bind-function.ts'
import { bindKey } from './bind-key.ts'
import { refuse, type Environment } from './binding-scope.ts'
import { isOpenType, startPath, type PathSoFar } from './path-so-far.ts'

/** What a path starts from, and the segments that lead on from there. */
interface PathStart {
  readonly path: PathSoFar
  readonly rest: readonly MemberSegment[]
}

export function bindPathStart(
  { root, segments }: FirstMemberExpr,
  environment: Environment,
): PathStart {
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
