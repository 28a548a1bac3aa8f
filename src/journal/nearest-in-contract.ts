import type { Contract } from '../contract/contract.ts'
import type { AddressedOperation } from './documented-paths.ts'
import type { NearOperation } from './exchange.ts'
import { inventoryOf } from './inventory-of.ts'
import { findNearOperations } from './near-operations.ts'

/** What is compared with requests, and what was found for those asked about last. */
interface Known {
  readonly operations: readonly AddressedOperation[]
  /** By method and path. */
  readonly nearest: Map<string, readonly NearOperation[]>
}

const known = new WeakMap<Contract, Known>()

/** A client that polls asks for the same again and again. */
const mostKept = 200

/**
 * The operations of a contract that a request may have meant which matches none, nearest first.
 * @param path after the service root, undecoded
 */
export function findNearestInContract(
  contract: Contract,
  method: string,
  path: string,
): readonly NearOperation[] {
  const { operations, nearest } = knownOf(contract)
  const key = `${method} ${path}`
  const before = nearest.get(key)
  if (before) return before
  const found = findNearOperations(operations, method, path)
  const [oldest] = nearest.keys()
  if (nearest.size >= mostKept && oldest !== undefined) nearest.delete(oldest)
  nearest.set(key, found)
  return found
}

function knownOf(contract: Contract): Known {
  let of = known.get(contract)
  if (!of) known.set(contract, (of = { operations: operationsOf(contract), nearest: new Map() }))
  return of
}

/** Those of pages, and those that the CSDL allows. */
function operationsOf(contract: Contract): readonly AddressedOperation[] {
  if (contract.kind === 'pages') return contract.operations
  return inventoryOf(contract).operations.map((operation) => ({
    ...operation,
    paths: [{ text: operation.path }],
  }))
}
