/*
 * Rules of the ABNF for paths of names, and for what stands beside them in `aggregate`, by their names there: its section
 * "Context URL Fragments", and that on `$apply` of the aggregation grammar.
 */
import { customNamePattern, customValuePattern, lexicalRules } from './lexical-rules.ts'
import { nameOf } from './name-rules.ts'
import { keyPredicate } from './value-rules.ts'
import {
  choice,
  exactly,
  later,
  list,
  many,
  named,
  optional,
  sequence,
  type Pattern,
} from './pattern.ts'

const rule = (name: string): Pattern => lexicalRules[name]!
const oneOf = (...names: readonly string[]) => choice(...names.map(nameOf))
const slash = exactly('/')
const blanks = rule('RWS')
const comma = sequence(rule('BWS'), rule('COMMA'), rule('BWS'))
const primitiveProperty = rule('primitiveProperty')
const navigationProperty = rule('navigationProperty')
const complexType = rule('optionallyQualifiedComplexTypeName')
const entityType = rule('optionallyQualifiedEntityTypeName')

// ── Context URLs ────────────────────────────────────────────────────────────────────────────────

const castToEntity = optional(slash, rule('qualifiedEntityTypeName'))
const castToComplex = optional(slash, rule('qualifiedComplexTypeName'))
const navigation = sequence(
  many(sequence(slash, nameOf('complexProperty'), castToComplex)),
  slash,
  navigationProperty,
)
const containmentNavigation = sequence(keyPredicate, castToEntity, navigation)
const contextPropertyPath: Pattern = choice(
  primitiveProperty,
  oneOf('primitiveColProperty', 'complexColProperty'),
  sequence(
    nameOf('complexProperty'),
    optional(
      castToComplex,
      slash,
      later(() => contextPropertyPath),
    ),
  ),
)

// ── Data aggregation paths ──────────────────────────────────────────────────────────────────────

const typeCast = rule('aggrCastPath')
const optionalCast = optional(slash, typeCast)
const castBefore = optional(typeCast, slash)
const property = oneOf('complexProperty', 'complexColProperty')
const aggrPropStep = sequence(choice(property, navigationProperty), optionalCast)
const aggrPropPath: Pattern = sequence(
  aggrPropStep,
  optional(
    slash,
    later(() => aggrPropPath),
  ),
)
const aggrPrimPath: Pattern = choice(
  sequence(
    aggrPropStep,
    slash,
    later(() => aggrPrimPath),
  ),
  primitiveProperty,
  oneOf('primitiveColProperty', 'streamProperty'),
)
const aggrPathPrefix = sequence(castBefore, aggrPropPath)
const singleProperty = oneOf('complexProperty', 'entityNavigationProperty')
const snglPropPath: Pattern = sequence(
  singleProperty,
  optional(
    optionalCast,
    slash,
    later(() => snglPropPath),
  ),
)
const snglPrimPath: Pattern = choice(
  sequence(
    singleProperty,
    optionalCast,
    slash,
    later(() => snglPrimPath),
  ),
  primitiveProperty,
  nameOf('streamProperty'),
)
const groupingProperties = list(sequence(castBefore, choice(snglPrimPath, snglPropPath)), comma)
const nestPropPath: Pattern = sequence(
  property,
  optional(
    optional(slash, complexType),
    slash,
    later(() => nestPropPath),
  ),
)
const nestPath = sequence(
  castBefore,
  choice(
    sequence(optional(nestPropPath, slash), navigationProperty, optional(slash, entityType)),
    nestPropPath,
  ),
)
const joinProperty = choice(
  nameOf('complexColProperty'),
  rule('complexAnnotationInQuery'),
  sequence(nameOf('entityColNavigationProperty'), optional(slash, entityType)),
  rule('entityAnnotationInQuery'),
)

// ── Parts of aggregate expressions ──────────────────────────────────────────────────────────────

const customMethod = sequence(
  many(sequence(nameOf('namespacePart'), exactly('.')), 1),
  rule('odataIdentifier'),
)
const nonprimAggMethod = choice(exactly('countdistinct'), customMethod)
const standardMethods = ['sum', 'min', 'max', 'average'].map(exactly)
const aggregateMethod = choice(...standardMethods, nonprimAggMethod)
const after = (word: string, ...patterns: readonly Pattern[]) =>
  sequence(blanks, exactly(word), blanks, ...patterns)
const aggregateWith = after('with', aggregateMethod)
const aggregateFrom: Pattern = after(
  'from',
  groupingProperties,
  aggregateWith,
  optional(later(() => aggregateFrom)),
)
const customFrom: Pattern = after(
  'from',
  groupingProperties,
  optional(aggregateWith),
  optional(later(() => customFrom)),
)
const count = exactly('/$count')

/** By rule name as the ABNF spells it. */
export const pathRules: Readonly<Record<string, Pattern>> = {
  customName: named('customName', customNamePattern),
  customValue: customValuePattern,
  navigation,
  containmentNavigation,
  entitySet: sequence(nameOf('entitySetName'), many(containmentNavigation), castToEntity),
  contextPropertyPath,
  aggrPropStep,
  aggrPropPath,
  aggrPrimPath,
  aggrPathPrefix,
  nestPropPath,
  nestPath,
  joinProperty,
  recHierPropertyPath: sequence(castBefore, aggrPrimPath),
  nonprimAggMethod,
  aggregateMethod,
  aggregateWith,
  nonprimAggWith: after('with', nonprimAggMethod),
  aggregateFrom,
  customFrom,
  aggregateCount: choice(
    exactly('$count'),
    sequence(castBefore, aggrPrimPath, count),
    sequence(choice(aggrPathPrefix, typeCast), count),
  ),
  aggregateCustom: sequence(
    optional(choice(aggrPathPrefix, typeCast), slash),
    nameOf('customAggregate'),
  ),
  asAlias: after('as', nameOf('expressionAlias')),
}
