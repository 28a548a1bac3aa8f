import fc from 'fast-check'
import type {
  AggregateExpr,
  AggregateFrom,
  ApplyExpr,
  ApplyTransformation,
  BinaryOperator,
  CommonExpr,
  ComputeItem,
  EnumLiteral,
  ExpandItem,
  FirstMemberExpr,
  GroupbyElement,
  GroupingProperty,
  MemberSegment,
  NamedParameter,
  NestedApply,
  OrderbyItem,
  PrimitiveLiteral,
  QueryOption,
  RecursiveHierarchyReference,
  SearchExpr,
  SelectItem,
} from '../../src/syntax/index.ts'
import { parseCommonExpr, printCommonExpr, printSearch } from '../../src/syntax/index.ts'
import { operatorPrecedence } from '../../src/syntax/operators.ts'
import {
  annotation,
  array,
  atZero,
  call,
  count,
  enumOf,
  filtered,
  json,
  key,
  lambda,
  list,
  negate,
  not,
  object,
  op,
  path,
  pathFrom,
  phrase,
  searchAnd,
  searchNot,
  searchOr,
  str,
  word,
} from './nodes.ts'

/*
 * Trees that the parser can give, at position 0. What no text stands for is left out: a path of the one
 * name `null`, a call of `not`, a list of one alias.
 */

const reserved = new Set(['not', 'null', 'true', 'false', 'inf', 'nan', 'any', 'all', 'case'])

const simpleName: fc.Arbitrary<string> = fc.oneof(
  fc
    .stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,5}$/)
    .filter((name) => !reserved.has(name.toLowerCase())),
  fc.constantFrom('eq', 'and', 'in', 'has', 'as', 'with', 'from', 'asc', 'desc'),
  fc.constantFrom('filter', 'top', 'identity', 'rollup', 'search', 'orderby'),
  fc.constantFrom('duration', 'élan', 'Größe', '名前', 'a'.repeat(128)),
)

const qualifiedName = fc
  .array(simpleName, { minLength: 2, maxLength: 3 })
  .map((parts) => parts.join('.'))
const anyName = fc.oneof(simpleName, qualifiedName)

const literalTexts = [
  'null',
  'true',
  'FALSE',
  '0',
  '-0',
  '42',
  '+1',
  '-7',
  '9223372036854775807',
  '99999999999999999999',
  '3.14',
  '-0.5',
  '1e3',
  '-1E-3',
  'NaN',
  'INF',
  '-INF',
  '2012-09-03',
  '-0044-03-15',
  '11:22',
  '11:22:33.4',
  '2012-09-03T13:52:00.5Z',
  '2012-09-03T13:52+02:00',
  '01234567-89ab-cdef-0123-456789abcdef',
  'abcdef01-89ab-cdef-0123-456789abcdef',
  "duration'PT5M'",
  "binary'Zg=='",
  "geometry'SRID=0;Point(1 2)'",
]

const literalNode: fc.Arbitrary<PrimitiveLiteral | EnumLiteral> = fc.oneof(
  fc.constantFrom(...literalTexts).map((text) => atZero(parseCommonExpr(text)) as PrimitiveLiteral),
  fc.string({ maxLength: 8 }).map(str),
  fc.constantFrom("'", "''", ' or ', ');').map(str),
  fc
    .tuple(qualifiedName, fc.constantFrom('X', '1,-2', 'A,B'))
    .map(([name, value]) => enumOf(name, value)),
)

const aliasNode = simpleName.map((name): CommonExpr => ({
  kind: 'parameterAlias',
  position: 0,
  name,
}))

const symbols = Object.keys(operatorPrecedence) as BinaryOperator[]

