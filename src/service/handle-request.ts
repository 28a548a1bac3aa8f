import { httpMethods } from '../contract/contract.ts'
import { notImplemented, ODataError } from '../errors.ts'
import {
  findModelOperation,
  findPermissionDemand,
  readCaller,
  type PermissionDemand,
} from '../journal/index.ts'
import { isServiceSupporting } from '../plan/index.ts'
import { refuseCaller } from './authorization.ts'
import { handleBatch } from './batch/handle-batch.ts'
import { carryOut } from './carry-out.ts'
import { refuse } from './check-capabilities.ts'
import { completeResponse, withoutBody } from './complete-response.ts'
import { decodeBody } from './decode-body.ts'
import { answerWithFault, spoil } from './faults/answer-with-fault.ts'
import type { Delivery, FaultHit } from './faults/fault.ts'
import { joinDeliveries } from './faults/faults.ts'
import type { ServiceRequest, ServiceResponse } from './http-message.ts'
import { handleMetadata, handleServiceDocument } from './metadata-requests.ts'
import { checkIsolation, checkVersions, headerText } from './negotiate.ts'
import { withNearest } from './nearest-details.ts'
import { noteFailure } from './note-failure.ts'
import { pathOf } from './path-of.ts'
import type { PlannedRequest } from './plan-cache.ts'
import { allowedMethods, checkDeclared, planFor, withAllowed } from './plan-service-request.ts'
import { readPreferences } from './preferences.ts'
import { readQueryRequest } from './query-segment.ts'
import { newNotes, type KeptRecord, type RequestNotes } from './request-notes.ts'
import { respondWithError } from './respond-with-error.ts'
import type { Service } from './service.ts'
import { findMonitored, handleMonitor, respondAccepted } from './status-monitor.ts'

/**
 * Answers a request and journals the exchange; never throws. One that prefers to be answered
 * asynchronously is answered 202, and takes this way again when it is carried out.
 */
export function handleRequest(service: Service, request: ServiceRequest): ServiceResponse {
  const { asyncRequests } = service
  const isCancel = request.method === 'DELETE' && findMonitored(pathOf(request.url)) !== undefined
  if (!isCancel) asyncRequests.settle()
  const accept = () =>
    respondAccepted(
      asyncRequests.accept(() => handle(service, request, { accept: undefined, hit: undefined })),
      request,
    )
  return handle(service, request, { accept, hit: takeFault(service, request) })
}

/** What a test ordered to happen to a request, once for each that is sent. */
function takeFault({ faults }: Service, request: ServiceRequest): FaultHit | undefined {
  return faults.isEmpty ? undefined : faults.take(request)
}

/** "The service MUST ignore the respond-async preference for individual requests within a batch". */
function handleSynchronously(
  service: Service,
  request: ServiceRequest,
  notes?: RequestNotes,
): ServiceResponse {
  return handle(service, request, { accept: undefined, hit: takeFault(service, request) }, notes)
}

function handle(
  service: Service,
  request: ServiceRequest,
  { accept, hit }: Pick<Addressed, 'accept'> & { readonly hit: FaultHit | undefined },
  notes = newNotes(),
): ServiceResponse {
  const started = service.source.elapsed()
  const arrival = performance.now()
  let response: ServiceResponse
  let isOutermost = false
  try {
    isOutermost = service.beginRequest()
    response =
      hit?.answer && !hit.answer.isCarriedOut
        ? answerInstead(service, request, hit, notes)
        : answer(service, decodeBody(request), notes, accept)
  } catch (error) {
    noteFailure(error, notes)
    response = respondWithError(error, request, service)
  } finally {
    if (isOutermost) service.endRequest()
  }
  if (hit) response = spoil(response, hit, request, service)
  response = completeResponse(response, request)
  const record: KeptRecord = {
    method: request.method,
    url: service.basePath + request.url,
    sandbox: service.name,
    fault: hit?.name,
    requestHeaders: request.headers,
    requestBody: notes.body ?? request.body,
    status: response.status,
    responseHeaders: response.headers,
    responseBody: response.body,
    operation: notes.operation,
    served: notes.served,
    serviceRoot: request.serviceRoot,
    reader: service.world.reader,
    arrival,
    requestBytes: request.body?.length ?? 0,
    violations: notes.violations,
    time: service.source.now().getTime(),
    duration: service.source.elapsed() - started + (response.delivery?.latency ?? 0),
  }
  notes.record = record
  service.journal.record(record)
  return request.method === 'HEAD' ? withoutBody(response) : response
}

/** The answer that stands for that of the service, with the operation that it stands for. */
function answerInstead(
  service: Service,
  request: ServiceRequest,
  { answer: ordered }: FaultHit,
  notes: RequestNotes,
): ServiceResponse {
  notes.operation = operationOf(service, request)
  return answerWithFault(ordered!, request, service)
}

function operationOf(service: Service, { method, url }: ServiceRequest): RequestNotes['operation'] {
  try {
    const path = pathOf(url)
    return planFor(service, method === 'HEAD' ? 'GET' : method, path, queryOf(url)).operation
  } catch {
    // What names nothing is answered in the place of the refusal, too.
    return undefined
  }
}

