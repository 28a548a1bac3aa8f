/*
 * Whether the segments of a resource path may follow one another: ABNF section "Resource Path". As in expressions, a name may
 * stand for several things, and the path is followed through all of them at once.
 */
import type { CommonExpr, PathSegment, SegmentParentheses } from '../syntax/index.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { isEnumValue } from './check-enum.ts'
import { checkExpression, scopeOf } from './check-expression.ts'
import { isKeyPair, isKeyValue } from './key-values.ts'
import { failAtName, hasQualified, type Names } from './names.ts'
import {
  functionImports,
  functions,
  nowhere,
  Place,
  properties,
  rulesOf,
  type Places,
} from './rules-of-names.ts'

/** Places that only paths have, beyond those of expressions. */
const only = {
  /** After `/$each`. */
  each: 8192,
  /** After a function without parentheses or `$crossjoin(…)`: `/$query` may follow. */
  queryOnly: 16_384,
  /** After `$all`: a type may follow. */
  all: 32_768,
} as const

const entities = Place.entities | Place.castEntities
const entity = Place.entity | Place.castEntity | Place.keySegment
const complexes = Place.complexes | Place.castComplexes
const complex = Place.complex | Place.castComplex
const valued = entities | entity | complexes | complex | Place.primitives | Place.primitive
const bindable = valued | Place.stream | only.each

/** What may follow what, for segments that are no names. */
const keywords: ReadonlyMap<string, readonly [after: Places, places: Places]> = new Map([
  ['$count', [entities | complexes | Place.primitives, Place.end]],
  ['$ref', [entities | entity, Place.end]],
  ['$value', [entity | Place.primitive, Place.end]],
  ['$query', [valued | only.queryOnly, Place.end]],
  ['$each', [entities, only.each]],
])

/** ABNF `resourcePath`. @throws ODataSyntaxError at the first segment that cannot stand there */
export function checkResourcePath(segments: readonly PathSegment[], names: Names): void {
  const [first, ...rest] = segments
  if (!first) throw new ODataSyntaxError(0, 'a path segment', 'end of expression')
  const places = firstPlaces(first, names)
  if (places === nowhere) failAt(first, setRules, names, 'an entity set, singleton or operation')
  checkSegments(rest, places, names)
}

/** Segments after others that have come to `places`. */
export function checkSegments(segments: readonly PathSegment[], from: Places, names: Names): void {
  let places = from
  for (const segment of segments) {
    const next = step(places, segment, names)
    if (next === nowhere) {
      const rules = [...rulesOf(properties), ...rulesOf(functions), 'action']
      failAt(segment, rules, names, describe(places))
    }
    places = next
  }
}

/** True where a path may begin with `segment`, whatever follows. */
export function mayBeFirst(segment: PathSegment, names: Names): boolean {
  return firstPlaces(segment, names) !== nowhere
}

const setRules = ['entitySetName', 'singletonEntity', 'actionImport', ...rulesOf(functionImports)]

function describe(places: Places): string {
  if (places === Place.end) return 'the end of the path'
  if ((places & (entity | complex)) !== 0) return 'a property, operation or type'
  if ((places & entities) !== 0)
    return "a key, '/$count', '/$ref', '/$filter(', an operation or type"
  return 'another segment'
}

function failAt(
  segment: PathSegment,
  rules: readonly string[],
  names: Names,
  expected: string,
): never {
  if (segment.parenthesesError) throw segment.parenthesesError
  failAtName(names, rules, segment.name, segment.position, expected)
}

function firstPlaces(segment: PathSegment, names: Names): Places {
  const { name, parentheses, keyPredicate } = segment
  if (name === '$all') return parentheses ? nowhere : only.all
  if (name === '$crossjoin') return isCrossjoin(segment, names) ? only.queryOnly : nowhere
  if (segment.parenthesesError || !isName(name)) return nowhere
  const isSet = names.has('entitySetName', name)
  if (!parentheses) {
    let places: Places = isSet ? Place.entities : nowhere
    if (names.has('singletonEntity', name)) places |= Place.entity
    if (names.has('actionImport', name)) places |= Place.end
    if (placesOf(functionImports, name, names) !== nowhere) places |= only.queryOnly
    return places
  }
  const called = isParameters(parentheses, names) ? placesOf(functionImports, name, names) : nowhere
  if (keyPredicate) return withKey(called, keyPredicate, names)
  return called | (isSet ? withKey(Place.entities, parentheses, names) : nowhere)
}