const { expression, search } = fc.letrec<{ expression: CommonExpr; search: SearchExpr }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'expression' },
    literalNode,
    anyName.map((name) => path(name)),
    aliasNode,
    fc
      .tuple(fc.constantFrom(...symbols), tie('expression'), tie('expression'))
      .map(([symbol, left, right]) => op(symbol, left, right)),
    fc.tuple(tie('expression'), listNode()).map(([left, right]) => op('in', left, right)),
    tie('expression').map(not),
    tie('expression').map(negate),
    fc
      .tuple(simpleName, fc.array(tie('expression'), { maxLength: 3 }))
      .map(([name, values]) => call(name, ...values)),
    fc
      .tuple(qualifiedName, fc.array(tie('expression'), { minLength: 1, maxLength: 3 }))
      .map(([name, values]) => call(name, ...values)),
    fc
      .array(fc.tuple(tie('expression'), tie('expression')), { minLength: 1, maxLength: 2 })
      .map((pairs) => call('case', ...pairs.flat())),
    pathNode(tie('expression'), tie('search')),
    fc.array(valueInUrl(tie('expression')), { maxLength: 3 }).map((items) => array(...items)),
    fc
      .dictionary(fc.string({ maxLength: 5 }), valueInUrl(tie('expression')), {
        maxKeys: 3,
        noNullPrototype: true,
      })
      .map(object),
  ),
  search: searchNode(tie('search')),
}))

function listNode(): fc.Arbitrary<CommonExpr> {
  return fc
    .array(fc.oneof({ weight: 3, arbitrary: literalNode }, aliasNode), { maxLength: 3 })
    .filter((items) => items.length !== 1 || items[0]!.kind !== 'parameterAlias')
    .map((items) => list(...items))
}

function valueInUrl(value: fc.Arbitrary<CommonExpr>): fc.Arbitrary<CommonExpr> {
  return fc.oneof(fc.string({ maxLength: 5 }).map(json), value)
}

function pathNode(
  value: fc.Arbitrary<CommonExpr>,
  searched: fc.Arbitrary<SearchExpr>,
): fc.Arbitrary<FirstMemberExpr> {
  const keyed = fc.tuple(anyName, value).map(([name, id]) => [...path(name).segments, key(id)])
  const functionWithNames = fc
    .tuple(anyName, parametersOf(value, 1))
    .map(([name, parameters]) => [functionNode(name, parameters)])
  const annotated = fc
    .tuple(qualifiedName, fc.option(simpleName, { nil: undefined }))
    .map(([term, qualifier]) => [annotation(term, qualifier)])
  const named = anyName.map((name) => [...path(name).segments])
  const later: fc.Arbitrary<MemberSegment[]> = fc.oneof(
    named,
    keyed,
    functionWithNames,
    annotated,
    anyName.map((name) => [functionNode(name, [])]),
    fc.tuple(functionWithNames, value).map(([segments, id]) => [...segments, key(id)]),
    fc
      .tuple(fc.option(value, { nil: undefined }), fc.option(searched, { nil: undefined }))
      .map(([filter, term]) => [count(filter, term)]),
    value.map((predicate) => [filtered(predicate)]),
    fc
      .tuple(fc.constantFrom('anyExpr', 'allExpr'), simpleName, value)
      .map(([kind, variable, predicate]) => [lambda(kind, variable, predicate)]),
    fc.constant<MemberSegment[]>([lambda('anyExpr')]),
  )
  const rest = fc.array(later, { minLength: 1, maxLength: 3 }).map((segments) => segments.flat())
  const first = fc.oneof(named, functionWithNames, annotated)
  return fc.oneof(
    fc.tuple(first, rest).map(([head, tail]) => path(...head, ...tail)),
    fc.tuple(keyed, rest).map(([head, tail]) => path(...head, ...tail)),
    fc
      .tuple(fc.constantFrom('$it', '$root', '$this'), rest)
      .map(([root, tail]) => pathFrom(root, ...tail)),
    fc.constantFrom('$it', '$this').map((root) => pathFrom(root)),
  )
}

function functionNode(name: string, parameters: readonly NamedParameter[]): MemberSegment {
  return { kind: 'functionExpr', position: 0, name, parameters }
}