/** A request on its way, with what its address says. */
interface Addressed {
  readonly service: Service
  readonly request: ServiceRequest
  readonly path: string
  readonly query: string
  readonly notes: RequestNotes
  /** Answers a request that is carried out later, where it may be. */
  readonly accept: (() => ServiceResponse) | undefined
}

function answer(
  service: Service,
  request: ServiceRequest,
  notes: RequestNotes,
  accept: Addressed['accept'],
): ServiceResponse {
  checkMethod(request)
  checkVersions(request.headers)
  checkIsolation(request.headers)
  const asked = readQueryRequest(request)
  if (asked) {
    notes.body = request.body?.toString('utf8')
    return answer(service, asked, notes, accept)
  }
  const path = pathOf(request.url)
  const addressed = { service, request, path, query: queryOf(request.url), notes, accept }
  if (path === '') return answerServiceDocument(addressed)
  if (path === '$metadata') return answerMetadata(addressed)
  if (path === '$batch') return answerBatch(addressed)
  const monitored = findMonitored(path)
  if (monitored !== undefined) return answerMonitor(monitored, addressed)
  return answerResource(addressed)
}

function checkMethod({ method }: ServiceRequest): void {
  if (httpMethods.has(method)) return
  throw new ODataError(501, 'NotImplemented', `the method ${method} is not supported`)
}

function queryOf(url: string): string {
  const mark = url.indexOf('?')
  return mark < 0 ? '' : url.slice(mark + 1)
}

function answerServiceDocument({ service, request, query }: Addressed): ServiceResponse {
  if (request.method === 'OPTIONS') return allow('GET, HEAD, OPTIONS')
  checkCaller(service, request)
  return handleServiceDocument(service, request, query)
}

/** Clients read what a service is before they know how to sign in. */
function answerMetadata({ service, request, query }: Addressed): ServiceResponse {
  if (request.method === 'OPTIONS') return allow('GET, HEAD, OPTIONS')
  return handleMetadata(service, request, query)
}

function answerBatch({ service, request, notes, accept }: Addressed): ServiceResponse {
  checkCaller(service, request)
  if (!isServiceSupporting('BatchSupport', service.world.model)) throw notImplemented('$batch')
  if (request.method === 'POST' && accept && prefersAsync(request, service)) return accept()
  let delivery: Delivery | undefined
  const response = handleBatch(service, request, notes, (...part) => {
    const answered = handleSynchronously(...part)
    delivery = joinDeliveries(delivery, answered.delivery)
    return answered
  })
  // What happens to the connection, and when the answer comes, is of the batch as a whole.
  return delivery ? { ...response, delivery } : response
}

function answerMonitor(id: string, { service, request }: Addressed): ServiceResponse {
  checkCaller(service, request)
  return handleMonitor(id, service.asyncRequests, request)
}

/** What the model gives an address: planned, checked, and carried out now or later. */
function answerResource({
  service,
  request,
  path,
  query,
  notes,
  accept,
}: Addressed): ServiceResponse {
  const { method } = request
  const isRead = method === 'GET' || method === 'HEAD'
  const planned = planAddressed({ service, request, path, query })
  notes.operation = planned.operation
  checkCaller(service, request, planned)
  if (method === 'OPTIONS') return allow(allowedMethods(service, planned))
  if (!isRead) checkDeclared(service, { method, planned, path }, notes.operation)
  refuse(planned.refusals, () => allowedMethods(service, planned))
  if (accept && prefersAsync(request, service)) {
    // What the operation documents is what it comes to.
    notes.operation = undefined
    return accept()
  }
  try {
    return carryOut(service, request, planned.plan, notes)
  } catch (error) {
    throw withAllowed(error, service, { method, path, planned })
  }
}

/** @throws ODataError that lists the nearest operations, where the address leads nowhere */
function planAddressed({
  service,
  request: { method },
  path,
  query,
}: Pick<Addressed, 'service' | 'request' | 'path' | 'query'>): PlannedRequest {
  try {
    return planFor(service, method === 'HEAD' ? 'GET' : method, path, query)
  } catch (error) {
    throw withNearest(error, service, { method, path })
  }
}

function prefersAsync({ headers }: ServiceRequest, { world }: Service): boolean {
  const { respondsAsync } = readPreferences(headerText(headers, 'prefer'))
  return respondsAsync && isServiceSupporting('AsynchronousRequestsSupport', world.model)
}

function allow(names: string): ServiceResponse {
  return { status: 204, headers: { 'OData-Version': '4.0', Allow: names }, body: undefined }
}

/** @param planned absent for the service's own resources, which ask for no permission */
function checkCaller(service: Service, request: ServiceRequest, planned?: PlannedRequest): void {
  if (service.auth === 'off' || service.auth === 'report') return
  const caller = readCaller(headerText(request.headers, 'authorization'))
  const refusal = refuseCaller(service.auth, caller, () =>
    planned ? demandOf(planned, service, request) : undefined,
  )
  if (refusal) throw refusal
}

function demandOf(
  { operation, plan }: PlannedRequest,
  { world: { contract } }: Service,
  { method }: ServiceRequest,
): PermissionDemand | undefined {
  const asked = method === 'HEAD' ? 'GET' : method
  const allowed = operation ? undefined : findModelOperation(contract, asked, plan.path.steps)
  return findPermissionDemand(operation, allowed)
}
