import { notImplemented, ODataError } from '../errors.ts'
import { isServiceSupporting } from '../plan/index.ts'
import { authorize, readCaller } from './authorization.ts'
import { handleBatch } from './batch.ts'
import { carryOut } from './carry-out.ts'
import { refuse } from './check-capabilities.ts'
import type { ServiceRequest, ServiceResponse } from './http-message.ts'
import { handleMetadata, handleServiceDocument } from './metadata-requests.ts'
import { checkVersions, headerText, negotiateVersion } from './negotiate.ts'
import { allowedMethods, checkDeclared, planFor } from './plan-service-request.ts'
import { readQueryRequest } from './query-segment.ts'
import type { RequestNotes } from './request-notes.ts'
import { respondWithError } from './respond-with-error.ts'
import type { Service } from './service.ts'

const methods: ReadonlySet<string> = new Set([
  'GET',
  'POST',
  'PATCH',
  'PUT',
  'DELETE',
  'HEAD',
  'OPTIONS',
])

/** Answers a request and journals the exchange; never throws. */
export function handleRequest(service: Service, request: ServiceRequest): ServiceResponse {
  const started = performance.now()
  const notes: RequestNotes = { operation: undefined, body: undefined, violations: [] }
  let response: ServiceResponse
  try {
    response = answer(service, request, notes)
  } catch (error) {
    response = respondWithError(error, request, service)
  }
  response = inVersion(response, request)
  service.journal.record({
    method: request.method,
    url: service.basePath + request.url,
    requestHeaders: request.headers,
    requestBody: notes.body ?? request.body?.toString('utf8'),
    status: response.status,
    responseHeaders: response.headers,
    responseBody: response.body,
    operation: notes.operation,
    violations: notes.violations,
    time: service.source.now().getTime(),
    duration: performance.now() - started,
  })
  if (request.method === 'HEAD') return { ...response, body: undefined }
  return response
}

/** What does not say its version by itself is the same in 4.0 and 4.01 but for the header. */
function inVersion(response: ServiceResponse, { headers, url }: ServiceRequest): ServiceResponse {
  if (negotiateVersion(headers) === '4.0' || /^\/?\$metadata\b/.test(url)) return response
  return { ...response, headers: { ...response.headers, 'OData-Version': '4.01' } }
}

function answer(service: Service, request: ServiceRequest, notes: RequestNotes): ServiceResponse {
  const { method, url } = request
  if (!methods.has(method)) {
    throw new ODataError(501, 'NotImplemented', `the method ${method} is not supported`)
  }
  checkVersions(request.headers)
  const asked = readQueryRequest(request)
  if (asked) {
    notes.body = request.body?.toString('utf8')
    return answer(service, asked, notes)
  }
  const mark = url.indexOf('?')
  const path = (mark < 0 ? url : url.slice(0, mark)).replace(/^\/+/, '').replace(/\/$/, '')
  const query = mark < 0 ? '' : url.slice(mark + 1)
  const isRead = method === 'GET' || method === 'HEAD'
  if (method === 'OPTIONS' && (path === '' || path === '$metadata'))
    return allow('GET, HEAD, OPTIONS')
  if (path === '') return handleServiceDocument(service, request, query)
  if (path === '$metadata') return handleMetadata(service, request, query)
  if (path === '$batch') {
    if (!isServiceSupporting('BatchSupport', service.world.model)) throw notImplemented('$batch')
    return handleBatch(service, request, notes, handleRequest)
  }
  const planned = planFor(service, isRead ? 'GET' : method, path, query)
  notes.operation = planned.operation
  checkCaller(service, request, notes)
  if (method === 'OPTIONS') return allow(allowedMethods(service, planned))
  if (!isRead) checkDeclared(service, { method, planned, url }, notes)
  refuse(planned.refusals, { method, url, allowed: () => allowedMethods(service, planned) }, notes)
  return carryOut(service, request, planned.plan, notes)
}

function allow(names: string): ServiceResponse {
  return { status: 204, headers: { 'OData-Version': '4.0', Allow: names }, body: undefined }
}

function checkCaller(service: Service, request: ServiceRequest, notes: RequestNotes): void {
  if (service.auth === 'off') return
  const caller = readCaller(headerText(request.headers, 'authorization'))
  const { refusal, violations } = authorize(service.auth, caller, notes.operation, request.isHttps)
  notes.violations.push(...violations)
  if (refusal) throw refusal
}
