/*
 * Rules of the ABNF that need no tree, by their names there: its sections "Names and identifiers", "Literal Data
 * Values", "Header values", "Punctuation" and the appendices. One long file because it is one table.
 */
import {
  characterOf,
  choice,
  exactly,
  later,
  list,
  many,
  named,
  optional,
  sequence,
  text,
  times,
  type Pattern,
} from './pattern.ts'
import { functionImports, functions, rulesOf } from './rules-of-names.ts'

// ── Characters (RFC 5234, RFC 3986) ─────────────────────────────────────────────────────────────

const ALPHA = characterOf(/[A-Za-z]/)
const DIGIT = characterOf(/\d/)
const HEXDIG = characterOf(/[\dA-Fa-f]/)
const hexLetter = characterOf(/[A-Fa-f]/)
const DQUOTE = exactly('"')
const SP = exactly(' ')
const HTAB = exactly('\t')
const VCHAR = characterOf(/[!-~]/)
const obsText = characterOf(/[\u0080-\u00FF]/)

const unreserved = characterOf(/[\w.~-]/)
const otherDelimiter = characterOf(/[!()*+,;]/)
const subDelimiter = characterOf(/[!$&'()*+,;=]/)
const percentEncoded = sequence(exactly('%'), HEXDIG, HEXDIG)

/** An escape of another octet than one. */
function percentEncodedBut(octet: RegExp): Pattern {
  return (match, position) =>
    octet.test(match.text.slice(position, position + 3)) ? -1 : percentEncoded(match, position)
}
const notSingleQuote = percentEncodedBut(/^%27/)
const notDoubleQuote = percentEncodedBut(/^%22/)
const notEscaping = percentEncodedBut(/^%(?:22|5C)/i)

const pchar = choice(unreserved, percentEncoded, subDelimiter, characterOf(/[:@]/))
const pcharNoSingleQuote = choice(
  unreserved,
  notSingleQuote,
  otherDelimiter,
  characterOf(/[$&=:@]/),
)
const queryCharacter = (encoded: Pattern, others: RegExp) =>
  choice(unreserved, encoded, otherDelimiter, characterOf(others))
const qcharNoAmp = queryCharacter(percentEncoded, /[:@/?$'=]/)
const qcharNoAmpEq = queryCharacter(percentEncoded, /[:@/?$']/)
const qcharNoAmpEqAtDollar = queryCharacter(percentEncoded, /[:/?']/)
const qcharNoAmpSingleQuote = queryCharacter(percentEncoded, /[:@/?$=]/)
const qcharNoAmpDoubleQuote = queryCharacter(notDoubleQuote, /[:@/?$'=]/)
const qcharUnescaped = queryCharacter(notEscaping, /[:@/?$'=]/)

const characters = {
  ALPHA,
  DIGIT,
  HEXDIG,
  'A-to-F': hexLetter,
  DQUOTE,
  SP,
  HTAB,
  VCHAR,
  'obs-text': obsText,
  unreserved,
  'sub-delims': subDelimiter,
  'other-delims': otherDelimiter,
  'pct-encoded': percentEncoded,
  'pct-encoded-no-SQUOTE': notSingleQuote,
  'pct-encoded-no-DQUOTE': notDoubleQuote,
  'pct-encoded-unescaped': notEscaping,
  pchar,
  'pchar-no-SQUOTE': pcharNoSingleQuote,
  'qchar-no-AMP': qcharNoAmp,
  'qchar-no-AMP-EQ': qcharNoAmpEq,
  'qchar-no-AMP-EQ-AT-DOLLAR': qcharNoAmpEqAtDollar,
  'qchar-no-AMP-SQUOTE': qcharNoAmpSingleQuote,
  'qchar-no-AMP-DQUOTE': qcharNoAmpDoubleQuote,
  'qchar-unescaped': qcharUnescaped,
}

// ── Punctuation ─────────────────────────────────────────────────────────────────────────────────

const encodedOr = (character: string, encoded: string) => choice(exactly(character), text(encoded))
const blank = choice(SP, HTAB, exactly('%20'), exactly('%09'))
const RWS = many(blank, 1)
const BWS = many(blank)
const OWS = many(choice(SP, HTAB))
const AT = encodedOr('@', '%40')
const COLON = encodedOr(':', '%3A')
const COMMA = encodedOr(',', '%2C')
const EQ = exactly('=')
const HASH = exactly('%23')
const SIGN = choice(exactly('+'), text('%2B'), exactly('-'))
const SEMI = encodedOr(';', '%3B')
const STAR = encodedOr('*', '%2A')
const SQUOTE = encodedOr("'", '%27')
const OPEN = encodedOr('(', '%28')
const CLOSE = encodedOr(')', '%29')
const equalsInHeader = sequence(OWS, EQ, OWS)

const punctuation = {
  RWS,
  BWS,
  OWS,
  'BWS-h': OWS,
  'EQ-h': equalsInHeader,
  AT,
  COLON,
  COMMA,
  EQ,
  HASH,
  SIGN,
  SEMI,
  STAR,
  SQUOTE,
  OPEN,
  CLOSE,
}

// ── URIs (RFC 3986) ─────────────────────────────────────────────────────────────────────────────

const decimalOctet = choice(
  sequence(exactly('1'), DIGIT, DIGIT),
  sequence(exactly('2'), characterOf(/[0-4]/), DIGIT),
  sequence(exactly('25'), characterOf(/[0-5]/)),
  sequence(characterOf(/[1-9]/), DIGIT),
  DIGIT,
)
const dot = exactly('.')
const colon = exactly(':')
const IPv4address = sequence(decimalOctet, dot, decimalOctet, dot, decimalOctet, dot, decimalOctet)
const h16 = many(HEXDIG, 1, 4)
const group = sequence(h16, colon)
const ls32 = choice(sequence(h16, colon, h16), IPv4address)
const elision = exactly('::')
/** Up to `most` groups with colons between them and, as an alternative has it, a group before the elision. */
const groupsBefore = (most: number) => optional(many(beforeLast, 0, most), h16)
/** A group and its colon where another group follows, so that the last one stays. */
const beforeLast: Pattern = (match, position) => {
  const end = group(match, position)
  return end >= 0 && HEXDIG(match, end) >= 0 ? end : -1
}
const IPv6address = choice(
  sequence(times(6, group), ls32),
  sequence(elision, times(5, group), ls32),
  sequence(optional(h16), elision, times(4, group), ls32),
  sequence(groupsBefore(1), elision, times(3, group), ls32),
  sequence(groupsBefore(2), elision, times(2, group), ls32),
  sequence(groupsBefore(3), elision, group, ls32),
  sequence(groupsBefore(4), elision, ls32),
  sequence(groupsBefore(5), elision, h16),
  sequence(groupsBefore(6), elision),
)
const IPvFuture = sequence(
  text('v'),
  many(HEXDIG, 1),
  dot,
  many(choice(unreserved, subDelimiter, colon), 1),
)
const IPLiteral = sequence(exactly('['), choice(IPv6address, IPvFuture), exactly(']'))
const regName = many(choice(unreserved, percentEncoded, subDelimiter))
const host = choice(IPLiteral, IPv4address, regName)
/** A host that begins with digits is a name all the same: the first alternative that the port or path may follow. */
const wholeHost: Pattern = (match, position) => {
  const end = host(match, position)
  const next = match.text[end]
  const isWhole = end >= 0 && (next === undefined || /[:/?#]/.test(next))
  return isWhole ? end : regName(match, position)
}
const port = many(DIGIT)
const userinfo = many(choice(unreserved, percentEncoded, subDelimiter, colon))
const authority = sequence(optional(userinfo, exactly('@')), wholeHost, optional(colon, port))
const scheme = sequence(ALPHA, many(characterOf(/[\w+.-]/)))
const slash = exactly('/')
const segment = many(pchar)
const segmentNonZero = many(pchar, 1)
const pathAbEmpty = many(sequence(slash, segment))
const pathAbsolute = sequence(slash, optional(segmentNonZero, many(sequence(slash, segment))))
const pathRootless = sequence(segmentNonZero, many(sequence(slash, segment)))
const hierPart = choice(sequence(exactly('//'), authority, pathAbEmpty), pathAbsolute, pathRootless)
const query = many(choice(pchar, characterOf(/[/?]/)))
const URI = sequence(
  scheme,
  colon,
  hierPart,
  optional(exactly('?'), query),
  optional(exactly('#'), query),
)
const serviceRoot = sequence(
  choice(text('https'), text('http')),
  exactly('://'),
  wholeHost,
  optional(colon, port),
  slash,
  many(sequence(segmentNonZero, slash)),
)
const iriInQuery = many(qcharNoAmp, 1)
const iriInHeader = many(choice(VCHAR, obsText), 1)

const uris = {
  URI,
  'hier-part': hierPart,
  scheme,
  authority,
  userinfo,
  host,
  port,
  'IP-literal': IPLiteral,
  IPvFuture,
  IPv6address,
  h16,
  ls32,
  IPv4address,
  'dec-octet': decimalOctet,
  'reg-name': regName,
  'path-abempty': pathAbEmpty,
  'path-absolute': pathAbsolute,
  'path-rootless': pathRootless,
  segment,
  'segment-nz': segmentNonZero,
  query,
  fragment: query,
  serviceRoot,
  'IRI-in-query': iriInQuery,
  'IRI-in-header': iriInHeader,
}

// ── Names ───────────────────────────────────────────────────────────────────────────────────────

const identifierLeadingCharacter = characterOf(/[A-Z_a-z]/)
const identifierCharacter = characterOf(/\w/)
const odataIdentifier = sequence(identifierLeadingCharacter, many(identifierCharacter, 0, 127))

const simpleNames = [
  'namespacePart',
  'entitySetName',
  'singletonEntity',
  'entityTypeName',
  'complexTypeName',
  'typeDefinitionName',
  'enumerationTypeName',
  'enumerationMember',
  'termName',
  'primitiveKeyProperty',
  'primitiveNonKeyProperty',
  'primitiveColProperty',
  'complexProperty',
  'complexColProperty',
  'streamProperty',
  'entityNavigationProperty',
  'entityColNavigationProperty',
  'action',
  'actionImport',
  'parameterName',
  'keyPropertyAlias',
  'computedProperty',
  'lambdaVariableExpr',
  'annotationQualifier',
  'customAggregate',
  'expressionAlias',
  'recHierQualifier',
  'rollupNamedHier',
  ...rulesOf(functions),
  ...rulesOf(functionImports),
]
const patternOfName = new Map(simpleNames.map((rule) => [rule, named(rule, odataIdentifier)]))
/** ABNF rules that are an `odataIdentifier` of the names given for them. */
export const nameOf = (rule: string): Pattern => patternOfName.get(rule)!
const name = nameOf
const oneOf = (...rules: readonly string[]) => choice(...rules.map(name))

const namespace = list(name('namespacePart'), dot)

/** A namespace, which may be left out or not, before something: as long a one as leaves that to match. */
function afterNamespace(last: Pattern, isOptional: boolean): Pattern {
  const part = sequence(name('namespacePart'), dot)
  return (match, position) => {
    const starts = isOptional ? [position] : []
    for (let end = part(match, position); end >= 0; end = part(match, end)) starts.push(end)
    for (const start of starts.toReversed()) {
      const end = last(match, start)
      if (end >= 0) return end
    }
    return -1
  }
}

const qualified = (...patterns: readonly Pattern[]) => afterNamespace(sequence(...patterns), false)
const optionallyQualified = (...patterns: readonly Pattern[]) =>
  afterNamespace(sequence(...patterns), true)

const abstractSpatialTypeName = choice(exactly('Geography'), exactly('Geometry'))
const exactlyOneOf = (words: string) => choice(...words.split(' ').map(exactly))
const concreteSpatialTypeName = exactlyOneOf(
  'Collection LineString MultiLineString MultiPoint MultiPolygon Point Polygon',
)
const primitiveTypeName = sequence(
  exactly('Edm.'),
  choice(
    exactlyOneOf(
      'Binary Boolean Byte DateTimeOffset Date Decimal Double Duration Guid Int16 Int32 Int64 ' +
        'SByte Single Stream String TimeOfDay',
    ),
    sequence(abstractSpatialTypeName, optional(concreteSpatialTypeName)),
  ),
)
const qualifiedEntityTypeName = qualified(name('entityTypeName'))
const qualifiedComplexTypeName = qualified(name('complexTypeName'))
const qualifiedTypeDefinitionName = qualified(name('typeDefinitionName'))
const qualifiedEnumTypeName = qualified(name('enumerationTypeName'))
const singleQualifiedTypeName = choice(
  qualifiedEntityTypeName,
  qualifiedComplexTypeName,
  qualifiedTypeDefinitionName,
  qualifiedEnumTypeName,
  primitiveTypeName,
)
const singleTypeName = oneOf(
  'entityTypeName',
  'complexTypeName',
  'typeDefinitionName',
  'enumerationTypeName',
)
const collectionOf = (type: Pattern) => sequence(exactly('Collection'), OPEN, type, CLOSE)
const functionName = oneOf(...rulesOf(functions))
const parameterNames = list(name('parameterName'), COMMA)
const signature = optional(OPEN, parameterNames, CLOSE)
const primitiveProperty = oneOf(
  'primitiveKeyProperty',
  'primitiveNonKeyProperty',
  'customAggregate',
)
const annotation = (hash: Pattern) =>
  sequence(AT, optionallyQualified(name('termName')), optional(hash, name('annotationQualifier')))
const annotationInQuery = annotation(HASH)
const annotationInFragment = annotation(exactly('#'))
const parameterAlias = sequence(AT, odataIdentifier)

const names = {
  odataIdentifier,
  identifierLeadingCharacter,
  identifierCharacter,
  ...Object.fromEntries(patternOfName),
  namespace,
  primitiveProperty,
  navigationProperty: oneOf('entityNavigationProperty', 'entityColNavigationProperty'),
  function: functionName,
  primitiveTypeName,
  abstractSpatialTypeName,
  concreteSpatialTypeName,
  qualifiedEntityTypeName,
  qualifiedComplexTypeName,
  qualifiedTypeDefinitionName,
  qualifiedEnumTypeName,
  singleQualifiedTypeName,
  singleTypeName,
  qualifiedTypeName: choice(singleQualifiedTypeName, collectionOf(singleQualifiedTypeName)),
  optionallyQualifiedTypeName: choice(
    singleQualifiedTypeName,
    collectionOf(singleQualifiedTypeName),
    singleTypeName,
    collectionOf(singleTypeName),
  ),
  optionallyQualifiedEntityTypeName: optionallyQualified(name('entityTypeName')),
  optionallyQualifiedComplexTypeName: optionallyQualified(name('complexTypeName')),
  qualifiedActionName: qualified(name('action')),
  qualifiedFunctionName: qualified(functionName, signature),
  optionallyQualifiedActionName: optionallyQualified(name('action')),
  optionallyQualifiedFunctionName: optionallyQualified(functionName, signature),
  allOperationsInSchema: qualified(STAR),
  parameterNames,
  parameterAlias,
  annotationInQuery,
  annotationInFragment,
  boundActionCall: optionallyQualified(name('action')),
  actionImportCall: name('actionImport'),
  boundFunctionCallNoParens: optionallyQualified(functionName),
  functionImportCallNoParens: oneOf(...rulesOf(functionImports)),
  aggrCastPath: optionallyQualified(oneOf('complexTypeName', 'entityTypeName')),
  implicitVariableExpr: choice(exactly('$it'), exactly('$this')),
  ...Object.fromEntries(
    [
      'complexAnnotationInQuery',
      'entityAnnotationInQuery',
      'primitiveAnnotationInQuery',
      'primitiveColAnnotationInQuery',
    ].map((rule) => [rule, named(rule, annotationInQuery)]),
  ),
  ...Object.fromEntries(
    ['complexAnnotationInFragment', 'entityAnnotationInFragment'].map((rule) => [
      rule,
      named(rule, annotationInFragment),
    ]),
  ),
}

// ── Literals ────────────────────────────────────────────────────────────────────────────────────

const digits = many(DIGIT, 1)
const signInValue = optional(characterOf(/[+-]/))
const nanInfinity = choice(exactly('NaN'), exactly('-INF'), exactly('INF'))
const decimalWith = (sign: Pattern) =>
  choice(
    sequence(sign, digits, optional(dot, digits), optional(text('e'), sign, digits)),
    nanInfinity,
  )
const decimalLiteral = decimalWith(optional(SIGN))
const decimalValue = decimalWith(signInValue)
const integer = (sign: Pattern, most: number) => sequence(sign, many(DIGIT, 1, most))
const byte = many(DIGIT, 1, 3)
const int64Literal = integer(optional(SIGN), 19)
const int64Value = integer(signInValue, 19)
const hyphen = exactly('-')
const hex = (count: number) => times(count, HEXDIG)
const guid = sequence(hex(8), hyphen, hex(4), hyphen, hex(4), hyphen, hex(4), hyphen, hex(12))

const oneToNine = characterOf(/[1-9]/)
const zeroToFiftyNine = sequence(characterOf(/[0-5]/), DIGIT)
const year = sequence(
  optional(hyphen),
  choice(sequence(exactly('0'), times(3, DIGIT)), sequence(oneToNine, many(DIGIT, 3))),
)
const month = choice(
  sequence(exactly('0'), oneToNine),
  sequence(exactly('1'), characterOf(/[0-2]/)),
)
const day = choice(
  sequence(exactly('0'), oneToNine),
  sequence(characterOf(/[12]/), DIGIT),
  sequence(exactly('3'), characterOf(/[01]/)),
)
const hour = choice(
  sequence(characterOf(/[01]/), DIGIT),
  sequence(exactly('2'), characterOf(/[0-3]/)),
)
const second = choice(zeroToFiftyNine, exactly('60'))
const fractionalSeconds = many(DIGIT, 1, 12)
const date = sequence(year, hyphen, month, hyphen, day)
const timeWith = (separator: Pattern) =>
  sequence(
    hour,
    separator,
    zeroToFiftyNine,
    optional(separator, second, optional(dot, fractionalSeconds)),
  )
const timeOfDayLiteral = timeWith(COLON)
const timeOfDayValue = timeWith(colon)
const dateTimeOffsetLiteral = sequence(
  date,
  text('T'),
  timeOfDayLiteral,
  choice(text('Z'), sequence(SIGN, hour, COLON, zeroToFiftyNine)),
)
const dateTimeOffsetValue = sequence(
  date,
  text('T'),
  timeOfDayValue,
  choice(text('Z'), sequence(characterOf(/[+-]/), hour, colon, zeroToFiftyNine)),
)
const durationValue = sequence(
  optional(hyphen),
  text('P'),
  optional(digits, text('D')),
  optional(
    text('T'),
    optional(digits, text('H')),
    optional(digits, text('M')),
    optional(digits, optional(dot, digits), text('S')),
  ),
)
const durationLiteral = sequence(optional(text('duration')), SQUOTE, durationValue, SQUOTE)

const base64char = characterOf(/[\w-]/)
const base64b16 = sequence(
  times(2, base64char),
  characterOf(/[AEIMQUYcgkosw048]/),
  optional(exactly('=')),
)
const base64b8 = sequence(base64char, characterOf(/[AQgw]/), optional(exactly('==')))
const binaryValue = sequence(many(times(4, base64char)), optional(choice(base64b16, base64b8)))
const binaryLiteral = sequence(text('binary'), SQUOTE, binaryValue, SQUOTE)

const quoteInString = sequence(SQUOTE, SQUOTE)
const stringLiteral = sequence(SQUOTE, many(choice(quoteInString, pcharNoSingleQuote)), SQUOTE)
const boolean = choice(text('true'), text('false'))
const booleanValue = choice(exactly('true'), exactly('false'))
const nullLiteral = exactly('null')

const singleEnumLiteral = choice(name('enumerationMember'), int64Literal)
const singleEnumValue = choice(name('enumerationMember'), int64Value)
const enumLiteral = sequence(
  optional(qualifiedEnumTypeName),
  SQUOTE,
  list(singleEnumLiteral, COMMA),
  SQUOTE,
)
const enumValue = list(singleEnumValue, exactly(','))

const literals = {
  null: nullLiteral,
  boolean,
  booleanValue,
  guid,
  guidValue: guid,
  byte,
  byteValue: byte,
  sbyteLiteral: integer(optional(SIGN), 3),
  sbyteValue: integer(signInValue, 3),
  int16Literal: integer(optional(SIGN), 5),
  int16Value: integer(signInValue, 5),
  int32Literal: integer(optional(SIGN), 10),
  int32Value: integer(signInValue, 10),
  int64Literal,
  int64Value,
  nanInfinity,
  decimalLiteral,
  decimalValue,
  doubleLiteral: decimalLiteral,
  doubleValue: decimalValue,
  singleLiteral: decimalLiteral,
  singleValue: decimalValue,
  oneToNine,
  zeroToFiftyNine,
  year,
  month,
  day,
  hour,
  minute: zeroToFiftyNine,
  second,
  fractionalSeconds,
  date,
  dateValue: date,
  timeOfDayLiteral,
  timeOfDayValue,
  dateTimeOffsetLiteral,
  dateTimeOffsetValueInUrl: dateTimeOffsetLiteral,
  dateTimeOffsetValue,
  durationLiteral,
  durationValue,
  base64char,
  base64b16,
  base64b8,
  binaryLiteral,
  binaryValue,
  stringLiteral,
  'SQUOTE-in-string': quoteInString,
  enumLiteral,
  singleEnumLiteral,
  enumValue,
  singleEnumValue,
}

// ── Shapes ──────────────────────────────────────────────────────────────────────────────────────

const positionLiteral = sequence(
  decimalValue,
  SP,
  decimalValue,
  optional(SP, decimalValue),
  optional(SP, decimalValue),
)
const inParentheses = (item: Pattern, leastFurther = 0) =>
  sequence(OPEN, list(item, COMMA, leastFurther), CLOSE)
const pointData = sequence(OPEN, positionLiteral, CLOSE)
const lineStringData = inParentheses(positionLiteral, 1)
const ringLiteral = inParentheses(positionLiteral)
const polygonData = inParentheses(ringLiteral)
const severalOf = (shape: string, data: Pattern) =>
  sequence(text(`${shape}(`), optional(list(data, COMMA)), CLOSE)
const shapes = {
  Point: sequence(text('Point'), pointData),
  LineString: sequence(text('LineString'), lineStringData),
  Polygon: sequence(text('Polygon'), polygonData),
  MultiPoint: severalOf('MultiPoint', pointData),
  MultiLineString: severalOf('MultiLineString', lineStringData),
  MultiPolygon: severalOf('MultiPolygon', polygonData),
}
const collectionLiteral = sequence(
  text('GeometryCollection('),
  list(
    later(() => geoLiteral),
    COMMA,
  ),
  CLOSE,
)
const geoLiteral: Pattern = choice(
  collectionLiteral,
  shapes.LineString,
  shapes.MultiPoint,
  shapes.MultiLineString,
  shapes.MultiPolygon,
  shapes.Point,
  shapes.Polygon,
)
const sridLiteral = sequence(text('SRID'), EQ, many(DIGIT, 1, 5), SEMI)
const geographyPrefix = text('geography')
const geometryPrefix = text('geometry')

const allShapes: readonly (readonly [name: string, rule: string, shape: Pattern])[] = [
  ['Collection', 'collection', collectionLiteral],
  ['LineString', 'lineString', shapes.LineString],
  ['MultiLineString', 'multiLineString', shapes.MultiLineString],
  ['MultiPoint', 'multiPoint', shapes.MultiPoint],
  ['MultiPolygon', 'multiPolygon', shapes.MultiPolygon],
  ['Point', 'point', shapes.Point],
  ['Polygon', 'polygon', shapes.Polygon],
]
const quotedShape = (prefix: Pattern, shape: Pattern) =>
  sequence(prefix, SQUOTE, sridLiteral, shape, SQUOTE)

const geo: Readonly<Record<string, Pattern>> = {
  geographyPrefix,
  geometryPrefix,
  sridLiteral,
  positionLiteral,
  pointData,
  lineStringData,
  ringLiteral,
  polygonData,
  geoLiteral,
  ...Object.fromEntries(
    allShapes.flatMap(([shapeName, rule, shape]) => [
      [`${rule}Literal`, shape],
      [`full${shapeName}Literal`, sequence(sridLiteral, shape)],
      [`geography${shapeName}`, quotedShape(geographyPrefix, shape)],
      [`geometry${shapeName}`, quotedShape(geometryPrefix, shape)],
    ]),
  ),
}

const fullShape = choice(...allShapes.map(([, , shape]) => sequence(sridLiteral, shape)))
const primitiveLiteral = choice(
  nullLiteral,
  boolean,
  guid,
  dateTimeOffsetLiteral,
  date,
  timeOfDayLiteral,
  decimalLiteral,
  stringLiteral,
  durationLiteral,
  enumLiteral,
  binaryLiteral,
  ...[geographyPrefix, geometryPrefix].flatMap((prefix) =>
    allShapes.map(([, , shape]) => quotedShape(prefix, shape)),
  ),
)
/** In the order of the ABNF, whose `decimalValue` takes what looks like a whole number. */
const primitiveValue = choice(
  booleanValue,
  guid,
  durationValue,
  dateTimeOffsetValue,
  date,
  timeOfDayValue,
  enumValue,
  fullShape,
  decimalValue,
  binaryValue,
)
const keyPropertyValue = choice(
  boolean,
  guid,
  dateTimeOffsetLiteral,
  date,
  timeOfDayLiteral,
  decimalLiteral,
  stringLiteral,
  durationLiteral,
  enumLiteral,
)
const keyPathLiteral = named('keyPathLiteral', segment)
const keyPathSegments = many(sequence(slash, keyPathLiteral), 1)
const keyValue = choice(parameterAlias, keyPropertyValue)
const keyValuePair = sequence(oneOf('primitiveKeyProperty', 'keyPropertyAlias'), EQ, keyValue)
/** As a part of other patterns; by itself it gives a tree. */
export const keyPredicate: Pattern = choice(
  sequence(OPEN, keyValue, CLOSE),
  sequence(OPEN, list(keyValuePair, COMMA), CLOSE),
  keyPathSegments,
)

const values = {
  primitiveLiteral,
  primitiveValue,
  keyPropertyValue,
  keyPathLiteral,
  keyPathSegments,
  ordinalIndex: sequence(slash, optional(hyphen), digits),
  each: exactly('/$each'),
  count: exactly('/$count'),
  ref: exactly('/$ref'),
  value: exactly('/$value'),
  querySegment: exactly('/$query'),
}

// ── JSON and search ─────────────────────────────────────────────────────────────────────────────

const quotationMark = choice(DQUOTE, exactly('%22'))
const escape = encodedOr('\\', '%5C')
const jsonSpecial = characterOf(/[ :{}[\]]/)
const charInJson = choice(
  qcharUnescaped,
  jsonSpecial,
  sequence(
    escape,
    choice(
      quotationMark,
      escape,
      encodedOr('/', '%2F'),
      characterOf(/[bfnrt]/),
      sequence(exactly('u'), hex(4)),
    ),
  ),
)
const begin = (character: string, encoded: string) => sequence(end(character, encoded), BWS)
const end = (character: string, encoded: string) => sequence(BWS, encodedOr(character, encoded))
const searchChar = choice(unreserved, notDoubleQuote, characterOf(/[!*+,:@/?$=]/))
const jsonAndSearch = {
  'quotation-mark': quotationMark,
  escape,
  'qchar-JSON-special': jsonSpecial,
  charInJSON: charInJson,
  stringInUrl: sequence(quotationMark, many(charInJson), quotationMark),
  'begin-object': begin('{', '%7B'),
  'end-object': end('}', '%7D'),
  'begin-array': begin('[', '%5B'),
  'end-array': end(']', '%5D'),
  'name-separator': sequence(BWS, COLON, BWS),
  'value-separator': sequence(BWS, COMMA, BWS),
  searchChar,
  searchWord: sequence(searchChar, many(choice(searchChar, SQUOTE))),
  searchPhrase: sequence(quotationMark, many(choice(qcharNoAmpDoubleQuote, SP), 1), quotationMark),
  'searchExpr-incomplete': sequence(
    SQUOTE,
    many(choice(quoteInString, qcharNoAmpSingleQuote, quotationMark, SP)),
    SQUOTE,
  ),
}

// ── Headers ─────────────────────────────────────────────────────────────────────────────────────

const excludeOperator = exactly('-')
const annotationIdentifier = sequence(
  optional(excludeOperator),
  choice(STAR, qualified(choice(name('termName'), STAR))),
  optional(exactly('#'), odataIdentifier),
)
const annotationsList = list(annotationIdentifier, exactly(','))
const odata = optional(text('odata.'))
const header = (headerName: string, ...value: readonly Pattern[]) =>
  sequence(text(headerName), colon, OWS, ...value)
const preferences = {
  allowEntityReferencesPreference: sequence(odata, text('allow-entityreferences')),
  callbackPreference: sequence(
    odata,
    text('callback'),
    OWS,
    exactly(';'),
    OWS,
    text('url'),
    equalsInHeader,
    DQUOTE,
    URI,
    DQUOTE,
  ),
  continueOnErrorPreference: sequence(
    odata,
    text('continue-on-error'),
    optional(equalsInHeader, boolean),
  ),
  includeAnnotationsPreference: sequence(
    odata,
    text('include-annotations'),
    equalsInHeader,
    DQUOTE,
    annotationsList,
    DQUOTE,
  ),
  maxpagesizePreference: sequence(
    odata,
    text('maxpagesize'),
    equalsInHeader,
    oneToNine,
    many(DIGIT),
  ),
  omitValuesPreference: sequence(
    text('omit-values'),
    equalsInHeader,
    choice(text('nulls'), text('defaults')),
  ),
  respondAsyncPreference: text('respond-async'),
  returnPreference: sequence(
    text('return'),
    equalsInHeader,
    choice(exactly('representation'), exactly('minimal')),
  ),
  trackChangesPreference: sequence(odata, text('track-changes')),
  waitPreference: sequence(text('wait'), equalsInHeader, digits),
}
const preference = choice(...Object.values(preferences))
const requestId = many(unreserved, 1)
const headers = {
  asyncresult: header('AsyncResult', times(3, DIGIT)),
  'content-id': header('Content-ID', requestId),
  isolation: sequence(optional(text('OData-')), header('Isolation', text('snapshot'))),
  'odata-entityid': header('OData-EntityID', iriInHeader),
  'odata-error': header(
    'OData-Error',
    exactly('{'),
    DQUOTE,
    exactly('code'),
    DQUOTE,
    colon,
    many(choice(VCHAR, SP)),
  ),
  'odata-maxversion': header('OData-MaxVersion', digits, dot, digits),
  'odata-version': header('OData-Version', text('4.0'), optional(oneToNine)),
  prefer: header('Prefer', list(preference, sequence(OWS, exactly(','), OWS))),
}

const headerRules: Readonly<Record<string, Pattern>> = {
  header: choice(...Object.values(headers)),
  ...headers,
  preference,
  ...preferences,
}

/** By rule name as the ABNF spells it. */
export const lexicalRules: Readonly<Record<string, Pattern>> = {
  ...characters,
  ...punctuation,
  ...uris,
  ...names,
  ...literals,
  ...geo,
  ...values,
  ...jsonAndSearch,
  ...headerRules,
  'request-id': requestId,
  annotationsList,
  annotationIdentifier,
  excludeOperator,
}

/** Rules of header fields and preferences, which give a tree of their own. */
export const headerRuleNames: ReadonlySet<string> = new Set(Object.keys(headerRules))
/** The characters of query options that are taken as they are. */
export const queryTokenPattern: Pattern = iriInQuery
export const formatPattern: Pattern = choice(
  sequence(many(pchar, 1), slash, many(pchar, 1)),
  text('atom'),
  text('json'),
  text('xml'),
)
export const schemaVersionPattern: Pattern = choice(STAR, requestId)
export const customNamePattern: Pattern = sequence(qcharNoAmpEqAtDollar, many(qcharNoAmpEq))
export const customValuePattern: Pattern = many(qcharNoAmp)
