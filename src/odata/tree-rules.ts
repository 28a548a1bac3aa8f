/*
 * Rules of the ABNF that give a tree, by their names there. Most of the smaller ones are read as what they are part of, with
 * the rest of that written around them. One long file because it is one table.
 */
import type {
  AnnotationSegment,
  ApplyExpr,
  BinaryOperator,
  CommonExpr,
  FirstMemberExpr,
  MemberSegment,
  MethodCallExpr,
  PathSegment,
  ResourcePath,
  SearchExpr,
  SegmentParentheses,
} from '../syntax/index.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { Cursor } from '../syntax/cursor.ts'
import { parseWholeExpression } from '../syntax/common-expr.ts'
import { parseWholeSearch } from '../syntax/search.ts'
import { shiftPositions } from '../syntax/shift-positions.ts'
import { quoteFound } from '../syntax/syntax-error.ts'
import type { ContextFragmentNode, MemberNode, OperatorNode, SearchOperatorNode } from './ast.ts'
import { checkAggregateFunction } from './check-aggregate.ts'
import { checkExpression, followPath, scopeOf } from './check-expression.ts'
import { checkSegments, isKey } from './check-resource-path.ts'
import { expandOptions, refOptions, countOptions } from './check-select-expand.ts'
import { parseContextFragment, parseSelectList, parseSelectListItem } from './context-url.ts'
import { parseDecoded, withPosition } from './decoded-text.ts'
import type { Names } from './names.ts'
import {
  kindOfOption,
  parseQueryOptions,
  parseSingleOption,
  parseStrictApply,
  parseStrictExpression,
  systemQueryOptions,
} from './query-options.ts'
import { Place, type Places } from './rules-of-names.ts'
import {
  batchOptions,
  checkedPath,
  entityCastOptions,
  entityIdOptions,
  parseContext,
  parseEntityOptions,
  parsePath,
  parseRelativeUri,
  parseUri,
  queryOptions,
} from './uri.ts'

/** Undecoded text to a tree. */
export type RuleParser = (text: string, names: Names) => object

function refuse(expected: string, text: string, position = 0): never {
  throw new ODataSyntaxError(position, expected, quoteFound(text, position))
}

/** A parser of decoded text as one of text as it stands. */
function decoded(parse: (text: string, names: Names) => object): RuleParser {
  return (text, names) => parseDecoded(text, 0, (inner) => parse(inner, names))
}

/**
 * Reads `text` with something before and after it, and gives what `pick` finds; positions count from `text` on.
 * What the text has in parentheses has to be closed within it.
 */
function surrounded<Whole extends object, Part extends object>(
  before: string,
  after: string,
  parse: (text: string, names: Names) => Whole,
  pick: (whole: Whole, text: string, names: Names) => Part | undefined,
  expected: string,
): (text: string, names: Names) => Part {
  return (text, names) => {
    checkEdges(text, before, after)
    checkBalance(text)
    const back = (position: number) => Math.min(Math.max(position - before.length, 0), text.length)
    try {
      const part = pick(parse(before + text + after, names), text, names)
      if (part === undefined) refuse(expected, before + text, before.length)
      return shiftPositions(part, back)
    } catch (error) {
      if (!(error instanceof ODataSyntaxError)) throw error
      const position = back(error.position)
      if (position < text.length) throw withPosition(error, position)
      throw new ODataSyntaxError(position, error.expected, 'end of expression')
    }
  }
}

