import { notImplemented, ODataError } from '../errors.ts'
import type { ContractOperation } from '../contract/contract.ts'
import {
  execute,
  formatOf,
  pageSizeOf,
  type Outcome,
  type RequestContext,
} from '../engine/index.ts'
import { writeSource, type ContractViolation } from '../journal/index.ts'
import {
  findRefusals,
  isServiceSupporting,
  methodsSupported,
  planRequest,
  type RequestPlan,
} from '../plan/index.ts'
import { writeOutcome } from '../representation/index.ts'
import { canonicalPath, etagOf, type Entity } from '../store/index.ts'
import { authorize, readCaller } from './authorization.ts'
import { handleBatch } from './batch.ts'
import { refuse, refuseBody } from './check-capabilities.ts'
import { checkPreconditions } from './check-preconditions.ts'
import { chooseStatus } from './choose-status.ts'
import type { ServiceRequest, ServiceResponse } from './http-message.ts'
import { handleMetadata, handleServiceDocument } from './metadata-requests.ts'
import {
  checkVersions,
  contentType,
  headerText,
  negotiateJson,
  type RawMediaType,
  negotiateVersion,
  readPreferences,
  type JsonFormat,
  type Preferences,
} from './negotiate.ts'
import { nearestOperations } from './operation-table.ts'
import { readQueryRequest } from './query-segment.ts'
import { isDocumentedText, readJsonBody } from './read-body.ts'
import { respondWithError } from './respond-with-error.ts'
import type { PlannedRequest } from './plan-cache.ts'
import type { Service } from './service.ts'

/** What is found out about a request on its way, for the journal. */
export interface RequestNotes {
  operation: ContractOperation | undefined
  body: unknown
  readonly violations: ContractViolation[]
}

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

function planFor(
  { world: { plans, model, operations, contract } }: Service,
  method: string,
  path: string,
  query: string,
): PlannedRequest {
  return plans.get(`${method} ${path}?${query}`, () => {
    const isModification = method !== 'GET' && method !== 'OPTIONS'
    const plan = planRequest(path, query, {
      model,
      isModification,
      isStrict: contract.kind === 'csdl',
    })
    const signature = signatureOf(plan, method)
    return {
      plan,
      signature,
      operation: operations.find(method, signature, plan.optionNames),
      refusals: findRefusals({ method, rawPath: path, rawQuery: query, path: plan.path, model }),
    }
  })
}

/** Removing a link by `$id` is the documented removal by key. */
function signatureOf({ path, id }: RequestPlan, method: string): string {
  const isById = method === 'DELETE' && id !== undefined && path.isCollection
  return isById ? path.signature.replace(/\/\$ref$/, '/{}/$ref') : path.signature
}

function checkCaller(service: Service, request: ServiceRequest, notes: RequestNotes): void {
  if (service.auth === 'off') return
  const caller = readCaller(headerText(request.headers, 'authorization'))
  const { refusal, violations } = authorize(service.auth, caller, notes.operation, request.isHttps)
  notes.violations.push(...violations)
  if (refusal) throw refusal
}

function allowedMethods(
  { world: { operations, model } }: Service,
  { signature, plan }: PlannedRequest,
): string {
  const documented = operations.isDeclaredAt(signature)
    ? ['GET', 'HEAD', 'OPTIONS', ...operations.methodsAt(signature)]
    : ['GET', 'HEAD', 'OPTIONS', 'POST', 'PATCH', 'PUT', 'DELETE']
  return methodsSupported([...new Set(documented)], plan.path, model).join(', ')
}

