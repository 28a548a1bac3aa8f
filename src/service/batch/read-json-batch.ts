import { badRequest } from '../../errors.ts'
import { isJsonObject, writeJson, type JsonObject, type JsonValue } from '../../model/index.ts'
import type { BatchRequest, BatchUnit } from './batch-request.ts'
import { isJson, isText } from '../../journal/index.ts'

export interface JsonEnvelope {
  readonly mostRequests: number
  /** Holds what a request object says against the whole of the standard; Graph is less strict. */
  readonly isStrict: boolean
}

interface ReadRequest extends BatchRequest {
  readonly id: string
  readonly atomicityGroup: string | undefined
}

/**
 * Reads a JSON batch: its requests in their order, those of an atomicity group together.
 * @param body parsed JSON
 * @throws ODataError 400 for what is malformed, with a JSON pointer
 * @see JSON Format, "Batch Request"
 */
export function readJsonBatch(body: unknown, envelope: JsonEnvelope): BatchUnit[] {
  const requests = isJsonObject(body as JsonValue) ? (body as JsonObject)['requests'] : undefined
  if (!Array.isArray(requests))
    throw badRequest("expected an array 'requests' in the body", '/requests')
  const { mostRequests } = envelope
  if (requests.length > mostRequests) {
    throw badRequest(
      `expected at most ${mostRequests} requests, found ${requests.length}`,
      '/requests',
    )
  }
  const read = requests.map((request: unknown, index) =>
    readRequest(request, `/requests/${index}`, envelope),
  )
  checkNames(read)
  return groupRequests(read)
}

function groupRequests(requests: readonly ReadRequest[]): BatchUnit[] {
  const units: { atomicityGroup: string | undefined; requests: ReadRequest[] }[] = []
  for (const request of requests) {
    const { atomicityGroup } = request
    const last = units.at(-1)
    if (atomicityGroup !== undefined && last?.atomicityGroup === atomicityGroup) {
      last.requests.push(request)
    } else {
      units.push({ atomicityGroup, requests: [request] })
    }
  }
  return units
}

/** What requests say of each other: ids are unique, groups adjacent, dependencies on what came before. */
function checkNames(requests: readonly ReadRequest[]): void {
  const groups = new Set(requests.map(({ atomicityGroup }) => atomicityGroup))
  const before: NamesBefore = { groupOf: new Map(), groups: new Set() }
  for (const [index, request] of requests.entries()) {
    const { id, atomicityGroup } = request
    const pointer = `/requests/${index}`
    if (before.groupOf.has(id)) throw badRequest(`the id '${id}' is given twice`, `${pointer}/id`)
    if (groups.has(id)) {
      throw badRequest(`the id '${id}' is the name of an atomicity group, too`, `${pointer}/id`)
    }
    if (atomicityGroup !== undefined && before.groups.has(atomicityGroup)) {
      if (requests[index - 1]?.atomicityGroup !== atomicityGroup) {
        throw badRequest(
          `expected the requests of the atomicity group '${atomicityGroup}' next to each other`,
          `${pointer}/atomicityGroup`,
        )
      }
    }
    checkDependsOn(request, before, `${pointer}/dependsOn`)
    before.groupOf.set(id, atomicityGroup)
    if (atomicityGroup !== undefined) before.groups.add(atomicityGroup)
  }
}

/** What a request may depend on. */
interface NamesBefore {
  /** The atomicity group of each id. */
  readonly groupOf: Map<string, string | undefined>
  readonly groups: Set<string>
}

/**
 * "If a request depends on another request that is part of a different atomicity group, the atomicity group
 * MUST be listed in `dependsOn`", with the request or in its place.
 */
function checkDependsOn(
  { atomicityGroup, dependsOn }: ReadRequest,
  { groupOf, groups }: NamesBefore,
  pointer: string,
): void {
  const names = new Set(dependsOn)
  for (const name of names) {
    const group = groupOf.get(name)
    if (group !== undefined && group !== atomicityGroup && !names.has(group)) {
      throw badRequest(
        `expected the atomicity group '${group}' that '${name}' belongs to, found '${name}' alone`,
        pointer,
      )
    }
    if (!groupOf.has(name) && (name === atomicityGroup || !groups.has(name))) {
      throw badRequest(`expected the id of a request before it, found '${name}'`, pointer)
    }
  }
}

function readRequest(request: unknown, pointer: string, { isStrict }: JsonEnvelope): ReadRequest {
  if (!isJsonObject(request as JsonValue)) throw badRequest('expected a request object', pointer)
  const members = request as Readonly<Record<string, unknown>>
  const optional = (name: string) =>
    members[name] === undefined || members[name] === null
      ? undefined
      : readText(members, name, pointer)
  const headers = readHeaders(members['headers'], `${pointer}/headers`)
  const method = readText(members, 'method', pointer).toUpperCase()
  const hasBody = members['body'] !== undefined && members['body'] !== null
  if (isStrict && hasBody && (method === 'GET' || method === 'DELETE')) {
    throw badRequest(`expected no body for ${method}`, `${pointer}/body`)
  }
  return {
    id: readText(members, 'id', pointer),
    method,
    url: readText(members, 'url', pointer),
    headers,
    body: hasBody
      ? readBody(members['body'], headers['content-type'], `${pointer}/body`)
      : undefined,
    atomicityGroup: optional('atomicityGroup'),
    dependsOn: readDependsOn(members['dependsOn'], `${pointer}/dependsOn`),
    condition: optional('if'),
  }
}

function readText(
  members: Readonly<Record<string, unknown>>,
  name: string,
  pointer: string,
): string {
  const value = members[name]
  if (typeof value === 'string' && value !== '') return value
  const found = value === undefined ? 'nothing' : JSON.stringify(value)
  throw badRequest(`expected a string '${name}', found ${found.slice(0, 80)}`, `${pointer}/${name}`)
}

const noHeaders: Readonly<Record<string, string>> = {}

function readHeaders(headers: unknown, pointer: string): Readonly<Record<string, string>> {
  if (headers === undefined || headers === null) return noHeaders
  if (!isJsonObject(headers as JsonValue)) {
    throw badRequest('expected an object of headers', pointer)
  }
  const read: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers) as [string, unknown][]) {
    if (value !== null) read[name.toLowerCase()] = readHeader(name, value, `${pointer}/${name}`)
  }
  return read
}

/** Numbers and Booleans may do without their quotes. */
function readHeader(name: string, value: unknown, pointer: string): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (typeof value === 'object') {
    throw badRequest(`expected a string, found ${text.slice(0, 80)}`, pointer)
  }
  if (/[\r\n\0]/.test(name + text)) throw badRequest('expected a header on one line', pointer)
  return text
}

function readDependsOn(dependsOn: unknown, pointer: string): string[] {
  if (dependsOn === undefined || dependsOn === null) return []
  if (Array.isArray(dependsOn) && dependsOn.every((id) => typeof id === 'string')) return dependsOn
  throw badRequest('expected an array of ids', pointer)
}

/** JSON as it is, the text of `text/*`, and the octets of anything else in base64url. */
function readBody(body: unknown, contentType: string | undefined, pointer: string): Buffer {
  if (contentType === undefined || isJson(contentType)) return Buffer.from(writeJson(body))
  if (typeof body !== 'string') {
    throw badRequest(`expected a string for a body of ${contentType}`, pointer)
  }
  if (isText(contentType)) return Buffer.from(body)
  if (/^[\w-]*={0,2}$/.test(body)) return Buffer.from(body, 'base64url')
  throw badRequest(`expected octets in base64url for a body of ${contentType}`, pointer)
}
