/* Rules of the ABNF for Data Aggregation: transformations and their parts. */
import type { AggregateExpr, ApplyExpr } from '../../syntax/index.ts'
import { checkAggregateFunction } from '../check-aggregate.ts'
import { scopeOf } from '../check-expression.ts'
import { parseStrictApply } from '../query-option-value.ts'
import { isPath, parseStrictExpressionOfAny } from './path-expression-rules.ts'
import { decoded, refuse, type RuleParser, surrounded } from './rule-parser.ts'

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

/** What stands in the parentheses of `aggregate(…)` within an expression. */
function aggregateFunction(
  accepts: (expression: AggregateExpr) => boolean,
  expected: string,
): RuleParser {
  return decoded(
    surrounded(
      '$these/aggregate(',
      ')',
      parseStrictExpressionOfAny,
      (node, _text, names) => {
        const [segment, further] = isPath(node) ? node.segments : []
        if (segment?.kind !== 'aggregate' || further) return undefined
        const { expression } = segment
        if (!accepts(expression)) return undefined
        checkAggregateFunction(expression, scopeOf(names))
        return expression
      },
      expected,
    ),
  )
}

export const applyRules: Readonly<Record<string, RuleParser>> = {
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
  aggregateFunctionExpr: aggregateFunction(() => true, 'an aggregate expression'),
  aggregatableExpW: aggregateFunction(
    ({ method, from }) => method !== undefined && from.length === 0,
    "an expression, ' with ' and a method",
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
