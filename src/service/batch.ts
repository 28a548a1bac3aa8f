import { badRequest, notImplemented, ODataError } from '../errors.ts'
import { writeJson } from '../model/index.ts'
import type { Mark } from '../store/index.ts'
import type { ServiceRequest, ServiceResponse } from './http-message.ts'
import { headerText } from './negotiate.ts'
import { readJsonBody } from './read-body.ts'
import type { Service } from './service.ts'

/** The way that every request takes; handed in, since a batch is itself a request. */
export type AnswerRequest = (service: Service, request: ServiceRequest) => ServiceResponse

const allowed = 'HEAD, OPTIONS, POST'

/** Graph's limit, where the contract is pages; another service's is not known. */
const mostOfGraph = 20
const mostOfOthers = 1000

interface BatchRequest {
  readonly id: string
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  readonly atomicityGroup: string | undefined
  readonly dependsOn: readonly string[]
}

interface BatchResponse {
  readonly id: string
  readonly atomicityGroup: string | undefined
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON text. */
  readonly body: string | undefined
}

/**
 * A JSON batch: every part goes the way of a request of its own, in order; the requests of an
 * atomicity group happen together or not at all.
 * @see JSON Format, "Batch Requests and Responses"
 */
export function handleBatch(
  service: Service,
  request: ServiceRequest,
  notes: { body: unknown },
  answerRequest: AnswerRequest,
): ServiceResponse {
  const { method } = request
  // Clients ask here for a CSRF token before they write.
  if (method === 'HEAD')
    return { status: 200, headers: { 'OData-Version': '4.0' }, body: undefined }
  if (method === 'OPTIONS') {
    return { status: 204, headers: { 'OData-Version': '4.0', Allow: allowed }, body: undefined }
  }
  if (method !== 'POST') {
    throw new ODataError(405, 'MethodNotAllowed', `expected POST, found ${method}`, {
      headers: { Allow: allowed },
    })
  }
  const contentType = headerText(request.headers, 'content-type')
  if (contentType?.trim().toLowerCase().startsWith('multipart/')) {
    throw notImplemented('$batch in the multipart format (use JSON)')
  }
  notes.body = readJsonBody(request.body, contentType)
  const parts = readParts(notes.body, service.contract.kind === 'csdl' ? mostOfOthers : mostOfGraph)
  const inherited = inheritedHeaders(request)
  const responses = answerParts(parts, service, (part) =>
    answerPart(service, { outer: request, inherited, part }, answerRequest),
  )
  return {
    status: 200,
    headers: { 'OData-Version': '4.0', 'Content-Type': 'application/json' },
    body: `{"responses":[${responses.map(writeResponse).join(',')}]}`,
  }
}

function readParts(body: unknown, mostRequests: number): BatchRequest[] {
  const requests =
    typeof body === 'object' && body !== null
      ? (body as { requests?: unknown }).requests
      : undefined
  if (!Array.isArray(requests))
    throw badRequest("expected an array 'requests' in the body", '/requests')
  if (requests.length > mostRequests) {
    throw badRequest(
      `expected at most ${mostRequests} requests, found ${requests.length}`,
      '/requests',
    )
  }
  const ids = new Set<string>()
  const groups = new Set<string>()
  return requests.map((part: unknown, index) => {
    const read = readPart(part, `/requests/${index}`)
    if (ids.has(read.id))
      throw badRequest(`the id '${read.id}' is given twice`, `/requests/${index}/id`)
    for (const name of read.dependsOn) {
      if (!ids.has(name) && !groups.has(name)) {
        throw badRequest(
          `expected the id of a request before it, found '${name}'`,
          `/requests/${index}/dependsOn`,
        )
      }
    }
    const reference = /^\/?\$([^/?]+)/.exec(read.url)?.[1]
    if (reference !== undefined && ids.has(reference)) {
      throw notImplemented(`a reference to an earlier answer ('${read.url}') in a batch request`)
    }
    ids.add(read.id)
    if (read.atomicityGroup !== undefined) groups.add(read.atomicityGroup)
    return read
  })
}

function readPart(part: unknown, pointer: string): BatchRequest {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) {
    throw badRequest('expected a request object', pointer)
  }
  const {
    id,
    method,
    url,
    headers,
    body,
    atomicityGroup,
    dependsOn,
    if: condition,
  } = part as Record<string, unknown>
  if (condition !== undefined) throw notImplemented("'if' in a batch request")
  const text = (name: string, value: unknown): string => {
    if (typeof value === 'string' && value !== '') return value
    const found = value === undefined ? 'nothing' : JSON.stringify(value)
    throw badRequest(
      `expected a string '${name}', found ${found.slice(0, 80)}`,
      `${pointer}/${name}`,
    )
  }
  return {
    id: text('id', id),
    method: text('method', method).toUpperCase(),
    url: text('url', url),
    headers: readHeaders(headers, `${pointer}/headers`),
    body,
    atomicityGroup:
      atomicityGroup === undefined ? undefined : text('atomicityGroup', atomicityGroup),
    dependsOn: readDependsOn(dependsOn, `${pointer}/dependsOn`),
  }
}

const noHeaders: Readonly<Record<string, string>> = {}

function readHeaders(headers: unknown, pointer: string): Readonly<Record<string, string>> {
  if (headers === undefined || headers === null) return noHeaders
  if (typeof headers !== 'object' || Array.isArray(headers)) {
    throw badRequest('expected an object of headers', pointer)
  }
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
}