function parametersOf(
  value: fc.Arbitrary<CommonExpr>,
  minLength: number,
): fc.Arbitrary<NamedParameter[]> {
  const parameter = fc
    .tuple(simpleName, value)
    .map(([name, node]) => ({ position: 0, name, value: node }))
  return fc.array(parameter, { minLength, maxLength: 2 })
}

function searchNode(inner: fc.Arbitrary<SearchExpr>): fc.Arbitrary<SearchExpr> {
  return fc.oneof(
    { maxDepth: 4, depthIdentifier: 'search' },
    fc.stringMatching(/^[!$-&*+,\-./0-9:=?@A-Z_a-z]{1,6}$/).map(word),
    fc.constantFrom('AND', 'OR', 'NOT', "O'Neil").map(word),
    fc.string({ minLength: 1, maxLength: 8 }).map(phrase),
    fc.constantFrom('"', '\\', '\\"', 'a "b"').map(phrase),
    fc.tuple(inner, inner).map(([left, right]) => searchAnd(left, right)),
    fc.tuple(inner, inner).map(([left, right]) => searchOr(left, right)),
    inner.map(searchNot),
  )
}

export const arbitraryExpression: fc.Arbitrary<CommonExpr> = expression
export const arbitrarySearch: fc.Arbitrary<SearchExpr> = search

export const arbitraryOrderby: fc.Arbitrary<OrderbyItem[]> = fc.array(
  fc.tuple(expression, fc.boolean()).map(([node, descending]): OrderbyItem => ({
    kind: 'orderbyItem',
    position: 0,
    expression: node,
    descending,
  })),
  { minLength: 1, maxLength: 3 },
)

const option: fc.Arbitrary<QueryOption> = fc
  .oneof(
    fc.tuple(
      fc.constantFrom('$filter', 'orderby', '@p', '$levels'),
      expression.map(printCommonExpr).filter((text) => !text.includes("O'Neil")),
    ),
    fc.tuple(fc.constantFrom('$search', 'search'), search.map(printSearch)),
  )
  .map(([name, value]) => ({ name, value, position: 0 }))

const options = fc.array(option, { maxLength: 3 })