/** ABNF `crossjoin`. */
function isCrossjoin({ parentheses, keyPredicate }: PathSegment, names: Names): boolean {
  if (parentheses?.kind !== 'value' || parentheses.value.kind !== 'listExpr') return false
  return (
    !keyPredicate &&
    parentheses.value.items.every(
      (item) =>
        item.kind === 'firstMemberExpr' &&
        item.segments[0]?.kind === 'identifier' &&
        names.has('entitySetName', item.segments[0].name),
    )
  )
}

const identifier = /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]{0,127}$/u

function isName(name: string): boolean {
  return identifier.test(name)
}

function isQualifiedName(name: string): boolean {
  return name.split('.').every(isName)
}

function placesOf(table: typeof properties, name: string, names: Names): Places {
  let places: Places = nowhere
  for (const [rule, place] of table) {
    if (hasQualified(names, [rule], name)) places |= place
  }
  return places
}

function withKey(places: Places, key: SegmentParentheses, names: Names): Places {
  return (places & entities) !== 0 && isKey(key, names) ? Place.entity : nowhere
}

/** ABNF `simpleKey`, `compoundKey`. */
export function isKey(key: SegmentParentheses, names: Names): boolean {
  switch (key.kind) {
    case 'empty':
      return false
    case 'value':
      return isKeyValue(key.value, names)
    case 'named':
      return key.parameters.every(({ name, value }) => isKeyPair(name, value, names))
  }
}

/** ABNF `functionParameters`. */
function isParameters(parentheses: SegmentParentheses, names: Names): boolean {
  if (parentheses.kind === 'value') return false
  if (parentheses.kind === 'empty') return true
  return parentheses.parameters.every(
    ({ name, value }) => names.has('parameterName', name) && isParameterValue(value, names),
  )
}

function isParameterValue(value: CommonExpr, names: Names): boolean {
  if (value.kind === 'enum') return isEnumValue(value, names)
  return value.kind === 'parameterAlias' || value.kind === 'primitiveLiteral'
}

function step(places: Places, segment: PathSegment, names: Names): Places {
  const { name, text, parentheses, keyPredicate } = segment
  if (name === '$filter' && parentheses?.kind === 'value') {
    if ((places & entities) === 0) return nowhere
    checkExpression(parentheses.value, scopeOf(names))
    return keyPredicate ? withKey(Place.entities, keyPredicate, names) : Place.entities
  }
  const keyword = keywords.get(text)
  if (keyword) return (places & keyword[0]) === 0 ? nowhere : keyword[1]
  const asKey = keySegmentPlaces(places, segment, names)
  const isIndex = /^-?\d+$/.test(text)
  if (isIndex && (places & (complexes | Place.primitives)) !== 0) return asKey | Place.end
  if (segment.parenthesesError || !isQualifiedName(name)) return asKey
  if (!parentheses) return asKey | namedPlaces(places, name, names)
  const called =
    (places & bindable) !== 0 && isParameters(parentheses, names)
      ? placesOf(functions, name, names)
      : nowhere
  if (keyPredicate) return asKey | withKey(called, keyPredicate, names)
  return asKey | called | withKey(namedPlaces(places, name, names), parentheses, names)
}

/** ABNF `keyPathLiteral`. */
function keySegmentPlaces(places: Places, { text }: PathSegment, names: Names): Places {
  if ((places & (entities | Place.keySegment)) === 0) return nowhere
  const isLiteral = names.isConstrained('keyPathLiteral')
    ? names.has('keyPathLiteral', text)
    : !text.startsWith('$')
  return isLiteral ? Place.keySegment : nowhere
}

/** What a name without parentheses comes to. */
function namedPlaces(places: Places, name: string, names: Names): Places {
  let next: Places = nowhere
  if ((places & (entity | complex)) !== 0 && !name.includes('.')) {
    next |= placesOf(properties, name, names)
  }
  if (hasQualified(names, ['entityTypeName'], name)) {
    if ((places & Place.entities) !== 0) next |= Place.castEntities
    if ((places & (Place.entity | Place.keySegment)) !== 0) next |= Place.castEntity
    if ((places & only.all) !== 0) next |= Place.end
  }
  if (hasQualified(names, ['complexTypeName'], name)) {
    if ((places & Place.complexes) !== 0) next |= Place.castComplexes
    if ((places & Place.complex) !== 0) next |= Place.castComplex
  }
  if ((places & bindable) !== 0) {
    if (hasQualified(names, ['action'], name)) next |= Place.end
    if (placesOf(functions, name, names) !== nowhere) next |= only.queryOnly
  }
  return next
}
