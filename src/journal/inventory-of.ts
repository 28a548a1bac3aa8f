import type { Contract, ContractOperation } from '../contract/contract.ts'
import type { NavigationProperty, Property, StructuredType } from '../model/index.ts'
import { resolveTemplate, type PathStep } from '../plan/index.ts'
import { partOf, type AddressedPart } from './addressed-part.ts'
import type {
  ContractInventory,
  InventoriedMember,
  InventoriedOperation,
  InventoriedType,
} from './inventory.ts'
import { findModelOperations, type ModelOperation } from './model-operations.ts'
import { findReachableTypes } from './reachable-types.ts'
import { writeSource } from './write-source.ts'

/** An inventory, and how requests that no page documents find their operation in it. */
interface IndexedInventory {
  readonly inventory: ContractInventory
  readonly byPart: ReadonlyMap<string, InventoriedOperation>
}

const inventories = new WeakMap<Contract, IndexedInventory>()

/**
 * All that a contract documents and an exchange can exercise: the operations of its pages, those that
 * its CSDL allows and no page documents, and the types that requests can have to do with.
 */
export function inventoryOf(contract: Contract): ContractInventory {
  return indexedInventoryOf(contract).inventory
}

/** The operation of CSDL that a request is one of; `undefined` for a contract of pages. */
export function findModelOperation(
  contract: Contract,
  method: string,
  steps: readonly PathStep[],
): InventoriedOperation | undefined {
  if (contract.kind === 'pages') return undefined
  const part = partOf(method, steps)
  return part && indexedInventoryOf(contract).byPart.get(textOf(part))
}

function indexedInventoryOf(contract: Contract): IndexedInventory {
  let indexed = inventories.get(contract)
  if (!indexed) inventories.set(contract, (indexed = takeInventory(contract)))
  return indexed
}

function takeInventory(contract: Contract): IndexedInventory {
  const documented = contract.operations.map(inventoryOperation)
  const allowed = contract.kind === 'pages' ? [] : findUndocumented(contract)
  const types = [...findReachableTypes(contract)].flatMap(inventoryType)
  return {
    inventory: {
      operations: [...documented, ...allowed.map(({ operation }) => operation)],
      types: types.sort((a, b) => (a.name < b.name ? -1 : 1)),
    },
    byPart: new Map(allowed.map(({ part, operation }) => [textOf(part), operation])),
  }
}

const textOf = ({ kind, key }: AddressedPart): string => `${kind} ${key}`

/**
 * Beside pages, what they document is left out, and the writes to the sets and singletons that they
 * document: there they say which writes there are.
 */
function findUndocumented({ model, operations }: Contract): readonly ModelOperation[] {
  const roots = new Set<string>()
  const parts = new Set<string>()
  for (const { method, paths } of operations) {
    for (const { text } of paths) {
      const resolved = resolveTemplate(text, model)
      const part = resolved && partOf(method, resolved.steps)
      if (resolved) roots.add(resolved.signature.split('/', 1)[0]!)
      if (part) parts.add(textOf(part))
    }
  }
  return [...findModelOperations(model)].filter(({ part, operation: { method, path } }) => {
    const isSaidByPages = method !== 'GET' && roots.has(path.split('/')[1]!)
    return !isSaidByPages && !parts.has(textOf(part))
  })
}

function inventoryOperation(operation: ContractOperation): InventoriedOperation {
  const { name, method, paths, source, responses, permissions } = operation
  return {
    name,
    method,
    path: paths[0]?.text ?? '',
    source: writeSource(source),
    statuses: [...new Set(responses.map(({ status }) => status))],
    options: documentedOptions(operation),
    ...(permissions && {
      permissions: {
        delegatedWork: permissions.delegatedWork,
        delegatedPersonal: permissions.delegatedPersonal,
        application: permissions.application,
      },
    }),
  }
}

/** Where a page says that all are supported, those that apply to what it answers. */
function documentedOptions({ queryOptions, responses }: ContractOperation): readonly string[] {
  if (!queryOptions) return []
  const system = queryOptions.names.filter((name) => name.startsWith('$'))
  if (!queryOptions.isAll) return system
  const isList = responses.some(({ body }) => body?.isCollection)
  return [...new Set([...system, ...(isList ? optionsOfCollections : optionsOfEntities)])]
}

/** @see Protocol, "System Query Options" */
const optionsOfEntities = ['$expand', '$select']
const optionsOfCollections = [
  '$count',
  '$expand',
  '$filter',
  '$orderby',
  '$search',
  '$select',
  '$skip',
  '$top',
]

/** A type without members of its own has nothing to cover. */
function inventoryType(type: StructuredType): readonly InventoriedType[] {
  const { qualifiedName: name, source, ownProperties, ownNavigationProperties } = type
  if (!source) return []
  const properties = inventoryMembers(ownProperties)
  const relationships = inventoryMembers(ownNavigationProperties)
  if (properties.length + relationships.length === 0) return []
  return [{ name, source: writeSource(source), properties, relationships }]
}

/** What stands nowhere in the contract follows from it, and is not documented. */
function inventoryMembers(
  members: ReadonlyMap<string, Property | NavigationProperty>,
): readonly InventoriedMember[] {
  return [...members.values()].flatMap(({ name, source }) =>
    source ? [{ name, source: writeSource(source) }] : [],
  )
}
