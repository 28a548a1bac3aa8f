/* Whether the names of `$apply` may stand where they stand: Data Aggregation ABNF, its three kinds of paths among them. */
import type {
  AggregateExpr,
  AggregateFrom,
  ApplyExpr,
  ApplyTransformation,
  ComputeItem,
  FirstMemberExpr,
  GroupbyElement,
  GroupingProperty,
  NestedApply,
  RecursiveHierarchyReference,
} from '../syntax/index.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { checkNamedParameters } from './check-named-parameters.ts'
import { checkName, failAtName, hasQualified, isNamespace, type Names } from './names.ts'
import {
  complexProperties,
  navigationProperties,
  primitiveProperties,
  structuredTypes,
} from './rules-of-names.ts'
import type { Scope } from './scope.ts'

export function checkApply(sequence: ApplyExpr, scope: Scope): void {
  for (const transformation of sequence) checkTransformation(transformation, scope)
}

export function checkTransformation(node: ApplyTransformation, scope: Scope): void {
  const { names } = scope
  switch (node.kind) {
    case 'identityTrafo':
    case 'searchTrafo':
    case 'topTrafo':
    case 'skipTrafo':
      return
    case 'aggregateTrafo':
      for (const item of node.items) checkAggregate(item, scope)
      return
    case 'computeTrafo':
      for (const item of node.items) checkCompute(item, 'expressionAlias', scope)
      return
    case 'concatTrafo':
      for (const sequence of node.sequences) checkApply(sequence, scope)
      return
    case 'groupbyTrafo':
      for (const element of node.elements) checkElement(element, scope)
      return checkApply(node.transformations ?? [], scope)
    case 'filterTrafo':
      return scope.checkExpression(node.predicate, scope)
    case 'orderbyTrafo':
      for (const { expression } of node.items) scope.checkExpression(expression, scope)
      return
    case 'topcountTrafo':
    case 'topsumTrafo':
    case 'toppercentTrafo':
    case 'bottomcountTrafo':
    case 'bottomsumTrafo':
    case 'bottompercentTrafo':
      scope.checkExpression(node.amount, scope)
      return scope.checkExpression(node.measure, scope)
    case 'joinTrafo':
    case 'outerjoinTrafo':
      checkJoinProperty(node.property, names)
      checkAlias(node.alias, node.position, 'expressionAlias', names)
      return checkApply(node.transformations ?? [], scope)
    case 'nestTrafo':
      return checkNested(node.sequences, node.position, scope)
    case 'addnestedTrafo':
      checkWithin(node.path, nestPath, names)
      return checkNested(node.sequences, node.position, scope)
    case 'ancestorsTrafo':
    case 'descendantsTrafo':
      checkHierarchy(node.hierarchy, scope)
      return checkApply(node.start, scope)
    case 'traverseTrafo':
      checkHierarchy(node.hierarchy, scope)
      checkApply(node.start ?? [], scope)
      for (const { expression } of node.siblings) scope.checkExpression(expression, scope)
      return
    case 'customFunction':
      return checkCustomFunction(node.call, scope)
  }
}

type CustomFunction = Extract<ApplyTransformation, { kind: 'customFunction' }>['call']

function checkCustomFunction({ name, parameters, position }: CustomFunction, scope: Scope): void {
  const rules = ['entityColFunction', 'complexColFunction', 'primitiveColFunction']
  if (!hasQualified(scope.names, rules, name)) {
    failAtName(scope.names, rules, name, position, 'a function that gives a collection')
  }
  checkNamedParameters(parameters, scope)
}

/** ABNF `computeItem`, `computeExpr`; they differ in the rule that the alias is one of. */
export function checkCompute(
  { expression, alias, position }: ComputeItem,
  aliasRule: 'computedProperty' | 'expressionAlias',
  scope: Scope,
): void {
  scope.checkExpression(expression, scope)
  checkAlias(alias, position, aliasRule, scope.names)
}

function checkAlias(alias: string, position: number, rule: string, names: Names): void {
  checkName(names, rule, alias, position, 'an alias')
}

function checkNested(sequences: readonly NestedApply[], position: number, scope: Scope): void {
  for (const { transformations, alias } of sequences) {
    checkApply(transformations, scope)
    checkAlias(alias, position, 'expressionAlias', scope.names)
  }
}

function checkElement(element: GroupbyElement, scope: Scope): void {
  switch (element.kind) {
    case 'groupingProperty':
      return checkWithin(element, groupingPath, scope.names)
    case 'rollupLevels':
      // A lone name is the qualifier of a hierarchy.
      if (element.levels.length === 1) return
      for (const level of element.levels) checkWithin(level, groupingPath, scope.names)
      return
    case 'rollupRecursive':
      checkHierarchy(element.hierarchy, scope)
      return checkApply(element.transformations, scope)
  }
}

