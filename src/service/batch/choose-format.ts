import { ODataError } from '../../errors.ts'
import type { ServiceRequest } from '../http-message.ts'
import { readMediaRanges } from '../media-ranges.ts'
import { headerText, negotiateVersion } from '../negotiate.ts'
import type { BatchFormat } from './batch-request.ts'
import type { BatchSupport } from './batch-support.ts'
import { isJson, readContentType } from '../../journal/index.ts'

/**
 * The format of a batch request, by its `Content-Type`.
 * @param isStrict the standard requires the header; what Graph's clients leave out is JSON
 * @throws ODataError 415 for another media type, or one that the contract's BatchSupport does not name
 * @see Protocol, "Batch Request Headers"
 */
export function requestFormat(
  { headers }: ServiceRequest,
  { formats }: BatchSupport,
  { isStrict }: { isStrict: boolean },
): BatchFormat {
  const header = headerText(headers, 'content-type')
  const format = header === undefined && !isStrict ? 'application/json' : formatOf(header ?? '')
  if (format && (!formats || formats.includes(format))) return format
  const expected = formats?.join(' or ') ?? 'multipart/mixed or application/json'
  const found = header === undefined ? 'none' : `'${header.slice(0, 80)}'`
  throw new ODataError(
    415,
    'UnsupportedMediaType',
    `expected a Content-Type of ${expected}, found ${found}`,
    { target: 'Content-Type' },
  )
}

function formatOf(contentType: string): BatchFormat | undefined {
  if (isJson(contentType)) return 'application/json'
  return readContentType(contentType).type === 'multipart/mixed' ? 'multipart/mixed' : undefined
}

/**
 * The format of the response: that which `$format`, else `Accept` asks for, and of the request where both
 * will do. A multipart batch is answered in JSON to 4.01 alone: 4.0 has no such format, and its clients say
 * `Accept: application/json` when they mean the parts.
 * @throws ODataError 406 when neither format is acceptable, 415 for an unknown `$format`
 * @see Protocol, "Batch Request Headers"
 */
export function responseFormat(request: ServiceRequest, given: BatchFormat): BatchFormat {
  const asked = formatOption(request.url)
  if (asked !== undefined) {
    const format = asked.toLowerCase() === 'json' ? 'application/json' : formatOf(asked)
    if (format) return format
    throw new ODataError(
      415,
      'UnsupportedFormat',
      `$format: expected json, application/json or multipart/mixed, found '${asked.slice(0, 80)}'`,
      { target: '$format' },
    )
  }
  const accept = headerText(request.headers, 'accept')
  if (accept === undefined || accept.trim() === '') return given
  const other = given === 'application/json' ? 'multipart/mixed' : 'application/json'
  const wish = { given: qualityOf(given, accept), other: qualityOf(other, accept) }
  if (wish.given === 0 && wish.other === 0) {
    throw new ODataError(
      406,
      'NotAcceptable',
      `expected multipart/mixed or application/json in Accept, found '${accept.slice(0, 80)}'`,
      { target: 'Accept' },
    )
  }
  if (other === 'application/json' && negotiateVersion(request.headers) === '4.0') return given
  return wish.other > wish.given ? other : given
}

function formatOption(url: string): string | undefined {
  const mark = url.indexOf('?')
  return mark < 0 ? undefined : (new URLSearchParams(url.slice(mark)).get('$format') ?? undefined)
}

/** RFC 9110, "Accept": the most specific range counts. */
function qualityOf(format: BatchFormat, accept: string): number {
  const ranges = readMediaRanges(accept)
  for (const type of [format, format.replace(/\/.*/, '/*'), '*/*']) {
    const found = ranges.filter((range) => range.type === type)
    if (found.length > 0) return Math.max(...found.map(({ quality }) => quality))
  }
  return 0
}
