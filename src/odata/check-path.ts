/*
 * Whether the segments of a path within an expression may follow one another: ABNF section "Expressions", its rules of which
 * property may be followed by what. A name may stand for several things, so a path is followed through all of them at once.
 */
import type {
  AnnotationSegment,
  FirstMemberExpr,
  FunctionSegment,
  KeySegment,
  MemberSegment,
} from '../syntax/index.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { checkInside } from './check-segment.ts'
import { isKeyPair } from './key-values.ts'
import { failAtName, hasQualified, isNamespace, type Names } from './names.ts'
import {
  anyAnnotationValue,
  functionImports,
  functions,
  nowhere,
  Place,
  properties,
  rulesOf,
  structuredTypes,
  type Places,
} from './rules-of-names.ts'
import type { Scope } from './scope.ts'

const anyCollection =
  Place.entities | Place.castEntities | Place.complexes | Place.castComplexes | Place.primitives
const withMembers = Place.entity | Place.complex | Place.castEntity | Place.castComplex
const incomplete = Place.castEntities | Place.castEntity

export function checkPath(node: FirstMemberExpr, scope: Scope): void {
  const { root, segments } = node
  if (root === '$root') return followPath(segments.slice(1), rootPlaces(segments[0]!, scope), scope)
  const places = root === '$these' ? Place.primitives : Place.entity
  const [first] = segments
  if (first === undefined) return
  // `@p/Name`: a parameter alias, which reads like an annotation.
  if (first.kind === 'annotation' && first.qualifier === undefined && !first.term.includes('.')) {
    const term = step(places, first, scope)
    return checkEnd(
      first,
      followFrom(segments.slice(1), term | Place.entity, scope),
      segments,
      scope,
    )
  }
  if (root !== undefined || first.kind !== 'identifier') return followPath(segments, places, scope)
  const isVariable =
    scope.variables.has(first.name) ||
    (!first.name.includes('.') && scope.names.has('lambdaVariableExpr', first.name))
  const next = step(places, first, scope) | (isVariable ? Place.entity : nowhere)
  if (next === nowhere) failAt(first, places, scope)
  checkEnd(first, followFrom(segments.slice(1), next, scope), segments, scope)
}

/** The segments of a path that has come to `places` before them; at least one where the path may not end there. */
export function followPath(segments: readonly MemberSegment[], places: Places, scope: Scope): void {
  const last = followFrom(segments, places, scope)
  if (segments.length > 0) checkEnd(segments[0]!, last, segments, scope)
}

function followFrom(segments: readonly MemberSegment[], from: Places, scope: Scope): Places {
  let places = from
  for (const segment of segments) {
    const next = step(places, segment, scope)
    if (next === nowhere) failAt(segment, places, scope)
    if (!isNamedKey(places, segment, scope)) checkInside(segment, scope)
    places = next
  }
  return places
}

/** `Items(Order=1,Line=2)`, which has names in its parentheses as functions do. */
function isNamedKey(places: Places, segment: MemberSegment, { names }: Scope): boolean {
  if (segment.kind !== 'functionExpr') return false
  return keyPlaces(stepByName(places, segment.name, names), segment, names) !== nowhere
}

function checkEnd(
  first: MemberSegment,
  places: Places,
  segments: readonly MemberSegment[],
  { names }: Scope,
): void {
  if ((places & ~incomplete) !== 0) return
  const last = segments.at(-1) ?? first
  const name = last.kind === 'identifier' ? last.name : last.kind
  failAtName(names, rulesOf(properties), name, last.position, "a property, or '/' after the type")
}

function failAt(segment: MemberSegment, places: Places, { names }: Scope): never {
  const { position } = segment
  const expected = describe(places)
  switch (segment.kind) {
    case 'identifier':
      failAtName(names, rulesOf(properties), segment.name, position, expected)
      break
    case 'functionExpr':
      failAtName(names, rulesOf(functions), segment.name, position, expected)
      break
    case 'annotation':
      failAtName(names, ['termName'], segment.term, position, expected)
      break
    case 'keyPredicate':
    case 'countExpr':
    case 'anyExpr':
    case 'allExpr':
    case 'filterExpr':
    case 'aggregate':
      throw new ODataSyntaxError(position, expected, `${segment.kind}`)
  }
}

function describe(places: Places): string {
  if ((places & withMembers) !== 0) return 'a property, function or type'
  if ((places & anyCollection) !== 0) {
    return "a key, '$count', '$filter', 'any', 'all', a function or a type"
  }
  return places === Place.end ? 'the end of the path' : 'a function or annotation'
}

