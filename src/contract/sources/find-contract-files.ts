import { readdirSync, readFileSync, realpathSync, statSync, type Stats } from 'node:fs'
import { basename, dirname, extname, join, resolve, sep } from 'node:path'
import { UsageError } from '../../errors.ts'

/** The files of a contract by format, each list sorted. */
export interface ContractFiles {
  readonly pages: readonly string[]
  readonly csdlXml: readonly string[]
  readonly csdlJson: readonly string[]
}

type Format = keyof ContractFiles

const formats: Readonly<Record<string, Format>> = {
  '.md': 'pages',
  '.xml': 'csdlXml',
  '.edmx': 'csdlXml',
  '.csdl': 'csdlXml',
  '.json': 'csdlJson',
}

/**
 * Finds the files of a contract: a file as it is, of a folder what is a reference page or a CSDL
 * document, of a service folder what its `contract/` holds.
 * @throws UsageError on a path that does not exist, is of no known format, or holds no contract
 */
export function findContractFiles(paths: readonly string[]): ContractFiles {
  const found = new Map<string, { readonly file: string; readonly format: Format }>()
  for (const path of paths) {
    const stats = statOf(path)
    if (!stats) throw new UsageError(`${path}: no such file or folder`)
    const files = stats.isDirectory() ? filesOfFolder(path) : [path]
    if (files.length === 0) {
      throw new UsageError(`${path}: expected reference pages or CSDL documents, found none`)
    }
    for (const file of files) {
      const format = formats[extname(file).toLowerCase()]
      if (!format) {
        throw new UsageError(
          `${file}: expected a reference page (.md) or a CSDL document (.xml, .edmx, .csdl, .json)`,
        )
      }
      if (!found.has(resolve(file))) found.set(resolve(file), { file, format })
    }
  }
  const filesOf = (wanted: Format): readonly string[] =>
    [...found.values()]
      .filter(({ format }) => format === wanted)
      .map(({ file }) => file)
      .sort(byCodeUnits)
  return { pages: filesOf('pages'), csdlXml: filesOf('csdlXml'), csdlJson: filesOf('csdlJson') }
}

function filesOfFolder(folder: string): readonly string[] {
  const contract = join(folder, 'contract')
  const root = statOf(contract)?.isDirectory() ? contract : folder
  const files: string[] = []
  walk(root, realpathSync(root), new Set(), files)
  return files
}

/** Links to folders are followed within the root, each folder once. */
function walk(folder: string, realRoot: string, visited: Set<string>, files: string[]): void {
  const real = realpathSync(folder)
  const isInside = real === realRoot || real.startsWith(realRoot + sep)
  if (!isInside || visited.has(real)) return
  visited.add(real)
  const entries = readdirSync(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => byCodeUnits(a.name, b.name))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    const path = join(folder, entry.name)
    // Of a link, what it leads to.
    const stats = entry.isFile() || entry.isDirectory() ? entry : statOf(path)
    if (stats?.isDirectory()) walk(path, realRoot, visited, files)
    else if (stats?.isFile() && isContractFile(path)) files.push(path)
  }
}

const otherPages: ReadonlySet<string> = new Set(['readme.md', 'catalogue.md', 'attribution.md'])

function isContractFile(file: string): boolean {
  const format = formats[extname(file).toLowerCase()]
  if (format === undefined) return false
  switch (format) {
    case 'pages':
      if (otherPages.has(basename(file).toLowerCase())) return false
      return /^(api|resources)$/.test(basename(dirname(resolve(file)))) || hasDocType(file)
    case 'csdlXml':
      return /<(?:[\w.-]+:)?(?:Edmx|Schema)\b/.test(readAscii(file))
    case 'csdlJson':
      return /"\$(?:Version|EntityContainer)"\s*:/.test(readAscii(file))
  }
}

/** What of a file is in ASCII, whichever its encoding: enough to know what it is. */
function readAscii(file: string): string {
  return readFileSync(file, 'latin1').replaceAll('\0', '')
}

function hasDocType(file: string): boolean {
  const frontMatter = /^(?:\u00EF\u00BB\u00BF)?---[^]*?\n(?:---|\.\.\.)\s*(?:\n|$)/.exec(
    readAscii(file),
  )?.[0]
  return frontMatter !== undefined && /^doc_type\s*:/m.test(frontMatter)
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    // Not there, or a link that leads nowhere or in circles.
    return undefined
  }
}

function byCodeUnits(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
