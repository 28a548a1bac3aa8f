import { methodNotAllowed, notFound } from '../errors.ts'
import type { AsyncRequests } from './async-requests.ts'
import type { ServiceRequest, ServiceResponse } from './http-message.ts'
import { readMediaRanges } from './media-ranges.ts'
import { headerText, negotiateVersion } from './negotiate.ts'
import { writeHttpMessage } from './write-http-message.ts'

/** No name in a model begins with `$`: "The status monitor resource URL MUST differ from any other". */
const segment = '$async/'

const allowed = 'GET, HEAD, OPTIONS, DELETE'

/** The id of the asynchronous request that a path asks for. */
export function findMonitored(path: string): string | undefined {
  return path.startsWith(segment) ? path.slice(segment.length) : undefined
}

/**
 * The answer to a request that is carried out later.
 * @see Protocol, "Asynchronous Requests", "Preference respond-async"
 */
export function respondAccepted(
  id: string,
  { serviceRoot, headers }: ServiceRequest,
): ServiceResponse {
  return {
    status: 202,
    headers: {
      'OData-Version': negotiateVersion(headers),
      Location: `${serviceRoot}/${segment}${id}`,
      'Retry-After': '0',
      'Preference-Applied': 'respond-async',
    },
    body: undefined,
  }
}

/**
 * Gives the result of an asynchronous request, or cancels it.
 * @throws ODataError 404 for one that is unknown, canceled or no longer kept
 */
export function handleMonitor(
  id: string,
  requests: AsyncRequests,
  request: ServiceRequest,
): ServiceResponse {
  const { method, headers } = request
  const version = { 'OData-Version': negotiateVersion(headers) }
  switch (method) {
    case 'OPTIONS':
      return { status: 204, headers: { ...version, Allow: allowed }, body: undefined }
    case 'GET':
    case 'HEAD': {
      const result = requests.find(id)
      if (result) return writeResult(result, request)
      throw unknown(id)
    }
    case 'DELETE':
      if (requests.cancel(id)) return { status: 204, headers: version, body: undefined }
      throw unknown(id)
    default:
      throw methodNotAllowed(`expected GET or DELETE of a status monitor, found ${method}`, allowed)
  }
}

function unknown(id: string): Error {
  return notFound(`there is no asynchronous request '${id.slice(0, 80)}'`)
}

/** @see Protocol, "Asynchronous Requests": as an HTTP message, or with the header `AsyncResult` */
function writeResult(result: ServiceResponse, { headers }: ServiceRequest): ServiceResponse {
  const asyncResult = { AsyncResult: String(result.status) }
  if (!wantsMessage(headers)) {
    return { status: 200, headers: { ...result.headers, ...asyncResult }, body: result.body }
  }
  return {
    status: 200,
    headers: {
      'OData-Version': negotiateVersion(headers),
      ...asyncResult,
      'Content-Type': 'application/http',
      'Content-Transfer-Encoding': 'binary',
    },
    body: writeHttpMessage(result),
  }
}

function wantsMessage(headers: ServiceRequest['headers']): boolean {
  const accept = headerText(headers, 'accept')
  if (accept === undefined || accept.trim() === '') return negotiateVersion(headers) === '4.0'
  return readMediaRanges(accept).some(
    ({ type, quality }) => type === 'application/http' && quality > 0,
  )
}
