/*
 * Trees of `parse` back to text as it stands in a URL or header: parsing that by the same rule gives the same tree,
 * positions aside.
 */
import type {
  AggregateExpr,
  ApplyExpr,
  ApplyTransformation,
  CommonExpr,
  ComputeItem,
  GroupbyElement,
  MemberSegment,
  NamedParameter,
  NestedApply,
  OrderbyItem,
  PathSegment,
  RecursiveHierarchyReference,
  ResourcePath,
  SearchExpr,
  SegmentParentheses,
} from '../syntax/index.ts'
import { printApply, printElement, printHierarchy, printNested } from '../syntax/print-apply.ts'
import {
  printAggregateExpr,
  printCommonExpr,
  printCompute,
  printComputeItem,
  printExpand,
  printOrderby,
  printResourcePath,
  printSearch,
  printSegment,
  printSelect,
} from '../syntax/print.ts'
import type {
  ContextFragmentNode,
  ContextUrl,
  ExpandNode,
  GroupbyListNode,
  HeaderNode,
  MemberNode,
  OperatorNode,
  ParametersNode,
  PreferenceNode,
  QueryOptionNode,
  QueryOptionsNode,
  RelativeUriNode,
  SearchOperatorNode,
  SelectList,
  SelectListItem,
  SelectNode,
  TokenNode,
  UriNode,
} from './ast.ts'
import { encodeWithShapes } from './encode-with-shapes.ts'
import { printContext, printSelectList, printSelectListItem } from './print-context-url.ts'
import { printPair, printParentheses } from './print-parentheses.ts'

/** What `parse` can give. */
export type ParsedNode =
  | UriNode
  | RelativeUriNode
  | ResourcePath
  | PathSegment
  | SegmentParentheses
  | QueryOptionsNode
  | QueryOptionNode
  | SelectNode
  | ExpandNode
  | OrderbyItem
  | ComputeItem
  | CommonExpr
  | MemberSegment
  | OperatorNode
  | ParametersNode
  | NamedParameter
  | MemberNode
  | SearchExpr
  | SearchOperatorNode
  | ApplyExpr
  | ApplyTransformation
  | AggregateExpr
  | GroupbyElement
  | GroupbyListNode
  | readonly GroupbyElement[]
  | readonly NestedApply[]
  | readonly MemberSegment[]
  | RecursiveHierarchyReference
  | ContextUrl
  | ContextFragmentNode
  | SelectList
  | SelectListItem
  | HeaderNode
  | PreferenceNode
  | TokenNode

/** The text of a tree, percent-encoded where it stands in a URL. */
export function print(node: ParsedNode): string {
  if (isList(node)) return printList(node)
  if (!('kind' in node)) return encodeWithShapes(printPair(node))
  if (isOption(node)) return printOption(node)
  return isCoded(node) ? printCoded(node) : encodeWithShapes(printDecoded(node))
}

const codedKinds: ReadonlySet<string> = new Set(
  'odataUri odataRelativeUri resourcePath pathSegment queryOptions context contextFragment header preference token'.split(
    ' ',
  ),
)

function isCoded(node: WithKind): node is Coded {
  return codedKinds.has(node.kind)
}

/** Nodes of text that is encoded in parts, or not at all. */
function printCoded(node: Coded): string {
  switch (node.kind) {
    case 'odataUri':
      return node.serviceRoot + (node.relativeUri ? print(node.relativeUri) : '')
    case 'odataRelativeUri':
      return printRelativeUri(node)
    case 'resourcePath':
      return printResourcePath(node)
    case 'pathSegment':
      return printResourcePath({ kind: 'resourcePath', segments: [node] })
    case 'queryOptions':
      return node.options.map(printOption).join('&')
    case 'contextFragment':
      return printContext(node.context)
    case 'context':
      return `#${printContext(node)}`
    case 'header':
      return `${node.name}: ${node.value}`
    case 'preference':
      return printPreference(node)
    case 'token':
      return node.text
  }
}

type Coded = Extract<
  ParsedNode,
  | { readonly kind: 'odataUri' | 'odataRelativeUri' | 'resourcePath' | 'pathSegment' }
  | {
      readonly kind:
        'queryOptions' | 'context' | 'contextFragment' | 'header' | 'preference' | 'token'
    }
>
type WithKind = Extract<ParsedNode, { readonly kind: string }>

function isList(node: ParsedNode): node is Extract<ParsedNode, readonly object[]> {
  return Array.isArray(node)
}

const optionKinds: ReadonlySet<string> = new Set(
  (
    'filter orderby compute apply select expand search inlinecount skip ' +
    'top index levels format schemaversion id skiptoken deltatoken aliasAndValue nameAndValue customQueryOption'
  ).split(' '),
)

function isOption(node: WithKind): node is QueryOptionNode {
  return optionKinds.has(node.kind)
}

// ── Lists ───────────────────────────────────────────────────────────────────────────────────────

function printList(nodes: Extract<ParsedNode, readonly object[]>): string {
  const [first] = nodes
  if (first === undefined) return ''
  if (!('kind' in first)) {
    return encodeWithShapes((nodes as readonly NestedApply[]).map(printNested).join(','))
  }
  if (isElement(first)) {
    return encodeWithShapes((nodes as readonly GroupbyElement[]).map(printElement).join(','))
  }
  if (isTransformation(first)) return encodeWithShapes(printApply(nodes as ApplyExpr))
  return encodeWithShapes(printSegments(nodes as readonly MemberSegment[]))
}

