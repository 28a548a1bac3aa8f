import { createHash } from 'node:crypto'
import { ODataError } from '../errors.ts'
import {
  findHeader,
  readContentType,
  readHead,
  readHeaderLines,
  splitMultipart,
} from '../journal/index.ts'
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../model/index.ts'
import { readResponseContent } from './read-response-content.ts'
import { writeRequestBody } from './transport.ts'

/*
 * Multipart batches in the form of JSON ones, so that scenarios say and expect of both the same:
 * `{ requests: [{ id?, atomicityGroup?, method, url, headers?, body? }] }`, where a group is a change
 * set and an id its Content-ID.
 * See Protocol, "Multipart Batch Format"; JSON Format, "Batch Requests and Responses".
 */

const mostParts = 10_000

/** Whether a body is to be sent as a multipart batch: the form of a JSON one with the type of the other. */
export function isMultipartBatch(contentType: string, body: unknown): body is JsonObject {
  return isMultipart(contentType) && isJsonObject(body) && Array.isArray(body['requests'])
}

function isMultipart(contentType: string): boolean {
  return readContentType(contentType).type === 'multipart/mixed'
}

interface BatchMessage {
  readonly headers: Parameters<typeof findHeader>[0]
  readonly body?: unknown
}

/**
 * A request and its answer that are multipart batches, in the form of JSON ones.
 * @returns `undefined` for another request; without `answered` for an answer that is none
 */
export function readMultipartExchange(request: BatchMessage, response: BatchMessage) {
  const typeOf = ({ headers }: BatchMessage) => findHeader(headers, 'content-type') ?? ''
  const asked = readMultipartRequests(request.body, typeOf(request))
  return (
    asked && { asked, answered: readMultipartResponses(response.body, typeOf(response), asked) }
  )
}

/** @returns `undefined` for what is no multipart batch, and for one with octets in it */
export function readMultipartRequests(
  body: unknown,
  contentType: string,
): { readonly requests: readonly JsonObject[] } | undefined {
  const units = whenWellFormed(() => splitUnits(body, contentType))
  if (!units) return undefined
  const requests = units.flatMap(({ messages, isChangeSet }, index) =>
    messages.map((message) => {
      const { id, line, ...content } = message
      const [, method, url] =
        /^([A-Za-z]+)[ \t]+(.*?)(?:[ \t]+HTTP\/\d(?:\.\d)?)?$/i.exec(line) ?? []
      if (method === undefined || url === undefined) return undefined
      return {
        ...(id !== undefined && { id }),
        ...(isChangeSet && { atomicityGroup: `changeset-${index + 1}` }),
        method: method.toUpperCase(),
        url,
        ...content,
      }
    }),
  )
  const read = requests.filter((request) => request !== undefined)
  return read.length < requests.length ? undefined : { requests: read }
}

/**
 * The responses of a multipart batch, each with the id and group of its request: they come in the order
 * of the requests, and those of a change set that failed as one.
 * @param batch the requests, in the form of a JSON batch
 * @returns `undefined` for what is no multipart batch, and for one with octets in it
 */
export function readMultipartResponses(
  body: unknown,
  contentType: string,
  batch: JsonObject,
): { readonly responses: readonly JsonObject[] } | undefined {
  const units = whenWellFormed(() => splitUnits(body, contentType))
  if (!units) return undefined
  const asked = unitsOf(batch)
  const responses = units.flatMap(({ messages, isChangeSet }, index) =>
    messages.map((message, at) => {
      const { id: _, line, ...content } = message
      const [, status] = /^HTTP\/\d(?:\.\d)? (\d{3})/i.exec(line) ?? []
      const { id, atomicityGroup } = asked[index]?.[at] ?? {}
      const isAnswered = isChangeSet || atomicityGroup === undefined
      return {
        ...(id !== undefined && isAnswered && { id }),
        ...(atomicityGroup !== undefined && { atomicityGroup }),
        status: Number(status),
        ...content,
      }
    }),
  )
  return responses.some(({ status }) => Number.isNaN(status)) ? undefined : { responses }
}

/** Requests that stand alone, and those of a group together. */
export function unitsOf(batch: JsonObject): readonly (readonly JsonObject[])[] {
  const units: JsonObject[][] = []
  let group: JsonValue | undefined
  const { requests } = batch
  for (const request of requests !== undefined && isJsonArray(requests) ? requests : []) {
    if (!isJsonObject(request)) continue
    const { atomicityGroup } = request
    if (atomicityGroup !== undefined && atomicityGroup === group) units.at(-1)!.push(request)
    else units.push([request])
    group = atomicityGroup
  }
  return units
}