/** ABNF `rootExpr`: what its first segment comes to. */
function rootPlaces(segment: MemberSegment, scope: Scope): Places {
  const { names } = scope
  const { position } = segment
  if (segment.kind === 'identifier') {
    const places = setPlaces(segment.name, names)
    if (places !== nowhere) return places
    const rules = ['entitySetName', 'singletonEntity']
    return failAtName(names, rules, segment.name, position, 'an entity set or singleton')
  }
  if (segment.kind !== 'functionExpr') {
    throw new ODataSyntaxError(position, 'an entity set, singleton or function', segment.kind)
  }
  const key = keyPlaces(setPlaces(segment.name, names), segment, names)
  const places = placesOf(functionImports, segment.name, names) | key
  if (places === nowhere) {
    failAtName(names, rulesOf(functionImports), segment.name, position, 'a function')
  }
  if (key === nowhere) checkInside(segment, scope)
  return places
}

function setPlaces(name: string, names: Names): Places {
  if (name.includes('.')) return nowhere
  const set = names.has('entitySetName', name) ? Place.entities : nowhere
  return set | (names.has('singletonEntity', name) ? Place.entity : nowhere)
}

function placesOf(table: typeof properties, name: string, names: Names): Places {
  let places: Places = nowhere
  for (const [rule, place] of table) if (names.has(rule, name)) places |= place
  return places
}

function step(places: Places, segment: MemberSegment, { names }: Scope): Places {
  switch (segment.kind) {
    case 'identifier':
      return stepByName(places, segment.name, names)
    case 'keyPredicate':
      return keyPlaces(places, segment, names)
    case 'functionExpr': {
      const key = keyPlaces(stepByName(places, segment.name, names), segment, names)
      return places === Place.end ? nowhere : functionPlaces(segment.name, names) | key
    }
    case 'annotation':
      return places === Place.end || !isTerm(segment, names) ? nowhere : anyAnnotationValue
    case 'countExpr':
    case 'anyExpr':
    case 'allExpr':
    case 'aggregate':
      return (places & anyCollection) === 0 ? nowhere : Place.end
    case 'filterExpr':
      if ((places & (Place.entities | Place.castEntities)) !== 0) return Place.entities
      return (places & anyCollection) === 0 ? nowhere : Place.primitives
  }
}

function functionPlaces(name: string, names: Names): Places {
  const dot = name.lastIndexOf('.')
  if (dot >= 0 && !isNamespace(names, name.slice(0, dot))) return nowhere
  return placesOf(functions, name.slice(dot + 1), names)
}

function isTerm({ term }: AnnotationSegment, names: Names): boolean {
  return hasQualified(names, ['termName'], term)
}

function stepByName(places: Places, name: string, names: Names): Places {
  // ABNF `primitivePathExpr`: a slash and nothing.
  if (name === '') return (places & (Place.primitive | Place.stream)) === 0 ? nowhere : Place.end
  let next: Places = nowhere
  if ((places & withMembers) !== 0 && !name.includes('.')) next |= placesOf(properties, name, names)
  if ((places & Place.entity) !== 0 && hasQualified(names, structuredTypes, name)) {
    next |= Place.castEntity
  }
  if (hasQualified(names, ['complexTypeName'], name)) {
    if ((places & Place.complex) !== 0) next |= Place.castComplex
    if ((places & Place.complexes) !== 0) next |= Place.castComplexes
  }
  if ((places & Place.entities) !== 0) {
    if (hasQualified(names, ['entityTypeName'], name)) next |= Place.castEntities
  }
  const beforeKey = Place.entities | Place.castEntities | Place.keySegment
  if ((places & beforeKey) !== 0 && names.has('keyPathLiteral', name)) {
    next |= Place.entity | Place.keySegment
  }
  return next
}

/** ABNF `keyPredicate` after `places`; names before `=` may make it that of a function. */
function keyPlaces(places: Places, segment: KeySegment | FunctionSegment, names: Names): Places {
  if ((places & (Place.entities | Place.castEntities)) === 0) return nowhere
  return isKey(segment, names) ? Place.entity : nowhere
}

function isKey(segment: KeySegment | FunctionSegment, names: Names): boolean {
  if (segment.kind === 'keyPredicate') {
    return segment.pairs.every(({ name, value }) => isKeyPair(name, value, names))
  }
  const { parameters } = segment
  return (
    parameters.length > 0 && parameters.every(({ name, value }) => isKeyPair(name, value, names))
  )
}
