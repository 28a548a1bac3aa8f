import type { Contract } from '../contract/contract.ts'
import { ODataError } from '../errors.ts'
import {
  findModelOperation,
  nothingAddressed,
  type AddressFacts,
  type AddressProblem,
  type AuthMode,
  type ContractReader,
  type ExchangeRecord,
} from '../journal/index.ts'
import { writeJson } from '../model/index.ts'
import {
  findRefusalsOfBody,
  methodsOfResource,
  withoutHost,
  type RequestPlan,
} from '../plan/index.ts'
import { findSystemOptionName } from '../query/index.ts'
import { getValidators } from '../schemas/index.ts'
import { splitQueryOptions, ODataSyntaxError } from '../syntax/index.ts'
import { localUrl } from './batch/local-url.ts'
import { findBodyProblems, findReadOnly, findSourceInBody } from './body-problems.ts'
import { findDocumentedOperation, signatureOf } from './documented-operation.ts'
import { findExercised } from './find-exercised.ts'
import { findNamedElements } from './named-elements.ts'
import { headerText } from './negotiate.ts'
import { pathOf } from './path-of.ts'
import type { PlannedRequest } from './plan-cache.ts'
import { planFor, typeNameIn, type Planner } from './plan-service-request.ts'
import { readQueryRequest } from './query-segment.ts'
import { isDocumentedText } from './read-body.ts'
import { findMonitored } from './status-monitor.ts'
import { answersWithStream, takesRawBody } from './stream-requests.ts'

export interface ContractReaderOptions {
  /** Pathname of the service root. */
  readonly basePath: string
  readonly auth: AuthMode
}

/** Tells what the requests of a service mean, whether the double or another answered them. */
export function createContractReader(
  planner: Planner,
  { basePath, auth }: ContractReaderOptions,
): ContractReader {
  const { contract, model } = planner
  return {
    contract,
    validators: getValidators(model),
    auth,
    readAddress: (record) => readAddress(record, planner, basePath),
  }
}

/** A request as it is planned. */
interface Asked {
  readonly kind: AddressFacts['kind']
  readonly method: string
  readonly path: string
  readonly query: string
}

function readAddress(record: ExchangeRecord, planner: Planner, basePath: string): AddressFacts {
  const asked = readAsked(record, basePath)
  if (asked.kind !== 'resource') return { ...nothingAddressed, ...asked }
  const { unknownOptions, query } = readOptionNames(asked.query)
  const { planned, problem } = plan({ ...asked, query }, planner)
  const facts = { ...nothingAddressed, ...asked, unknownOptions, problem }
  return planned ? { ...facts, ...readPlan(record, planned, facts, planner) } : facts
}

/** @see URL Conventions, "Passing Query Options in the Request Body" */
function readAsked(record: ExchangeRecord, basePath: string): Asked {
  const { method, url, serviceRoot } = record
  const root = serviceRoot === undefined ? basePath : withoutHost(serviceRoot)
  const local = localUrl(url, serviceRoot ?? '', root)
  const mark = local.indexOf('?')
  const query = mark < 0 ? '' : local.slice(mark + 1)
  const path = pathOf(local)
  const asked = { method: method === 'HEAD' ? 'GET' : method, path, query }
  if (path === '') return { ...asked, kind: 'serviceDocument' }
  if (path === '$metadata') return { ...asked, kind: 'metadata' }
  if (path === '$batch') return { ...asked, kind: 'batch' }
  if (findMonitored(path) !== undefined) return { ...asked, kind: 'monitor' }
  const get = readGet(record, local)
  if (!get) return { ...asked, kind: 'resource' }
  const [resource = '', options = ''] = get.split(/\?(.*)/s)
  return { kind: 'resource', method: 'GET', path: pathOf(resource), query: options }
}

/** The URL of the `GET` that a `POST` to `/$query` stands for. */
function readGet(
  { method, requestHeaders, requestBody }: ExchangeRecord,
  url: string,
): string | undefined {
  if (!/\/(?:\$|%24)query(?:\?|$)/.test(url)) return undefined
  const text = typeof requestBody === 'string' ? requestBody : writeJson(requestBody ?? {})
  const headers = Object.fromEntries(
    Object.entries(requestHeaders).map(([name, value]) => [name.toLowerCase(), value]),
  )
  try {
    const body = Buffer.from(text)
    return readQueryRequest({ method, url, headers, body, serviceRoot: '', isHttps: false })?.url
  } catch (error) {
    // What holds no options is the body's fault; the resource is meant all the same.
    if (error instanceof ODataError) return url.replace(/\/(?:\$|%24)query(?=\?|$)/, '')
    throw error
  }
}

