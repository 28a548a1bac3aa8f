import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { UsageError } from '../errors.ts'
import { readJournal, type JournalContents } from '../journal/index.ts'
import { describeFileFault } from '../store/file-fault.ts'

/**
 * The journals that paths name: a file, or the `.ndjson` files in and below a folder; each file once,
 * by however many names and links it is given.
 * @throws UsageError for a path that does not exist, and a folder without journals
 */
export function findJournalFiles(paths: readonly string[]): readonly string[] {
  const files = new Map<string, string>()
  for (const file of paths.flatMap(findFiles)) {
    const identity = identify(file)
    if (!files.has(identity)) files.set(identity, file)
  }
  return [...files.values()]
}

/** @throws UsageError for a file that cannot be read or is no journal */
export function readJournalFiles(files: readonly string[]): readonly JournalContents[] {
  return files.map((file) => readJournal(file, readLines(file)))
}

/** Whether a path leads to one of the files. */
export function isAmong(path: string, files: readonly string[]): boolean {
  return existsSync(path) && files.some((file) => identify(file) === identify(path))
}

function identify(file: string): string {
  const { dev, ino } = statSync(file, { bigint: true })
  return `${dev} ${ino}`
}

function findFiles(path: string): readonly string[] {
  // A path below a file is not there either, of which statSync throws.
  const stats = existsSync(path) ? statSync(path) : undefined
  if (!stats) throw new UsageError(`${path}: no such file or folder`)
  if (!stats.isDirectory()) return [path]
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ndjson'))
    .sort()
  if (files.length === 0) throw new UsageError(`${path}: expected journals (*.ndjson), found none`)
  return files.map((name) => join(path, name))
}

const chunkSize = 1 << 20

/**
 * The lines of a file one by one, since a journal may be longer than a string can be.
 * @param start octets to pass over
 */
export function* readLines(file: string, start = 0): Generator<string> {
  const descriptor = openToRead(file)
  try {
    const buffer = Buffer.alloc(chunkSize)
    const decoder = new StringDecoder('utf8')
    // What stands before the end of a line that has not come yet.
    let begun: string[] = []
    // Pipes have no positions.
    let position = start === 0 ? null : start
    for (;;) {
      const length = readSync(descriptor, buffer, 0, chunkSize, position)
      if (length === 0) break
      if (position !== null) position += length
      const [first = '', ...lines] = decoder.write(buffer.subarray(0, length)).split('\n')
      begun.push(first)
      for (const line of lines) {
        yield begun.join('')
        begun = [line]
      }
    }
    const last = begun.join('') + decoder.end()
    if (last !== '') yield last
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${file}: cannot be read: ${describeFileFault(error)}`)
  } finally {
    closeSync(descriptor)
  }
}

function openToRead(file: string): number {
  try {
    return openSync(file, 'r')
  } catch (error) {
    throw new UsageError(`${file}: cannot be read: ${describeFileFault(error)}`)
  }
}