function namesOf(...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<SelectItem['path']> {
  return fc.tuple(...parts).map((names) => names.map((name) => ({ name, position: 0 })))
}

const annotationName = qualifiedName.map((name) => `@${name}`)

export const arbitrarySelect: fc.Arbitrary<SelectItem[]> = fc.array(
  fc.oneof(
    fc
      .tuple(
        fc.oneof(namesOf(anyName), namesOf(anyName, simpleName), namesOf(annotationName)),
        options,
      )
      .map(([names, nested]): SelectItem => ({
        kind: 'selectItem',
        position: 0,
        path: names,
        options: nested,
      })),
    namesOf(fc.constantFrom('*', 'Ns.*', 'a.b.*')).map((names): SelectItem => ({
      kind: 'selectItem',
      position: 0,
      path: names,
      options: [],
    })),
    fc
      .tuple(namesOf(anyName), fc.array(simpleName, { minLength: 1, maxLength: 3 }))
      .map(([names, parameterNames]): SelectItem => ({
        kind: 'selectItem',
        position: 0,
        path: names,
        options: [],
        parameterNames,
      })),
  ),
  { minLength: 1, maxLength: 3 },
)

export const arbitraryExpand: fc.Arbitrary<ExpandItem[]> = fc.array(
  fc.oneof(
    fc
      .tuple(
        fc.oneof(namesOf(anyName), namesOf(anyName, simpleName), namesOf(annotationName)),
        options,
      )
      .map(([names, nested]): ExpandItem => ({
        kind: 'expandItem',
        position: 0,
        path: names,
        suffix: undefined,
        options: nested,
      })),
    fc
      .tuple(namesOf(fc.oneof(anyName, fc.constant('*'))), fc.constantFrom('$ref', '$count'))
      .map(([names, suffix]): ExpandItem => ({
        kind: 'expandItem',
        position: 0,
        path: names,
        suffix,
        options: [],
      })),
  ),
  { minLength: 1, maxLength: 3 },
)

// ── $compute and $apply ─────────────────────────────────────────────────────────────────────────

const position = 0
const some = { minLength: 1, maxLength: 2 }
const orderby = arbitraryOrderby

export const arbitraryCompute: fc.Arbitrary<ComputeItem[]> = fc.array(
  fc.record({
    kind: fc.constant('computeItem' as const),
    position: fc.constant(position),
    expression,
    alias: simpleName,
  }),
  some,
)

const groupingProperty = fc.array(anyName, some).map((names): GroupingProperty => ({
  kind: 'groupingProperty',
  position,
  path: names.map((name) => ({ name, position })),
}))

const method = fc.oneof(
  fc.constantFrom('sum', 'min', 'max', 'average', 'countdistinct'),
  qualifiedName,
)

function fromOf<Method extends string | undefined>(
  methods: fc.Arbitrary<Method>,
): fc.Arbitrary<AggregateFrom[]> {
  const from = fc
    .tuple(fc.array(groupingProperty, some), methods)
    .map(([properties, by]): AggregateFrom => ({
      kind: 'aggregateFrom',
      position,
      properties,
      method: by,
    }))
  return fc.array(from, { maxLength: 2 })
}

function aggregated(
  expressions: fc.Arbitrary<CommonExpr>,
  methods: fc.Arbitrary<string | undefined>,
  froms: fc.Arbitrary<AggregateFrom[]>,
): fc.Arbitrary<AggregateExpr> {
  return fc.tuple(expressions, methods, froms, simpleName).map(([aggregate, by, from, alias]) => ({
    kind: 'aggregateExpr',
    position,
    expression: aggregate,
    method: by,
    from,
    alias,
  }))
}

function isCount(node: CommonExpr): boolean {
  return node.kind === 'firstMemberExpr' && node.segments.at(-1)?.kind === 'countExpr'
}

const customAggregate = fc.array(anyName, some).map((names): CommonExpr => path(...names))
const none = fc.constant(undefined)
const aggregateExpr = fc.oneof(
  aggregated(
    expression.filter((node) => !isCount(node)),
    method,
    fromOf(method),
  ),
  aggregated(
    fc.array(anyName, { maxLength: 2 }).map((names) => path(...names, count())),
    none,
    fromOf(method),
  ),
  aggregated(customAggregate, none, fromOf(fc.option(method, { nil: undefined }))),
  aggregated(customAggregate, none, fc.constant([])).map((item) => ({ ...item, alias: undefined })),
)

const hierarchy = fc
  .tuple(fc.array(anyName, some), simpleName, groupingProperty)
  .map(([names, qualifier, key]): RecursiveHierarchyReference => ({
    kind: 'recHierReference',
    position,
    nodes: pathFrom('$root', ...names),
    qualifier,
    path: key,
  }))

const rankings = [
  ...(['topcountTrafo', 'topsumTrafo', 'toppercentTrafo'] as const),
  ...(['bottomcountTrafo', 'bottomsumTrafo', 'bottompercentTrafo'] as const),
]

type Arbitrary = fc.Arbitrary<ApplyTransformation>

function preservingTrafo(start: fc.Arbitrary<ApplyExpr>): Arbitrary {
  return fc.oneof(
    { maxDepth: 3, depthIdentifier: 'apply' },
    fc.constant<ApplyTransformation>({ kind: 'identityTrafo', position }),
    expression.map((predicate): ApplyTransformation => ({
      kind: 'filterTrafo',
      position,
      predicate,
    })),
    search.map((node): ApplyTransformation => ({ kind: 'searchTrafo', position, search: node })),
    orderby.map((items): ApplyTransformation => ({ kind: 'orderbyTrafo', position, items })),
    fc
      .tuple(fc.constantFrom('topTrafo', 'skipTrafo'), fc.nat())
      .map(([kind, number]): ApplyTransformation => ({ kind, position, count: number })),
    fc
      .tuple(fc.constantFrom(...rankings), expression, expression)
      .map(([kind, amount, measure]): ApplyTransformation => ({ kind, position, amount, measure })),
    fc
      .tuple(qualifiedName, parametersOf(expression, 0))
      .map(([name, parameters]): ApplyTransformation => ({
        kind: 'customFunction',
        position,
        call: { kind: 'functionExpr', position, name, parameters },
      })),
    fc
      .record({
        kind: fc.constantFrom('ancestorsTrafo', 'descendantsTrafo'),
        hierarchy,
        start,
        distance: fc.option(fc.nat(), { nil: undefined }),
        keepStart: fc.boolean(),
      })
      .map((node): ApplyTransformation => ({ ...node, position })),
    fc
      .record({
        kind: fc.constant('traverseTrafo' as const),
        hierarchy,
        order: fc.constantFrom('preorder', 'postorder'),
        start: fc.option(start, { nil: undefined }),
        siblings: fc.oneof(fc.constant([]), orderby),
      })
      .map((node): ApplyTransformation => ({ ...node, position })),
  )
}

function otherTrafo(
  sequence: fc.Arbitrary<ApplyExpr>,
  preserving: fc.Arbitrary<ApplyExpr>,
): Arbitrary {
  const nested = fc.array(
    fc.record({ transformations: sequence, alias: simpleName }) as fc.Arbitrary<NestedApply>,
    some,
  )
  const element: fc.Arbitrary<GroupbyElement> = fc.oneof(
    groupingProperty,
    fc
      .oneof(
        fc.array(groupingProperty, { minLength: 2, maxLength: 3 }),
        simpleName.map((name): GroupingProperty[] => [
          { kind: 'groupingProperty', position, path: [{ name, position }] },
        ]),
      )
      .map((levels): GroupbyElement => ({ kind: 'rollupLevels', position, levels })),
    fc
      .tuple(hierarchy, fc.oneof(fc.constant([]), preserving))
      .map(([reference, transformations]): GroupbyElement => ({
        kind: 'rollupRecursive',
        position,
        hierarchy: reference,
        transformations,
      })),
  )
  const joined = fc.oneof(
    anyName.map((name) => path(name)),
    fc.tuple(anyName, qualifiedName).map((names) => path(...names)),
    qualifiedName.map((term) => path(annotation(term))),
  )
  const perhaps = fc.option(sequence, { nil: undefined })
  return fc.oneof(
    fc
      .array(aggregateExpr, some)
      .map((items): ApplyTransformation => ({ kind: 'aggregateTrafo', position, items })),
    arbitraryCompute.map((items): ApplyTransformation => ({
      kind: 'computeTrafo',
      position,
      items,
    })),
    fc
      .array(sequence, { minLength: 2, maxLength: 3 })
      .map((sequences): ApplyTransformation => ({ kind: 'concatTrafo', position, sequences })),
    fc
      .tuple(fc.array(element, some), perhaps)
      .map(([elements, transformations]): ApplyTransformation => ({
        kind: 'groupbyTrafo',
        position,
        elements,
        transformations,
      })),
    fc
      .record({
        kind: fc.constantFrom('joinTrafo', 'outerjoinTrafo'),
        property: joined,
        alias: simpleName,
        transformations: perhaps,
      })
      .map((node): ApplyTransformation => ({ ...node, position })),
    nested.map((sequences): ApplyTransformation => ({ kind: 'nestTrafo', position, sequences })),
    fc.tuple(groupingProperty, nested).map(([to, sequences]): ApplyTransformation => ({
      kind: 'addnestedTrafo',
      position,
      path: to,
      sequences,
    })),
  )
}

export const arbitraryApply: fc.Arbitrary<ApplyExpr> = fc.letrec<{
  preserving: ApplyExpr
  sequence: ApplyExpr
}>((tie) => ({
  preserving: fc.array(preservingTrafo(tie('preserving')), some),
  sequence: fc.array(
    fc.oneof(
      { maxDepth: 3, depthIdentifier: 'apply' },
      preservingTrafo(tie('preserving')),
      otherTrafo(tie('sequence'), tie('preserving')),
    ),
    some,
  ),
})).sequence
