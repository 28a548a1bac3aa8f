import type express from 'express'
import type { Request, Response } from 'express'
import { createRequire } from 'node:module'
import type { RequestListener } from 'node:http'
import { ODataError, UsageError } from '../errors.ts'
import { writeJson } from '../model/index.ts'
import { checkControlAccess, type ControlAccess } from './control-access.ts'
import { controlRoutes, type ControlRoute } from './control-routes.ts'
import { FaultError } from './faults/read-faults.ts'
import { isUnderServiceRoot, type Persist } from './listener.ts'
import { respondWithError } from './respond-with-error.ts'
import { isSandboxPath } from './sandbox-path.ts'
import { describeFixtureProblem, FixtureError, fixturePointer } from './fixture-error.ts'
import type { Service } from './service.ts'

export interface ControlPlaneOptions extends ControlAccess {
  /** The service itself, mounted first. */
  readonly listener: RequestListener
  readonly persist: Persist
  /** Names of the sandboxes that there are now. */
  readonly sandboxNames?: (() => readonly string[]) | undefined
  /** What stands under `/~name`; a sandbox has none of its own. */
  readonly sandboxes?: RequestListener | undefined
}

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

const defaultLargestBody = 2 ** 20

/** The control plane of a service or a sandbox, wherever it is mounted. */
function controlRouter(
  { Router, raw }: typeof express,
  service: Service,
  options: ControlPlaneOptions,
) {
  const router = Router()
  router.use((request, response, next) => {
    try {
      checkControlAccess(request, options)
      next()
    } catch (error) {
      sendError(response, error, request, service)
    }
  })
  for (const path of new Set(controlRoutes.map((route) => route.path))) {
    const routes = controlRoutes.filter((route) => route.path === path)
    for (const route of routes) {
      const method = route.method.toLowerCase() as Lowercase<ControlRoute['method']>
      const limit = route.largestBody ?? defaultLargestBody
      router[method](path, raw({ type: () => true, limit }), (request, response) =>
        answer(route, { service, options, request, response }),
      )
    }
    router.all(path, (request, response) => {
      const methods = routes.map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method))
      const Allow = [...methods, 'OPTIONS'].join(', ')
      if (request.method === 'OPTIONS') return void response.status(204).set({ Allow }).end()
      const message = `/_understudy${path} takes ${Allow}, not ${request.method}`
      const error = new ODataError(405, 'MethodNotAllowed', message, { headers: { Allow } })
      sendError(response, error, request, service)
    })
  }
  router.use((request, response) => {
    const known = controlRoutes.map(({ method, path }) => `${method} /_understudy${path}`)
    const message = `the control plane has no ${request.method} /_understudy${request.path}; it has ${known.join(', ')}`
    sendError(response, new ODataError(404, 'ResourceNotFound', message), request, service)
  })
  const refuseBody: express.ErrorRequestHandler = (error, request, response, _next) => {
    sendError(response, bodyError(error), request, service)
  }
  router.use(refuseBody)
  return router
}

/**
 * A page shows what clients sent: nothing of it is run, loaded, or framed.
 * @see Content Security Policy Level 3, "Directives"
 */
const pageHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

async function answer(
  { method, answers, handle }: ControlRoute,
  {
    service,
    options,
    request,
    response,
  }: {
    readonly service: Service
    readonly options: ControlPlaneOptions
    readonly request: Request
    readonly response: Response
  },
): Promise<void> {
  try {
    service.asyncRequests.settle()
    const { headers, originalUrl } = request
    const body = Buffer.isBuffer(request.body) ? request.body : undefined
    const query = originalUrl.split('?').slice(1).join('?')
    const sandboxes = options.sandboxNames?.() ?? []
    const answered = await handle(service, { headers, query, body, sandboxes })
    if (method !== 'GET') await options.persist()
    response.set('Cache-Control', 'no-store')
    if (answered === undefined) response.status(204).end()
    else if (answers === 'page') response.set(pageHeaders).type('html').send(answered)
    else response.type('json').send(writeJson(answered))
  } catch (error) {
    sendError(response, controlError(error), request, service)
  }
}

/** What is wrong with a control request is its sender's to mend, all of it at once. */
function controlError(error: unknown): unknown {
  if (error instanceof FaultError) return invalidFaults(error)
  if (error instanceof UsageError) return new ODataError(400, 'BadRequest', error.message)
  return error instanceof FixtureError ? invalidFixtures(error) : error
}

function invalidFaults({ problems }: FaultError): ODataError {
  const [first] = problems
  const message =
    problems.length === 1 ? first!.message : `${problems.length} members of the faults are invalid`
  return new ODataError(400, 'InvalidFaults', message, {
    details: problems.map((problem) => ({
      code: 'InvalidFault',
      message: problem.message,
      target: problem.pointer,
    })),
  })
}

function invalidFixtures({ problems }: FixtureError): ODataError {
  const count = problems.length
  const message = count === 1 ? '1 fixture is invalid' : `${count} fixtures are invalid`
  return new ODataError(400, 'InvalidFixtures', message, {
    details: problems.map((problem) => ({
      code: 'InvalidFixture',
      message: describeFixtureProblem(problem),
      target: fixturePointer(problem),
    })),
  })
}

/** What Express finds wrong with a body: too long, broken off, of an unknown encoding. */
function bodyError(error: unknown): unknown {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  switch (status) {
    case 413:
      return new ODataError(413, 'PayloadTooLarge', `expected a body of ${limitOf(error)}`)
    case 415:
      return new ODataError(415, 'UnsupportedMediaType', (error as Error).message)
    case 400:
      return new ODataError(400, 'BadRequest', (error as Error).message)
    default:
      return error
  }
}

function limitOf(error: unknown): string {
  const limit = error instanceof Error && 'limit' in error ? error.limit : undefined
  return typeof limit === 'number' ? `at most ${limit} bytes` : 'fewer bytes'
}

function sendError(response: Response, error: unknown, request: Request, service: Service): void {
  const { status, headers, body } = respondWithError(error, request, service)
  response.writeHead(status, headers).end(body)
}