/** Blanks that the text around would allow are no part of the rule; those before JSON are. */
function checkEdges(text: string, before: string, after: string): void {
  const blanks = /^(?:[ \t]|%20|%09)+(?![ \t[{]|%(?:09|20|5B|7B))/i
  if (before.endsWith('(') && blanks.test(text)) refuse('no blank', text)
  const end = text.search(/(?:[ \t]|%20|%09)+$/)
  if (after.startsWith(')') && end >= 0) refuse('no blank', text, end)
}

const encodedMarks: Readonly<Record<string, string>> = { '%27': "'", '%28': '(', '%29': ')' }

function checkBalance(text: string): void {
  let depth = 0
  let quote: string | undefined
  for (let index = 0; index < text.length; index++) {
    const encoded = text[index] === '%' ? encodedMarks[text.slice(index, index + 3)] : undefined
    const character = encoded ?? text[index]!
    if (quote !== undefined) {
      if (character === quote) quote = undefined
    } else if (character === "'" || character === '"') quote = character
    else if (character === '(') depth++
    else if (character === ')' && --depth < 0) refuse('end of expression', text, index)
  }
}

// ── Query options ───────────────────────────────────────────────────────────────────────────────

function option(...allowed: readonly string[]): RuleParser {
  return (text, names) => parseSingleOption(text, names, allowed)
}

function options(...allowed: readonly string[]): RuleParser {
  return (text, names) => parseQueryOptions(text, 0, names, allowed)
}

const optionRules: Readonly<Record<string, RuleParser>> = {
  queryOptions: options(...queryOptions),
  queryOption: option(...queryOptions),
  systemQueryOption: option(...systemQueryOptions),
  batchOptions: options(...batchOptions),
  batchOption: option(...batchOptions),
  metadataOptions: options(...batchOptions),
  metadataOption: option(...batchOptions),
  entityOptions: (text, names) => parseEntityOptions(text, 0, names, entityIdOptions),
  entityIdOption: option(...batchOptions),
  entityCastOptions: (text, names) => parseEntityOptions(text, 0, names, entityCastOptions),
  entityCastOption: option(...batchOptions, 'expand', 'select'),
  expandOption: option(...expandOptions),
  expandRefOption: option(...refOptions),
  expandCountOption: option(...countOptions),
  selectOption: option(...refOptions, 'compute', 'select', 'aliasAndValue'),
  selectOptionPC: option(...refOptions),
  levels: option('levels'),
  aliasAndValue: option('aliasAndValue'),
  customQueryOption: option('customQueryOption'),
  nameAndValue: (text, names) => {
    const equals = text.indexOf('=')
    const name = equals < 0 ? text : text.slice(0, equals)
    const isParameter = equals >= 0 && /^[A-Z_a-z]\w*$/.test(name)
    if (!isParameter || !names.has('parameterName', name)) refuse("a parameter and '='", text)
    const value = parseDecoded(text.slice(equals + 1), equals + 1, (inner) =>
      parseStrictExpression(inner, names),
    )
    return { kind: 'nameAndValue', position: 0, name, value }
  },
  ...Object.fromEntries(systemQueryOptions.map((kind) => [kind, option(kind)])),
}

/** One item of an option's list. */
function item(optionName: '$orderby' | '$compute' | '$select' | '$expand'): RuleParser {
  return (text, names) => {
    const shift = optionName.length + 1
    const kind = kindOfOption(optionName)!
    try {
      const parsed = parseSingleOption(`${optionName}=${text}`, names, [kind])
      const items = 'items' in parsed ? parsed.items : []
      const further = items[1]?.position
      if (further !== undefined) refuse('one item', text, further - shift - 1)
      return shiftPositions(items[0]!, (position) => position - shift)
    } catch (error) {
      if (!(error instanceof ODataSyntaxError) || error.position < shift) throw error
      throw withPosition(error, error.position - shift)
    }
  }
}

const itemRules: Readonly<Record<string, RuleParser>> = {
  orderbyItem: item('$orderby'),
  computeItem: item('$compute'),
  selectItem: item('$select'),
  selectProperty: item('$select'),
  selectPath: item('$select'),
  expandItem: item('$expand'),
  expandPath: item('$expand'),
}

// ── Expressions ─────────────────────────────────────────────────────────────────────────────────

function expression(accepts: (node: CommonExpr, text: string) => boolean, expected: string) {
  return decoded((text, names) => {
    const node = parseStrictExpression(text, names)
    if (!accepts(node, text)) refuse(expected, text)
    return node
  })
}

const anyExpression = expression(() => true, 'an expression')

function isPath(node: CommonExpr): node is FirstMemberExpr {
  return node.kind === 'firstMemberExpr'
}

/** A path, a call without names being one of a function or of an entity by its key. */
function isPathLike(node: CommonExpr): boolean {
  return isPath(node) || node.kind === 'methodCallExpr' || node.kind === 'parameterAlias'
}

function isMemberPath(node: CommonExpr): boolean {
  return isPathLike(node) && !(isPath(node) && node.root !== undefined)
}

/** A path that begins with no variable. */
function memberPath(places: Places, accepts: (node: CommonExpr) => boolean): RuleParser {
  return decoded((text, names) => {
    const node = parseStrictExpressionOfAny(text)
    if (!accepts(node)) refuse('a path', text)
    const scope = scopeOf(names)
    if (isPath(node)) followPath(node.segments, places, scope)
    else if (node.kind === 'parameterAlias') followPath([termOf(node)], places, scope)
    else checkExpression(node, scope)
    return node
  })
}

function beginsWithFunction(node: CommonExpr): boolean {
  if (node.kind === 'methodCallExpr') return node.arguments.length === 0
  return isPath(node) && node.segments[0]?.kind === 'functionExpr'
}

function beginsWithAnnotation(node: CommonExpr): boolean {
  return node.kind === 'parameterAlias' || (isPath(node) && node.segments[0]?.kind === 'annotation')
}

/** `@Term` by itself, which reads like an alias. */
function termOf({
  position,
  name,
}: Extract<CommonExpr, { kind: 'parameterAlias' }>): AnnotationSegment {
  return { kind: 'annotation', position, term: name, qualifier: undefined }
}

function callOf(name: string): RuleParser {
  const lower = name.toLowerCase()
  return expression(
    (node) => node.kind === 'methodCallExpr' && node.name.toLowerCase() === lower,
    `${name}(…)`,
  )
}

const methodNames = [
  'concat',
  'contains',
  'endsWith',
  'indexOf',
  'length',
  'matchesPattern',
  'startsWith',
  'substring',
  'toLower',
  'toUpper',
  'trim',
  'year',
  'month',
  'day',
  'hour',
  'minute',
  'second',
  'fractionalseconds',
  'totalseconds',
  'date',
  'time',
  'totalOffsetMinutes',
  'minDateTime',
  'maxDateTime',
  'now',
  'round',
  'floor',
  'ceiling',
  'case',
  'hasSubset',
  'hasSubsequence',
]
const geoMethods = { distance: 'distance', geoLength: 'length', intersects: 'intersects' }
const boolMethods = new Set([
  'endswith',
  'startswith',
  'contains',
  'geo.intersects',
  'hassubset',
  'hassubsequence',
  'isdefined',
])

function isMethodCall(node: CommonExpr): node is MethodCallExpr {
  return (
    node.kind === 'methodCallExpr' &&
    !['cast', 'isof', 'collection'].includes(node.name.toLowerCase())
  )
}

/** ABNF `eqExpr` and its like: an operator between blanks, and an operand. */
function operatorRule(operator: BinaryOperator): RuleParser {
  return decoded((text, names): OperatorNode => {
    const found = /^[ \t]+(\w+)[ \t]+/.exec(text)
    if (found?.[1]?.toLowerCase() !== operator) refuse(`' ${operator} ' and an expression`, text)
    const whole = `a${text}`
    const node = parseWholeExpression(new Cursor(whole, 0, whole.length, true))
    const rest = parseRest(node, operator, text, found![0].length, names)
    return { kind: 'operatorExpr', position: 0, operator, right: rest }
  })
}

/** What stands right of an operator, all of it, whatever binds stronger; lists stand after `in` alone. */
function parseRest(
  whole: CommonExpr,
  operator: BinaryOperator,
  text: string,
  start: number,
  names: Names,
): CommonExpr {
  const isList = whole.kind === 'binaryExpr' && whole.right.kind === 'listExpr'
  if ((operator === 'in' && isList) || operator === 'has') {
    const right = whole.kind === 'binaryExpr' ? whole.right : whole
    checkExpression(whole.kind === 'binaryExpr' ? { ...whole, left: right } : whole, scopeOf(names))
    return shiftPositions(right, (position) => position - 1)
  }
  const right = text.slice(start)
  try {
    return shiftPositions(parseStrictExpression(right, names), (position) => position + start)
  } catch (error) {
    throw error instanceof ODataSyntaxError ? withPosition(error, error.position + start) : error
  }
}

const operators: readonly BinaryOperator[] = [
  ...(['and', 'or', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'has', 'in'] as const),
  ...(['add', 'sub', 'mul', 'div', 'divby', 'mod'] as const),
]

/** What comes after a path: segments that begin with a slash, or a key. */
function pathRest(
  places: Places,
  isOne: (segments: readonly MemberSegment[]) => boolean = () => true,
): RuleParser {
  const parse = surrounded(
    '$it/a',
    '',
    (text) => parseWholeExpression(new Cursor(text, 0, text.length, true)),
    (whole, text, names) => {
      if (!isPath(whole) || !/^[/(]/.test(text)) return undefined
      const segments = text.startsWith('(') ? keyed(whole.segments) : whole.segments.slice(1)
      if (segments.length === 0 || !isOne(segments)) return undefined
      followPath(segments, places, scopeOf(names))
      return segments
    },
    'segments of a path',
  )
  return decoded(parse)
}

/** `a(1)` without `a`; what has names there reads like a function. */
function keyed(segments: readonly MemberSegment[]): readonly MemberSegment[] {
  const [first, ...rest] = segments
  if (first?.kind !== 'functionExpr') return rest
  const { position, parameters } = first
  const pairs = parameters.map(({ name, value }) => ({ name, value }))
  return [{ kind: 'keyPredicate', position: position + 1, pairs }, ...rest]
}

/** ABNF `anyExpr`: a segment by itself. */
function segmentOf(kind: MemberSegment['kind']): RuleParser {
  return decoded(
    surrounded(
      '$it/a/',
      '',
      (text) => parseWholeExpression(new Cursor(text, 0, text.length, true)),
      (whole, _text, names) => {
        const [, segment, further] = isPath(whole) ? whole.segments : []
        if (segment?.kind !== kind || further) return undefined
        followPath([segment], Place.primitives, scopeOf(names))
        return segment
      },
      kind,
    ),
  )
}

/** In parentheses of a function that every contract has. */
function parameters(isOne: boolean): RuleParser {
  const parse = surrounded(
    isOne ? '$it/a(' : '$it/a',
    isOne ? ')' : '',
    (text) => parseWholeExpression(new Cursor(text, 0, text.length, true)),
    (whole, _text, names) => {
      const [call, further] = isPath(whole) ? whole.segments : []
      if (call?.kind !== 'functionExpr' || further) return undefined
      if (isOne && call.parameters.length !== 1) return undefined
      const known = { ...names, has: hasFunction(names) }
      followPath([call], Place.entity, scopeOf(known))
      const node = { kind: 'parameters', position: call.position, parameters: call.parameters }
      return isOne ? call.parameters[0]! : node
    },
    'a name and a value',
  )
  return decoded(parse)
}

function hasFunction(names: Names): Names['has'] {
  return (rule, name) => (rule === 'primitiveFunction' && name === 'a') || names.has(rule, name)
}

const anyCollection = Place.complexes | Place.primitives | Place.entities
const beginsWith = (kind: MemberSegment['kind']) => (segments: readonly MemberSegment[]) =>
  segments[0]?.kind === kind

const expressionRules: Readonly<Record<string, RuleParser>> = {
  commonExpr: anyExpression,
  boolCommonExpr: anyExpression,
  parameterValue: anyExpression,
  valueInUrl: decoded((text, names) => {
    const whole = `[${text}]`
    return surrounded(
      '[',
      ']',
      (inner) => parseStrictExpression(inner, names),
      (node) => (node.kind === 'array' && node.items.length === 1 ? node.items[0] : undefined),
      'a value',
    )(whole.slice(1, -1), names)
  }),
  lambdaPredicateExpr: anyExpression,
  aggregatableExpr: anyExpression,
  collectionExpr: anyExpression,
  arrayOrObject: expression(({ kind }) => kind === 'array' || kind === 'object', "'[' or '{'"),
  array: expression(({ kind }) => kind === 'array', "'['"),
  object: expression(({ kind }) => kind === 'object', "'{'"),
  member: decoded(
    surrounded(
      '{',
      '}',
      parseStrictExpression,
      (node): MemberNode | undefined => {
        const [member, further] = node.kind === 'object' ? node.members : []
        return member && !further ? { kind: 'member', ...member } : undefined
      },
      'a name and a value',
    ),
  ),
  rootExpr: expression((node) => isPath(node) && node.root === '$root', "'$root/'"),
  currCollectionExpr: expression((node) => isPath(node) && node.root === '$these', "'$these/'"),
  firstMemberExpr: expression((node) => isPathLike(node) && !isRooted(node), 'a path'),
  inscopeVariableExpr: expression((node) => isVariable(node), 'a variable'),
  memberExpr: memberPath(Place.entity, isMemberPath),
  directMemberExpr: memberPath(Place.castEntity, isMemberPath),
  propertyPathExpr: memberPath(
    Place.castEntity,
    (node) => isMemberPath(node) && !beginsWithAnnotation(node),
  ),
  annotationExpr: memberPath(Place.entity, beginsWithAnnotation),
  functionExpr: expression(beginsWithFunction, 'a function'),
  boundFunctionExpr: expression(beginsWithFunction, 'a function'),
  methodCallExpr: expression(isMethodCall, 'a function of the standard'),
  boolMethodCallExpr: expression(
    (node) => isMethodCall(node) && boolMethods.has(node.name.toLowerCase()),
    'a Boolean function of the standard',
  ),
  ...Object.fromEntries(methodNames.map((name) => [`${name}MethodCallExpr`, callOf(name)])),
  ...Object.fromEntries(
    Object.entries(geoMethods).map(([rule, name]) => [
      `${rule}MethodCallExpr`,
      callOf(`geo.${name}`),
    ]),
  ),
  isofExpr: callOf('isof'),
  castExpr: callOf('cast'),
  isdefinedExpr: callOf('isdefined'),
  parenExpr: expression((_node, text) => text.startsWith('(') && isOneGroup(text), "'('"),
  listExpr: decoded(
    surrounded(
      'a in ',
      '',
      parseStrictExpressionOfAny,
      (node, text) => {
        if (!text.startsWith('(')) return undefined
        const list = node.kind === 'binaryExpr' ? node.right : undefined
        return list?.kind === 'listExpr' ? list : undefined
      },
      'a list of literals',
    ),
  ),
  negateExpr: expression((_node, text) => text.startsWith('-'), "'-' and an expression"),
  notExpr: expression((_node, text) => /^not[ \t]/i.test(text), "'not ' and an expression"),
  ...Object.fromEntries(operators.map((operator) => [`${operator}Expr`, operatorRule(operator)])),
  anyExpr: segmentOf('anyExpr'),
  allExpr: segmentOf('allExpr'),
  filterExpr: pathRest(
    anyCollection,
    (segments) => segments.length === 1 && beginsWith('filterExpr')(segments),
  ),
  collectionNavigationExpr: pathRest(Place.entities),
  collectionNavNoCastExpr: pathRest(Place.castEntities),
  collectionPathExpr: pathRest(Place.primitives),
  complexColPathExpr: pathRest(Place.complexes),
  complexPathExpr: pathRest(Place.complex),
  singleNavigationExpr: pathRest(Place.entity),
  primitivePathExpr: pathRest(Place.primitive),
  functionExprParameters: parameters(false),
  functionExprParameter: parameters(true),
}

function parseStrictExpressionOfAny(text: string): CommonExpr {
  return parseWholeExpression(new Cursor(text, 0, text.length, true))
}

function isRooted(node: CommonExpr): boolean {
  return isPath(node) && node.root === '$root'
}

function isVariable(node: CommonExpr): boolean {
  if (node.kind === 'parameterAlias') return true
  if (!isPath(node)) return false
  return node.root === undefined
    ? node.segments.length === 1 && node.segments[0]?.kind === 'identifier'
    : node.segments.length === 0
}

/** True when the parenthesis at the start is closed at the end. */
function isOneGroup(text: string): boolean {
  let depth = 0
  let isQuoted = false
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (character === "'") isQuoted = !isQuoted
    if (isQuoted) continue
    if (character === '(') depth++
    if (character === ')' && --depth === 0) return index === text.length - 1
  }
  return false
}

// ── Paths ───────────────────────────────────────────────────────────────────────────────────────

type PickSegments = (segments: readonly PathSegment[]) => readonly PathSegment[] | undefined

/** Segments after a path that has come to `places`; `text` begins with a slash or a key. */
function resourceRest(places: Places, isOne: PickSegments = (segments) => segments): RuleParser {
  return (text, names) => {
    if (!/^(?:\/|\(|%28)/.test(text)) refuse("'/' or '('", text)
    const parse = surrounded(
      'a',
      '',
      (whole) =>
        checkedPath(whole, 0, ([first, ...rest]) => {
          if (first?.parenthesesError) throw first.parenthesesError
          const key = first?.parentheses
          const from = key ? keyedPlaces(places, first, names) : places
          if (!key && rest.length === 0) refuse("'/' or a key", whole, whole.length)
          if (isOne(rest) === undefined) refuse('other segments', whole, 1)
          checkSegments(rest, from, names)
        }),
      ({ kind, segments: [first, ...rest] }) => {
        const start = { ...first!, name: '', text: first!.text.slice(1) }
        return { kind, position: 1, segments: [start, ...rest] }
      },
      'segments',
    )
    return parse(text, names)
  }
}

function keyedPlaces(places: Places, first: PathSegment, names: Names): Places {
  const isKeyed = (places & Place.entities) !== 0 || (places & Place.castEntities) !== 0
  if (!isKeyed || !first.parentheses || !isKey(first.parentheses, names)) {
    throw new ODataSyntaxError(1, "'/'", "'('")
  }
  return Place.entity
}

/** ABNF `keyPredicate` and its parts: what stands in the parentheses of a path's segment. */
function keyRule(
  before: string,
  after: string,
  accepts: (kind: 'value' | 'named', count: number) => boolean,
): (text: string, names: Names) => SegmentParentheses {
  return surrounded(
    before,
    after,
    (whole) => checkedPath(whole, 0, () => undefined),
    (path: ResourcePath, text, names) => {
      const [first, further] = path.segments
      if (before === 'a' && !/^(?:\(|%28)/.test(text)) return undefined
      if (first?.parenthesesError) throw first.parenthesesError
      const key = first?.parentheses
      if (!key || key.kind === 'empty' || further || first.keyPredicate) return undefined
      const count = key.kind === 'named' ? key.parameters.length : 1
      return isKey(key, names) && accepts(key.kind, count) ? key : undefined
    },
    'a key',
  )
}

function pathParameters(isOne: boolean): RuleParser {
  return surrounded(
    isOne ? 'a(' : 'a',
    isOne ? ')' : '',
    (whole) => checkedPath(whole, 0, () => undefined),
    (path: ResourcePath, _text, names) => {
      const [first, further] = path.segments
      if (first?.parenthesesError) throw first.parenthesesError
      const list = first?.parentheses
      if (!list || list.kind === 'value' || further || first.keyPredicate) return undefined
      const known = { ...names, has: hasImport(names) }
      parsePath(path.segments[0]!.text, known)
      if (!isOne) return list
      return list.kind === 'named' && list.parameters.length === 1 ? list.parameters[0] : undefined
    },
    'a name and a value',
  )
}

function hasImport(names: Names): Names['has'] {
  return (rule, name) =>
    (rule === 'primitiveFunctionImport' && name === 'a') || names.has(rule, name)
}

/** Names within a call beside the function's own. */
const partsOfCalls = new Set([
  'parameterName',
  'namespacePart',
  'enumerationTypeName',
  'enumerationMember',
])

/** Names that stand for one kind of function, or import, alone. */
function callRule(rule: string, isBound: boolean): RuleParser {
  const call = (text: string, names: Names) => {
    const onlyThese: Names = {
      ...names,
      has: (asked, name) => (asked === rule || partsOfCalls.has(asked)) && names.has(asked, name),
    }
    const path = isBound
      ? checkedPath(text, 0, (segments) => checkSegments(segments, Place.entity, onlyThese))
      : parsePath(text, onlyThese)
    const [first, further] = path.segments
    if (!first?.parentheses || further || first.keyPredicate)
      refuse('parameters', text, text.length)
    return first
  }
  return call
}

const functionKinds = ['entity', 'entityCol', 'complex', 'complexCol', 'primitive', 'primitiveCol']

const pathRules: Readonly<Record<string, RuleParser>> = {
  odataUri: parseUri,
  odataRelativeUri: (text, names) => parseRelativeUri(text, names),
  resourcePath: (text, names) => parsePath(text, names),
  crossjoin: (text, names) => {
    if (!text.startsWith('$crossjoin')) refuse("'$crossjoin('", text)
    const path = parsePath(text, names)
    if (path.segments.length > 1) refuse('the end', text, path.segments[1]!.position - 1)
    return path
  },
  collectionNavigation: resourceRest(Place.entities),
  collectionNavPath: resourceRest(Place.castEntities),
  singleNavigation: resourceRest(Place.entity),
  singleNavPath: resourceRest(Place.castEntity),
  complexColPath: resourceRest(Place.complexes),
  complexPath: resourceRest(Place.complex),
  complexNavPath: resourceRest(Place.castComplex),
  collectionPath: resourceRest(Place.primitives),
  primitivePath: resourceRest(Place.primitive),
  propertyPath: (text, names) =>
    checkedPath(text, 0, (segments) => {
      const [first] = segments
      const noOperations: Names = {
        ...names,
        has: (rule, name) =>
          (rule.endsWith('Property') || rule === 'customAggregate') && names.has(rule, name),
      }
      if (first) checkSegments([first], Place.castEntity, noOperations)
      checkSegments(segments, Place.castEntity, names)
    }),
  filterInPath: resourceRest(Place.entities, (segments) =>
    segments.length === 1 && segments[0]?.name === '$filter' ? segments : undefined,
  ),
  boundOperation: resourceRest(Place.stream),
  keyPredicate: (text, names) =>
    text.startsWith('/')
      ? resourceRest(Place.castEntities)(text, names)
      : keyRule('a', '', () => true)(text, names),
  simpleKey: keyRule('a', '', (kind) => kind === 'value'),
  compoundKey: keyRule('a', '', (kind) => kind === 'named'),
  keyValuePair: (text, names) => {
    const isPair = (kind: string, count: number) => kind === 'named' && count === 1
    const key = keyRule('a(', ')', isPair)(text, names)
    return key.kind === 'named' ? key.parameters[0]! : key
  },
  functionParameters: pathParameters(false),
  functionParameter: pathParameters(true),
  ...Object.fromEntries(
    functionKinds.flatMap((kind) => {
      const capital = `${kind[0]!.toUpperCase()}${kind.slice(1)}`
      return [
        [`bound${capital}FunctionCall`, callRule(`${kind}Function`, true)],
        [`${kind}FunctionImportCall`, callRule(`${kind}FunctionImport`, false)],
      ]
    }),
  ),
}

// ── Context URLs ────────────────────────────────────────────────────────────────────────────────

const contextRules: Readonly<Record<string, RuleParser>> = {
  context: (text, names) => parseContext(text, names),
  contextFragment: decoded((text, names): ContextFragmentNode => {
    return { kind: 'contextFragment', position: 0, context: parseContextFragment(text, names) }
  }),
  selectList: decoded((text, names) => {
    const cursor = new Cursor(text, 0, text.length, true)
    const list = parseSelectList(cursor, names)
    cursor.expectEnd('the end')
    return list
  }),
  selectListItem: decoded((text, names) => {
    const cursor = new Cursor(text, 0, text.length, true)
    const listed = parseSelectListItem(cursor, names)
    cursor.expectEnd("'/', '(' or the end")
    return listed
  }),
  selectListProperty: decoded((text, names) => {
    if (/^(?:\*|[^/(@]*\.)/.test(text)) refuse('a property', text)
    const cursor = new Cursor(text, 0, text.length, true)
    const listed = parseSelectListItem(cursor, names)
    cursor.expectEnd("'/', '(' or the end")
    return listed
  }),
}

// ── $search ─────────────────────────────────────────────────────────────────────────────────────

function search(
  accepts: (node: SearchExpr, text: string) => boolean,
  expected: string,
): RuleParser {
  return decoded((text) => {
    if (/^[ \t]/.test(text)) refuse(expected, text)
    const node = parseWholeSearch(new Cursor(text, 0, text.length, true))
    if (!accepts(node, text)) refuse(expected, text)
    return node
  })
}

/** ABNF `searchOrExpr`, `searchAndExpr`: with what stands right of the operator. */
function searchOperator(operator: 'AND' | 'OR', pattern: RegExp, expected: string): RuleParser {
  return decoded((text): SearchOperatorNode => {
    const blanks = pattern.exec(text)?.[0].length
    if (blanks === undefined) refuse(expected, text)
    const node = parseWholeSearch(new Cursor(text.slice(blanks), 0, text.length - blanks, true))
    const right = shiftPositions(node, (position) => position + blanks)
    return { kind: 'searchOperator', position: 0, operator, right }
  })
}

const searchRules: Readonly<Record<string, RuleParser>> = {
  searchExpr: search((_node, text) => !text.startsWith("'"), 'a search expression'),
  searchParenExpr: search((_node, text) => text.startsWith('(') && isOneGroup(text), "'('"),
  searchNegateExpr: search((_node, text) => /^NOT[ \t]/.test(text), "'NOT '"),
  searchOrExpr: searchOperator('OR', /^[ \t]+OR[ \t]+/, "' OR '"),
  searchAndExpr: searchOperator('AND', /^[ \t]+(?:AND[ \t]+)?(?=\S)/, "' AND ' or a blank"),
}

// ── $apply ──────────────────────────────────────────────────────────────────────────────────────

type Transformation = ApplyExpr[number]

/** One transformation of one of the kinds. */
function transformation(...kinds: readonly Transformation['kind'][]): RuleParser {
  return decoded((text, names) => {
    const [only, further] = parseStrictApply(text, names)
    if (further) refuse('one transformation', text, further.position - 1)
    if (!only || (kinds.length > 0 && !kinds.includes(only.kind))) refuse(kinds.join(', '), text)
    return only
  })
}

/** A part of a transformation, read with the rest around it. */
function within<Kind extends Transformation['kind'], Part extends object>(
  before: string,
  after: string,
  kind: Kind,
  pick: (node: Extract<Transformation, { kind: Kind }>) => Part | undefined,
): RuleParser {
  return decoded(
    surrounded(
      before,
      after,
      parseStrictApply,
      (sequence) => {
        const [only, further] = sequence
        if (!only || further || only.kind !== kind) return undefined
        return pick(only as Extract<Transformation, { kind: Kind }>)
      },
      'a part of a transformation',
    ),
  )
}

function single<Item>(items: readonly Item[]): Item | undefined {
  return items.length === 1 ? items[0] : undefined
}

const rankings = [
  ...(['topcountTrafo', 'topsumTrafo', 'toppercentTrafo'] as const),
  ...(['bottomcountTrafo', 'bottomsumTrafo', 'bottompercentTrafo'] as const),
]
const preserving = [
  ...rankings,
  ...(['filterTrafo', 'identityTrafo', 'orderbyTrafo', 'searchTrafo', 'skipTrafo'] as const),
  ...(['topTrafo', 'ancestorsTrafo', 'descendantsTrafo', 'traverseTrafo'] as const),
  'customFunction' as const,
]

const groupingProperty = within('groupby((', '))', 'groupbyTrafo', ({ elements }) => {
  const only = single(elements)
  return only?.kind === 'groupingProperty' ? only : undefined
})

const rollup = within('groupby((rollup(', ')))', 'groupbyTrafo', ({ elements }) => {
  const only = single(elements)
  return only?.kind === 'rollupLevels' && only.levels.length > 1 ? only.levels : undefined
})

const applyRules: Readonly<Record<string, RuleParser>> = {
  applyExpr: decoded((text, names) => [...parseStrictApply(text, names)]),
  preservingTrafos: decoded((text, names) => {
    const sequence = parseStrictApply(text, names)
    const other = sequence.find(({ kind }) => !preserving.some((known) => known === kind))
    if (other) refuse('a transformation that preserves instances', text, other.position)
    return [...sequence]
  }),
  applyTrafo: transformation(),
  preservingTrafo: transformation(...preserving),
  aggregateTrafo: transformation('aggregateTrafo'),
  computeTrafo: transformation('computeTrafo'),
  concatTrafo: transformation('concatTrafo'),
  groupbyTrafo: transformation('groupbyTrafo'),
  joinTrafo: transformation('joinTrafo'),
  outerjoinTrafo: transformation('outerjoinTrafo'),
  nestTrafo: transformation('nestTrafo', 'addnestedTrafo'),
  filterTrafo: transformation('filterTrafo'),
  searchTrafo: transformation('searchTrafo'),
  orderbyTrafo: transformation('orderbyTrafo'),
  identityTrafo: transformation('identityTrafo'),
  topTrafo: transformation('topTrafo'),
  skipTrafo: transformation('skipTrafo'),
  ancestorsTrafo: transformation('ancestorsTrafo'),
  descendantsTrafo: transformation('descendantsTrafo'),
  traverseTrafo: transformation('traverseTrafo'),
  customFunction: transformation('customFunction'),
  ...Object.fromEntries(rankings.map((kind) => [kind, transformation(kind)])),
  aggregateExpr: within('aggregate(', ')', 'aggregateTrafo', ({ items }) => single(items)),
  aggregateFunctionExpr: decoded(
    surrounded(
      '$these/aggregate(',
      ')',
      parseStrictExpressionOfAny,
      (node, _text, names) => {
        const [segment, further] = isPath(node) ? node.segments : []
        if (segment?.kind !== 'aggregate' || further) return undefined
        checkAggregateFunction(segment.expression, scopeOf(names))
        return segment.expression
      },
      'an aggregate expression',
    ),
  ),
  aggregatableExpW: decoded(
    surrounded(
      '$these/aggregate(',
      ')',
      parseStrictExpressionOfAny,
      (node, _text, names) => {
        const [segment, further] = isPath(node) ? node.segments : []
        if (segment?.kind !== 'aggregate' || further) return undefined
        const { method, from } = segment.expression
        if (method === undefined || from.length > 0) return undefined
        checkAggregateFunction(segment.expression, scopeOf(names))
        return segment.expression
      },
      "an expression, ' with ' and a method",
    ),
  ),
  nestApplyExpr: within('nest(', ')', 'nestTrafo', ({ sequences }) => sequences),
  computeExpr: within('compute(', ')', 'computeTrafo', ({ items }) => single(items)),
  groupbyList: within('groupby(', ')', 'groupbyTrafo', ({ elements, transformations }) =>
    transformations === undefined ? { kind: 'groupbyList', position: 0, elements } : undefined,
  ),
  groupbyElement: within('groupby((', '))', 'groupbyTrafo', ({ elements }) => single(elements)),
  groupingProperty,
  groupingProperties: within('groupby((', '))', 'groupbyTrafo', ({ elements }) =>
    elements.every(({ kind }) => kind === 'groupingProperty') ? elements : undefined,
  ),
  snglPropPath: groupingProperty,
  snglPrimPath: groupingProperty,
  rollupLevels: within('groupby((', '))', 'groupbyTrafo', ({ elements }) => {
    const only = single(elements)
    return only?.kind === 'rollupLevels' ? only : undefined
  }),
  rollupUnnamedHier: rollup,
  rollupRecursive: within('groupby((', '))', 'groupbyTrafo', ({ elements }) => {
    const only = single(elements)
    return only?.kind === 'rollupRecursive' ? only : undefined
  }),
  recHierReference: within('groupby((rolluprecursive(', ')))', 'groupbyTrafo', ({ elements }) => {
    const only = single(elements)
    return only?.kind === 'rollupRecursive' && only.transformations.length === 0
      ? only.hierarchy
      : undefined
  }),
}

export const treeRules: Readonly<Record<string, RuleParser>> = {
  ...optionRules,
  ...itemRules,
  ...expressionRules,
  ...pathRules,
  ...contextRules,
  ...searchRules,
  ...applyRules,
}
