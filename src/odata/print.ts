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
import { encodeQueryText } from '../syntax/percent-encoding.ts'
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
  ContextSegment,
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
  if (!('kind' in node)) return encode(printPair(node))
  if (isOption(node)) return printOption(node)
  return isCoded(node) ? printCoded(node) : encode(printDecoded(node))
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
    return encode((nodes as readonly NestedApply[]).map(printNested).join(','))
  }
  if (isElement(first)) {
    return encode((nodes as readonly GroupbyElement[]).map(printElement).join(','))
  }
  if (isTransformation(first)) return encode(printApply(nodes as ApplyExpr))
  return encode(printSegments(nodes as readonly MemberSegment[]))
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
      return `$filter=${encode(printCommonExpr(node.expression))}`
    case 'orderby':
      return `$orderby=${encode(printOrderby(node.items))}`
    case 'compute':
      return `$compute=${encode(printCompute(node.items))}`
    case 'apply':
      return `$apply=${encode(printApply(node.transformations))}`
    case 'select':
      return `$select=${encode(printSelect(node.items))}`
    case 'expand':
      return `$expand=${encode(printExpand(node.items))}`
    case 'search':
      return `$search=${encode(printSearch(node.expression))}`
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
      return `@${node.name}=${encode(printCommonExpr(node.value))}`
    case 'nameAndValue':
      return `${node.name}=${encode(printCommonExpr(node.value))}`
    case 'customQueryOption': {
      const name = encode(node.name).replaceAll('=', '%3D')
      return node.value === undefined ? name : `${name}=${encode(node.value)}`
    }
  }
}

// ── Context URLs ────────────────────────────────────────────────────────────────────────────────

function printContext({ target, selectList, suffix }: ContextUrl): string {
  const list = selectList ? printSelectList(selectList) : ''
  const text = printTarget(target) + list + (suffix === undefined ? '' : `/${suffix}`)
  // The sign of a recursion stands as it is alone.
  return encode(text).replaceAll('%2B', '+')
}

function printTarget(target: ContextUrl['target']): string {
  switch (target.kind) {
    case 'ref':
      return '$ref'
    case 'refs':
      return 'Collection($ref)'
    case 'anyEntities':
      return 'Collection(Edm.EntityType)'
    case 'anyComplexes':
      return 'Collection(Edm.ComplexType)'
    case 'type':
      return target.isCollection ? `Collection(${target.typeName})` : target.typeName
    case 'path':
      return target.segments.map(printContextSegment).join('/')
  }
}

function printContextSegment({ name, key }: ContextSegment): string {
  return key ? name + printParentheses(key) : name
}

function printSelectList({ items }: SelectList): string {
  return `(${items.map(printSelectListItem).join(',')})`
}

function printSelectListItem(item: SelectListItem): string {
  const path = item.path.map(({ name }) => name).join('/')
  const parameters = item.parameterNames ? `(${item.parameterNames.join(',')})` : ''
  const list = item.selectList ? printSelectList(item.selectList) : ''
  return path + parameters + (item.isRecursive ? '+' : '') + list
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

function printParentheses(node: SegmentParentheses): string {
  switch (node.kind) {
    case 'empty':
      return '()'
    case 'value':
      return `(${printCommonExpr(node.value)})`
    case 'named':
      return `(${node.parameters.map(printPair).join(',')})`
  }
}

function printPair({ name, value }: Pick<NamedParameter, 'name' | 'value'>): string {
  return `${name}=${printCommonExpr(value)}`
}

// ── Encoding ────────────────────────────────────────────────────────────────────────────────────

/** JSON strings, and literals with what stands before their quote, encoded. */
const quoted = /%22(?:%5C%5C|%5C%22|(?!%22).)*%22|(geo(?:graphy|metry))?'(?:[^']|'')*'/gi

/** Percent-encodes, but for the blanks and signs of shapes, which the ABNF has as they are alone. */
function encode(text: string): string {
  return encodeQueryText(text).replaceAll(quoted, (literal, shape?: string) =>
    shape === undefined ? literal : literal.replaceAll('%20', ' ').replaceAll('%2B', '+'),
  )
}