function readDependsOn(dependsOn: unknown, pointer: string): string[] {
  if (dependsOn === undefined || dependsOn === null) return []
  if (Array.isArray(dependsOn) && dependsOn.every((id) => typeof id === 'string')) return dependsOn
  throw badRequest('expected an array of ids', pointer)
}

function answerParts(
  parts: readonly BatchRequest[],
  service: Service,
  answerOne: (part: BatchRequest) => BatchResponse,
): BatchResponse[] {
  const responses = new Map<string, BatchResponse>()
  const failedGroups = new Set<string>()
  const failed = (name: string) =>
    failedGroups.has(name) || (responses.get(name)?.status ?? 0) >= 400
  const done = new Set<BatchRequest>()
  for (const part of parts) {
    if (done.has(part)) continue
    const { atomicityGroup } = part
    const group =
      atomicityGroup === undefined
        ? [part]
        : parts.filter((other) => other.atomicityGroup === atomicityGroup)
    const mark = atomicityGroup === undefined ? undefined : service.world.store.mark()
    for (const member of group) {
      done.add(member)
      const blocker = member.dependsOn.find(failed)
      const response =
        blocker === undefined
          ? answerOne(member)
          : failedDependency(member, `'${blocker}', which it depends on, failed`)
      responses.set(member.id, response)
    }
    if (mark && settleGroup(service, group, responses, mark)) failedGroups.add(atomicityGroup!)
  }
  return parts.map(({ id }) => responses.get(id)!)
}

/** Keeps a group's changes, or takes them back when one of its requests failed; true when it did. */
function settleGroup(
  service: Service,
  group: readonly BatchRequest[],
  responses: Map<string, BatchResponse>,
  mark: Mark,
): boolean {
  const culprit = group.find(({ id }) => responses.get(id)!.status >= 400)
  if (!culprit) {
    service.world.store.commit(mark)
    return false
  }
  service.world.store.rollback(mark)
  for (const member of group) {
    if (responses.get(member.id)!.status >= 400) continue
    responses.set(
      member.id,
      failedDependency(member, `'${culprit.id}' of the same atomicity group failed`),
    )
  }
  return true
}

interface BatchPart {
  readonly outer: ServiceRequest
  readonly inherited: Readonly<Record<string, string>>
  readonly part: BatchRequest
}

function answerPart(
  service: Service,
  { outer, inherited, part }: BatchPart,
  answerRequest: AnswerRequest,
): BatchResponse {
  const url = localUrl(part.url, outer.serviceRoot, service.basePath)
  if (url.replace(/^\/+/, '').startsWith('$batch')) {
    const error = { code: 'BadRequest', message: 'a batch cannot hold another batch' }
    return {
      id: part.id,
      atomicityGroup: part.atomicityGroup,
      status: 400,
      headers: jsonHeaders,
      body: JSON.stringify({ error }),
    }
  }
  const response = answerRequest(service, {
    method: part.method,
    url,
    headers: part.headers === noHeaders ? inherited : { ...inherited, ...part.headers },
    body: part.body === undefined ? undefined : Buffer.from(textOfBody(part)),
    serviceRoot: outer.serviceRoot,
    isHttps: outer.isHttps,
  })
  return {
    id: part.id,
    atomicityGroup: part.atomicityGroup,
    status: response.status,
    headers: response.headers,
    body: response.body === undefined ? undefined : jsonTextOf(response),
  }
}

/** @see JSON Format, "Batch Request": a text stands as a string, its media type in the headers */
function textOfBody({ body, headers }: BatchRequest): string {
  const type = headers['content-type']
  const isText = typeof body === 'string' && type !== undefined && !/\bjson\b/i.test(type)
  return isText ? body : writeJson(body)
}

const jsonHeaders = { 'OData-Version': '4.0', 'Content-Type': 'application/json' }

/** What the body is within the batch: JSON as it is, other text as a string, octets in base64url. */
function jsonTextOf({ headers, body }: ServiceResponse): string {
  if (typeof body !== 'string') return JSON.stringify(body?.toString('base64url'))
  const isJson = headers['Content-Type']?.startsWith('application/json')
  return isJson ? body : JSON.stringify(body)
}

function writeResponse({ id, atomicityGroup, status, headers, body }: BatchResponse): string {
  const text = JSON.stringify({ id, atomicityGroup, status, headers })
  return body === undefined ? text : `${text.slice(0, -1)},"body":${body}}`
}

function failedDependency({ id, atomicityGroup }: BatchRequest, message: string): BatchResponse {
  return {
    id,
    atomicityGroup,
    status: 424,
    headers: jsonHeaders,
    body: JSON.stringify({ error: { code: 'FailedDependency', message } }),
  }
}

/** What a part has from the batch unless it says otherwise. */
function inheritedHeaders({ headers }: ServiceRequest): Record<string, string> {
  const names = ['authorization', 'odata-version', 'odata-maxversion', 'client-request-id']
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headerText(headers, name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** A part's URL after the service root: it may be absolute, relative to the host, or relative to the root. */
function localUrl(url: string, serviceRoot: string, basePath: string): string {
  const path = url.startsWith(serviceRoot)
    ? url.slice(serviceRoot.length)
    : url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
  const isUnderBase =
    basePath !== '' && path.startsWith(basePath) && /^[/?]|^$/.test(path.slice(basePath.length))
  const local = isUnderBase ? path.slice(basePath.length) : path
  return local.startsWith('/') || local.startsWith('?') ? local : `/${local}`
}