/** A batch as it goes over the wire; the boundary is made of what it separates. */
export function writeMultipartRequests(batch: JsonObject): {
  readonly contentType: string
  readonly body: string
} {
  const parts = unitsOf(batch).map((requests) => {
    const messages = requests.map(writePart)
    if (requests[0]?.['atomicityGroup'] === undefined) return messages[0] ?? ''
    const { contentType, body } = join(messages, 'changeset')
    return `Content-Type: ${contentType}\r\n\r\n${body}`
  })
  return join(parts, 'batch')
}

function join(parts: readonly string[], name: string) {
  const hash = createHash('sha256').update(parts.join('\r\n')).digest('hex').slice(0, 32)
  const boundary = `${name}_${hash}`
  const written = parts.map((part) => `--${boundary}\r\n${part}\r\n`)
  return {
    contentType: `multipart/mixed; boundary=${boundary}`,
    body: `${written.join('')}--${boundary}--\r\n`,
  }
}

function writePart({ id, method, url, headers, body }: JsonObject): string {
  const text = body === undefined ? undefined : String(writeRequestBody(body))
  const named = headers !== undefined && isJsonObject(headers) ? headers : {}
  const hasType = Object.keys(named).some((name) => name.toLowerCase() === 'content-type')
  const implied = text === undefined || hasType ? {} : { 'Content-Type': 'application/json' }
  const lines = [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(id === undefined ? [] : [`Content-ID: ${textOf(id)}`]),
    '',
    // What begins with a slash would be resolved against the host; in JSON it is below the service root.
    `${textOf(method)} ${textOf(url).replace(/^\/(?!\/)/, '')} HTTP/1.1`,
    ...Object.entries({ ...named, ...implied }).map(([name, value]) => `${name}: ${textOf(value)}`),
    '',
    text ?? '',
  ]
  return lines.join('\r\n')
}

/** What a line may have: no further one. */
function textOf(value: JsonValue | undefined): string {
  return (typeof value === 'string' ? value : JSON.stringify(value ?? '')).replace(/[\r\n]+/g, ' ')
}

interface Message {
  readonly id: string | undefined
  /** The request line, or the status line. */
  readonly line: string
  readonly headers?: JsonObject
  readonly body?: JsonValue
}

interface Unit {
  readonly isChangeSet: boolean
  readonly messages: readonly Message[]
}

/** @throws ODataError for what is malformed */
function splitUnits(body: unknown, contentType: string): readonly Unit[] | undefined {
  if (typeof body !== 'string' || !isMultipart(contentType)) return undefined
  const units = splitParts(Buffer.from(body), contentType).map((part): Unit | undefined => {
    const { lines, rest } = readHead(part, { skipsEmpty: false })
    const type = readHeaderLines(lines, 'the part')['content-type'] ?? ''
    const parts = isMultipart(type) ? splitParts(rest, type) : [part]
    const messages = parts.map(readMessage)
    const isWhole = messages.every((message) => message !== undefined)
    return isWhole ? { isChangeSet: isMultipart(type), messages } : undefined
  })
  return units.every((unit) => unit !== undefined) ? units : undefined
}

function splitParts(content: Buffer, contentType: string): readonly Buffer[] {
  const { boundary } = readContentType(contentType)
  return splitMultipart(content, { boundary, most: mostParts }, 'the batch')
}

/** @returns `undefined` for one whose body is no text */
function readMessage(part: Buffer): Message | undefined {
  const { lines, rest } = readHead(part, { skipsEmpty: false })
  const outer = readHeaderLines(lines, 'the part')
  const message = readHead(rest, { skipsEmpty: true })
  const [line = '', ...headerLines] = message.lines
  const {
    'content-length': _,
    'content-id': inner,
    ...headers
  } = readHeaderLines(headerLines, 'the part')
  const content = Buffer.from(message.rest.toString('latin1').replace(/(?:\r?\n)+$/, ''), 'latin1')
  const body = readResponseContent(content, headers['content-type'] ?? '')
  if (body instanceof Uint8Array) return undefined
  const { 'content-type': type, ...others } = headers
  // JSON is implied, as in a JSON batch.
  const kept = type === undefined || /^application\/json$/i.test(type) ? others : headers
  return {
    id: outer['content-id'] ?? inner,
    line: line.trim(),
    ...(Object.keys(kept).length > 0 && { headers: kept }),
    ...(body !== undefined && { body: body as JsonValue }),
  }
}

function whenWellFormed<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof ODataError) return undefined
    throw error
  }
}
