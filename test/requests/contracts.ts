import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** A contract of access packages that the same tests run on. */
export interface ContractCase {
  readonly name: string
  readonly contract: readonly string[]
  /** Paths to access packages that the contract documents. */
  readonly doors: readonly string[]
  /** What URLs in answers to a request through a door call the entity set. */
  readonly setName: (door: string) => string
}

const shortDoor = '/accessPackages'
const longDoor = '/identityGovernance/entitlementManagement/accessPackages'

export const sample: ContractCase = {
  name: 'the sample',
  contract: [join('fixtures', 'access-packages', 'contract')],
  doors: [shortDoor, longDoor],
  setName: () => 'accessPackages',
}

const corpus = join(process.cwd(), '..', 'shared')

/** The three pages that the project began with; absent from a fresh clone. */
export const seeds = findCase('the three seeds', [join(corpus, 'seeds')], [shortDoor])

const beta = join(corpus, 'graph-docs', 'beta')

/** The access package family of the published reference. */
export const family = findCase(
  'the beta family',
  [
    ...pagesOf(join(beta, 'resources'), /^(accesspackage.*|group)\.md$/),
    ...pagesOf(join(beta, 'api'), /^accesspackage.*\.md$/),
  ],
  [shortDoor, longDoor],
  // No page documents the short door, so that the other is no second name of it.
  (door) => door.slice(1),
)

export const contracts: readonly ContractCase[] = [sample, seeds, family].filter(
  (found) => found !== undefined,
)

function findCase(
  name: string,
  contract: readonly string[],
  doors: readonly string[],
  setName: (door: string) => string = () => 'accessPackages',
): ContractCase | undefined {
  const isHere = contract.length > 0 && contract.every((path) => existsSync(path))
  return isHere ? { name, contract, doors, setName } : undefined
}

function pagesOf(folder: string, name: RegExp): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => name.test(file))
    .map((file) => join(folder, file))
}
