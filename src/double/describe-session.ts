import type { Contract } from '../contract/index.ts'
import { inventoryOf } from '../journal/index.ts'
import type { UnderstudyOptions } from '../understudy-options.ts'

/** What the first line of a journal file's session says. */
export function describeSession(
  contract: Contract,
  { auth, clock, ids, basePath }: UnderstudyOptions,
) {
  return {
    contract: contract.hash,
    options: {
      auth: auth ?? 'report',
      ids: ids ?? 'uuid',
      ...(clock !== undefined && { clock }),
      ...(basePath !== undefined && { basePath }),
    },
    inventory: inventoryOf(contract),
  }
}
