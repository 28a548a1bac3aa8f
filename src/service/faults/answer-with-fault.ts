import { ODataError } from '../../errors.ts'
import { writeJson } from '../../model/index.ts'
import type { ServiceRequest, ServiceResponse } from '../http-message.ts'
import { negotiateVersion } from '../negotiate.ts'
import { respondWithError } from '../respond-with-error.ts'
import type { Service } from '../service.ts'
import type { FaultHit } from './fault.ts'
import { joinDeliveries } from './faults.ts'

/**
 * The answer that a fault orders: an error of the service's own form, unless the fault says another
 * body; with status 0, none at all.
 */
export function answerWithFault(
  { status, code, message, body }: NonNullable<FaultHit['answer']>,
  request: ServiceRequest,
  service: Pick<Service, 'source' | 'contract'>,
): ServiceResponse {
  if (status === 0) return { status, headers: {}, body: undefined }
  if (status >= 400 && body === undefined) {
    const known = statuses[status] ?? unknownStatus(status)
    const error = new ODataError(status, code ?? known.code, message ?? known.message)
    return respondWithError(error, request, service)
  }
  const version = { 'OData-Version': negotiateVersion(request.headers) }
  if (body === undefined) return { status, headers: version, body: undefined }
  const isText = typeof body === 'string'
  return {
    status,
    headers: { ...version, 'Content-Type': isText ? 'text/plain' : 'application/json' },
    body: isText ? body : writeJson(body),
  }
}

/** An answer with what a fault does to it. */
export function spoil(
  response: ServiceResponse,
  { answer, headers, delivery }: FaultHit,
  request: ServiceRequest,
  service: Pick<Service, 'source' | 'contract'>,
): ServiceResponse {
  const answered = answer?.isCarriedOut ? answerWithFault(answer, request, service) : response
  return {
    status: answered.status,
    headers: answered.status === 0 ? {} : replaceHeaders(answered.headers, headers),
    body: answered.body,
    delivery: joinDeliveries(answered.delivery, delivery),
  }
}

/** @see RFC 9110, "Field Names": upper and lower case are the same */
function replaceHeaders(headers: Headers, ordered: Headers): Headers {
  const names = new Set(Object.keys(ordered).map((name) => name.toLowerCase()))
  const kept = Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase()))
  return { ...Object.fromEntries(kept), ...ordered }
}

type Headers = ServiceResponse['headers']

interface KnownStatus {
  readonly code: string
  readonly message: string
}

function unknownStatus(status: number): KnownStatus {
  return status < 500
    ? { code: 'BadRequest', message: 'the request cannot be processed' }
    : { code: 'generalException', message: 'an unspecified error has occurred' }
}

/**
 * Codes and messages of Graph, which other services leave to themselves.
 * @see Microsoft Graph, "Microsoft Graph error responses and resource types"; Protocol, "Error Response Body"
 */
const statuses: Readonly<Record<number, KnownStatus>> = {
  400: { code: 'BadRequest', message: 'the request is malformed or incorrect' },
  401: { code: 'InvalidAuthenticationToken', message: 'the access token is missing or not valid' },
  402: { code: 'PaymentRequired', message: 'the payment requirements for the API are not met' },
  403: {
    code: 'Authorization_RequestDenied',
    message: 'insufficient privileges for the operation',
  },
  404: { code: 'ResourceNotFound', message: 'the resource does not exist' },
  405: { code: 'MethodNotAllowed', message: 'the resource does not allow the method' },
  406: { code: 'NotAcceptable', message: 'the format that is asked for is not supported' },
  408: { code: 'RequestTimeout', message: 'the request took too long to arrive' },
  409: { code: 'Conflict', message: 'the current state conflicts with what the request expects' },
  410: { code: 'ResourceGone', message: 'the resource is no longer available' },
  411: { code: 'LengthRequired', message: 'expected a Content-Length' },
  412: { code: 'PreconditionFailed', message: 'a precondition does not match the current state' },
  413: { code: 'PayloadTooLarge', message: 'the request is larger than the maximum' },
  415: { code: 'UnsupportedMediaType', message: 'the content type is not supported' },
  416: { code: 'InvalidRange', message: 'the range is invalid or not available' },
  422: { code: 'UnprocessableEntity', message: 'the request is semantically incorrect' },
  423: { code: 'ResourceLocked', message: 'the resource is locked' },
  424: { code: 'FailedDependency', message: 'a request that this one depends on failed' },
  429: { code: 'TooManyRequests', message: 'too many requests; retry later' },
  500: { code: 'generalException', message: 'an unspecified error has occurred' },
  501: { code: 'NotImplemented', message: 'the feature is not implemented' },
  502: { code: 'BadGateway', message: 'a service behind this one gave no valid answer' },
  503: {
    code: 'serviceNotAvailable',
    message: 'the service is temporarily not available; retry later',
  },
  504: { code: 'GatewayTimeout', message: 'a service behind this one gave no answer in time' },
  507: { code: 'InsufficientStorage', message: 'the maximum storage quota is reached' },
  509: {
    code: 'BandwidthLimitExceeded',
    message: 'the maximum bandwidth is exceeded; retry later',
  },
}
