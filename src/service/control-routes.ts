import type { IncomingMessage } from 'node:http'
import { badRequest, ODataError } from '../errors.ts'
import { inventoryOf, measureCoverage } from '../journal/index.ts'
import { didYouMean, isJsonObject } from '../model/index.ts'
import { findFixtureFaults, type FixtureDocument } from '../store/index.ts'
import type { Fault } from './faults/fault.ts'
import { readJsonBody } from './read-body.ts'
import type { Service } from './service.ts'

/** What a route is asked: the request, and its body where there is one. */
export interface ControlRequest {
  readonly headers: IncomingMessage['headers']
  /** After `?`. */
  readonly query: string
  readonly body: Buffer | undefined
  /** Names of those that there are now. */
  readonly sandboxes: readonly string[]
}

/** One route: its method and path after `/_understudy`, and what it does to a service or a sandbox. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** Bytes of the body at most; default 1 MiB. */
  readonly largestBody?: number
  /** `page` where the answer is HTML; default: JSON. */
  readonly answers?: 'page'
  /** Gives the answer, or promises it; `undefined` for 204. */
  readonly handle: (service: Service, request: ControlRequest) => unknown
}

const mebibyte = 2 ** 20

/** The control plane, a table: what is not here is 404, or 405 where the path has another method. */
export const controlRoutes: readonly ControlRoute[] = [
  { method: 'POST', path: '/reset', handle: (service) => service.reset() },
  {
    method: 'PUT',
    path: '/fixtures',
    largestBody: 512 * mebibyte,
    handle: (service, request) => service.replaceFixtures(readFixtureBody(request)),
  },
  { method: 'GET', path: '/state', handle: (service) => service.state() },
  { method: 'GET', path: '/journal', handle: ({ journal }) => ({ exchanges: journal.exchanges }) },
  { method: 'DELETE', path: '/journal', handle: ({ journal }) => journal.clear() },
  { method: 'GET', path: '/contract', handle: describeContract },
  {
    method: 'GET',
    path: '/coverage',
    handle: ({ contract, journal }) => measureCoverage(inventoryOf(contract), journal.exchanges),
  },
  { method: 'GET', path: '/faults', handle: ({ faults }) => faults.list },
  {
    method: 'PUT',
    path: '/faults',
    handle: ({ faults }, request) => faults.set(readBody(request) as readonly Fault[]),
  },
  { method: 'DELETE', path: '/faults', handle: ({ faults }) => faults.clear() },
  { method: 'GET', path: '/clock', handle: describeClock },
  {
    method: 'PUT',
    path: '/clock',
    handle: (service, request) => {
      setClock(service, readBody(request))
      return describeClock(service)
    },
  },
  { method: 'GET', path: '/ids', handle: describeIds },
  {
    method: 'PUT',
    path: '/ids',
    handle: (service, request) => {
      setIds(service, readBody(request))
      return describeIds(service)
    },
  },
  {
    method: 'GET',
    path: '/',
    answers: 'page',
    handle: async (service, request) => {
      // Few ask for it, and it brings all that reports are written with.
      const { writeInspector } = await import('./inspector/write-inspector.ts')
      return writeInspector(service, request)
    },
  },
]

function describeContract({ contract }: Service): unknown {
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
}

function describeClock({ source: { clock } }: Service): unknown {
  return { now: clock.now().toISOString(), isFrozen: clock.isFrozen }
}

/** `{ "now": time }` freezes, `{ "now": null }` lets the time run on, `{ "advance": duration }` moves it on. */
function setClock({ source: { clock } }: Service, body: unknown): void {
  const members = isJsonObject(body) ? Object.entries(body) : []
  const [name, value] = members[0] ?? []
  if (members.length !== 1 || name === undefined) {
    throw badRequest('expected { "now": time or null } or { "advance": duration }', '')
  }
  if (name === 'now' && value === null) clock.resume()
  else if (name === 'now' && typeof value === 'string') clock.freeze(value)
  else if (name === 'advance' && typeof value === 'string') clock.advance(value)
  else if (name === 'now' || name === 'advance') {
    const expected = name === 'now' ? 'a time in ISO 8601 or null' : 'a duration in ISO 8601'
    throw badRequest(`${name}: expected ${expected}, found ${JSON.stringify(value)}`, `/${name}`)
  } else {
    const near = didYouMean(name, ['now', 'advance'])
    throw badRequest(`expected now or advance, found '${name}'${near}`, `/${name}`)
  }
}

function describeIds({ source: { ids } }: Service): unknown {
  return { ids }
}

/** `{ "ids": "sequential" }` counts ids from now on, `{ "ids": "uuid" }` makes random ones. */
function setIds({ source }: Service, body: unknown): void {
  const { ids, ...others } = isJsonObject(body) ? body : {}
  if (Object.keys(others).length > 0 || (ids !== 'uuid' && ids !== 'sequential')) {
    const expected = 'expected { "ids": "uuid" } or { "ids": "sequential" }'
    throw badRequest(`${expected}, found ${JSON.stringify(body)}`, '/ids')
  }
  source.useIds(ids)
}

function readBody({ body, headers }: ControlRequest): unknown {
  return readJsonBody(body, headers['content-type'])
}

function readFixtureBody(request: ControlRequest): FixtureDocument {
  const document = readBody(request)
  // The form of what it gives is judged with its contents, so that one answer lists all of it.
  if (isJsonObject(document)) return document
  const faults = findFixtureFaults(document)
  throw new ODataError(400, 'InvalidFixtures', 'the body is not a fixture document', {
    details: faults.map(({ pointer, message }) => ({
      code: 'InvalidFixture',
      message,
      target: pointer,
    })),
  })
}
