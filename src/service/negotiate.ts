import { badRequest, ODataError } from '../errors.ts'
import { didYouMean } from '../model/index.ts'
import { findFitting, readMediaRanges, type MediaRange } from './media-ranges.ts'

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** What a response's JSON is to look like. */
export interface JsonFormat {
  readonly metadata: 'none' | 'minimal' | 'full'
  readonly ieee754Compatible: boolean
  /** Whether `streaming=true` was asked for; the order that it promises is kept in any case. */
  readonly streaming?: true
  /** Whether `charset` was asked for. */
  readonly namesCharset?: true
}

/** Of an answer that is not JSON. */
export type RawMediaType = string

export const octetStream = 'application/octet-stream'

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
  headers: Headers,
  format: string | undefined,
  raw?: RawMediaType,
): JsonFormat {
  const charsets = headerText(headers, 'accept-charset')
  if (charsets !== undefined) checkCharsets(charsets)
  if (format !== undefined) return readFormat(format, raw)
  const accept = headerText(headers, 'accept')
  if (accept === undefined || accept === '' || accept === '*/*' || accept === 'application/json') {
    return defaultFormat
  }
  const key = `${raw}${charsets !== undefined}${accept}`
  const known = formats.get(key)
  if (known) return known
  const negotiated = negotiate(accept, raw, charsets !== undefined)
  if (formats.size > 100) formats.clear()
  formats.set(key, negotiated)
  return negotiated
}

/** The JSON format of an error response, which is JSON whatever else was asked for. */
export function findErrorFormat(headers: Headers): JsonFormat {
  const fitting = findFitting(headerText(headers, 'accept') ?? '', [json])
  const best = fitting.find(({ parameters }) => findFault(parameters, true) === undefined)
  return best ? readParameters(best) : defaultFormat
}

const json = 'application/json'

/** @see Protocol, "Header Accept-Charset" */
function checkCharsets(accepted: string): void {
  if (findFitting(accepted.replaceAll('*', '*/*'), ['utf-8']).length > 0) return
  throw new ODataError(
    406,
    'NotAcceptable',
    `expected utf-8 in Accept-Charset, found '${accepted}'`,
    { target: 'Accept-Charset' },
  )
}

/** @param isCharsetChosen by `Accept-Charset`, which "MUST be used" then */
function negotiate(
  accept: string,
  raw: RawMediaType | undefined,
  isCharsetChosen: boolean,
): JsonFormat {
  const fitting = findFitting(accept, raw ? [json, raw] : [json])
  const faultOf = ({ parameters }: MediaRange) => findFault(parameters, isCharsetChosen)
  const best = fitting.find((range) => faultOf(range) === undefined)
  if (best) return readParameters(best)
  const offered = raw ?? json
  const fault = fitting[0] && faultOf(fitting[0])
  throw new ODataError(
    406,
    'NotAcceptable',
    fault ? `Accept: ${fault}` : `expected ${offered} in Accept, found '${accept}'`,
    { target: 'Accept' },
  )
}

function readFormat(format: string, raw: RawMediaType | undefined): JsonFormat {
  if (format.trim().toLowerCase() === 'json') return defaultFormat
  const [range] = readMediaRanges(format)
  const fits = range !== undefined && (range.type === json || range.type === raw)
  const offered = raw ? `json, application/json or ${raw}` : 'json or application/json'
  const fault = fits
    ? findFault(range!.parameters, false)
    : `expected ${offered}, found '${format.slice(0, 80)}'`
  if (fault === undefined) return readParameters(range!)
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
function findFault(
  parameters: ReadonlyMap<string, string>,
  ignoresCharset: boolean,
): string | undefined {
  for (const [written, value] of parameters) {
    // RFC 9110, "Accept": the weight ends the parameters of the media range.
    if (written === 'q') return undefined
    if (written === 'charset' && ignoresCharset) continue
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

function readParameters({ parameters }: MediaRange): JsonFormat {
  const valueOf = (name: string) => parameters.get(name) ?? parameters.get(`odata.${name}`)
  return {
    metadata: (valueOf('metadata') ?? 'minimal') as JsonFormat['metadata'],
    ieee754Compatible: valueOf('ieee754compatible') === 'true',
    ...(valueOf('streaming') === 'true' && { streaming: true }),
    ...(parameters.has('charset') && { namesCharset: true }),
  }
}

const contentTypes = new WeakMap<JsonFormat, { readonly [Version in '4.0' | '4.01']: string }>()

/**
 * The media type of a response. `ExponentialDecimals` is never part of it: decimals are always
 * written in long notation.
 * @see JSON Format, "Controlling the Amount of Control Information", "Controlling the Representation of Numbers"
 */
export function contentType(format: JsonFormat, version: '4.0' | '4.01'): string {
  let texts = contentTypes.get(format)
  if (!texts) {
    texts = { '4.0': writeContentType(format, '4.0'), '4.01': writeContentType(format, '4.01') }
    contentTypes.set(format, texts)
  }
  return texts[version]
}

function writeContentType(format: JsonFormat, version: '4.0' | '4.01'): string {
  const { metadata, ieee754Compatible, streaming } = format
  const prefix = version === '4.01' ? '' : 'odata.'
  const parameters = [
    `${prefix}metadata=${metadata}`,
    ...(streaming ? [`${prefix}streaming=true`] : []),
    ...(ieee754Compatible ? ['IEEE754Compatible=true'] : []),
  ]
  return withCharset(`${json};${parameters.join(';')}`, format)
}

/** "If the media type does not include a `charset`, the response MUST NOT contain" one (Protocol, "Header Accept"). */
export function withCharset(mediaType: string, { namesCharset }: JsonFormat): string {
  return namesCharset ? `${mediaType};charset=utf-8` : mediaType
}

/**
 * The version that the client asks for by either header. One that asks for none reads 4.0.
 * @see Protocol, "Header OData-MaxVersion", "Header OData-Version"
 */
export function negotiateVersion(headers: Headers): '4.0' | '4.01' {
  return newestVersion(headers) ?? versionOf(headerText(headers, 'odata-version') ?? '4.0')
}

/** The newest version that the client says that it takes, of the two that there are. */
export function newestVersion(headers: Headers): '4.0' | '4.01' | undefined {
  const newest = headerText(headers, 'odata-maxversion')
  return newest === undefined ? undefined : versionOf(newest)
}

function versionOf(text: string): '4.0' | '4.01' {
  return Number(text) >= 4.01 ? '4.01' : '4.0'
}

/**
 * The version that a request's body is to be read by: the one that it names or, without a name, the newest
 * that the client takes.
 * @returns `undefined` for a body that may be of either
 * @see Protocol, "Header OData-Version"
 */
export function payloadVersion(headers: Headers): '4.0' | '4.01' | undefined {
  const named = headerText(headers, 'odata-version')
  if (named !== undefined) return versionOf(named)
  return newestVersion(headers) === '4.0' ? '4.0' : undefined
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

/**
 * Pages of one result are read as the state is when each is asked for, so there is no snapshot of it.
 * @throws ODataError 412 for a header that asks for one: "the service MUST NOT process the request"
 * @see Protocol, "Header Isolation"
 */
export function checkIsolation(headers: Headers): void {
  const isolation = headerText(headers, 'isolation') ?? headerText(headers, 'odata-isolation')
  if (isolation === undefined) return
  const message = `expected no Isolation, which this service does not support, found '${isolation}'`
  throw new ODataError(412, 'PreconditionFailed', message, { target: 'Isolation' })
}
