/*
 * Trees back to text: parsing what is printed gives the same tree, positions aside. Parentheses stand
 * only where precedence asks for them. Chains are walked in a loop, as they are as deep as they are long.
 */
import type {
  AggregateExpr,
  BinaryExpr,
  CommonExpr,
  ComputeItem,
  ExpandItem,
  FirstMemberExpr,
  GroupingProperty,
  MemberSegment,
  MethodCallExpr,
  NamedParameter,
  ObjectExpr,
  OrderbyItem,
  QueryOption,
  ResourcePath,
  SearchExpr,
  SelectItem,
  UnaryExpr,
} from './ast.ts'
import { operatorOf, operatorPrecedence, unaryPrecedence } from './operators.ts'
import { encodePathText, encodeQueryText } from './percent-encoding.ts'

/** A relative URL, encoded. */
export function printUrl(path: ResourcePath, options: readonly QueryOption[]): string {
  const query = options.map(printQueryOption).join('&')
  return query === '' ? printResourcePath(path) : `${printResourcePath(path)}?${query}`
}

/** The first `=` ends the name, so that one within it has to be encoded. */
function printQueryOption({ name, value }: QueryOption): string {
  return `${encodeQueryText(name).replaceAll('=', '%3D')}=${encodeQueryText(value)}`
}

/** Encoded, without a slash at either end. */
export function printResourcePath({ segments }: ResourcePath): string {
  return segments.map(({ text }) => encodePathText(text)).join('/')
}

/** The text of an expression, not encoded. */
export function printCommonExpr(expression: CommonExpr): string {
  switch (expression.kind) {
    case 'primitiveLiteral':
      return expression.text
    case 'enum':
      return `${expression.typeName}'${expression.value}'`
    case 'listExpr':
      return `(${printAll(expression.items)})`
    case 'array':
      return `[${printAll(expression.items)}]`
    case 'object':
      return printObject(expression)
    case 'binaryExpr':
      return printBinary(expression)
    case 'unaryExpr':
      return printUnary(expression)
    case 'methodCallExpr':
      return printMethodCall(expression)
    case 'firstMemberExpr':
      return printPath(expression)
    case 'parameterAlias':
      return `@${expression.name}`
  }
}

export function printOrderby(items: readonly OrderbyItem[]): string {
  return items
    .map(({ expression, descending }) => printCommonExpr(expression) + (descending ? ' desc' : ''))
    .join(',')
}

export function printCompute(items: readonly ComputeItem[]): string {
  return items.map(printComputeItem).join(',')
}

export function printComputeItem({ expression, alias }: ComputeItem): string {
  return `${printCommonExpr(expression)} as ${alias}`
}

export function printSelect(items: readonly SelectItem[]): string {
  return items.map(printSelectItem).join(',')
}

export function printExpand(items: readonly ExpandItem[]): string {
  return items
    .map(({ path, suffix, options }) => {
      const end = suffix === undefined ? '' : `/${suffix}`
      return printNames(path) + end + printOptions(options)
    })
    .join(',')
}

function printSelectItem({ path, options, parameterNames }: SelectItem): string {
  const end = parameterNames ? `(${parameterNames.join(',')})` : printOptions(options)
  return printNames(path) + end
}

function printNames(path: SelectItem['path']): string {
  return path.map(({ name }) => name).join('/')
}

function printOptions(options: readonly QueryOption[]): string {
  if (options.length === 0) return ''
  return `(${options.map(({ name, value }) => `${name}=${value}`).join(';')})`
}

// ── Expressions ─────────────────────────────────────────────────────────────────────────────────

function printAll(expressions: readonly CommonExpr[]): string {
  return expressions.map(printCommonExpr).join(',')
}

function printObject({ members }: ObjectExpr): string {
  const texts = members.map(
    ({ name, value }) => `${JSON.stringify(name)}:${printCommonExpr(value)}`,
  )
  return `{${texts.join(',')}}`
}

function precedenceOf(expression: CommonExpr): number {
  if (expression.kind === 'binaryExpr') return operatorPrecedence[expression.operator]
  return expression.kind === 'unaryExpr' ? unaryPrecedence : Number.POSITIVE_INFINITY
}

function printBinary(expression: BinaryExpr): string {
  const parts: string[] = []
  let node: CommonExpr = expression
  for (;;) {
    const precedence: number = operatorPrecedence[node.operator]
    parts.push(` ${node.operator} ${printOperand(node.right, precedence + 1)}`)
    const { left }: BinaryExpr = node
    if (left.kind !== 'binaryExpr' || operatorPrecedence[left.operator] < precedence) {
      parts.push(printOperand(left, precedence))
      return parts.toReversed().join('')
    }
    node = left
  }
}

function printOperand(operand: CommonExpr, least: number): string {
  const text = printCommonExpr(operand)
  return precedenceOf(operand) < least ? `(${text})` : text
}

