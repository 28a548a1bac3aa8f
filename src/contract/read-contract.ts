import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import { buildModel, type EntityType, type Model } from '../model/index.ts'
import { compilePages } from './compile-pages.ts'
import { compiledCache } from './compiled-cache.ts'
import type { Contract, ContractDocument } from './contract.ts'
import { findContractFiles } from './sources/find-contract-files.ts'
import { readPage } from './sources/read-page.ts'

/**
 * Reads contract files and compiles them.
 * @param paths files, folders or service folders
 * @param options.resourcePaths paths that fixtures are named after, without a leading slash
 * @throws UsageError naming the file that does not exist or cannot be read
 */
export function readContract(
  paths: readonly string[],
  options: { readonly resourcePaths?: readonly string[] } = {},
): Contract {
  const found = findContractFiles(paths)
  const [csdl] = [...found.csdlXml, ...found.csdlJson]
  if (csdl !== undefined) throw new UsageError(`${csdl}: CSDL contracts are not supported yet`)
  return openContract(
    found.pages.map((file) => ({ file, text: readText(file) })),
    options.resourcePaths ?? [],
  )
}

/**
 * The contract with an entity set for each path that fixtures are named after.
 * @returns the same contract when its model has all of them
 */
export function withResourcePaths(contract: Contract, resourcePaths: readonly string[]): Contract {
  if (resourcePaths.every((path) => leadsSomewhere(contract.model, path))) return contract
  const all = [...new Set([...(contract.resourcePaths ?? []), ...resourcePaths])]
  return openContract(sourcesOf.get(contract) ?? [], all)
}

interface PageSource {
  readonly file: string
  readonly text: string
}

/** What each contract was read from, without reading it again as pages. */
const sourcesOf = new WeakMap<Contract, readonly PageSource[]>()

/** Contracts opened in this process by what they were made of: a contract is immutable, so starts share it. */
const opened = new Map<string, Contract>()
const mostOpened = 16

function openContract(sources: readonly PageSource[], resourcePaths: readonly string[]): Contract {
  const hash = hashOf(sources.flatMap(({ file, text }) => [file, text]))
  const key = hashOf([hash, ...resourcePaths])
  let contract = opened.get(key)
  if (!contract) {
    contract = compileContract(sources, resourcePaths, { hash, key })
    const [oldest] = opened.keys()
    if (opened.size >= mostOpened && oldest !== undefined) opened.delete(oldest)
    opened.set(key, contract)
    sourcesOf.set(contract, sources)
  }
  return contract
}

function compileContract(
  sources: readonly PageSource[],
  resourcePaths: readonly string[],
  { hash, key }: { readonly hash: string; readonly key: string },
): Contract {
  const pages = once(() => sources.map(({ file, text }) => readPage(file, text)))
  let document = compiledCache.find<ContractDocument>('contract', key)
  if (!document) {
    document = compilePages(pages(), resourcePaths)
    compiledCache.keep('contract', key, document)
  }
  return {
    ...document,
    model: buildModel(document.declaration),
    kind: 'pages',
    hash,
    get pages() {
      return pages()
    },
    files: sources.map(({ file }) => file),
    resourcePaths,
  }
}

/** SHA-256 in hexadecimal of texts, each with its end. */
function hashOf(texts: readonly string[]): string {
  const sum = createHash('sha256')
  for (const text of texts) sum.update(`${text}\0`)
  return sum.digest('hex')
}

/** A path with a call in it is an answer of that call, and needs no entity set. */
function leadsSomewhere({ container }: Model, path: string): boolean {
  const segments = path.split('/').filter((segment) => segment !== '')
  const [first = '', ...rest] = segments
  if (segments.some((segment) => !/^\w+$/.test(segment)) || first === '') return true
  if (container.operationImports.has(first)) return true
  for (const { name, aliases } of container.entitySets.values()) {
    if (name === first || aliases.includes(first)) return true
  }
  let type: EntityType | undefined = container.singletons.get(first)?.entityType
  for (const segment of rest) {
    if (!type || type.properties.has(segment)) return type !== undefined
    type = type.navigationProperties.get(segment)?.type
  }
  return type !== undefined
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | undefined
  return () => (value ??= { of: compute() }).of
}
