import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UsageError } from '../../errors.ts'
import type { ObservedExchange } from '../recording/index.ts'
import { ForwardError } from './forward.ts'
import { passExchange } from './pass-exchange.ts'
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
    passExchange(request, response, { upstream, basePath, toUpstream, toClient, keep }).catch(
      (error: unknown) => refuse(response, error),
    )
  })
  await listen(server, options)
  const { port } = server.address() as AddressInfo
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  const url = `http://${host}:${port}${basePath}`
  toUpstream = createRootRewriter(url, upstreamRoot)
  toClient = createRootRewriter(upstreamRoot, url)
  return {
    url,
    exchanges: () => observed.filter((exchange) => exchange !== undefined),
    close: () => close(server),
  }
}

function listen(server: Server, { host, port }: RecordProxyOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const place = `${host}:${port}`
      const isTaken = error.code === 'EADDRINUSE'
      reject(
        new UsageError(
          isTaken ? `${place} is taken` : `cannot listen on ${place}: ${error.message}`,
        ),
      )
    })
    server.listen(port, host, resolve)
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    // Who holds a connection open keeps no recording from being written.
    setTimeout(() => server.closeAllConnections(), 1000).unref()
  })
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
