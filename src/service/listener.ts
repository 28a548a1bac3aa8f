import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { ODataError } from '../errors.ts'
import { corsHeaders, isPreflight, preflightHeaders, type CorsPolicy } from './cors.ts'
import { largestBody } from './decode-body.ts'
import { cutOff, deliver } from './faults/deliver.ts'
import { handleRequest } from './handle-request.ts'
import type { ServiceResponse } from './http-message.ts'
import { respondWithError } from './respond-with-error.ts'
import type { Service } from './service.ts'

/** Answers when a modification is on disk; at once where nothing is kept. */
export type Persist = () => Promise<void> | undefined

/** Whether a URL stands under the service root. */
export function isUnderServiceRoot(url: string, basePath: string): boolean {
  if (!url.startsWith(basePath)) return false
  const next = url.charCodeAt(basePath.length)
  // The end, '/' or '?'.
  return Number.isNaN(next) || next === 47 || next === 63
}

/**
 * The service as a plain listener on what stands under the service root: in front of Express when
 * listening, mounted in it for `service.app`.
 * @param cors what pages of other origins may do; absent for nothing
 */
export function createServiceListener(
  service: Service,
  persist: Persist,
  cors?: CorsPolicy,
): RequestListener {
  const vary = cors ? `${varying}, Origin` : varying
  /** Answers when what changed is on disk; a read too may have carried out what waited. */
  const sendKept = (
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer | undefined,
  ): void => {
    const answered = answer(service, request, body)
    const kept = persist()
    if (!kept) return sendAsOrdered(response, answered)
    kept.then(
      () => sendAsOrdered(response, answered),
      (fault: unknown) => send(response, respondWithError(fault, request, service), vary),
    )
  }
  const sendAsOrdered = (response: ServerResponse, answered: ServiceResponse): void => {
    const { delivery } = answered
    if (!delivery) return send(response, answered, vary)
    deliver(response, delivery, service.faults, (truncateAt) =>
      send(response, answered, vary, truncateAt),
    )
  }
  return (request, response) => {
    const { method, headers } = request
    if (cors && headers.origin !== undefined) {
      const allowed = isPreflight(method, headers)
        ? preflightHeaders(cors, headers)
        : corsHeaders(cors, headers)
      for (const [name, value] of Object.entries(allowed)) response.setHeader(name, value)
      if ('Access-Control-Allow-Methods' in allowed) {
        request.resume()
        return send(response, { status: 204, headers: {}, body: undefined }, vary)
      }
    }
    if (method === 'GET' || method === 'HEAD') {
      // A body that some clients send all the same is let pass unread.
      request.resume()
      sendKept(request, response, undefined)
      return
    }
    readBody(request, (body, error) => {
      if (error) {
        response.setHeader('Connection', 'close')
        send(response, respondWithError(error, request, service), vary)
        return
      }
      sendKept(request, response, body)
    })
  }
}

/** Request headers that an answer depends on (Protocol, "Header Vary"). */
const varying = 'Accept, OData-MaxVersion, Prefer'

function answer(
  service: Service,
  request: IncomingMessage,
  body: Buffer | undefined,
): ServiceResponse {
  const url = (request as { originalUrl?: string }).originalUrl ?? request.url ?? ''
  const isHttps = 'encrypted' in request.socket
  const host = request.headers.host ?? 'localhost'
  return handleRequest(service, {
    method: request.method ?? 'GET',
    url: url.slice(service.basePath.length),
    headers: request.headers,
    body,
    serviceRoot: `${isHttps ? 'https' : 'http'}://${host}${service.basePath}`,
    isHttps,
  })
}

function readBody(
  request: IncomingMessage,
  done: (body: Buffer | undefined, error?: ODataError) => void,
): void {
  const chunks: Buffer[] = []
  let length = 0
  let isDone = false
  const finish = (error?: ODataError) => {
    if (isDone) return
    isDone = true
    done(
      chunks.length === 0 ? undefined : chunks.length === 1 ? chunks[0] : Buffer.concat(chunks),
      error,
    )
  }
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= largestBody) return void chunks.push(chunk)
    const message = `expected a body of at most ${largestBody} bytes`
    finish(new ODataError(413, 'PayloadTooLarge', message))
  })
  request.on('end', () => finish())
  request.on('error', () => finish(new ODataError(400, 'BadRequest', 'the body broke off')))
}

/** @param truncateAt octets of the body after which the connection ends, where a fault orders it */
function send(
  response: ServerResponse,
  answered: ServiceResponse,
  vary: string,
  truncateAt?: number,
): void {
  const { status, headers, body } = answered
  if (response.destroyed) return
  if (body === undefined) {
    // RFC 9110, "Content-Length": none where there can be no body; HEAD brings that of GET.
    const isLengthless = status === 204 || status === 304
    const length = isLengthless ? undefined : { 'Content-Length': '0' }
    response.writeHead(status, { Vary: vary, ...length, ...headers })
    response.end()
    return
  }
  const length = Buffer.byteLength(body)
  response.writeHead(status, { Vary: vary, 'Content-Length': length, ...headers })
  if (truncateAt === undefined || truncateAt >= length) response.end(body)
  else cutOff(response, Buffer.from(body).subarray(0, truncateAt))
}
