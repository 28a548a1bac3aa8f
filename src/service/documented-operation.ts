import type { ContractOperation } from '../contract/contract.ts'
import type { PathStep, RequestPlan } from '../plan/index.ts'
import type { OperationTable, RequestSubject } from './operation-table.ts'

/** A documented operation that a request matches. */
export interface DocumentedOperation {
  readonly operation: ContractOperation
  /** Whether the request reads a part alone of what the operation does: a count, references, a value. */
  readonly isPart: boolean
}

/**
 * The operation that documents a request: that of its address, else, of a read, that which documents the
 * collection, entity or value whose part is addressed. No page says of `/$count`, `/$ref`, `/$value` and
 * a property what OData says of each.
 * @see Protocol, "Requesting Individual Properties", "Requesting the Number of Items in a Collection", "Requesting Entity References"
 */
export function findDocumentedOperation(
  operations: OperationTable,
  { plan, method }: { readonly plan: RequestPlan; readonly method: string },
  about?: RequestSubject,
): DocumentedOperation | undefined {
  if (operations.operations.length === 0) return undefined
  const { optionNames, path } = plan
  const subject = { addressedName: path.type?.qualifiedName, ...about }
  const signature = signatureOf(plan, method)
  const operation = operations.find(method, signature, optionNames, subject)
  if (operation) return { operation, isPart: false }
  if (method !== 'GET') return undefined
  const segments = signature.split('/')
  for (let last = path.steps.length - 1; partKinds.has(path.steps[last]?.kind); last--) {
    segments.pop()
    const whole = operations.find(method, segments.join('/'), optionNames, about)
    if (whole) return { operation: whole, isPart: true }
  }
  return undefined
}

/** Each gives the signature of a path one segment. */
const partKinds: ReadonlySet<PathStep['kind'] | undefined> = new Set([
  'count',
  'ref',
  'value',
  'property',
  'dynamicProperty',
])

/** Removing a link by `$id` is the documented removal by key. */
export function signatureOf({ path, id }: RequestPlan, method: string): string {
  const isById = method === 'DELETE' && id !== undefined && path.isCollection
  return isById ? path.signature.replace(/\/\$ref$/, '/{}/$ref') : path.signature
}
