/*
 * Whether the names of an expression may stand where they stand: ABNF section "Expressions", its rules of which property
 * may be followed by what. A name may stand for several things, so a path is followed through all of them at once.
 */
import type {
  AnnotationSegment,
  CommonExpr,
  CountSegment,
  EnumLiteral,
  FirstMemberExpr,
  FunctionSegment,
  KeySegment,
  MemberSegment,
  MethodCallExpr,
  NamedParameter,
} from '../syntax/index.ts'
import { ODataSyntaxError } from '../syntax/index.ts'
import { checkAggregateFunction } from './check-aggregate.ts'
import type { Scope } from './scope.ts'
import { failAtName, hasQualified, isNamespace, type Names } from './names.ts'
import {
  anyAnnotationValue,
  functionImports,
  functions,
  nowhere,
  Place,
  properties,
  rulesOf,
  singleTypes,
  structuredTypes,
  type Places,
} from './rules-of-names.ts'

export function scopeOf(names: Names): Scope {
  return { names, variables: new Set(), checkExpression }
}

/** @throws ODataSyntaxError at the first name, from the left of its path, that cannot stand there */
export function checkExpression(expression: CommonExpr, scope: Scope): void {
  const rights: CommonExpr[] = []
  let node = expression
  for (; node.kind === 'binaryExpr'; node = node.left) {
    if (node.operator === 'has') checkEnum(node.right, scope.names)
    rights.push(node.right)
  }
  checkOperand(node, scope)
  for (const right of rights.toReversed()) checkExpression(right, scope)
}

function checkOperand(node: Exclude<CommonExpr, { kind: 'binaryExpr' }>, scope: Scope): void {
  switch (node.kind) {
    case 'primitiveLiteral':
    case 'parameterAlias':
      return
    case 'enum':
      return checkEnum(node, scope.names)
    case 'listExpr':
    case 'array':
      for (const item of node.items) checkExpression(item, scope)
      return
    case 'object':
      for (const { value } of node.members) checkExpression(value, scope)
      return
    case 'unaryExpr':
      return checkExpression(node.operand, scope)
    case 'methodCallExpr':
      return checkCall(node, scope)
    case 'firstMemberExpr':
      checkPath(node, scope)
  }
}

function fail(position: number, expected: string, found: string): never {
  throw new ODataSyntaxError(position, expected, `'${found}'`)
}

const number = /^[+-]?\d{1,19}$/

/** ABNF `enumLiteral`: the type may be left out. */
function checkEnum(node: CommonExpr, names: Names): void {
  if (node.kind === 'binaryExpr' || !isEnum(node)) {
    throw new ODataSyntaxError(node.position, 'an enumeration value', 'another expression')
  }
  const { position, value } = node
  const typeRules = ['enumerationTypeName']
  if (node.kind === 'enum' && !hasQualified(names, typeRules, node.typeName)) {
    failAtName(names, typeRules, node.typeName, position, 'an enumeration type')
  }
  for (const member of value.split(',')) {
    if (number.test(member) || names.has('enumerationMember', member)) continue
    failAtName(names, ['enumerationMember'], member, position, 'an enumeration member')
  }
}

/** True for a type and members that there are. */
export function isEnumValue({ typeName, value }: EnumLiteral, names: Names): boolean {
  return (
    hasQualified(names, ['enumerationTypeName'], typeName) &&
    value
      .split(',')
      .every((member) => number.test(member) || names.has('enumerationMember', member))
  )
}

type StringLiteral = Extract<CommonExpr, { kind: 'primitiveLiteral' }>

function isEnum(node: CommonExpr): node is EnumLiteral | StringLiteral {
  return (
    node.kind === 'enum' ||
    (node.kind === 'primitiveLiteral' &&
      node.type === 'Edm.String' &&
      /^(?:[+-]?\d{1,19}|\w+)(?:,(?:[+-]?\d{1,19}|\w+))*$/.test(node.value))
  )
}

// ── Calls ───────────────────────────────────────────────────────────────────────────────────────

