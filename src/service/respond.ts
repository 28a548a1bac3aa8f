import type { ContractOperation } from '../contract/contract.ts'
import { pageSizeOf, type Outcome, type RequestContext } from '../engine/index.ts'
import type { RequestPlan } from '../plan/index.ts'
import { shownBy, writeOutcome, type WriteOptions } from '../representation/index.ts'
import { respondWithOctets } from './byte-range.ts'
import { chooseStatus } from './choose-status.ts'
import { describeEntity } from './describe-entity.ts'
import type { ServiceRequest, ServiceResponse } from './http-message.ts'
import {
  contentType,
  headerText,
  negotiateVersion,
  octetStream,
  withCharset,
  type JsonFormat,
} from './negotiate.ts'
import { pathOf } from './path-of.ts'
import { choosePreferredMembers } from './choose-preferred-members.ts'
import { applyPreference, type Preferences } from './preferences.ts'
import type { Service } from './service.ts'
import { checkStreamAcceptable } from './stream-requests.ts'
import { urlInHeader } from './url-in-header.ts'

export interface Answered {
  readonly plan: RequestPlan
  readonly outcome: Outcome
  readonly format: JsonFormat
  readonly preferences: Preferences
  readonly method: string
  readonly operation: ContractOperation | undefined
  readonly context: RequestContext
}

/** The response of an outcome: status, headers, body. */
export function respond(
  service: Service,
  request: ServiceRequest,
  answered: Answered,
): ServiceResponse {
  const { plan, outcome, format, preferences, method, operation } = answered
  const { serviceRoot, url, headers: requestHeaders } = request
  const headers: Record<string, string> = { 'OData-Version': '4.0' }
  const clientRequestId = headerText(requestHeaders, 'client-request-id')
  if (clientRequestId !== undefined) headers['client-request-id'] = clientRequestId
  const isShaped = plan.query.$select !== undefined || plan.query.$expand !== undefined
  const status = chooseStatus(outcome, { method, preferences, operation, headers, isShaped })
  describeEntity(outcome, { serviceRoot, door: plan.path.door }, headers)
  if (outcome.kind === 'stream' && status === 200) {
    const { contentType: type, content } = outcome.stream
    checkStreamAcceptable(headerText(requestHeaders, 'accept'), outcome.stream)
    headers['Content-Type'] = type
    return respondWithOctets({ status, headers }, content, request)
  }
  if (outcome.kind === 'redirect') headers['Location'] = urlInHeader(outcome.location)
  const isEmpty =
    status === 204 ||
    status === 304 ||
    status === 302 ||
    outcome.kind === 'nothing' ||
    (status === 202 && isNew(outcome) && !documentsBody(operation, status))
  if (isEmpty) {
    return { status, headers, body: undefined }
  }
  const options = writeOptionsFor(service, request, answered, headers)
  const links = linksOf(outcome, plan, { serviceRoot, url })
  const body = writeOutcome(outcome, options, {
    entitySet: entitySetOf(plan),
    path: pathOf(url),
    type: plan.path.type,
    nextLink: links.nextLink,
    deltaLink: links.deltaLink,
  })
  applyPreferencesOfBody(answered, headers)
  if (outcome.kind === 'text' && outcome.isBinary) {
    headers['Content-Type'] = outcome.mediaType ?? octetStream
    return respondWithOctets({ status, headers }, Buffer.from(outcome.text, 'base64url'), request)
  }
  headers['Content-Type'] =
    outcome.kind === 'text'
      ? withCharset('text/plain', format)
      : contentType(format, negotiateVersion(requestHeaders))
  return { status, headers, body }
}

function isNew(outcome: Outcome): boolean {
  return outcome.kind === 'entity' && outcome.isNew
}

function documentsBody(operation: ContractOperation | undefined, status: number): boolean {
  return operation?.responses.some((each) => each.status === status && each.body) ?? false
}

function writeOptionsFor(
  { world: { contract, model } }: Service,
  { serviceRoot, headers: requestHeaders }: ServiceRequest,
  { plan, outcome, format, preferences, method, context }: Answered,
  headers: Record<string, string>,
): WriteOptions {
  const { maxPageSize } = preferences
  const preferred = choosePreferredMembers(outcome, { method, preferences, headers })
  // Each member by its name: a copy of what has some of them would cost more than the answer's text.
  return {
    serviceRoot,
    door: plan.path.door,
    metadata: format.metadata,
    ieee754Compatible: format.ieee754Compatible,
    evaluation: context,
    shown: method === 'GET' ? shownBy(context) : undefined,
    version: negotiateVersion(requestHeaders),
    namesAllExpansions: contract.kind !== 'csdl',
    givesIds: contract.kind === 'csdl',
    model,
    pageSize: pageSizeOf({ maxPageSize, skiptoken: plan.skiptoken }),
    aliasQuery: plan.aliasQuery,
    omittedValues: preferred.omittedValues,
    wantsAnnotation: preferred.wantsAnnotation,
  }
}

/** `Preference-Applied` of what a body tells whether it was honoured. */
function applyPreferencesOfBody(
  { plan, outcome, preferences }: Answered,
  headers: Record<string, string>,
): void {
  if (plan.tracking?.kind !== 'page' && 'tracking' in outcome && outcome.tracking) {
    applyPreference(headers, preferences, 'track-changes')
  }
  if (outcome.kind === 'changes' && outcome.isMinimal) {
    applyPreference(headers, preferences, 'return')
  }
  if (preferences.maxPageSize !== undefined && hasCollections(outcome)) {
    applyPreference(headers, preferences, 'maxpagesize')
  }
}

/** Pages of changes repeat the query that defines what is tracked, and a delta link nothing else. */
function linksOf(
  outcome: Outcome,
  plan: RequestPlan,
  { serviceRoot, url }: Pick<ServiceRequest, 'serviceRoot' | 'url'>,
) {
  const tracking = 'tracking' in outcome ? outcome.tracking : undefined
  const definingQuery = tracking?.definingQuery ?? ''
  const repeated =
    outcome.kind === 'changes' && !outcome.isWhole ? definingQuery : plan.repeatedQuery
  const linkTo = (query: string, token: string) =>
    `${serviceRoot}${url.split('?', 1)[0]}?${query}${query && '&'}${token}`
  return {
    nextLink: (skiptoken: string) => linkTo(repeated, `$skiptoken=${skiptoken}`),
    deltaLink: (deltatoken: string) => linkTo(definingQuery, `$deltatoken=${deltatoken}`),
  }
}

/** The page size applies to "each collection within the response" (Protocol, "Preference maxpagesize"). */
function hasCollections(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'changes':
    case 'collection':
    case 'crossjoin':
    case 'responses':
      return true
    case 'references':
    case 'value':
      return outcome.isCollection
    case 'entity':
    case 'modified':
      return outcome.query.$expand !== undefined
    case 'text':
    case 'nothing':
    case 'notModified':
    case 'stream':
    case 'redirect':
      return false
  }
}

function entitySetOf({ path: { steps } }: RequestPlan) {
  const call = steps.findLast((step) => step.kind === 'operation')
  if (call?.entitySet) return call.entitySet
  // A door leads through navigation properties to the set.
  const at = steps.findIndex((step) => step.kind === 'entitySet')
  const found = steps[at]
  const isLeft = steps.some((step, index) => index > at && step.kind === 'navigation')
  return found?.kind === 'entitySet' && !isLeft ? found.entitySet : undefined
}
