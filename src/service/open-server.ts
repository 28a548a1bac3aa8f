import { createServer, type RequestListener, type Server } from 'node:http'
import { hostname } from 'node:os'
import type { Duplex } from 'node:stream'
import { badRequest, ODataError, UsageError } from '../errors.ts'
import { withoutHost } from '../plan/index.ts'
import { prepareToClose } from './closing.ts'
import { respondWithError } from './respond-with-error.ts'
import type { Certificate } from './self-signed-certificate.ts'
import type { Service } from './service.ts'
import { writeHttpMessage } from './write-http-message.ts'

/** True for a key and a certificate made on the spot. */
export type TlsOption = boolean | Certificate

/** Bytes of a request's line and headers at most: filters in URLs are long. */
const maxHeaderSize = 64 * 1024

export interface OpenedServer {
  readonly server: Server
  /** Where it speaks TLS. */
  readonly certificate: string | undefined
  /** Lets answers go out, and ends all connections. */
  readonly close: () => Promise<void>
}

/**
 * A server that listens.
 * @throws UsageError for a key and a certificate that are none, or do not belong together, and for an
 *   address that cannot be had
 */
export async function openServer(
  service: Service,
  listener: RequestListener,
  {
    tls,
    host,
    port,
  }: { readonly tls: TlsOption | undefined; readonly host: string; readonly port: number },
): Promise<OpenedServer> {
  const pair = await certificateOf(tls, host)
  const server = pair
    ? await createTlsServer(pair, inOriginForm(listener))
    : createServer({ maxHeaderSize }, inOriginForm(listener))
  server.on('clientError', (error, socket) => refuseUnreadable(service, error, socket))
  const close = prepareToClose(server)
  await listen(server, host, port)
  return { server, certificate: pair?.cert, close }
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)))
    server.listen(port, host, resolve)
  })
}

function listenError({ code, message }: NodeJS.ErrnoException, host: string, port: number): Error {
  if (code === 'EADDRINUSE') return new UsageError(`port ${port} of ${host} is taken`)
  if (code === 'EACCES') return new UsageError(`port ${port} of ${host} is not allowed`)
  if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL') {
    return new UsageError(`host: '${host}' is no address of this machine`)
  }
  return new UsageError(`cannot listen on ${host}:${port}: ${message}`)
}

/**
 * A request whose target is a whole URL, as clients of a proxy send it, is taken as one for its path.
 * @see RFC 9112, "absolute-form": "a server MUST accept" it, and goes by its host
 */
function inOriginForm(listener: RequestListener): RequestListener {
  return (request, response) => {
    const { url = '' } = request
    if (!url.startsWith('/') && URL.canParse(url)) {
      request.headers.host = new URL(url).host
      request.url = withoutHost(url).replace(/^(?!\/)/, '/')
    }
    listener(request, response)
  }
}

async function createTlsServer(pair: Certificate, listener: RequestListener): Promise<Server> {
  // Most services speak plain http, and start faster without it.
  const { createServer: create } = await import('node:https')
  try {
    return create({ ...pair, maxHeaderSize }, listener)
  } catch (error) {
    throw new UsageError(`tls: the key and the certificate do not do: ${(error as Error).message}`)
  }
}

async function certificateOf(
  tls: TlsOption | undefined,
  host: string,
): Promise<Certificate | undefined> {
  if (tls === undefined || tls === false) return undefined
  if (tls !== true) return tls
  const { makeCertificate } = await import('./self-signed-certificate.ts')
  const names = ['localhost', '127.0.0.1', '::1', host, hostname()]
  return makeCertificate(
    names.filter((name) => !['0.0.0.0', '::', ''].includes(name)),
    new Date(),
  )
}

/** What Node.js could not read as a request is answered with an error body as well. */
function refuseUnreadable(service: Service, { code }: NodeJS.ErrnoException, socket: Duplex): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const request = { headers: {}, serviceRoot: service.basePath }
  const response = respondWithError(unreadable(code), request, service)
  const headers = { ...response.headers, Connection: 'close' }
  socket.end(writeHttpMessage({ ...response, headers }))
}

function unreadable(code: string | undefined): ODataError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const message = `expected a URL and headers of at most ${maxHeaderSize} bytes; a long query may be sent in the body of a POST to /$query`
    return new ODataError(431, 'RequestHeaderFieldsTooLarge', message)
  }
  if (code === 'HPE_INVALID_METHOD') {
    return new ODataError(501, 'NotImplemented', 'the method is not supported')
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new ODataError(408, 'RequestTimeout', 'the request took too long to arrive')
  }
  return badRequest('expected a request of HTTP/1.1')
}