/** ABNF `methodCallExpr`: how many arguments each takes, least and most. */
const methods = new Map<string, readonly [least: number, most: number]>([
  ['substring', [2, 3]],
  ['case', [2, Number.POSITIVE_INFINITY]],
])
for (const name of ['mindatetime', 'maxdatetime', 'now']) methods.set(name, [0, 0])
for (const name of [
  'length',
  'tolower',
  'toupper',
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
  'totaloffsetminutes',
  'round',
  'floor',
  'ceiling',
  'geo.length',
]) {
  methods.set(name, [1, 1])
}
for (const name of [
  'concat',
  'contains',
  'endswith',
  'indexof',
  'matchespattern',
  'startswith',
  'geo.distance',
  'geo.intersects',
  'hassubset',
  'hassubsequence',
]) {
  methods.set(name, [2, 2])
}

function checkCall(node: MethodCallExpr, scope: Scope): void {
  const { name, arguments: values, position } = node
  const lower = name.toLowerCase()
  if (lower === 'cast' || lower === 'isof') return checkTypeCall(node, scope)
  if (name === 'isdefined') return checkIsDefined(node, scope)
  const counts = methods.get(lower)
  if (counts === undefined) return checkFunctionOrKey(node, scope)
  const [least, most] = counts
  if (values.length < least || values.length > most) {
    const expected = least === most ? String(least) : `${least} or more`
    const takes = most === 1 ? 'one argument' : most === 0 ? 'no argument' : `${expected} arguments`
    fail(position, `${takes} of ${name}`, String(values.length))
  }
  for (const value of values) checkExpression(value, scope)
}

function checkIsDefined({ arguments: values, position }: MethodCallExpr, scope: Scope): void {
  const [value] = values
  const isCall = value?.kind === 'methodCallExpr' && value.arguments.length === 0
  const isPath = value?.kind === 'firstMemberExpr' || value?.kind === 'parameterAlias'
  if (values.length !== 1 || !(isPath || isCall)) {
    fail(value?.position ?? position, 'a path', 'another expression')
  }
  checkExpression(value, scope)
}

/** ABNF `castExpr`, `isofExpr`. */
function checkTypeCall({ name, arguments: values, position }: MethodCallExpr, scope: Scope): void {
  const type = values.at(-1)
  if (!type || values.length > 2) fail(position, `a type in ${name}(…)`, String(values.length))
  checkType(type, scope.names)
  if (values.length === 2) checkExpression(values[0]!, scope)
}

/** ABNF `optionallyQualifiedTypeName`. */
export function checkType(node: CommonExpr, names: Names): void {
  const isCollection = node.kind === 'methodCallExpr' && node.name === 'Collection'
  const single = isCollection && node.arguments.length === 1 ? node.arguments[0]! : node
  const name = nameOf(single)
  if (name === undefined) {
    throw new ODataSyntaxError(single.position, 'a type', 'another expression')
  }
  if (!isTypeName(name, names)) failAtName(names, singleTypes, name, single.position, 'a type')
}

const spatialType = /^Geo(?:graphy|metry)(?:Collection|(?:Multi)?(?:LineString|Point|Polygon))?$/
const primitiveTypes = new Set(
  (
    'Binary Boolean Byte Date DateTimeOffset Decimal Double Duration Guid Int16 Int32 Int64 SByte ' +
    'Single Stream String TimeOfDay'
  ).split(' '),
)

/** ABNF `primitiveTypeName`, `qualifiedEntityTypeName` and their like, namespaces left out or not. */
export function isTypeName(name: string, names: Names): boolean {
  if (name.startsWith('Edm.')) {
    const bare = name.slice('Edm.'.length)
    return primitiveTypes.has(bare) || spatialType.test(bare)
  }
  return hasQualified(names, singleTypes, name)
}

function nameOf(node: CommonExpr): string | undefined {
  if (node.kind !== 'firstMemberExpr' || node.root || node.segments.length !== 1) return undefined
  const [only] = node.segments
  return only?.kind === 'identifier' ? only.name : undefined
}