/** A number after `-` would be read as a negative one, `not` before a property called `eq` as one of that name. */
function printUnary({ operator, operand }: UnaryExpr): string {
  const text = printOperand(operand, unaryPrecedence)
  if (operator === 'not') {
    return operatorOf(text.split(' ', 1)[0]!) === undefined ? `not ${text}` : `not (${text})`
  }
  return /^(?:\d|INF)/.test(text) ? `-(${text})` : `-${text}`
}

function printMethodCall({ name, arguments: values }: MethodCallExpr): string {
  return `${name}(${name.toLowerCase() === 'case' ? printCases(values) : printAll(values)})`
}

/** A colon after a digit would be read as that of a time. */
function printCases(values: readonly CommonExpr[]): string {
  let text = ''
  for (const [index, value] of values.entries()) {
    if (index % 2 === 1) text += /\d$/.test(text) ? ' :' : ':'
    else if (index > 0) text += ','
    text += printCommonExpr(value)
  }
  return text
}

function printPath({ root, segments }: FirstMemberExpr): string {
  let text: string = root ?? ''
  for (const segment of segments) {
    if (text !== '' && segment.kind !== 'keyPredicate') text += '/'
    text += printSegment(segment)
  }
  return text
}

/** A path from the service root as a URL has it: encoded, without `$root`. */
export function printRootPath(segments: readonly MemberSegment[]): string {
  let text = ''
  for (const segment of segments) {
    if (text !== '' && segment.kind !== 'keyPredicate') text += '/'
    text += encodePathText(printSegment(segment))
  }
  return text
}

export function printSegment(segment: MemberSegment): string {
  switch (segment.kind) {
    case 'identifier':
      return segment.name
    case 'keyPredicate':
      return `(${segment.pairs.map(printPair).join(',')})`
    case 'functionExpr':
      return `${segment.name}(${segment.parameters.map(printPair).join(',')})`
    case 'countExpr': {
      const options: string[] = []
      if (segment.filter) options.push(`$filter=${printCommonExpr(segment.filter)}`)
      if (segment.search) options.push(`$search=${printSearch(segment.search)}`)
      return options.length === 0 ? '$count' : `$count(${options.join(';')})`
    }
    case 'anyExpr':
    case 'allExpr': {
      const { variable, predicate } = segment
      const inner = variable && predicate ? `${variable}:${printCommonExpr(predicate)}` : ''
      return `${segment.kind === 'anyExpr' ? 'any' : 'all'}(${inner})`
    }
    case 'filterExpr':
      return `$filter(${printCommonExpr(segment.predicate)})`
    case 'annotation': {
      const { term, qualifier } = segment
      return `@${term}${qualifier === undefined ? '' : `#${qualifier}`}`
    }
    case 'aggregate':
      return `aggregate(${printAggregateExpr(segment.expression)})`
  }
}

export function printGroupingProperty({ path }: GroupingProperty): string {
  return printNames(path)
}

export function printAggregateExpr({ expression, method, from, alias }: AggregateExpr): string {
  let text = printCommonExpr(expression)
  if (method !== undefined) text += ` with ${method}`
  for (const { properties, method: fromMethod } of from) {
    text += ` from ${properties.map(printGroupingProperty).join(',')}`
    if (fromMethod !== undefined) text += ` with ${fromMethod}`
  }
  return alias === undefined ? text : `${text} as ${alias}`
}

function printPair({
  name,
  value,
}: Pick<NamedParameter, 'value'> & { name: string | undefined }): string {
  return name === undefined ? printCommonExpr(value) : `${name}=${printCommonExpr(value)}`
}

// ── Search ──────────────────────────────────────────────────────────────────────────────────────

const searchOperators = { searchOr: 'OR', searchAnd: 'AND' } as const
const searchPrecedence = {
  searchOr: 1,
  searchAnd: 2,
  searchNot: 3,
  searchPhrase: 4,
  searchWord: 4,
} as const

/** The text of a search expression, not encoded; every AND is written. */
export function printSearch(expression: SearchExpr): string {
  const parts: string[] = []
  for (let node = expression; ; node = node.left) {
    if (!('left' in node)) {
      parts.push(printSearchTerm(node))
      break
    }
    const least = searchPrecedence[node.kind]
    parts.push(` ${searchOperators[node.kind]} ${printSearchOperand(node.right, least + 1)}`)
    if (searchPrecedence[node.left.kind] < least) {
      parts.push(`(${printSearch(node.left)})`)
      break
    }
  }
  return parts.toReversed().join('')
}

function printSearchOperand(operand: SearchExpr, least: number): string {
  const text = printSearch(operand)
  return searchPrecedence[operand.kind] < least ? `(${text})` : text
}

function printSearchTerm(node: Exclude<SearchExpr, { left: SearchExpr }>): string {
  switch (node.kind) {
    case 'searchNot':
      return `NOT ${printSearchOperand(node.operand, searchPrecedence.searchNot)}`
    case 'searchPhrase':
      if (node.text === '') return "''"
      return `"${node.text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
    // Alone in parentheses, NOT is a word whatever comes next.
    case 'searchWord':
      return node.text === 'NOT' ? '(NOT)' : node.text
  }
}
