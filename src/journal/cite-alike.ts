import type { Exchange } from './exchange.ts'
import type { ContractInventory } from './inventory.ts'

/**
 * Exchanges with the places that they cite named as an inventory of the same contract names them:
 * one process may have been given its folder, another the absolute path.
 * @param own the inventory that came with the exchanges
 */
export function citeAlike(
  exchanges: readonly Exchange[],
  own: ContractInventory | undefined,
  wanted: ContractInventory | undefined,
): readonly Exchange[] {
  const from = own && anySource(own)
  const to = wanted && anySource(wanted)
  if (from === undefined || to === undefined || from === to) return exchanges
  const [oldFolder, newFolder] = splitFolders(from, to)
  const rename = <Cited extends { readonly source?: string | undefined }>(cited: Cited): Cited =>
    cited.source?.startsWith(oldFolder)
      ? { ...cited, source: `${newFolder}${cited.source.slice(oldFolder.length)}` }
      : cited
  return exchanges.map((exchange) => ({
    ...exchange,
    ...(exchange.operation && { operation: rename(exchange.operation) }),
    ...(exchange.nearest && { nearest: exchange.nearest.map(rename) }),
    violations: exchange.violations.map(rename),
  }))
}

/** The same place in every inventory of one contract. */
function anySource({ operations, types }: ContractInventory): string | undefined {
  return (operations[0] ?? types[0])?.source
}

/** What is left of two paths without the segments at their end that are the same. */
function splitFolders(one: string, other: string): readonly [string, string] {
  const [a, b] = [one, other].map((path) => path.split('/')) as [string[], string[]]
  while (a.length > 0 && b.length > 0 && a.at(-1) === b.at(-1)) {
    a.pop()
    b.pop()
  }
  return [a, b].map((segments) => segments.map((of) => `${of}/`).join('')) as [string, string]
}
