import { badRequest, methodNotAllowed } from '../../errors.ts'
import type { ServiceRequest, ServiceResponse } from '../http-message.ts'
import { headerText, negotiateVersion } from '../negotiate.ts'
import { applyPreference, readPreferences } from '../preferences.ts'
import { readJsonBody } from '../read-body.ts'
import type { RequestNotes } from '../request-notes.ts'
import type { Service } from '../service.ts'
import type { AnswerRequest } from './answer-part.ts'
import type { BatchFormat, BatchUnit } from './batch-request.ts'
import { batchSupportOf, type BatchSupport } from './batch-support.ts'
import { requestFormat, responseFormat } from './choose-format.ts'
import { inheritedHeaders } from './inherited-headers.ts'
import { readContentType } from '../../journal/index.ts'
import { readJsonBatch } from './read-json-batch.ts'
import { readMultipartBatch } from './read-multipart-batch.ts'
import { runBatch, type AnsweredUnit } from './run-batch.ts'
import { writeJsonBatch } from './write-json-batch.ts'
import { writeMultipartBatch } from './write-multipart-batch.ts'

const allowed = 'HEAD, OPTIONS, POST'

/** Graph's limit, where the contract is pages; another service's is not known. */
const mostOfGraph = 20
const mostOfOthers = 1000

/**
 * A batch in either format: every part goes the way of a request of its own, in order.
 * @see Protocol, "Batch Requests"; JSON Format, "Batch Requests and Responses"
 */
export function handleBatch(
  service: Service,
  request: ServiceRequest,
  notes: RequestNotes,
  answerRequest: AnswerRequest,
): ServiceResponse {
  const version = { 'OData-Version': '4.0' }
  switch (request.method) {
    case 'POST':
      return answerBatch(service, request, { notes, answerRequest })
    // Clients ask here for a CSRF token before they write.
    case 'HEAD':
      return { status: 200, headers: version, body: undefined }
    case 'OPTIONS':
      return { status: 204, headers: { ...version, Allow: allowed }, body: undefined }
    default:
      throw methodNotAllowed(`expected POST, found ${request.method}`, allowed)
  }
}

function answerBatch(
  service: Service,
  request: ServiceRequest,
  { notes, answerRequest }: { notes: RequestNotes; answerRequest: AnswerRequest },
): ServiceResponse {
  const isStrict = service.contract.kind === 'csdl'
  if (isStrict) refuseConditions(request)
  const support = batchSupportOf(service.world.model)
  const format = requestFormat(request, support, { isStrict })
  const written = responseFormat(request, format)
  const continuation = continuationOf(request, support, { format, isStrict })
  const units = readUnits(request, format, { isStrict, notes })
  const context = {
    service,
    outer: request,
    support,
    namesDependencies: format === 'application/json',
    inherited: inheritedHeaders(request),
    results: { requests: new Map(), groups: new Map() },
    answerRequest,
  }
  const answered = service.world.budget.share(() => runBatch(units, context, continuation))
  return {
    status: 200,
    ...writeResponses(answered, { format, written, isStrict, applied: continuation.applied }),
  }
}

/** "MUST NOT be specified on a batch request" (Protocol, "Header If-Match", "Header If-None-Match"). */
function refuseConditions({ headers }: ServiceRequest): void {
  for (const name of ['If-Match', 'If-None-Match']) {
    if (headerText(headers, name.toLowerCase()) === undefined) continue
    throw badRequest(`expected ${name} on requests of the batch alone`, name)
  }
}

function readUnits(
  { headers, body }: ServiceRequest,
  format: BatchFormat,
  { isStrict, notes }: { isStrict: boolean; notes: RequestNotes },
): BatchUnit[] {
  const mostRequests = isStrict ? mostOfOthers : mostOfGraph
  const contentType = headerText(headers, 'content-type') ?? ''
  if (format === 'application/json') {
    notes.body = readJsonBody(body, contentType === '' ? undefined : contentType)
    return readJsonBatch(notes.body, { mostRequests, isStrict })
  }
  const { boundary } = readContentType(contentType)
  if (boundary === '') {
    throw badRequest(
      `expected a boundary in Content-Type, found '${contentType.slice(0, 80)}'`,
      'Content-Type',
    )
  }
  const version = negotiateVersion(headers)
  return readMultipartBatch(body ?? Buffer.alloc(0), { boundary, version, mostRequests })
}

interface Continuation {
  readonly stopsAtError: boolean
  /** `Preference-Applied`. */
  readonly applied: Readonly<Record<string, string>>
}

/**
 * Without `continue-on-error`, a multipart batch ends at the first error and a JSON batch does not; to
 * Graph, every request is independent.
 * @throws ODataError 400 for `return`, which "SHOULD return a 4xx Client Error if specified on the batch request itself"
 * @see Protocol, "Preference continue-on-error"; JSON Format, "Processing a Batch Request"
 */
function continuationOf(
  { headers }: ServiceRequest,
  { continuesOnError }: BatchSupport,
  { format, isStrict }: { format: BatchFormat; isStrict: boolean },
): Continuation {
  const preferences = readPreferences(headerText(headers, 'prefer'))
  if (isStrict && preferences.returned !== undefined) {
    throw badRequest('expected the preference return on requests of the batch alone', 'Prefer')
  }
  const text = preferences.written.get('continue-on-error')
  const isDeclined = text !== undefined && /=\s*"?false"?$/i.test(text)
  if (continuesOnError && (preferences.continuesOnError || isDeclined)) {
    const applied: Record<string, string> = {}
    applyPreference(applied, preferences, 'continue-on-error')
    return { stopsAtError: isDeclined, applied }
  }
  return { stopsAtError: isStrict && format === 'multipart/mixed', applied: {} }
}

function writeResponses(
  answered: readonly AnsweredUnit[],
  about: {
    readonly format: BatchFormat
    readonly written: BatchFormat
    readonly isStrict: boolean
    readonly applied: Readonly<Record<string, string>>
  },
): Pick<ServiceResponse, 'headers' | 'body'> {
  const { format, written, isStrict, applied } = about
  const version = { 'OData-Version': '4.0' }
  if (written === 'application/json') {
    return {
      headers: { ...version, 'Content-Type': 'application/json', ...applied },
      body: writeJsonBatch(answered, {
        headerNames: isStrict ? 'lower-case' : 'as-is',
        joinsFailures: format === 'multipart/mixed',
      }),
    }
  }
  const { contentType, body } = writeMultipartBatch(answered, format)
  return { headers: { ...version, ...applied, 'Content-Type': contentType }, body }
}