/** What begins with `$` and is none of OData's is found by itself, so that the rest is judged all the same. */
function readOptionNames(
  query: string,
): Pick<AddressFacts, 'unknownOptions'> & { readonly query: string } {
  const unknownOptions: { name: string; message: string }[] = []
  const known = query.split('&').filter((pair) => {
    try {
      for (const { name } of splitQueryOptions(pair)) {
        if (!name.startsWith('@')) findSystemOptionName(name)
      }
      return true
    } catch (error) {
      if (error instanceof ODataSyntaxError) return true
      if (!(error instanceof ODataError)) throw error
      unknownOptions.push({ name: error.target ?? pair, message: error.message })
      return false
    }
  })
  return { unknownOptions, query: known.join('&') }
}

/** The plan, or, where the query alone is at fault, that of the path. */
function plan(
  { method, path, query }: Asked,
  planner: Planner,
): { readonly planned?: PlannedRequest; readonly problem?: AddressProblem } {
  const first = tryToPlan(method, path, query, planner)
  if (first.planned || query === '') return first
  const second = tryToPlan(method, path, '', planner)
  // A parameter of a function may stand in the query: then the path alone does not tell.
  if (!second.planned) return first
  const { problem } = first
  return { ...second, ...(problem && { problem: { ...problem, about: 'query' } }) }
}

function tryToPlan(
  method: string,
  path: string,
  query: string,
  world: Planner,
): { readonly planned?: PlannedRequest; readonly problem?: AddressProblem } {
  try {
    return { planned: planFor({ world }, method, path, query) }
  } catch (error) {
    const {
      statusCode: status,
      message,
      target,
    } = error instanceof ODataError ? error : asFailure(error)
    return { problem: { status, message, target, about: 'path' } }
  }
}

/** What failed the request once must not keep all others from being read. */
function asFailure(error: unknown): ODataError {
  return new ODataError(500, 'InternalServerError', String(error))
}

function readPlan(
  record: ExchangeRecord,
  { plan: planned, operation: found, refusals }: PlannedRequest,
  { method, query, problem }: Asked & { readonly problem: AddressProblem | undefined },
  { operations, model, contract }: Planner,
): Partial<AddressFacts> {
  const { path, optionNames } = planned
  const contentType = headerText(record.requestHeaders, 'content-type')
  // Octets of a stream have no members.
  const body = Buffer.isBuffer(record.requestBody) ? undefined : record.requestBody
  const about = { typeName: typeNameIn(body), contentType }
  const documented = findDocumentedOperation(operations, { plan: planned, method }, about)
  const operation = documented?.operation ?? found
  const last = path.steps.at(-1)
  const isCreation = method === 'POST' && last?.kind !== 'operation'
  const requested = { plan: planned, method, body, operation, model }
  return {
    operation,
    isPart: documented?.isPart === true,
    allowed:
      operation || !methodsOfResource(path).includes(method)
        ? undefined
        : findModelOperation(contract, method, path.steps),
    isDeclared: operations.isDeclaredAt(signatureOf(planned, method)),
    served: path.type && { type: path.type, isCollection: path.isCollection && !isCreation },
    property: last?.kind === 'property' ? last.property : undefined,
    isRaw:
      isDocumentedText(contentType, operation) || isRaw(planned, { method, contentType }, model),
    optionNames,
    customNames: problem ? [] : findCustomNames(query, planned),
    refusals: refusals.length > 0 ? refusals : findRefusalsOfBody(method, path, body, model),
    findNamed: () => findNamedElements(requested),
    findBodyProblems: () => findBodyProblems(requested),
    findReadOnly: () => findReadOnly(requested),
    findSource: (pointer) => findSourceInBody(pointer, requested),
    findExercised: (answer) => findExercised(planned, { body, answer, model }),
  }
}

function isRaw(
  planned: RequestPlan,
  { method, contentType }: { method: string; contentType: string | undefined },
  model: Contract['model'],
): boolean {
  const last = planned.path.steps.at(-1)?.kind
  if (last === 'value' || last === 'count') return true
  if (answersWithStream(planned, method)) return true
  return method !== 'GET' && takesRawBody(planned, { method, contentType }, model)
}

function findCustomNames(query: string, { path }: RequestPlan): readonly string[] {
  const parameters = new Set(
    path.steps.flatMap((step) => (step.kind === 'operation' ? [...step.parameters.keys()] : [])),
  )
  return splitQueryOptions(query).flatMap(({ name }) => {
    if (/^[@$]/.test(name) || name === '' || parameters.has(name)) return []
    return findSystemOptionName(name) === undefined ? [name] : []
  })
}