/** A write needs an operation that the contract declares, unless it declares none at all there. */
function checkDeclared(
  service: Service,
  { method, planned, url }: { method: string; planned: PlannedRequest; url: string },
  notes: RequestNotes,
): void {
  const { operations } = service.world
  const { signature } = planned
  if (notes.operation || !operations.isDeclaredAt(signature)) return
  const nearest = nearestOperations(operations, method, signature)
  const hint = nearest.length > 0 ? `; nearest: ${nearest.join(', ')}` : ''
  const message = `the contract declares no ${method} ${url.split('?')[0]}${hint}`
  notes.violations.push({
    rule: 'undocumented-operation',
    severity: 'error',
    message,
    expected: nearest[0],
    actual: `${method} ${url}`,
  })
  throw new ODataError(405, 'MethodNotAllowed', message, {
    headers: { Allow: allowedMethods(service, planned) },
  })
}

function carryOut(
  service: Service,
  request: ServiceRequest,
  plan: RequestPlan,
  notes: RequestNotes,
): ServiceResponse {
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const format = negotiateJson(
    headerText(request.headers, 'accept'),
    isDocumentedFormat(plan, notes.operation) ? undefined : plan.format,
    rawMediaType(plan, method),
  )
  const preferences = readPreferences(headerText(request.headers, 'prefer'))
  const isRead = method === 'GET'
  const hasBody = !isRead && method !== 'DELETE'
  if (hasBody) {
    const contentType = headerText(request.headers, 'content-type')
    // What such a body says of properties is not known: it creates an entity with none given.
    notes.body = isDocumentedText(contentType, notes.operation)
      ? {}
      : readJsonBody(request.body, contentType)
    chooseOperation(service, { plan, method, typeName: typeNameIn(notes.body) }, notes)
    refuseBody(plan, service.world.model, { method, url: request.url }, notes)
  }
  const { world } = service
  world.budget.renew()
  checkPreconditions(plan, method, request.headers, world.readContext)
  const outcome = execute(
    {
      method: method as 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
      plan,
      body: notes.body,
      page: { maxPageSize: preferences.maxPageSize, skiptoken: plan.skiptoken },
    },
    isRead && !isCall(plan) ? world.readContext : contextOf(service, request, notes),
  )
  if (outcome.kind === 'entity' && outcome.entity.type !== plan.path.type) {
    const typeName = outcome.entity.type.qualifiedName
    chooseOperation(service, { plan, method, typeName }, notes)
  }
  const { operation } = notes
  return respond(service, request, { plan, outcome, format, preferences, method, operation })
}

function rawMediaType({ path }: RequestPlan, method: string): RawMediaType | undefined {
  const last = path.steps.at(-1)?.kind
  if (last === 'value' && path.type?.qualifiedName === 'Edm.Binary') return octetStream
  return last === 'count' || last === 'value' || method === 'DELETE' ? 'text/plain' : undefined
}

const octetStream = 'application/octet-stream'

/** Pages of derived types document one address each for themselves. */
function chooseOperation(
  { world: { operations } }: Service,
  about: {
    readonly plan: RequestPlan
    readonly method: string
    readonly typeName: string | undefined
  },
  notes: RequestNotes,
): void {
  const { plan, method, typeName } = about
  if (typeName === undefined || !notes.operation) return
  const signature = signatureOf(plan, method)
  notes.operation = operations.find(method, signature, plan.optionNames, typeName)
}

function typeNameIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('@odata.type' in body)) return undefined
  const name = body['@odata.type']
  return typeof name === 'string' ? name.replace(/^#/, '') : undefined
}

function isCall({ path }: RequestPlan): boolean {
  return path.steps.some(({ kind }) => kind === 'operation')
}

/** A page may document another format for a call, whose answer is then what the page shows. */
function isDocumentedFormat(plan: RequestPlan, operation: ContractOperation | undefined): boolean {
  const { format } = plan
  if (format === undefined || !isCall(plan)) return false
  return (operation?.examples ?? []).some((example) => formatOf(example) === format)
}

