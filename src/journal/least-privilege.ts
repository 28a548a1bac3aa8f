import type { Exchange } from './exchange.ts'
import type { ContractInventory, InventoriedOperation } from './inventory.ts'
import { identityOf } from './measure-coverage.ts'

/** The fewest permissions that the calls seen would need. */
export interface LeastPrivilege {
  readonly delegated: readonly NeededPermission[]
  readonly application: readonly NeededPermission[]
  /** Operations seen of which the contract names no permission of either kind. */
  readonly unknown: readonly string[]
  /** Operations seen that cannot be called with a permission of the kind, since the contract names ones of the other alone. */
  readonly unsupported?: {
    readonly delegated: readonly string[]
    readonly application: readonly string[]
  }
}

export interface NeededPermission {
  readonly permission: string
  /** Names of the operations that need it. */
  readonly operations: readonly string[]
}

type Kind = 'delegatedWork' | 'application'

/**
 * A small set of permissions that allows every operation seen, of work or school accounts and of
 * applications. Each operation needs one of those that its page lists, the least privileged first.
 */
export function findLeastPrivilege(
  inventory: ContractInventory,
  exchanges: readonly Exchange[],
): LeastPrivilege {
  const called = new Set(
    exchanges.flatMap(({ operation }) => (operation ? [identityOf(operation)] : [])),
  )
  const seen = inventory.operations.filter((operation) => called.has(identityOf(operation)))
  const isKnown = (operation: InventoriedOperation): boolean =>
    permissionsOf(operation, 'delegatedWork').length > 0 ||
    permissionsOf(operation, 'application').length > 0
  const known = seen.filter(isKnown)
  const without = (kind: Kind): readonly string[] =>
    namesOf(known.filter((operation) => permissionsOf(operation, kind).length === 0))
  return {
    delegated: chooseFewest(known, 'delegatedWork'),
    application: chooseFewest(known, 'application'),
    unknown: namesOf(seen.filter((operation) => !isKnown(operation))),
    unsupported: { delegated: without('delegatedWork'), application: without('application') },
  }
}

/**
 * A greedy cover of the operations: the permission that allows most of those left; of several the less
 * privileged. What the later ones made needless is left out.
 */
function chooseFewest(
  operations: readonly InventoriedOperation[],
  kind: Kind,
): readonly NeededPermission[] {
  const coverable = operations.filter((operation) => permissionsOf(operation, kind).length > 0)
  const chosen: string[] = []
  let left = coverable
  while (left.length > 0) {
    const best = mostUseful(left, kind)
    chosen.push(best)
    left = left.filter((operation) => !permissionsOf(operation, kind).includes(best))
  }
  const needed = withoutNeedless(chosen, coverable, kind)
  const byPermission = new Map<string, string[]>(needed.map((permission) => [permission, []]))
  for (const operation of coverable) {
    const least = permissionsOf(operation, kind).find((permission) => byPermission.has(permission))
    byPermission.get(least!)!.push(operation.name)
  }
  return [...byPermission]
    .filter(([, names]) => names.length > 0)
    .map(([permission, names]) => ({ permission, operations: [...new Set(names)] }))
}

function mostUseful(operations: readonly InventoriedOperation[], kind: Kind): string {
  const uses = new Map<string, { count: number; privilege: number }>()
  for (const operation of operations) {
    for (const [privilege, permission] of permissionsOf(operation, kind).entries()) {
      const use = uses.get(permission)
      if (use) {
        use.count++
        use.privilege += privilege
      } else uses.set(permission, { count: 1, privilege })
    }
  }
  const [best] = [...uses].sort(
    ([aName, a], [bName, b]) =>
      b.count - a.count || a.privilege - b.privilege || (aName < bName ? -1 : 1),
  )
  return best![0]
}

function withoutNeedless(
  chosen: readonly string[],
  operations: readonly InventoriedOperation[],
  kind: Kind,
): readonly string[] {
  return chosen.reduce<readonly string[]>((kept, permission) => {
    const others = new Set(kept.filter((other) => other !== permission))
    const isNeedless = operations.every((operation) =>
      permissionsOf(operation, kind).some((other) => others.has(other)),
    )
    return isNeedless ? [...others] : kept
  }, chosen)
}

function permissionsOf({ permissions }: InventoriedOperation, kind: Kind): readonly string[] {
  return [...new Set(permissions?.[kind])]
}

function namesOf(operations: readonly InventoriedOperation[]): readonly string[] {
  return [...new Set(operations.map(({ name }) => name))]
}
