import type {
  ApplyExpr,
  ApplyTransformation,
  GroupbyElement,
  NestedApply,
  RecursiveHierarchyReference,
} from './ast.ts'
import {
  printAggregateExpr,
  printCommonExpr,
  printCompute,
  printGroupingProperty,
  printOrderby,
  printSearch,
  printSegment,
} from './print.ts'

/** The text of `$apply`, not encoded. */
export function printApply(sequence: ApplyExpr): string {
  return sequence.map(printTransformation).join('/')
}

function printTransformation(node: ApplyTransformation): string {
  if (node.kind === 'identityTrafo') return 'identity'
  if (node.kind === 'customFunction') return printSegment(node.call)
  return `${node.kind.slice(0, -'Trafo'.length)}(${printArguments(node).join(',')})`
}

type WithArguments = Exclude<ApplyTransformation, { kind: 'identityTrafo' | 'customFunction' }>

function printArguments(node: WithArguments): string[] {
  switch (node.kind) {
    case 'aggregateTrafo':
      return node.items.map(printAggregateExpr)
    case 'computeTrafo':
      return [printCompute(node.items)]
    case 'concatTrafo':
      return node.sequences.map(printApply)
    case 'groupbyTrafo':
      return [`(${node.elements.map(printElement).join(',')})`, ...maybe(node.transformations)]
    case 'filterTrafo':
      return [printCommonExpr(node.predicate)]
    case 'searchTrafo':
      return [printSearch(node.search)]
    case 'orderbyTrafo':
      return [printOrderby(node.items)]
    case 'topTrafo':
    case 'skipTrafo':
      return [String(node.count)]
    case 'topcountTrafo':
    case 'topsumTrafo':
    case 'toppercentTrafo':
    case 'bottomcountTrafo':
    case 'bottomsumTrafo':
    case 'bottompercentTrafo':
      return [printCommonExpr(node.amount), printCommonExpr(node.measure)]
    case 'joinTrafo':
    case 'outerjoinTrafo':
      return [`${printCommonExpr(node.property)} as ${node.alias}`, ...maybe(node.transformations)]
    case 'nestTrafo':
      return node.sequences.map(printNested)
    case 'addnestedTrafo':
      return [printGroupingProperty(node.path), ...node.sequences.map(printNested)]
    case 'ancestorsTrafo':
    case 'descendantsTrafo': {
      const texts = [printHierarchy(node.hierarchy), printApply(node.start)]
      if (node.distance !== undefined) texts.push(String(node.distance))
      if (node.keepStart) texts.push('keep start')
      return texts
    }
    case 'traverseTrafo': {
      const texts = [printHierarchy(node.hierarchy), node.order, ...maybe(node.start)]
      if (node.siblings.length > 0) texts.push(printSiblings(node))
      return texts
    }
  }
}

/** In parentheses where the text would be read as transformations. */
function printSiblings({
  start,
  siblings,
}: Extract<ApplyTransformation, { kind: 'traverseTrafo' }>): string {
  const [first, ...rest] = siblings.map((item) => printOrderby([item]))
  const { expression, descending } = siblings[0]!
  const trafo = descending ? /^[^\s()',.]+\(/ : /^(?:identity|[^\s()',]+\()/
  if (start !== undefined || !trafo.test(first!)) return [first, ...rest].join(',')
  return [`(${printCommonExpr(expression)})${descending ? ' desc' : ''}`, ...rest].join(',')
}

function maybe(sequence: ApplyExpr | undefined): string[] {
  return sequence === undefined ? [] : [printApply(sequence)]
}

export function printElement(element: GroupbyElement): string {
  switch (element.kind) {
    case 'groupingProperty':
      return printGroupingProperty(element)
    case 'rollupLevels':
      return `rollup(${element.levels.map(printGroupingProperty).join(',')})`
    case 'rollupRecursive': {
      const { hierarchy, transformations } = element
      const texts = [printHierarchy(hierarchy)]
      if (transformations.length > 0) texts.push(printApply(transformations))
      return `rolluprecursive(${texts.join(',')})`
    }
  }
}

export function printHierarchy({ nodes, qualifier, path }: RecursiveHierarchyReference): string {
  return [printCommonExpr(nodes), qualifier, printGroupingProperty(path)].join(',')
}

export function printNested({ transformations, alias }: NestedApply): string {
  return `${printApply(transformations)} as ${alias}`
}
