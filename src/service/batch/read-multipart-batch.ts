import { badRequest } from '../../errors.ts'
import { readContentType, readHead, readHeaderLines, splitMultipart } from '../../journal/index.ts'
import type { BatchRequest, BatchUnit } from './batch-request.ts'

/** What the envelope says that the parts are judged by. */
export interface MultipartEnvelope {
  readonly boundary: string
  /** 4.0 has `Content-ID` unique within a change set, 4.01 within the batch. */
  readonly version: '4.0' | '4.01'
  readonly mostRequests: number
}

/**
 * Reads a multipart batch: individual requests and change sets in their order.
 * @throws ODataError 400 for what is malformed, with the part and what was found
 * @see Protocol, "Multipart Batch Request Body"
 */
export function readMultipartBatch(body: Buffer, envelope: MultipartEnvelope): BatchUnit[] {
  let count = 0
  const ids = new Set<string>()
  const take = (content: Buffer, place: string, known: Set<string>): BatchRequest => {
    count += 1
    if (count > envelope.mostRequests) {
      throw badRequest(`expected at most ${envelope.mostRequests} requests, found more`)
    }
    const request = readRequest(content, place)
    const { id } = request
    if (id === undefined) return request
    if (known.has(id)) throw badRequest(`${place}: the Content-ID '${id}' is given twice`)
    known.add(id)
    return request
  }
  const limits = { boundary: envelope.boundary, most: envelope.mostRequests }
  return splitMultipart(body, limits, 'the batch').map((content, index): BatchUnit => {
    const place = `part ${index + 1}`
    const changeSet = findChangeSet(content, place, envelope)
    const perSet = envelope.version === '4.01' ? ids : new Set<string>()
    if (!changeSet) return { atomicityGroup: undefined, requests: [take(content, place, perSet)] }
    const requests = changeSet.map((member, at) => {
      const request = take(member, `${place}.${at + 1}`, perSet)
      if (!isModification(request)) {
        throw badRequest(
          `${place}.${at + 1}: expected a modification or an action in a change set, found ${request.method}`,
        )
      }
      return request
    })
    return { atomicityGroup: `changeset_${index + 1}`, requests }
  })
}

/** The body parts of a change set; `undefined` for an individual request. */
function findChangeSet(
  content: Buffer,
  place: string,
  { mostRequests }: MultipartEnvelope,
): Buffer[] | undefined {
  const { lines, rest } = readHead(content, { skipsEmpty: false })
  const header = readHeaderLines(lines, place)['content-type'] ?? ''
  const { type, boundary } = readContentType(header)
  if (type !== 'multipart/mixed') return undefined
  if (boundary === '') throw badRequest(`${place}: expected a boundary in '${header}'`)
  return splitMultipart(rest, { boundary, most: mostRequests }, place)
}

function isModification({ method }: BatchRequest): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'
}

function readRequest(content: Buffer, place: string): BatchRequest {
  const { lines, rest } = readHead(content, { skipsEmpty: false })
  const part = readHeaderLines(lines, place)
  const found = part['content-type']
  if (found === undefined || readContentType(found).type !== 'application/http') {
    throw badRequest(
      `${place}: expected Content-Type: application/http, found ${found === undefined ? 'none' : `'${found.slice(0, 80)}'`}`,
    )
  }
  const message = readHead(rest, { skipsEmpty: true })
  const [requestLine = '', ...headerLines] = message.lines
  const headers = readHeaderLines(headerLines, place)
  // Some clients give it among the headers of the request.
  const id = part['content-id'] ?? headers['content-id']
  return {
    id: id === '' ? undefined : id,
    ...readRequestLine(requestLine, place),
    headers,
    body: bodyOf(message.rest, headers['content-length']),
    dependsOn: [],
    condition: undefined,
  }
}

/** `GET Products(1) HTTP/1.1`; the version may be missing, as it is in an example of the standard. */
function readRequestLine(line: string, place: string): { method: string; url: string } {
  const text = line.trim()
  const [method = ''] = text.split(/[ \t]/, 1)
  let url = text.slice(method.length).trim()
  const last = Math.max(url.lastIndexOf(' '), url.lastIndexOf('\t')) + 1
  if (/^HTTP\/\d(?:\.\d)?$/i.test(url.slice(last))) url = url.slice(0, last).trim()
  if (!/^[A-Za-z]+$/.test(method) || url === '') {
    throw badRequest(
      `${place}: expected a request line 'GET Products HTTP/1.1', found '${text.slice(0, 80)}'`,
    )
  }
  return { method: method.toUpperCase(), url }
}

/**
 * The boundary tells where a body ends, not `Content-Length`, which is wrong with some clients; but what
 * it leaves of empty lines at the end is no part of the body.
 */
function bodyOf(rest: Buffer, contentLength: string | undefined): Buffer | undefined {
  if (contentLength !== undefined && /^\d{1,9}$/.test(contentLength)) {
    const length = Number(contentLength)
    if (length <= rest.length && isBlank(rest.subarray(length))) {
      return length === 0 ? undefined : rest.subarray(0, length)
    }
  }
  return isBlank(rest) ? undefined : rest
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x0d || byte === 0x0a)
}
