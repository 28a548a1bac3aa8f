/* Whether the names of `aggregate` may stand where they stand: Data Aggregation ABNF. */
import type { AggregateExpr, AggregateFrom } from '../syntax/index.ts'
import {
  checkWithin,
  countedPath,
  failAtPath,
  groupingPath,
  isWithin,
  prefixPath,
  primitivePath,
} from './aggregate-path.ts'
import { checkName, failAtName, isNamespace, type Names } from './names.ts'
import type { Scope } from './scope.ts'

/** ABNF `aggregateExpr`. */
export function checkAggregate(node: AggregateExpr, scope: Scope): void {
  checkAggregateFunction(node, scope)
  if (node.alias !== undefined) {
    checkAlias(node.alias, node.position, 'expressionAlias', scope.names)
  }
}

/** ABNF `aggregateFunctionExpr`. */
export function checkAggregateFunction(node: AggregateExpr, scope: Scope): void {
  const { expression, method, from, position } = node
  checkFroms(from, scope.names)
  if (method?.includes('.')) checkMethod(method, position, scope.names)
  const path = pathOf(expression)
  if (!path) return scope.checkExpression(expression, scope)
  const { names } = scope
  if (path.isCount) {
    if (path.names.length > 0 && !isWithin(path.names, countedPath, names)) {
      failAtPath(path.names, position, names)
    }
    return
  }
  if (method === undefined) return checkCustomAggregate(path.names, position, names)
  const isNonPrimitive = method === 'countdistinct' || method.includes('.')
  if (isWithin(path.names, isNonPrimitive ? countedPath : primitivePath, names)) return
  scope.checkExpression(expression, scope)
}

function checkMethod(method: string, position: number, names: Names): void {
  if (!isNamespace(names, method.slice(0, method.lastIndexOf('.')))) {
    failAtName(names, ['namespacePart'], method, position, 'an aggregation method')
  }
}

/** ABNF `aggregateCustom`. */
function checkCustomAggregate(path: readonly string[], position: number, names: Names): void {
  const last = path.at(-1)!
  const expected = "a custom aggregate, or ' with ' and a method after the expression"
  checkName(names, 'customAggregate', last, position, expected)
  if (path.length > 1 && !isWithin(path.slice(0, -1), prefixPath, names)) {
    failAtPath(path, position, names)
  }
}

function checkFroms(froms: readonly AggregateFrom[], names: Names): void {
  for (const { properties, method, position } of froms) {
    if (method?.includes('.')) checkMethod(method, position, names)
    for (const property of properties) checkWithin(property, groupingPath, names)
  }
}

/** The names of a path that has nothing else but perhaps `/$count` at its end. */
function pathOf(
  node: AggregateExpr['expression'],
): { readonly names: readonly string[]; readonly isCount: boolean } | undefined {
  if (node.kind !== 'firstMemberExpr' || node.root !== undefined) return undefined
  const isCount = node.segments.at(-1)?.kind === 'countExpr'
  const names: string[] = []
  for (const segment of isCount ? node.segments.slice(0, -1) : node.segments) {
    if (segment.kind !== 'identifier') return undefined
    names.push(segment.name)
  }
  return { names, isCount }
}

export function checkAlias(alias: string, position: number, rule: string, names: Names): void {
  checkName(names, rule, alias, position, 'an alias')
}
