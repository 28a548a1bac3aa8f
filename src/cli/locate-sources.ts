import { readFileSync, statSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import type { LocatedSource, Report } from '../reports/index.ts'

/** Lines that an excerpt has before and after the cited one. */
const context = 3

/**
 * The places of the contract that a report cites, named from the working directory, and for those that
 * violations cite the lines around them, where the file is there to be read.
 */
export function locateSources({
  exchanges,
  coverage,
}: Pick<Report, 'exchanges' | 'coverage'>): ReadonlyMap<string, LocatedSource> {
  const located = new Map<string, LocatedSource>()
  const readLines = rememberingReader()
  for (const { violations } of exchanges) {
    for (const { source } of violations) {
      if (source !== undefined && !located.has(source)) add(located, source, readLines)
    }
  }
  for (const { source } of coverage?.byOperation ?? []) {
    if (!located.has(source)) add(located, source, () => [])
  }
  return located
}

type LineReader = (file: string) => readonly string[]

function add(located: Map<string, LocatedSource>, source: string, readLines: LineReader): void {
  const [, file, digits] = /^(.*):(\d+)$/.exec(source) ?? []
  if (file === undefined) return
  const line = Number(digits)
  const first = Math.max(1, line - context)
  const excerpt = readLines(file)
    .slice(first - 1, line + context)
    .map((text, index) => ({ line: first + index, text }))
  located.set(source, { file: fromWorkingDirectory(file), line, excerpt })
}

function rememberingReader(): LineReader {
  const files = new Map<string, readonly string[]>()
  return (file) => {
    let lines = files.get(file)
    if (!lines) {
      lines = isFile(file) ? readFileSync(file, 'utf8').split(/\r?\n/) : []
      files.set(file, lines)
    }
    return lines
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

/** As given where it stands elsewhere. */
export function fromWorkingDirectory(file: string): string {
  if (!isAbsolute(file)) return file
  const path = relative(process.cwd(), resolve(file))
  return path.startsWith('..') || isAbsolute(path) ? file : path
}
