import { ODataError } from '../errors.ts'
import { writeError } from '../representation/index.ts'
import type { ServiceRequest, ServiceResponse } from './http-message.ts'
import { contentType, findErrorFormat, headerText, negotiateVersion } from './negotiate.ts'
import type { Service } from './service.ts'
import { urlInHeader } from './url-in-header.ts'

/**
 * The only place where an error becomes a response. What is no `ODataError` is our fault: 500, a plain
 * message, and the stack on stderr.
 */
export function respondWithError(
  error: unknown,
  {
    headers: requestHeaders,
    serviceRoot = '',
  }: Pick<ServiceRequest, 'headers'> & { readonly serviceRoot?: string },
  { source, contract }: Pick<Service, 'source' | 'contract'>,
): ServiceResponse {
  const refusal = error instanceof ODataError ? error : fault(error)
  const clientRequestId = headerText(requestHeaders, 'client-request-id')
  const requestId = source.newRequestId()
  const version = negotiateVersion(requestHeaders)
  const location = refusal.headers['Location']
  // The ids are a convention of Graph, whose contract is pages.
  const isGraph = contract.kind !== 'csdl'
  const body = writeError(
    refusal,
    isGraph ? { requestId, date: source.now(), clientRequestId } : undefined,
  )
  return {
    status: refusal.statusCode,
    headers: {
      'OData-Version': version,
      'Content-Type': contentType(findErrorFormat(requestHeaders), version),
      'Content-Language': 'en',
      ...(isGraph && { 'request-id': requestId }),
      ...(clientRequestId !== undefined && { 'client-request-id': clientRequestId }),
      ...refusal.headers,
      ...(location !== undefined && { Location: urlInHeader(`${serviceRoot}/${location}`) }),
    },
    body,
  }
}

function fault(error: unknown): ODataError {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`understudy: a fault of ours: ${text}\n`)
  return new ODataError(500, 'InternalServerError', 'the service failed; its log says how')
}