/** `Available()` of the contract, or `Products(1)`, an entity by its key. */
function checkFunctionOrKey(node: MethodCallExpr, scope: Scope): void {
  const { name, arguments: values, position } = node
  const [value] = values
  if (value === undefined) {
    const call: FunctionSegment = { kind: 'functionExpr', position, name, parameters: [] }
    return checkPath(
      { kind: 'firstMemberExpr', position, root: undefined, segments: [call] },
      scope,
    )
  }
  const { names } = scope
  const isKey = values.length === 1 && isKeyValue(value, scope.names)
  if (isKey && names.has('entityColNavigationProperty', name)) return
  const rules = isKey ? ['entityColNavigationProperty'] : [...methods.keys()]
  failAtName(names, rules, name, position, 'a function of the standard')
}

// ── Paths ───────────────────────────────────────────────────────────────────────────────────────

const anyCollection =
  Place.entities | Place.castEntities | Place.complexes | Place.castComplexes | Place.primitives
const withMembers = Place.entity | Place.complex | Place.castEntity | Place.castComplex
const incomplete = Place.castEntities | Place.castEntity

function checkPath(node: FirstMemberExpr, scope: Scope): void {
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

// ── Keys and parameters ─────────────────────────────────────────────────────────────────────────

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

/** ABNF `keyValuePair`, or the value of a `simpleKey`. */
export function isKeyPair(name: string | undefined, value: CommonExpr, names: Names): boolean {
  const isName =
    name === undefined ||
    names.has('primitiveKeyProperty', name) ||
    names.has('keyPropertyAlias', name)
  return isName && isKeyValue(value, names)
}

/** ABNF `parameterAlias / keyPropertyValue`. */
export function isKeyValue(value: CommonExpr, names: Names): boolean {
  if (value.kind === 'parameterAlias') return true
  if (value.kind === 'enum') return isEnumValue(value, names)
  if (value.kind !== 'primitiveLiteral') return false
  switch (value.type) {
    case 'null':
    case 'Edm.Binary':
    case 'Edm.Geography':
    case 'Edm.Geometry':
      return false
    case 'Edm.String':
      return value.text.startsWith("'")
    case 'Edm.Boolean':
    case 'Edm.Guid':
    case 'Edm.DateTimeOffset':
    case 'Edm.Date':
    case 'Edm.TimeOfDay':
    case 'Edm.Duration':
    case 'Edm.Int32':
    case 'Edm.Int64':
    case 'Edm.Decimal':
    case 'Edm.Double':
      return true
  }
}

/** What a segment holds in its parentheses. */
function checkInside(segment: MemberSegment, scope: Scope): void {
  switch (segment.kind) {
    case 'identifier':
    case 'keyPredicate':
    case 'annotation':
      return
    case 'functionExpr':
      return checkNamedParameters(segment.parameters, scope)
    case 'countExpr':
      return checkCount(segment, scope)
    case 'filterExpr':
      return checkExpression(segment.predicate, scope)
    case 'aggregate':
      return checkAggregateFunction(segment.expression, scope)
    case 'anyExpr':
    case 'allExpr': {
      const { variable, predicate } = segment
      if (variable === undefined || predicate === undefined) return
      if (!scope.names.has('lambdaVariableExpr', variable) && !isDerived(scope.names)) {
        failAtName(
          scope.names,
          ['lambdaVariableExpr'],
          variable,
          segment.position,
          'a range variable',
        )
      }
      const variables = new Set([...scope.variables, variable])
      checkExpression(predicate, { ...scope, variables })
    }
  }
}

/** Where no name may stand for a variable, those that lambdas declare do. */
function isDerived(names: Names): boolean {
  return [...names.all('lambdaVariableExpr')].length === 0
}

function checkCount({ filter, search: _search }: CountSegment, scope: Scope): void {
  if (filter) checkExpression(filter, scope)
}

/** ABNF `functionExprParameter`s. */
function checkNamedParameters(parameters: readonly NamedParameter[], scope: Scope): void {
  for (const { name, value, position } of parameters) {
    if (!scope.names.has('parameterName', name)) {
      failAtName(scope.names, ['parameterName'], name, position, 'a parameter')
    }
    checkExpression(value, scope)
  }
}
