/* The rules of the ABNF that need no tree, in one table by their names there. */
import {
  characters,
  pchar,
  punctuation,
  qcharNoAmp,
  qcharNoAmpEq,
  qcharNoAmpEqAtDollar,
  STAR,
} from './character-rules.ts'
import {
  annotationIdentifier,
  annotationsList,
  excludeOperator,
  headerRules,
  requestId,
} from './header-rules.ts'
import { jsonAndSearch } from './json-and-search-rules.ts'
import { literals } from './literal-rules.ts'
import { names } from './name-rules.ts'
import { choice, many, sequence, text, type Pattern } from './pattern.ts'
import { geo } from './shape-rules.ts'
import { iriInQuery, slash, uris } from './uri-rules.ts'
import { values } from './value-rules.ts'

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
