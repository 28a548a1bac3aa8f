import type {
  Coverage,
  CoverageShare,
  CoveredItem,
  OperationCoverage,
  TypeCoverage,
} from './coverage.ts'
import type { Exchange } from './exchange.ts'
import type { ContractInventory, InventoriedOperation } from './inventory.ts'

/**
 * How much of a contract exchanges have exercised. An operation is covered by a request that matched
 * it, a status by an answer that had it, whatever it was; options, properties and relationships by
 * requests that succeeded. What several journals have of one contract gives what one run would.
 */
export function measureCoverage(
  inventory: ContractInventory,
  exchanges: readonly Exchange[],
): Coverage {
  const seen = countAll(exchanges)
  const byOperation = inventory.operations.map((operation) => coverOperation(operation, seen))
  const byType = inventory.types.map(
    ({ name, source, properties, relationships }): TypeCoverage => {
      const count = (members: readonly { readonly name: string }[], counts: Counts | undefined) =>
        listItems(
          members.map((member) => member.name),
          counts,
        )
      return {
        name,
        source,
        properties: count(properties, seen.properties.get(name)),
        relationships: count(relationships, seen.relationships.get(name)),
      }
    },
  )
  const operations = shareOf(
    byOperation.filter((operation) => operation.exchanges > 0).length,
    byOperation.length,
  )
  return {
    percent: operations.percent,
    operations,
    statuses: shareOfItems(byOperation.map(({ statuses }) => statuses)),
    options: shareOfItems(byOperation.map(({ options }) => options)),
    properties: shareOfItems(byType.map(({ properties }) => properties)),
    relationships: shareOfItems(byType.map(({ relationships }) => relationships)),
    byOperation,
    byType,
  }
}

type Counts = Map<string, number>

/** What exchanges had of one operation. */
interface OperationCounts {
  exchanges: number
  violations: number
  readonly statuses: Counts
  readonly options: Counts
}

interface AllCounts {
  readonly operations: ReadonlyMap<string, OperationCounts>
  /** By the name of the type. */
  readonly properties: ReadonlyMap<string, Counts>
  readonly relationships: ReadonlyMap<string, Counts>
}

function countAll(exchanges: readonly Exchange[]): AllCounts {
  const operations = new Map<string, OperationCounts>()
  const properties = new Map<string, Counts>()
  const relationships = new Map<string, Counts>()
  for (const { operation, exercised, response, violations } of exchanges) {
    if (operation) {
      const counts = countsOf(operations, identityOf(operation), newOperationCounts)
      counts.exchanges++
      counts.violations += violations.length
      increment(counts.statuses, String(response.status))
      for (const option of exercised?.options ?? []) increment(counts.options, option)
    }
    for (const name of exercised?.properties ?? []) countMember(properties, name)
    for (const name of exercised?.relationships ?? []) countMember(relationships, name)
  }
  return { operations, properties, relationships }
}

/** Two pages may have one title, and one page two doors. */
export function identityOf({
  method,
  path,
  source,
}: Pick<InventoriedOperation, 'method' | 'path' | 'source'>): string {
  return `${method} ${path} ${source}`
}

const newOperationCounts = (): OperationCounts => ({
  exchanges: 0,
  violations: 0,
  statuses: new Map(),
  options: new Map(),
})

/** @param qualified `microsoft.graph.accessPackage/displayName` */
function countMember(byType: Map<string, Counts>, qualified: string): void {
  const slash = qualified.indexOf('/')
  const counts = countsOf(byType, qualified.slice(0, slash), () => new Map<string, number>())
  increment(counts, qualified.slice(slash + 1))
}

function countsOf<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = make()))
  return value
}

function increment(counts: Counts, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function coverOperation(operation: InventoriedOperation, seen: AllCounts): OperationCoverage {
  const { name, method, path, source } = operation
  const counts = seen.operations.get(identityOf(operation))
  return {
    name,
    method,
    path,
    source,
    exchanges: counts?.exchanges ?? 0,
    violations: counts?.violations ?? 0,
    statuses: listItems(operation.statuses.map(String), counts?.statuses),
    options: listItems(operation.options, counts?.options),
  }
}

/** What is documented, in the contract's order, then what was exercised beside it, by name. */
function listItems(documented: readonly string[], counts: Counts | undefined): CoveredItem[] {
  const known = new Set(documented)
  const others = [...(counts?.keys() ?? [])].filter((name) => !known.has(name)).sort()
  return [...known, ...others].map((name) => ({
    name,
    exchanges: counts?.get(name) ?? 0,
    isDocumented: known.has(name),
  }))
}

function shareOfItems(lists: readonly (readonly CoveredItem[])[]): CoverageShare {
  const documented = lists.flat().filter(({ isDocumented }) => isDocumented)
  return shareOf(documented.filter(({ exchanges }) => exchanges > 0).length, documented.length)
}

function shareOf(covered: number, total: number): CoverageShare {
  const percent = total === 0 ? 100 : Math.floor((covered * 1000) / total) / 10
  return { covered, total, percent }
}
