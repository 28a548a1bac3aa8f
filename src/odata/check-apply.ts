/* Whether the names of `$apply` may stand where they stand: Data Aggregation ABNF. */
import type {
  ApplyExpr,
  ApplyTransformation,
  ComputeItem,
  FirstMemberExpr,
  GroupbyElement,
  NestedApply,
  RecursiveHierarchyReference,
} from '../syntax/index.ts'
import { checkWithin, groupingPath, hasName, nestPath, primitivePath } from './aggregate-path.ts'
import { checkAggregate, checkAlias } from './check-aggregate.ts'
import { checkNamedParameters } from './check-named-parameters.ts'
import { failAtName, hasQualified, type Names } from './names.ts'
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
