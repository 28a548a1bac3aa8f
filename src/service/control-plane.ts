import type express from 'express'
import type { Request, Response } from 'express'
import { createRequire } from 'node:module'
import type { RequestListener } from 'node:http'
import { ODataError } from '../errors.ts'
import { writeJson } from '../model/index.ts'
import { findFixtureFaults, type FixtureDocument } from '../store/index.ts'
import { isUnderServiceRoot, type Persist } from './listener.ts'
import { readJsonBody } from './read-body.ts'
import { respondWithError } from './respond-with-error.ts'
import { isSandboxPath } from './sandbox-path.ts'
import { FixtureError, describeFixtureProblem, type Service } from './service.ts'

export interface ControlPlaneOptions {
  /** The service itself, mounted first. */
  readonly listener: RequestListener
  readonly persist: Persist
  /** What the server is bound to; requests for another Host are refused. */
  readonly boundHost: () => string | undefined
  /** What stands under `/~name`; a sandbox has none of its own. */
  readonly sandboxes?: RequestListener | undefined
}

/** Bytes of a control request's body at most. */
const largestBody = '512mb'

/** One route: its method and path after `/_understudy`, and what it does. */
interface Route {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  readonly path: string
  /** Gives the JSON of the answer; `undefined` for 204. */
  readonly handle: (service: Service, request: Request) => unknown
}

const routes: readonly Route[] = [
  { method: 'post', path: '/reset', handle: (service) => service.reset() },
  {
    method: 'put',
    path: '/fixtures',
    handle: (service, request) => service.replaceFixtures(readFixtureBody(request)),
  },
  { method: 'get', path: '/state', handle: (service) => service.state() },
  {
    method: 'get',
    path: '/journal',
    handle: ({ journal }) => ({ exchanges: journal.exchanges }),
  },
  { method: 'delete', path: '/journal', handle: ({ journal }) => journal.clear() },
  {
    method: 'get',
    path: '/contract',
    handle: ({ contract }) => {
      const { declaration, operations, diagnostics, basePath, hash, files, kind } = contract
      return {
        kind,
        hash,
        basePath,
        files,
        ...declaration,
        contractOperations: operations,
        diagnostics,
      }
    },
  },
]

/** Routes of `/_understudy` that the interface names and this version has not. */
const unsupportedPaths = ['/coverage', '/faults', '/clock', '/']

/**
 * The Express app: the service, then the control plane beside it, then what users add. Its type names
 * no Express, so that users of the library need no types of it.
 * @see docs/decisions/0003-listener-before-express.md
 */
export function createApp(service: Service, options: ControlPlaneOptions): RequestListener {
  // Loading Express costs more than all of the service's own start: it waits for its first use.
  const loaded = createRequire(import.meta.url)('express') as typeof express
  const app = loaded()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use((request, response, next) => {
    if (options.sandboxes && isSandboxPath(request.url)) options.sandboxes(request, response)
    else if (isControlPath(request.url, service)) next()
    else if (isUnderServiceRoot(request.url, service.basePath)) options.listener(request, response)
    else next()
  })
  app.use(`${service.mountPath}/_understudy`, controlRouter(loaded, service, options))
  app.use((request, response) => {
    const message = `'${request.url.split('?')[0]}' is not under the service root ${service.basePath || '/'}`
    sendError(response, new ODataError(404, 'ResourceNotFound', message), request, service)
  })
  return app
}

/** Whether a URL is the control plane's, also where the service root is the host's. */
export function isControlPath(url: string, { mountPath }: Pick<Service, 'mountPath'>): boolean {
  return isUnderServiceRoot(url, `${mountPath}/_understudy`)
}

function controlRouter(
  { Router, raw }: typeof express,
  service: Service,
  { persist, boundHost }: ControlPlaneOptions,
) {
  const router = Router()
  router.use((request, response, next) => {
    const { host } = request.headers
    const bound = boundHost()
    // Without a socket of its own, what calls it is in the same process.
    if (isLoopback(bound ?? 'localhost') && isLoopback(readHostName(host))) return next()
    const message = isLoopback(bound ?? 'localhost')
      ? `the control plane answers requests for a loopback host only, found '${host}'`
      : `the control plane answers on a loopback host only; the service is bound to '${bound}'`
    sendError(response, new ODataError(403, 'Forbidden', message), request, service)
  })
  router.use(raw({ type: () => true, limit: largestBody }))
  for (const { method, path, handle } of routes) {
    router[method](path, async (request, response) => {
      try {
        service.asyncRequests.settle()
        const answer = handle(service, request)
        if (method !== 'get') await persist()
        if (answer === undefined) response.status(204).end()
        else response.type('json').send(writeJson(answer))
      } catch (error) {
        sendError(response, controlError(error), request, service)
      }
    })
  }
  router.all(unsupportedPaths, (request, response) => {
    const message = `${request.method} /_understudy${request.path} is not supported by this version`
    sendError(response, new ODataError(501, 'NotImplemented', message), request, service)
  })
  router.use((request, response) => {
    const known = routes.map((route) => `${route.method.toUpperCase()} /_understudy${route.path}`)
    const message = `the control plane has no ${request.method} /_understudy${request.path}; it has ${known.join(', ')}`
    sendError(response, new ODataError(404, 'ResourceNotFound', message), request, service)
  })
  return router
}

function readHostName(header: string | undefined): string {
  return (header ?? '').replace(/:\d+$/, '').toLowerCase()
}

function isLoopback(host: string): boolean {
  return ['localhost', '[::1]', '::1'].includes(host) || /^127(\.\d{1,3}){3}$/.test(host)
}

function readFixtureBody(request: Request): FixtureDocument {
  const body = Buffer.isBuffer(request.body) ? request.body : undefined
  const document = readJsonBody(body, request.headers['content-type'])
  const faults = findFixtureFaults(document)
  if (faults.length === 0) return document as FixtureDocument
  throw new ODataError(400, 'InvalidFixtures', 'the body is not a fixture document', {
    details: faults.map(({ pointer, message }) => ({
      code: 'InvalidFixture',
      message,
      target: pointer,
    })),
  })
}

function controlError(error: unknown): unknown {
  if (!(error instanceof FixtureError)) return error
  const count = error.problems.length
  const message = count === 1 ? '1 fixture is invalid' : `${count} fixtures are invalid`
  return new ODataError(400, 'InvalidFixtures', message, {
    details: error.problems.map((problem) => ({
      code: 'InvalidFixture',
      message: describeFixtureProblem(problem),
      target: `/${problem.resourcePath.replaceAll('/', '~1')}${problem.index === undefined ? '' : `/${problem.index}`}${problem.pointer}`,
    })),
  })
}

function sendError(response: Response, error: unknown, request: Request, service: Service): void {
  const { status, headers, body } = respondWithError(error, request, service)
  response.writeHead(status, headers).end(body)
}
