import { ODataError } from '../errors.ts'
import {
  findRefusals,
  methodsOfResource,
  methodsSupported,
  planRequest,
  type RequestPlan,
} from '../plan/index.ts'
import { nearestOperations } from './operation-table.ts'
import type { PlannedRequest } from './plan-cache.ts'
import type { RequestNotes } from './request-notes.ts'
import type { Service } from './service.ts'

/** The plan of a method and URL, kept for the next time. */
export function planFor(
  { world: { plans, model, operations, contract } }: Service,
  method: string,
  path: string,
  query: string,
): PlannedRequest {
  return plans.get(`${method} ${path}?${query}`, () => {
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
      operation: operations.find(method, signature, plan.optionNames, {
        addressedName: plan.path.type?.qualifiedName,
      }),
      refusals: findRefusals({ method, rawPath: path, rawQuery: query, path: plan.path, model }),
    }
  })
}

/** Removing a link by `$id` is the documented removal by key. */
export function signatureOf({ path, id }: RequestPlan, method: string): string {
  const isById = method === 'DELETE' && id !== undefined && path.isCollection
  return isById ? path.signature.replace(/\/\$ref$/, '/{}/$ref') : path.signature
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
 * the refusal leaves.
 * @see Protocol, "Response Code 405 Method Not Allowed"
 */
export function withAllowed(error: unknown, service: Service, planned: PlannedRequest): unknown {
  if (!(error instanceof ODataError) || error.statusCode !== 405) return error
  const left = new Set(error.headers['Allow']?.split(', '))
  const isLeft = (method: string) =>
    method === 'OPTIONS' || left.has(method === 'HEAD' ? 'GET' : method)
  const allowed = allowedMethods(service, planned).split(', ').filter(isLeft).join(', ')
  const { statusCode, code, message, target, details, headers } = error
  return new ODataError(statusCode, code, message, {
    target,
    details,
    headers: { ...headers, Allow: allowed },
  })
}

/** A write needs an operation that the contract declares, unless it declares none at all there. */
export function checkDeclared(
  service: Service,
  { method, planned, url }: { method: string; planned: PlannedRequest; url: string },
  notes: RequestNotes,
): void {
  const { operations } = service.world
  const { signature } = planned
  if (notes.operation || !operations.isDeclaredAt(signature)) return
  const nearest = nearestOperations(operations, method, signature)
  const hint = nearest.length > 0 ? `; nearest: ${nearest.join(', ')}` : ''
  const message = `the contract declares no ${method} ${url.split('?')[0]}${hint}`
  notes.violations.push({
    rule: 'undocumented-operation',
    severity: 'error',
    message,
    expected: nearest[0],
    actual: `${method} ${url}`,
  })
  throw new ODataError(405, 'MethodNotAllowed', message, {
    headers: { Allow: allowedMethods(service, planned) },
  })
}
