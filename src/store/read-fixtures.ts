import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.ts'
import { describeFileFault } from './file-fault.ts'
import type { FixtureDocument, FixtureFault } from './fixture-document.ts'
import { findFixtureFaults, findResourcePathFault, findValueFaults } from './fixture-document.ts'
import { findMembers, locate } from './json-fault.ts'
import { parseJsonText, readTextFile } from './read-json-file.ts'

/**
 * Reads fixtures from a folder whose files are resource paths, or from one JSON document keyed by
 * resource path. A folder's resource paths come in the order of their code units, whatever the file
 * system's; a document keeps its own.
 * @throws UsageError naming file, line and column, or file and JSON pointer, of what is wrong
 */
export function readFixtures(path: string): FixtureDocument {
  return isFolder(path) ? readFolder(path) : readDocument(path)
}

/**
 * The files that `readFixtures` reads now.
 * @throws UsageError for a path that leads nowhere
 */
export function findFixtureFiles(path: string): readonly string[] {
  return isFolder(path) ? [...findFiles(path, '', [])].map(({ file }) => file) : [path]
}

function readFolder(folder: string): FixtureDocument {
  const files = new Map<string, string>()
  for (const { file, resourcePath } of findFiles(folder, '', [])) {
    const fault = findResourcePathFault(resourcePath)
    if (fault !== undefined) {
      throw new UsageError(`${file}: '${resourcePath}' is not a resource path: ${fault}`)
    }
    const other = files.get(resourcePath)
    if (other !== undefined) {
      throw new UsageError(`${file}: '${resourcePath}' has fixtures already, in ${other}`)
    }
    files.set(resourcePath, file)
  }
  const paths = [...files.keys()].sort()
  return Object.fromEntries(paths.map((path) => [path, readValue(path, files.get(path)!)]))
}

function readValue(resourcePath: string, file: string): FixtureDocument[string] {
  const value = parseJsonText(file, readTextFile(file))
  refuse(file, findValueFaults(resourcePath, value))
  return value as FixtureDocument[string]
}

function readDocument(file: string): FixtureDocument {
  const text = readTextFile(file)
  const document = parseJsonText(file, text)
  refuse(file, findFixtureFaults(document))
  refuseRepeatedNames(file, text, Object.keys(document as FixtureDocument))
  return document as FixtureDocument
}

/** `JSON.parse` keeps the last of several members of one name, and says nothing. */
function refuseRepeatedNames(file: string, text: string, names: readonly string[]): void {
  // Looking for the names is fast, telling the outermost members from others is not.
  const isRepeated = (name: string) => {
    const quoted = JSON.stringify(name)
    return text.indexOf(quoted) !== text.lastIndexOf(quoted)
  }
  if (!names.some(isRepeated)) return
  const seen = new Set<string>()
  for (const { name, position } of findMembers(text)) {
    if (seen.has(name)) {
      const { line, column } = locate(text, position)
      throw new UsageError(`${file}:${line}:${column}: '${name}' has fixtures already, above`)
    }
    seen.add(name)
  }
}

function refuse(file: string, faults: readonly FixtureFault[]): void {
  if (faults.length === 0) return
  const lines = faults.map(
    ({ pointer, message }) => `${file}: ${pointer === '' ? '' : `${pointer}: `}${message}`,
  )
  throw new UsageError(lines.join('\n'))
}

/** The JSON files below a folder; links are followed, but not back to a folder above. */
function* findFiles(
  folder: string,
  prefix: string,
  above: readonly string[],
): Generator<{ file: string; resourcePath: string }> {
  const { realPath, names } = readFolderNames(folder)
  if (above.includes(realPath)) return
  for (const name of names) {
    const file = join(folder, name)
    // A link that leads nowhere is no folder; one named as JSON is refused when it is read.
    if (existsSync(file) && isFolder(file))
      yield* findFiles(file, `${prefix}${name}/`, [...above, realPath])
    else if (/\.json$/i.test(name)) {
      yield { file, resourcePath: prefix + name.slice(0, -'.json'.length) }
    }
  }
}

function readFolderNames(folder: string): { realPath: string; names: readonly string[] } {
  try {
    const names = readdirSync(folder).filter((name) => !name.startsWith('.'))
    return { realPath: realpathSync(folder), names: names.sort() }
  } catch (error) {
    throw new UsageError(`${folder}: cannot be read: ${describeFileFault(error)}`)
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    throw new UsageError(`${path}: cannot be read: ${describeFileFault(error)}`)
  }
}