function isElement({ kind }: { readonly kind: string }): boolean {
  return kind === 'groupingProperty' || kind.startsWith('rollup')
}

function isTransformation<Kind extends { readonly kind: string }>(
  node: Kind,
): node is Extract<Kind, ApplyTransformation> {
  return node.kind === 'customFunction' || node.kind.endsWith('Trafo')
}

/** Segments after a path, which a slash or the parenthesis of a key begins. */
function printSegments(segments: readonly MemberSegment[]): string {
  return segments
    .map((segment) => (segment.kind === 'keyPredicate' ? '' : '/') + printSegment(segment))
    .join('')
}

// ── URLs ────────────────────────────────────────────────────────────────────────────────────────

function printRelativeUri({ resource, query, context }: RelativeUriNode): string {
  const text = query === undefined ? '' : `?${print(query)}`
  return printResource(resource) + text + (context ? print(context) : '')
}

function printResource(resource: RelativeUriNode['resource']): string {
  switch (resource.kind) {
    case 'resourcePath':
      return printResourcePath(resource)
    case '$entity':
      return resource.typeName === undefined ? '$entity' : `$entity/${resource.typeName}`
    case '$batch':
    case '$metadata':
      return resource.kind
  }
}

/** One option, its value encoded but for those that the grammar takes as they are. */
function printOption(node: QueryOptionNode): string {
  switch (node.kind) {
    case 'filter':
      return `$filter=${encodeWithShapes(printCommonExpr(node.expression))}`
    case 'orderby':
      return `$orderby=${encodeWithShapes(printOrderby(node.items))}`
    case 'compute':
      return `$compute=${encodeWithShapes(printCompute(node.items))}`
    case 'apply':
      return `$apply=${encodeWithShapes(printApply(node.transformations))}`
    case 'select':
      return `$select=${encodeWithShapes(printSelect(node.items))}`
    case 'expand':
      return `$expand=${encodeWithShapes(printExpand(node.items))}`
    case 'search':
      return `$search=${encodeWithShapes(printSearch(node.expression))}`
    case 'inlinecount':
      return `$count=${node.value}`
    case 'skip':
    case 'top':
    case 'index':
    case 'levels':
    case 'format':
    case 'schemaversion':
    case 'id':
    case 'skiptoken':
    case 'deltatoken':
      return `$${node.kind}=${node.value}`
    case 'aliasAndValue':
      return `@${node.name}=${encodeWithShapes(printCommonExpr(node.value))}`
    case 'nameAndValue':
      return `${node.name}=${encodeWithShapes(printCommonExpr(node.value))}`
    case 'customQueryOption': {
      const name = encodeWithShapes(node.name).replaceAll('=', '%3D')
      return node.value === undefined ? name : `${name}=${encodeWithShapes(node.value)}`
    }
  }
}

// ── Header fields ───────────────────────────────────────────────────────────────────────────────

function printPreference({ name, value }: PreferenceNode): string {
  if (value === undefined) return name
  if (name === 'callback') return `callback; url="${value}"`
  return name === 'include-annotations' ? `${name}="${value}"` : `${name}=${value}`
}

// ── Parts ───────────────────────────────────────────────────────────────────────────────────────

/** Nodes of decoded text. */
function printDecoded(node: Exclude<WithKind, QueryOptionNode | Coded>): string {
  if (isTransformation(node)) return printApply([node])
  switch (node.kind) {
    case 'selectItem':
      return printSelect([node])
    case 'expandItem':
      return printExpand([node])
    case 'orderbyItem':
      return printOrderby([node])
    case 'computeItem':
      return printComputeItem(node)
    case 'searchOperator':
      return ` ${node.operator} ${printSearch(node.right)}`
    case 'selectList':
      return printSelectList(node)
    case 'selectListItem':
      return printSelectListItem(node)
    case 'operatorExpr':
      return ` ${node.operator} ${printCommonExpr(node.right)}`
    case 'member': {
      const { position, name, value } = node
      const whole = { kind: 'object', position, members: [{ name, value, position }] } as const
      return printCommonExpr(whole).slice(1, -1)
    }
    case 'groupbyList':
      return `(${node.elements.map(printElement).join(',')})`
    case 'parameters':
      return `(${node.parameters.map(printPair).join(',')})`
    case 'empty':
    case 'value':
    case 'named':
      return printParentheses(node)
    case 'identifier':
    case 'keyPredicate':
    case 'functionExpr':
    case 'annotation':
    case 'countExpr':
    case 'filterExpr':
    case 'anyExpr':
    case 'allExpr':
    case 'aggregate':
      return printSegment(node)
    case 'searchOr':
    case 'searchAnd':
    case 'searchNot':
    case 'searchPhrase':
    case 'searchWord':
      return printSearch(node)
    case 'aggregateExpr':
      return printAggregateExpr(node)
    case 'groupingProperty':
    case 'rollupLevels':
    case 'rollupRecursive':
      return printElement(node)
    case 'recHierReference':
      return printHierarchy(node)
    case 'primitiveLiteral':
    case 'enum':
    case 'listExpr':
    case 'array':
    case 'object':
    case 'binaryExpr':
    case 'unaryExpr':
    case 'methodCallExpr':
    case 'firstMemberExpr':
    case 'parameterAlias':
      return printCommonExpr(node)
  }
}
