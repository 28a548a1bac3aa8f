/* ABNF section "Expressions": what comes after a path, and segments of one. */
import { parseWholeExpression } from '../../syntax/common-expr.ts'
import { Cursor } from '../../syntax/cursor.ts'
import type { CommonExpr, FirstMemberExpr, MemberSegment } from '../../syntax/index.ts'
import { scopeOf } from '../check-expression.ts'
import { followPath } from '../check-path.ts'
import type { Names } from '../names.ts'
import { Place, type Places } from '../rules-of-names.ts'
import { decoded, type RuleParser, surrounded } from './rule-parser.ts'

export function isPath(node: CommonExpr): node is FirstMemberExpr {
  return node.kind === 'firstMemberExpr'
}

export function parseStrictExpressionOfAny(text: string): CommonExpr {
  return parseWholeExpression(new Cursor(text, 0, text.length, true))
}

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

export const pathExpressionRules: Readonly<Record<string, RuleParser>> = {
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