function contextOf(
  { world, source }: Service,
  { headers }: ServiceRequest,
  notes: RequestNotes,
): RequestContext {
  const { operation } = notes
  return {
    ...world.readContext,
    operation,
    callerName: readCaller(headerText(headers, 'authorization')).claims?.upn,
    newId: () => source.newId(),
    report: (deviation) =>
      void notes.violations.push({
        ...deviation,
        operation: operation?.name,
        source: operation && writeSource(operation.source),
      }),
  }
}

interface Answered {
  readonly plan: RequestPlan
  readonly outcome: Outcome
  readonly format: JsonFormat
  readonly preferences: Preferences
  readonly method: string
  readonly operation: ContractOperation | undefined
}

function respond(
  service: Service,
  { serviceRoot, url, headers: requestHeaders }: ServiceRequest,
  { plan, outcome, format, preferences, method, operation }: Answered,
): ServiceResponse {
  const headers: Record<string, string> = { 'OData-Version': '4.0' }
  const clientRequestId = headerText(requestHeaders, 'client-request-id')
  if (clientRequestId !== undefined) headers['client-request-id'] = clientRequestId
  const status = chooseStatus(outcome, { method, preferences, operation, headers })
  if (outcome.kind === 'entity') describeEntity(outcome.entity, outcome.isNew, serviceRoot, headers)
  if (outcome.kind === 'redirect') headers['Location'] = outcome.location
  if (status === 204 || outcome.kind === 'nothing' || outcome.kind === 'redirect') {
    return { status, headers, body: undefined }
  }
  const version = negotiateVersion(requestHeaders)
  const { maxPageSize } = preferences
  const { readContext, contract } = service.world
  const options = {
    serviceRoot,
    ...format,
    evaluation: readContext,
    version,
    namesAllExpansions: contract.kind !== 'csdl',
    pageSize: pageSizeOf({ maxPageSize, skiptoken: plan.skiptoken }),
    aliasQuery: plan.aliasQuery,
  }
  const body = writeOutcome(outcome, options, {
    entitySet: entitySetOf(plan),
    type: plan.path.type,
    nextLink: (skiptoken) => {
      const [path] = url.split('?', 1)
      const rest = plan.repeatedQuery === '' ? '' : `${plan.repeatedQuery}&`
      return `${serviceRoot}${path}?${rest}$skiptoken=${skiptoken}`
    },
  })
  if (maxPageSize !== undefined && hasCollections(outcome)) {
    const preference = version === '4.01' ? 'maxpagesize' : 'odata.maxpagesize'
    headers['Preference-Applied'] = `${preference}=${maxPageSize}`
  }
  if (outcome.kind === 'text' && outcome.isBinary) {
    headers['Content-Type'] = octetStream
    return { status, headers, body, bodyEncoding: 'base64url' }
  }
  headers['Content-Type'] = outcome.kind === 'text' ? 'text/plain' : contentType(format, version)
  return { status, headers, body }
}

/** The page size applies to "each collection within the response" (Protocol, "Preference maxpagesize"). */
function hasCollections(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'collection':
    case 'crossjoin':
      return true
    case 'references':
    case 'value':
      return outcome.isCollection
    case 'entity':
      return outcome.query.$expand !== undefined
    case 'text':
    case 'nothing':
    case 'redirect':
      return false
  }
}

function entitySetOf({ path: { steps } }: RequestPlan) {
  const call = steps.findLast((step) => step.kind === 'operation')
  if (call?.entitySet) return call.entitySet
  const found = steps.find((step) => step.kind === 'entitySet')
  const addresses = steps.every((step) => step.kind !== 'navigation')
  return addresses ? found?.entitySet : undefined
}

function describeEntity(
  entity: Entity,
  isNew: boolean,
  serviceRoot: string,
  headers: Record<string, string>,
): void {
  headers['ETag'] = etagOf(entity)
  if (!isNew) return
  const url = `${serviceRoot}/${canonicalPath(entity)}`
  headers['Location'] = url
  headers['OData-EntityId'] = url
}
