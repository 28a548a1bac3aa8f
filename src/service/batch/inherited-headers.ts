import type { ServiceRequest } from '../http-message.ts'
import { readMediaRange } from '../media-ranges.ts'
import { headerText } from '../negotiate.ts'
import { readPreferences } from '../preferences.ts'
import type { BatchContext } from './answer-part.ts'
import type { BatchRequest } from './batch-request.ts'
import { isJson } from '../../journal/index.ts'

const inheritedNames = [
  'authorization',
  'odata-version',
  'odata-maxversion',
  'accept-charset',
  'accept-language',
  'client-request-id',
]

/**
 * What a part has from the batch unless it says otherwise.
 * @see Protocol, "Common Headers", "Request Headers"
 */
export function inheritedHeaders({ headers }: ServiceRequest): Readonly<Record<string, string>> {
  const inherited: Record<string, string> = {}
  for (const name of inheritedNames) {
    const value = headerText(headers, name)
    if (value !== undefined) inherited[name] = value
  }
  const accept = acceptOfParts(headerText(headers, 'accept') ?? '')
  return accept === undefined ? inherited : { ...inherited, accept }
}

/**
 * "Requests within a batch that don't include the `Accept` header inherit the acceptable formats of the overall
 * batch request". What it says of JSON is meant for them; since the header chooses the format of the batch as
 * well, it refuses them nothing that is never JSON.
 */
function acceptOfParts(accept: string): string | undefined {
  const ranges = accept
    .split(',')
    .filter((range) => isJson(range) && readMediaRange(range).quality > 0)
  return ranges.length === 0 ? undefined : `${ranges.join(',')}, */*;q=0.1`
}

/** Of the preferences, "requests within a batch that don't include the `include-annotations` preference inherit" it. */
export function inherit(
  headers: BatchRequest['headers'],
  { inherited, outer }: Pick<BatchContext, 'inherited' | 'outer'>,
): BatchRequest['headers'] {
  const merged = Object.keys(headers).length === 0 ? inherited : { ...inherited, ...headers }
  const { written } = readPreferences(headerText(outer.headers, 'prefer'))
  const annotations = written.get('include-annotations')
  if (annotations === undefined) return merged
  const prefer = headers['prefer']
  if (readPreferences(prefer).written.has('include-annotations')) return merged
  return { ...merged, prefer: prefer === undefined ? annotations : `${prefer}, ${annotations}` }
}
