import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import { buildModel, type EntityType, type Model } from '../model/index.ts'
import { compilePages } from './compile-pages.ts'
import type { Contract } from './contract.ts'
import type { PageDocument } from './page.ts'
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
  const texts = found.pages.map((file) => ({ file, text: readText(file) }))
  const pages = texts.map(({ file, text }) => readPage(file, text))
  const hash = once(() => {
    const sum = createHash('sha256')
    for (const { file, text } of texts) sum.update(`${file}\0${text}\0`)
    return sum.digest('hex')
  })
  return compileContract(pages, options.resourcePaths ?? [], hash)
}

/**
 * The contract with an entity set for each path that fixtures are named after.
 * @returns the same contract when its model has all of them
 */
export function withResourcePaths(contract: Contract, resourcePaths: readonly string[]): Contract {
  if (resourcePaths.every((path) => leadsSomewhere(contract.model, path))) return contract
  const all = [...new Set([...(contract.resourcePaths ?? []), ...resourcePaths])]
  return compileContract(contract.pages, all, () => contract.hash)
}

function compileContract(
  pages: readonly PageDocument[],
  resourcePaths: readonly string[],
  hash: () => string,
): Contract {
  const document = compilePages(pages, resourcePaths)
  return {
    ...document,
    model: buildModel(document.declaration),
    kind: 'pages',
    get hash() {
      return hash()
    },
    pages,
    files: pages.map(({ file }) => file),
    resourcePaths,
  }
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
