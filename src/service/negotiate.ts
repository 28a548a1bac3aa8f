import { badRequest, ODataError } from '../errors.ts'
import { didYouMean } from '../model/index.ts'

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** What a response's JSON is to look like. */
export interface JsonFormat {
  readonly metadata: 'none' | 'minimal' | 'full'
  readonly ieee754Compatible: boolean
}

/** Of an answer that is not JSON. */
export type RawMediaType = 'text/plain' | 'application/octet-stream'

export const octetStream = 'application/octet-stream'

interface MediaRange {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
  readonly quality: number
}

const defaultFormat: JsonFormat = { metadata: 'minimal', ieee754Compatible: false }
const formats = new Map<string, JsonFormat>()

/** A header's text; several of one name are joined. */
export function headerText(headers: Headers, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' || value === undefined ? value : value.join(', ')
}

/**
 * The JSON format that `$format`, else `Accept`, asks for.
 * @param raw media type of the answer where it is not JSON: that of `$value` and `$count`
 * @throws ODataError 406 when neither JSON nor, where it fits, `raw` is acceptable; 415 for an unknown `$format`
 * @see JSON Format, "Requesting the JSON Format"
 */
export function negotiateJson(
  accept: string | undefined,
  format: string | undefined,
  raw?: RawMediaType,
): JsonFormat {
  if (format !== undefined) return readFormat(format, raw)
  if (accept === undefined || accept === '' || accept === '*/*' || accept === 'application/json') {
    return defaultFormat
  }
  const key = `${raw}${accept}`
  const known = formats.get(key)
  if (known) return known
  const negotiated = negotiate(accept, raw)
  if (formats.size > 100) formats.clear()
  formats.set(key, negotiated)
  return negotiated
}

const jsonRanges = ['application/json', 'application/*', '*/*']

function negotiate(accept: string, raw: RawMediaType | undefined): JsonFormat {
  const ranges = raw ? [...jsonRanges, raw, raw.replace(/\/.*/, '/*')] : jsonRanges
  const fitting = readMediaRanges(accept).filter(
    ({ type, quality }) => quality > 0 && ranges.includes(type),
  )
  const acceptable = fitting.filter(({ parameters }) => findFault(parameters) === undefined)
  const [best] = acceptable.sort((a, b) => b.quality - a.quality)
  if (best) return readParameters(best.parameters)
  const offered = raw ?? 'application/json'
  const fault = fitting[0] && findFault(fitting[0].parameters)
  throw new ODataError(
    406,
    'NotAcceptable',
    fault ? `Accept: ${fault}` : `expected ${offered} in Accept, found '${accept}'`,
  )
}

function readFormat(format: string, raw: RawMediaType | undefined): JsonFormat {
  if (format.trim().toLowerCase() === 'json') return defaultFormat
  const [range] = readMediaRanges(format)
  const fits = range !== undefined && (range.type === 'application/json' || range.type === raw)
  const offered = raw ? `json, application/json or ${raw}` : 'json or application/json'
  const fault = fits
    ? findFault(range!.parameters)
    : `expected ${offered}, found '${format.slice(0, 80)}'`
  if (fault === undefined) return readParameters(range!.parameters)
  throw new ODataError(415, 'UnsupportedFormat', `$format: ${fault}`, { target: '$format' })
}

const booleans = ['true', 'false']

/** The format parameters by name in lower case, without the `odata.` that 4.0 has before some. */
const parameterValues: ReadonlyMap<string, readonly string[]> = new Map([
  ['metadata', ['none', 'minimal', 'full']],
  ['ieee754compatible', booleans],
  ['exponentialdecimals', booleans],
  ['streaming', booleans],
  ['charset', ['utf-8']],
])

/** "Services MUST reject formats that specify unknown or unsupported format parameters" (Protocol, "Header Accept"). */
function findFault(parameters: ReadonlyMap<string, string>): string | undefined {
  for (const [written, value] of parameters) {
    // RFC 9110, "Accept": the weight ends the parameters of the media range.
    if (written === 'q') return undefined
    const name = written.replace(/^odata\./, '')
    const values = parameterValues.get(name)
    if (!values) {
      const near = didYouMean(name, parameterValues.keys())
      return `'${written}' is not a format parameter of application/json${near}`
    }
    if (!values.includes(value)) {
      return `expected ${written}=${values.join(' or ')}, found '${value}'`
    }
  }
  return undefined
}

function readParameters(parameters: ReadonlyMap<string, string>): JsonFormat {
  const metadata = parameters.get('odata.metadata') ?? parameters.get('metadata') ?? 'minimal'
  return {
    metadata: metadata as JsonFormat['metadata'],
    ieee754Compatible: parameters.get('ieee754compatible') === 'true',
  }
}

/** @see JSON Format, "Controlling the Amount of Control Information", "Controlling the Representation of Numbers" */
export function contentType(
  { metadata, ieee754Compatible }: JsonFormat,
  version: '4.0' | '4.01',
): string {
  const prefix = version === '4.01' ? '' : 'odata.'
  const type = `application/json;${prefix}metadata=${metadata}`
  return ieee754Compatible ? `${type};IEEE754Compatible=true` : type
}

/** RFC 9110, "Accept". */
export function readMediaRanges(header: string): MediaRange[] {
  return header.split(',').map((text) => {
    const [type = '', ...pairs] = text.split(';')
    const parameters = new Map(
      pairs
        .filter((pair) => pair.trim() !== '')
        .map((pair) => {
          const [name = '', value = ''] = pair.split('=', 2)
          return [
            name.trim().toLowerCase(),
            value
              .trim()
              .replace(/^"(.*)"$/, '$1')
              .toLowerCase(),
          ]
        }),
    )
    const quality = Number(parameters.get('q') ?? '1')
    return {
      type: type.trim().toLowerCase(),
      parameters,
      quality: Number.isNaN(quality) ? 1 : quality,
    }
  })
}

/**
 * The version that the client asks for by either header. One that asks for none reads 4.0.
 * @see Protocol, "Header OData-MaxVersion", "Header OData-Version"
 */
export function negotiateVersion(headers: Headers): '4.0' | '4.01' {
  const asked = headerText(headers, 'odata-maxversion') ?? headerText(headers, 'odata-version')
  return asked !== undefined && Number(asked) >= 4.01 ? '4.01' : '4.0'
}

/** @see Protocol, "Header OData-MaxVersion", "Header OData-Version" */
export function checkVersions(headers: Headers): void {
  const version = headerText(headers, 'odata-version')
  if (version !== undefined && !['4.0', '4.01'].includes(version.trim())) {
    throw badRequest(`expected OData-Version 4.0 or 4.01, found '${version}'`, 'OData-Version')
  }
  const most = headerText(headers, 'odata-maxversion')
  if (most !== undefined && !(Number(most) >= 4)) {
    throw badRequest(`expected OData-MaxVersion 4.0 or later, found '${most}'`, 'OData-MaxVersion')
  }
}
