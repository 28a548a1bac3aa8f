import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UsageError } from '../../errors.ts'
import { parseJson } from '../../model/index.ts'
import { observeHeaders, withoutPrefix, type ObservedExchange } from '../recording/index.ts'
import { collectBody } from './collect-body.ts'
import { decodeContent } from './decode-content.ts'
import { forward, ForwardError, largestBody, withoutHopByHop } from './forward.ts'
import { createRootRewriter, type RootRewriter } from './root-rewriter.ts'

export interface RecordProxyOptions {
  /** URL of the service root. */
  readonly upstream: string
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
}

/** A proxy that keeps what passes. */
export interface RecordProxy {
  /** URL of its own service root, which stands for that of the upstream. */
  readonly url: string
  /** In the order in which the requests came. */
  exchanges(): readonly ObservedExchange[]
  close(): Promise<void>
}

/** @throws UsageError when the port is taken, or the host is none of this machine */
export async function startRecordProxy(options: RecordProxyOptions): Promise<RecordProxy> {
  const upstream = new URL(options.upstream.replace(/\/+$/, ''))
  const basePath = upstream.pathname.replace(/\/+$/, '')
  const upstreamRoot = upstream.origin + basePath
  const observed: (ObservedExchange | undefined)[] = []
  let toUpstream: RootRewriter
  let toClient: RootRewriter
  const server = createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
    const slot = observed.push(undefined) - 1
    const keep = (exchange: ObservedExchange): void => {
      observed[slot] = exchange
    }
    pass(request, response, { upstream, basePath, toUpstream, toClient, keep }).catch(
      (error: unknown) => refuse(response, error),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const place = `${options.host}:${options.port}`
      const isTaken = error.code === 'EADDRINUSE'
      reject(
        new UsageError(
          isTaken ? `${place} is taken` : `cannot listen on ${place}: ${error.message}`,
        ),
      )
    })
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  const url = `http://${host}:${port}${basePath}`
  toUpstream = createRootRewriter(url, upstreamRoot)
  toClient = createRootRewriter(upstreamRoot, url)
  return {
    url,
    exchanges: () => observed.filter((exchange) => exchange !== undefined),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
        // Who holds a connection open keeps no recording from being written.
        setTimeout(() => server.closeAllConnections(), 1000).unref()
      }),
  }
}

interface PassContext {
  readonly upstream: URL
  readonly basePath: string
  readonly toUpstream: RootRewriter
  readonly toClient: RootRewriter
  readonly keep: (exchange: ObservedExchange) => void
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  { upstream, basePath, toUpstream, toClient, keep }: PassContext,
): Promise<void> {
  const began = Date.now()
  const { method = 'GET' } = request
  // A client that takes it for a forward proxy sends whole URLs (RFC 9112, "absolute-form").
  const url = withoutPrefix(toUpstream.text(request.url ?? '/'), upstream.origin)
  const path = withoutPrefix(url, basePath)
  if (!/^(?:[/?]|$)/.test(path) || (basePath !== '' && path === url)) {
    throw new ForwardError(404, `expected a URL below ${basePath || '/'}, found '${url}'`)
  }
  const abort = new AbortController()
  response.once('close', () => abort.abort())
  const body = await collectBody(request, largestBody)
  if (body === 'too large') {
    response.setHeader('Connection', 'close')
    throw new ForwardError(413, `expected a body of at most ${largestBody} bytes`)
  }
  const type = request.headers['content-type'] ?? ''
  const isEncoded = request.headers['content-encoding'] !== undefined
  const sent = isEncoded ? body : toUpstream.body(body, type)
  const headers = rewriteHeaders(withoutHopByHop(request.headers), toUpstream)
  const hasBody = sent.length > 0 || request.headers['content-length'] !== undefined
  if (hasBody) headers['content-length'] = String(sent.length)
  const answer = await forward(
    upstream,
    { method, path: url, headers, body: hasBody ? sent : undefined },
    abort.signal,
  )
  const plain = decodeContent(answer.body, answer.headers['content-encoding'], largestBody)
  const answerHeaders = withoutHopByHop(answer.headers)
  if (plain) delete answerHeaders['content-encoding']
  keep({
    time: new Date(began).toISOString(),
    duration: Date.now() - began,
    request: {
      method,
      url: path,
      headers: observeHeaders(headers),
      body: readBody(
        decodeContent(sent, request.headers['content-encoding'], largestBody) ?? sent,
        type,
      ),
    },
    response: {
      status: answer.status,
      headers: observeHeaders(answerHeaders),
      body: readBody(
        plain ?? answer.body,
        plain ? (answer.headers['content-type'] ?? '') : 'octets',
      ),
    },
  })
  const returned = plain ? toClient.body(plain, answer.headers['content-type'] ?? '') : answer.body
  const returnedHeaders = rewriteHeaders(answerHeaders, toClient)
  const isBodiless = method === 'HEAD' || answer.status === 204 || answer.status === 304
  if (!isBodiless) returnedHeaders['content-length'] = String(returned.length)
  response.writeHead(answer.status, returnedHeaders as Record<string, string | string[]>)
  response.end(isBodiless ? undefined : returned)
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

function refuse(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.headersSent) return
  const { status, message } =
    error instanceof ForwardError ? error : { status: 502, message: (error as Error).message }
  const code = { 404: 'NotFound', 413: 'PayloadTooLarge', 504: 'GatewayTimeout' }[status]
  const body = JSON.stringify({
    error: { code: code ?? 'BadGateway', message: `understudy record: ${message}` },
  })
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(body)
}
