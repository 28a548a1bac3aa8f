/* ABNF section "Names and identifiers". */
import {
  characterOf,
  choice,
  exactly,
  list,
  many,
  named,
  optional,
  type Pattern,
  sequence,
} from './pattern.ts'
import { functionImports, functions, rulesOf } from '../rules-of-names.ts'
import { AT, CLOSE, COMMA, HASH, OPEN, STAR } from './character-rules.ts'
import { dot } from './uri-rules.ts'

const identifierLeadingCharacter = characterOf(/[A-Z_a-z]/)
const identifierCharacter = characterOf(/\w/)
export const odataIdentifier = sequence(
  identifierLeadingCharacter,
  many(identifierCharacter, 0, 127),
)

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
export const name = nameOf
export const oneOf = (...rules: readonly string[]) => choice(...rules.map(name))

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

export const qualified = (...patterns: readonly Pattern[]) =>
  afterNamespace(sequence(...patterns), false)
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
export const qualifiedEnumTypeName = qualified(name('enumerationTypeName'))
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
export const parameterAlias = sequence(AT, odataIdentifier)

export const names = {
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
