import type { ContractOperation } from '../contract/contract.ts'
import {
  callFunction,
  execute,
  formatOf,
  mediaTypeTerm,
  refuseOtherPlace,
  type ChangesRequest,
  type ExecutedRequest,
  type Hooks,
  type RequestContext,
} from '../engine/index.ts'
import { readCaller, writeSource } from '../journal/index.ts'
import type { RequestPlan } from '../plan/index.ts'
import { refuseBody } from './check-capabilities.ts'
import type { ServiceRequest, ServiceResponse } from './http-message.ts'
import {
  headerText,
  negotiateJson,
  negotiateVersion,
  octetStream,
  payloadVersion,
  type JsonFormat,
  type RawMediaType,
} from './negotiate.ts'
import { hooksFor } from './hooks-for.ts'
import { refineOperation, typeNameIn } from './plan-service-request.ts'
import { readPreferences, type Preferences } from './preferences.ts'
import { isDocumentedText, readJsonBody } from './read-body.ts'
import { respond } from './respond.ts'
import type { RequestNotes } from './request-notes.ts'
import type { Service } from './service.ts'
import { answersWithStream, refusePart, takesRawBody } from './stream-requests.ts'

/** Carries out what was planned and allowed: reads the headers and the body, executes, responds. */
export function carryOut(
  service: Service,
  request: ServiceRequest,
  plan: RequestPlan,
  notes: RequestNotes,
): ServiceResponse {
  const method = request.method === 'HEAD' ? 'GET' : request.method
  if (plan.id !== undefined) refuseOtherPlace(plan.id, request.serviceRoot, '$id')
  const format = formatFor(request, plan, method, notes)
  const preferences = readPreferences(headerText(request.headers, 'prefer'))
  const isRead = method === 'GET'
  const raw =
    isRead || method === 'DELETE' ? undefined : takeBody(service, request, { plan, method }, notes)
  const { world } = service
  world.budget.renew()
  const hooks = hooksFor(service, request)
  const context =
    isRead && !isCall(plan) && !hooks
      ? world.readContext
      : contextOf(service, request, notes, hooks)
  const outcome = execute(
    {
      method: method as 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
      plan,
      body: notes.body,
      payloadVersion: payloadVersion(request.headers),
      continuesOnError: preferences.continuesOnError,
      raw,
      preconditions: {
        ifMatch: headerText(request.headers, 'if-match'),
        ifNoneMatch: headerText(request.headers, 'if-none-match'),
      },
      page: { maxPageSize: preferences.maxPageSize, skiptoken: plan.skiptoken },
      changes: isRead ? changesAsked(service, request, preferences) : undefined,
    },
    context,
  )
  notes.outcome = outcome
  const served = outcome.kind === 'entity' ? outcome.entity.type : plan.path.type
  const isCollection = outcome.kind !== 'entity' && plan.path.isCollection
  if (served) notes.served = { type: served, isCollection }
  if (outcome.kind === 'entity' && outcome.entity.type !== plan.path.type) {
    const typeName = outcome.entity.type.qualifiedName
    chooseOperation(service, { plan, method, typeName }, notes)
  }
  const { operation } = notes
  const answered = { plan, outcome, format, preferences, method, operation, context }
  return respond(service, request, answered)
}

function formatFor(
  { headers }: ServiceRequest,
  plan: RequestPlan,
  method: string,
  { operation }: RequestNotes,
): JsonFormat {
  if (answersWithStream(plan, method)) return negotiateJson({}, undefined)
  const format = isDocumentedFormat(plan, operation) ? undefined : plan.format
  return negotiateJson(headers, format, rawMediaType(plan, method))
}

/**
 * Notes the JSON of a request's body, and the operation that it tells.
 * @returns the body where it is octets of a media type of their own
 */
function takeBody(
  service: Service,
  request: ServiceRequest,
  { plan, method }: { readonly plan: RequestPlan; readonly method: string },
  notes: RequestNotes,
): ExecutedRequest['raw'] {
  const { model } = service.world
  const contentType = headerText(request.headers, 'content-type')
  const takesRaw = takesRawBody(plan, { method, contentType }, model)
  if (takesRaw) refusePart(request)
  chooseOperation(service, { plan, method, contentType }, notes)
  // What such a body says of properties is not known: it creates an entity with none given.
  notes.body = isDocumentedText(contentType, notes.operation)
    ? {}
    : takesRaw
      ? undefined
      : readJsonBody(request.body, contentType)
  chooseOperation(service, { plan, method, typeName: typeNameIn(notes.body) }, notes)
  refuseBody(plan, model, { method, body: notes.body })
  return takesRaw ? { octets: request.body ?? Buffer.alloc(0), contentType } : undefined
}

/** How changes are asked for, and in which form they are told. */
function changesAsked(
  { contract }: Service,
  { headers }: ServiceRequest,
  { tracksChanges, returned }: Preferences,
): ChangesRequest {
  const isGraph = contract.kind !== 'csdl'
  const isFlat = !isGraph && negotiateVersion(headers) !== '4.01'
  return {
    isAsked: tracksChanges,
    form: isGraph ? 'graph' : isFlat ? 'flat' : 'nested',
    isMinimal: returned === 'minimal',
  }
}

function rawMediaType({ path }: RequestPlan, method: string): RawMediaType | undefined {
  const last = path.steps.at(-1)?.kind
  if (last === 'value' && path.type?.qualifiedName === 'Edm.Binary') {
    const before = path.steps.at(-2)
    const declared =
      before?.kind === 'property' ? before.property.annotations?.get(mediaTypeTerm) : undefined
    return typeof declared === 'string' ? declared : octetStream
  }
  return last === 'count' || last === 'value' || method === 'DELETE' ? 'text/plain' : undefined
}

function chooseOperation(
  { world: { operations } }: Service,
  about: Parameters<typeof refineOperation>[1],
  notes: RequestNotes,
): void {
  notes.operation = refineOperation(operations, about, notes.operation)
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
  { headers, serviceRoot }: ServiceRequest,
  notes: RequestNotes,
  hooks: Hooks | undefined,
): RequestContext {
  const { operation } = notes
  const context: RequestContext = {
    ...world.readContext,
    hooks,
    serviceRoot,
    // What a function answers within an expression may be a module's, which is told of the request.
    callFunction: (call) => callFunction(call, context),
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
  return context
}
