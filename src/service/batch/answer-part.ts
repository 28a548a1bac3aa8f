import { badRequest, notFound } from '../../errors.ts'
import { findOtherPlace, placeOf } from '../../plan/index.ts'
import type { ServiceRequest, ServiceResponse } from '../http-message.ts'
import { negotiateVersion } from '../negotiate.ts'
import { newNotes, type RequestNotes } from '../request-notes.ts'
import { respondWithError } from '../respond-with-error.ts'
import type { Service } from '../service.ts'
import type { BatchRequest } from './batch-request.ts'
import { hasSucceeded, type BatchResult, type BatchResults } from './batch-results.ts'
import type { BatchSupport } from './batch-support.ts'
import { evaluateCondition } from './evaluate-condition.ts'
import { failedDependency, type ReferenceScope } from './find-result.ts'
import { inherit } from './inherited-headers.ts'
import { localUrl } from './local-url.ts'
import { replaceReferences } from './replace-references.ts'

/** The way that every request takes; handed in, since a batch is itself a request. */
export type AnswerRequest = (
  service: Service,
  request: ServiceRequest,
  notes?: RequestNotes,
) => ServiceResponse

/** What the individual requests of one batch have in common. */
export interface BatchContext {
  readonly service: Service
  readonly outer: ServiceRequest
  readonly support: BatchSupport
  /** JSON requires that what a request refers to is named in `dependsOn`. */
  readonly namesDependencies: boolean
  readonly inherited: Readonly<Record<string, string>>
  readonly results: BatchResults
  readonly answerRequest: AnswerRequest
}

/**
 * Answers an individual request as if it stood alone, once what it depends on and refers to is known.
 * @see Protocol, "Batch Requests"
 */
export function answerPart(
  request: BatchRequest,
  atomicityGroup: string | undefined,
  context: BatchContext,
): BatchResult {
  const { service, outer } = context
  const headers = inherit(request.headers, context)
  const notes = newNotes()
  const toLocal = (url: string) => localUrl(url, outer.serviceRoot, service.basePath)
  let path = ''
  let response: ServiceResponse
  try {
    const scope: ReferenceScope = {
      results: context.results,
      support: context.support,
      atomicityGroup,
      dependsOn: context.namesDependencies ? request.dependsOn : undefined,
      version: negotiateVersion(headers),
      toLocal,
    }
    checkPlace(request.url, outer.serviceRoot)
    checkDependencies(request, scope, service)
    const { method } = request
    const resolved = replaceReferences({ url: request.url, headers, body: request.body }, scope)
    const { url, body } = resolved
    path = url.split('?', 1)[0]!
    if (/^\/*(?:\$|%24)batch(?:\/|$)/i.test(path)) {
      throw badRequest('a batch cannot hold another batch')
    }
    const { serviceRoot, isHttps } = outer
    const part = { method, url, headers: resolved.headers, body, serviceRoot, isHttps }
    response = context.answerRequest(service, part, notes)
  } catch (error) {
    response = refuse(error, headers, context)
  }
  return { response, outcome: notes.outcome, record: notes.record, path, atomicityGroup }
}

/** @throws ODataError 404 for what another sandbox, or the service beside it, would answer */
function checkPlace(url: string, serviceRoot: string): void {
  const found = findOtherPlace(url, serviceRoot)
  if (found === undefined) return
  throw notFound(`expected a URL of ${placeOf(serviceRoot)}, found '${url}' of ${found}`)
}

function checkDependencies(
  { dependsOn, condition }: BatchRequest,
  scope: ReferenceScope,
  service: Service,
): void {
  if (condition === undefined) {
    const blocker = dependsOn.find((name) => !hasSucceeded(scope.results, name))
    if (blocker !== undefined) {
      throw failedDependency(`'${blocker}', which it depends on, failed`)
    }
    return
  }
  if (!scope.support.conditions) {
    throw failedDependency(
      "'if' is not supported (Capabilities.BatchSupport/RequestDependencyConditionsSupported)",
    )
  }
  if (!evaluateCondition(condition, scope, service)) {
    throw failedDependency(`'${condition}' is not true`)
  }
}

/** The answer to a request of the batch that is not carried out. */
export function refuse(
  error: unknown,
  headers: BatchRequest['headers'],
  { service, outer: { serviceRoot } }: Pick<BatchContext, 'service' | 'outer'>,
): ServiceResponse {
  return respondWithError(error, { headers, serviceRoot }, service)
}

/** True for what ends an atomicity group, and a batch that stops at the first error; 0 is no answer at all. */
export function isError({ response }: BatchResult): boolean {
  return response.status >= 400 || response.status === 0
}
