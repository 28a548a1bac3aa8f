import { createHash } from 'node:crypto'
import { resolve, sep } from 'node:path'
import { buildModel, type EntityType, type Model } from '../model/index.ts'
import { compileSides, compileSources, readPages, type ContractFile } from './compile-sources.ts'
import { compiledCache } from './compiled-cache.ts'
import type { Contract, ContractDocument } from './contract.ts'
import { findContractFiles } from './sources/find-contract-files.ts'
import { readText } from './sources/read-text.ts'

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
  const formats = ['pages', 'csdlXml', 'csdlJson'] as const
  return openContract(
    formats.flatMap((format) => found[format].map((file) => ({ file, format, ...readText(file) }))),
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

/** What each contract was read from, without reading it again as pages. */
const sourcesOf = new WeakMap<Contract, readonly ContractFile[]>()

/** Contracts opened in this process by what they were made of: a contract is immutable, so starts share it. */
const opened = new Map<string, Contract>()
const mostOpened = 16

function openContract(
  sources: readonly ContractFile[],
  resourcePaths: readonly string[],
): Contract {
  const hash = hashContents(sources)
  // What is compiled cites its files as they were given.
  const key = hashOf([hash, ...sources.map(({ file }) => file), ...resourcePaths])
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
  sources: readonly ContractFile[],
  resourcePaths: readonly string[],
  { hash, key }: { readonly hash: string; readonly key: string },
): Contract {
  const pages = once(() => readPages(sources))
  const sides = once(() => compileSides(sources, pages(), resourcePaths))
  let document = compiledCache.find<ContractDocument>('contract', key)
  if (!document) {
    document = compileSources(sources, pages(), resourcePaths)
    compiledCache.keep('contract', key, document)
  }
  return {
    ...document,
    model: buildModel(document.declaration),
    kind: kindOf(sources),
    hash,
    get pages() {
      return pages()
    },
    get sides() {
      return sides()
    },
    files: sources.map(({ file }) => file).sort(),
    resourcePaths,
  }
}

function kindOf(sources: readonly ContractFile[]): Contract['kind'] {
  const pageCount = sources.filter(({ format }) => format === 'pages').length
  if (pageCount === sources.length) return 'pages'
  return pageCount === 0 ? 'csdl' : 'mixed'
}

/** The same wherever the files stand, so that the journals of several checkouts can be merged. */
function hashContents(sources: readonly ContractFile[]): string {
  const names = namesWithin(sources.map(({ file }) => file))
  const contents = new Map(sources.map(({ content }, index) => [names[index]!, content]))
  return hashOf([...contents.keys()].sort().flatMap((name) => [name, contents.get(name)!]))
}

/** Files as named from the folder that holds them all, wherever that stands. */
function namesWithin(files: readonly string[]): readonly string[] {
  const paths = files.map((file) => resolve(file).split(sep))
  const [first = []] = paths
  let depth = 0
  while (depth < first.length - 1 && paths.every((path) => path[depth] === first[depth])) depth++
  return paths.map((path) => path.slice(depth).join('/'))
}

/** SHA-256 in hexadecimal of texts in UTF-8, each with its end. */
function hashOf(texts: readonly (string | Buffer)[]): string {
  const sum = createHash('sha256')
  for (const text of texts) sum.update(text).update('\0')
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

function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | undefined
  return () => (value ??= { of: compute() }).of
}
