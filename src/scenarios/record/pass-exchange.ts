import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseJson } from '../../model/index.ts'
import { observeHeaders, withoutPrefix, type ObservedExchange } from '../recording/index.ts'
import { collectBody } from './collect-body.ts'
import { decodeContent } from './decode-content.ts'
import {
  forward,
  ForwardError,
  largestBody,
  withoutHopByHop,
  type ForwardedAnswer,
} from './forward.ts'
import type { RootRewriter } from './root-rewriter.ts'

interface PassContext {
  readonly upstream: URL
  readonly basePath: string
  readonly toUpstream: RootRewriter
  readonly toClient: RootRewriter
  readonly keep: (exchange: ObservedExchange) => void
}

/**
 * Sends a request on to the upstream, keeps it with its answer, and gives the answer back.
 * @throws ForwardError where it is not below the service root, too large, or not answered
 */
export async function passExchange(
  request: IncomingMessage,
  response: ServerResponse,
  context: PassContext,
): Promise<void> {
  const { upstream, toClient, keep } = context
  const began = Date.now()
  const { method = 'GET' } = request
  const { url, path } = readTarget(request, context)
  const abort = new AbortController()
  response.once('close', () => abort.abort())
  const sent = await readSent(request, response, context)
  const answer = await forward(
    upstream,
    { method, path: url, headers: sent.headers, body: sent.hasBody ? sent.body : undefined },
    abort.signal,
  )
  const returned = readReturned(answer)
  keep({
    time: new Date(began).toISOString(),
    duration: Date.now() - began,
    request: { method, url: path, headers: observeHeaders(sent.headers), body: sent.observed },
    response: {
      status: answer.status,
      headers: observeHeaders(returned.headers),
      body: returned.observed,
    },
  })
  const body = returned.isPlain ? toClient.body(returned.body, returned.type) : returned.body
  const headers = rewriteHeaders(returned.headers, toClient)
  const isBodiless = method === 'HEAD' || answer.status === 204 || answer.status === 304
  if (!isBodiless) headers['content-length'] = String(body.length)
  response.writeHead(answer.status, headers as Record<string, string | string[]>)
  response.end(isBodiless ? undefined : body)
}

/** A client that takes it for a forward proxy sends whole URLs (RFC 9112, "absolute-form"). */
function readTarget(request: IncomingMessage, { upstream, basePath, toUpstream }: PassContext) {
  const url = withoutPrefix(toUpstream.text(request.url ?? '/'), upstream.origin)
  const path = withoutPrefix(url, basePath)
  if (!/^(?:[/?]|$)/.test(path) || (basePath !== '' && path === url)) {
    throw new ForwardError(404, `expected a URL below ${basePath || '/'}, found '${url}'`)
  }
  return { url, path }
}

/** What is sent on, and how it is kept. */
async function readSent(
  request: IncomingMessage,
  response: ServerResponse,
  { toUpstream }: PassContext,
) {
  const collected = await collectBody(request, largestBody)
  if (collected === 'too large') {
    response.setHeader('Connection', 'close')
    throw new ForwardError(413, `expected a body of at most ${largestBody} bytes`)
  }
  const type = request.headers['content-type'] ?? ''
  const encoding = request.headers['content-encoding']
  const body = encoding === undefined ? toUpstream.body(collected, type) : collected
  const headers = rewriteHeaders(withoutHopByHop(request.headers), toUpstream)
  const hasBody = body.length > 0 || request.headers['content-length'] !== undefined
  if (hasBody) headers['content-length'] = String(body.length)
  const observed = readBody(decodeContent(body, encoding, largestBody) ?? body, type)
  return { headers, body, hasBody, observed }
}

/** What is given back, its URLs still the upstream's, decoded where that can be done. */
function readReturned({ headers: received, body }: ForwardedAnswer) {
  const plain = decodeContent(body, received['content-encoding'], largestBody)
  const headers = withoutHopByHop(received)
  const type = received['content-type'] ?? ''
  if (!plain) return { headers, body, type, isPlain: false, observed: readBody(body, 'octets') }
  delete headers['content-encoding']
  return { headers, body: plain, type, isPlain: true, observed: readBody(plain, type) }
}

function rewriteHeaders(
  headers: IncomingMessage['headers'],
  rewriter: RootRewriter,
): Record<string, string | string[] | undefined> {
  const rewritten: Record<string, string | string[] | undefined> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'host') continue
    rewritten[name] = Array.isArray(value)
      ? value.map((item) => rewriter.text(item))
      : value === undefined
        ? undefined
        : rewriter.text(value)
  }
  return rewritten
}

/** Parsed JSON, text, or octets, as the media type says; `undefined` for none. */
function readBody(body: Buffer, contentType: string): unknown {
  if (body.length === 0) return undefined
  if (!/[/+](?:json|xml)\b|^text\/|^multipart\/mixed|x-www-form-urlencoded|^$/i.test(contentType)) {
    return body
  }
  const text = body.toString('utf8')
  if (!/[/+]json\b/i.test(contentType)) return text
  try {
    return parseJson(text)
  } catch {
    return text
  }
}