function checkHierarchy({ nodes, path }: RecursiveHierarchyReference, scope: Scope): void {
  scope.checkExpression(nodes, scope)
  checkWithin(path, primitivePath, scope.names)
}

/** ABNF `joinProperty`. */
function checkJoinProperty({ segments, position }: FirstMemberExpr, names: Names): void {
  const [first, cast] = segments
  const annotationRules = ['complexAnnotationInQuery', 'entityAnnotationInQuery']
  if (first?.kind === 'annotation') {
    const isKnown = annotationRules.some((rule) => names.has(rule, `@${first.term}`))
    if (!isKnown || cast) failAtName(names, ['termName'], first.term, position, 'an annotation')
    return
  }
  if (first?.kind !== 'identifier') return
  const rules = cast
    ? ['entityColNavigationProperty']
    : ['entityColNavigationProperty', 'complexColProperty']
  if (!hasName(names, rules, first.name)) {
    failAtName(names, rules, first.name, position, 'a collection-valued property')
  }
  if (cast?.kind !== 'identifier') return
  if (!hasQualified(names, ['entityTypeName'], cast.name)) {
    failAtName(names, ['entityTypeName'], cast.name, cast.position, 'an entity type')
  }
}

// ── aggregate ───────────────────────────────────────────────────────────────────────────────────

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

// ── Paths ───────────────────────────────────────────────────────────────────────────────────────

/** Which paths are meant: what their steps are, and what they may end in. */
interface PathRules {
  readonly steps: readonly string[]
  /** Rules of a last name beyond the steps. */
  readonly ends: readonly string[]
  readonly mayEndInStep: boolean
  readonly mayEndInCast: boolean
}

const anyStep = [...complexProperties, ...navigationProperties]
const singleStep = ['complexProperty', 'entityNavigationProperty']

/** ABNF `[ aggrCastPath "/" ] aggrPrimPath`. */
const primitivePath: PathRules = {
  steps: anyStep,
  ends: [...primitiveProperties, 'primitiveColProperty', 'streamProperty'],
  mayEndInStep: false,
  mayEndInCast: false,
}

/** ABNF `aggrPathPrefix / aggrCastPath`. */
const prefixPath: PathRules = { steps: anyStep, ends: [], mayEndInStep: true, mayEndInCast: true }

/** What may be counted: `primitivePath` and `prefixPath`. */
const countedPath: PathRules = { ...prefixPath, ends: primitivePath.ends }

/** ABNF `groupingProperty`. */
const groupingPath: PathRules = {
  steps: singleStep,
  ends: [...primitiveProperties, 'streamProperty'],
  mayEndInStep: true,
  mayEndInCast: false,
}

/** ABNF `nestPath`; a type may follow a navigation property. */
const nestPath: PathRules = {
  steps: complexProperties,
  ends: navigationProperties,
  mayEndInStep: true,
  mayEndInCast: false,
}

function hasName(names: Names, rules: readonly string[], name: string): boolean {
  return !name.includes('.') && rules.some((rule) => names.has(rule, name))
}

/** A type may stand first, and after each step; the names before the last are steps. */
function isWithin(path: readonly string[], rules: PathRules, names: Names): boolean {
  let mayCast = true
  for (const [index, name] of path.entries()) {
    const isLast = index === path.length - 1
    const isStep = hasName(names, rules.steps, name)
    const isCast = mayCast && hasQualified(names, structuredTypes, name)
    if (isLast) {
      return (
        hasName(names, rules.ends, name) ||
        (isStep && rules.mayEndInStep) ||
        (isCast && rules.mayEndInCast)
      )
    }
    if (isNavigationWithType(path.slice(index), rules, names)) return true
    if (!isStep && !isCast) return false
    mayCast = isStep
  }
  return false
}

/** The end of a `nestPath`: `Items/Ns.Special`. */
function isNavigationWithType(path: readonly string[], rules: PathRules, names: Names): boolean {
  const [property, type] = path
  return (
    rules === nestPath &&
    path.length === 2 &&
    hasName(names, navigationProperties, property!) &&
    hasQualified(names, ['entityTypeName'], type!)
  )
}

function checkWithin(property: GroupingProperty, rules: PathRules, names: Names): void {
  const path = property.path.map(({ name }) => name)
  if (isWithin(path, rules, names)) return
  // The first name that is none of the steps, or the last, which may not end the path.
  const wrong = property.path.find(
    ({ name }) => !hasName(names, rules.steps, name) && !hasQualified(names, structuredTypes, name),
  )
  const { name, position } = wrong ?? property.path.at(-1)!
  failAtPath([name], position, names)
}

function failAtPath(path: readonly string[], position: number, names: Names): never {
  const text = path.join('/')
  const known = [...anyStep, ...primitivePath.ends]
  if (path.length > 1 || hasName(names, known, text)) {
    const end = position + text.length
    throw new ODataSyntaxError(end, 'a path that may stand here', `'${text}'`)
  }
  return failAtName(names, known, text, position, 'a property')
}
