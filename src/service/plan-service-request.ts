import type { Contract, ContractOperation } from '../contract/contract.ts'
import { ODataError } from '../errors.ts'
import { findNearestInContract, writeNearOperations, writeUndocumented } from '../journal/index.ts'
import type { Model } from '../model/index.ts'
import {
  findRefusals,
  methodsOfResource,
  methodsSupported,
  planRequest,
  type RequestPlan,
} from '../plan/index.ts'
import { findDocumentedOperation, signatureOf } from './documented-operation.ts'
import { describeNearest, type AskedAddress } from './nearest-details.ts'
import type { OperationTable } from './operation-table.ts'
import type { PlanCache, PlannedRequest } from './plan-cache.ts'
import type { Service } from './service.ts'

/** What planning needs of the world that requests come to. */
export interface Planner {
  readonly plans: PlanCache
  readonly model: Model
  readonly operations: OperationTable
  readonly contract: Contract
}

/** The plan of a method and URL, kept for the next time. */
export function planFor(
  { world: { plans, model, operations, contract } }: { readonly world: Planner },
  method: string,
  path: string,
  query: string,
): PlannedRequest {
  return plans.get({ method, path, query }, model, () => {
    const isModification = method !== 'GET' && method !== 'OPTIONS'
    const plan = planRequest(path, query, {
      model,
      isModification,
      isStrict: contract.kind === 'csdl',
    })
    const signature = signatureOf(plan, method)
    return {
      plan,
      signature,
      operation: findDocumentedOperation(operations, { plan, method })?.operation,
      refusals: findRefusals({ method, rawPath: path, rawQuery: query, path: plan.path, model }),
    }
  })
}

/** Pages of derived types, and of bodies that are not JSON, document one address each for themselves. */
export function refineOperation(
  operations: OperationTable,
  about: {
    readonly plan: RequestPlan
    readonly method: string
    readonly typeName?: string | undefined
    readonly contentType?: string | undefined
  },
  found: ContractOperation | undefined,
): ContractOperation | undefined {
  const { plan, method, typeName, contentType } = about
  if ((typeName ?? contentType) === undefined || !found) return found
  return findDocumentedOperation(operations, { plan, method }, { typeName, contentType })?.operation
}

/** The type that a body says to be of. */
export function typeNameIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('@odata.type' in body)) return undefined
  const name = body['@odata.type']
  return typeof name === 'string' ? name.replace(/^#/, '') : undefined
}

/** For `Allow`. */
export function allowedMethods(
  { world: { operations, model } }: Service,
  { signature, plan }: PlannedRequest,
): string {
  const documented = operations.isDeclaredAt(signature)
    ? ['GET', 'HEAD', 'OPTIONS', ...operations.methodsAt(signature)]
    : methodsOfResource(plan.path)
  return methodsSupported([...new Set(documented)], plan.path, model).join(', ')
}

/**
 * A refusal of the method, telling the methods that the resource takes: of those of its kind the ones that
 * the refusal leaves, and, where it is of no operation, those that come nearest.
 * @see Protocol, "Response Code 405 Method Not Allowed"
 */
export function withAllowed(
  error: unknown,
  service: Service,
  { method, path, planned }: AskedAddress & { readonly planned: PlannedRequest },
): unknown {
  if (!(error instanceof ODataError) || error.statusCode !== 405) return error
  const left = new Set(error.headers['Allow']?.split(', '))
  const isLeft = (method: string) =>
    method === 'OPTIONS' || left.has(method === 'HEAD' ? 'GET' : method)
  const allowed = allowedMethods(service, planned).split(', ').filter(isLeft).join(', ')
  const { statusCode, code, message, target, details, headers } = error
  const { contract } = service.world
  const nearest = planned.operation ? [] : findNearestInContract(contract, method, path)
  return new ODataError(statusCode, code, message, {
    target,
    details: [...details, ...describeNearest(nearest)],
    headers: { ...headers, Allow: allowed },
  })
}

/**
 * A write needs an operation that the contract declares, unless it declares none at all there.
 * @throws ODataError 405 that names the nearest operations
 */
export function checkDeclared(
  service: Service,
  { method, planned, path }: { method: string; planned: PlannedRequest; path: string },
  operation: ContractOperation | undefined,
): void {
  const { operations, contract } = service.world
  if (operation || !operations.isDeclaredAt(planned.signature)) return
  const nearest = findNearestInContract(contract, method, path)
  const message = writeUndocumented(method, path) + writeNearOperations(nearest)
  throw new ODataError(405, 'MethodNotAllowed', message, {
    details: describeNearest(nearest),
    headers: { Allow: allowedMethods(service, planned) },
  })
}
