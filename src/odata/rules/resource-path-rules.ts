/* ABNF section "Resource Path", with the whole URIs. */
import {
  ODataSyntaxError,
  type PathSegment,
  type ResourcePath,
  type SegmentParentheses,
} from '../../syntax/index.ts'
import { checkSegments, isKey } from '../check-resource-path.ts'
import type { Names } from '../names.ts'
import { Place, type Places } from '../rules-of-names.ts'
import { checkedPath, parsePath, parseRelativeUri, parseUri } from '../uri.ts'
import { refuse, type RuleParser, surrounded } from './rule-parser.ts'

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

export const resourcePathRules: Readonly<Record<string, RuleParser>> = {
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
