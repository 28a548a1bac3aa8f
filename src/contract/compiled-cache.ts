import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Stands for the code that compiles, so that a change of it is never answered from before; the
 * bundler puts its hash here, and from sources nothing is kept.
 */
declare const COMPILER_ID: string

/** How many results of one kind are kept; the oldest go first. */
const mostKept = 32

/** What is kept; kinds do not push each other out. */
type Kind = 'contract' | 'examples' | 'fixtures'

/**
 * What other processes found out before about the same input: the compiled form of a contract,
 * which fixtures are valid for it, and what its examples come to. Reading Markdown and loading AJV are most of a start, and a test
 * suite starts the same contract in every worker. What cannot be read or written is done without:
 * the cache only saves time.
 */
export const compiledCache = {
  /** @param key SHA-256 of everything that the result was made of */
  find<Kept>(kind: Kind, key: string): Kept | undefined {
    const folder = findFolder()
    if (folder === undefined) return undefined
    try {
      return JSON.parse(readFileSync(join(folder, `${kind}-${key}.json`), 'utf8')) as Kept
    } catch {
      // Absent, or not whole: it is compiled again.
      return undefined
    }
  },
  keep(kind: Kind, key: string, result: unknown): void {
    const folder = findFolder()
    if (folder === undefined) return
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const unfinished = join(folder, `${kind}-${key}.${process.pid}`)
      writeFileSync(unfinished, JSON.stringify(result))
      renameSync(unfinished, join(folder, `${kind}-${key}.json`))
      removeOldest(folder, kind)
    } catch {
      // A read-only or full disk: the next start compiles again.
    }
  },
}

/** `UNDERSTUDY_CACHE` names the folder, or is `off`; else it stands where a user's caches stand. */
function findFolder(): string | undefined {
  const chosen = process.env['UNDERSTUDY_CACHE']
  if (typeof COMPILER_ID === 'undefined' || chosen === 'off') return undefined
  const base =
    chosen || join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'odata-understudy')
  return join(base, COMPILER_ID)
}

function removeOldest(folder: string, kind: Kind): void {
  const files = readdirSync(folder).filter(
    (file) => file.startsWith(`${kind}-`) && file.endsWith('.json'),
  )
  if (files.length <= mostKept) return
  const aged = files.map((file) => ({ file, time: statSync(join(folder, file)).mtimeMs }))
  aged.sort((a, b) => a.time - b.time)
  for (const { file } of aged.slice(0, files.length - mostKept)) rmSync(join(folder, file))
}
