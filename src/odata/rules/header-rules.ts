/* ABNF section "Header values". */
import {
  choice,
  exactly,
  list,
  many,
  optional,
  type Pattern,
  sequence,
  text,
  times,
} from './pattern.ts'
import {
  DIGIT,
  DQUOTE,
  equalsInHeader,
  OWS,
  SP,
  STAR,
  unreserved,
  VCHAR,
} from './character-rules.ts'
import { boolean, digits, oneToNine } from './literal-rules.ts'
import { name, odataIdentifier, qualified } from './name-rules.ts'
import { colon, dot, iriInHeader, URI } from './uri-rules.ts'

export const excludeOperator = exactly('-')
export const annotationIdentifier = sequence(
  optional(excludeOperator),
  choice(STAR, qualified(choice(name('termName'), STAR))),
  optional(exactly('#'), odataIdentifier),
)
export const annotationsList = list(annotationIdentifier, exactly(','))
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
export const requestId = many(unreserved, 1)
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

export const headerRules: Readonly<Record<string, Pattern>> = {
  header: choice(...Object.values(headers)),
  ...headers,
  preference,
  ...preferences,
}
