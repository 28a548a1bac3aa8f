import { statSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { UsageError } from '../errors.ts'
import { findSourceFiles, readSources, type Sources } from './sources.ts'
import type { UnderstudyOptions } from '../understudy-options.ts'

export interface WatchedSourcesOptions {
  readonly options: UnderstudyOptions
  /** What the service was opened with. */
  readonly sources: Sources
  /** Puts others in their place. @throws UsageError for those that do not do */
  readonly accept: (sources: Sources) => void
  readonly warn: (message: string) => void
}

/** Contract and fixtures of a running service, read anew when their files have changed. */
export class WatchedSources {
  readonly #options: WatchedSourcesOptions
  #sources: Sources
  #fingerprint: string

  constructor(options: WatchedSourcesOptions) {
    this.#options = options
    this.#sources = options.sources
    this.#fingerprint = fingerprintOf(options.options)
  }

  refresh(): void {
    const { options, accept, warn } = this.#options
    const fingerprint = fingerprintOf(options)
    if (fingerprint === this.#fingerprint) return
    this.#fingerprint = fingerprint
    try {
      const sources = readSources(options)
      if (areAlike(sources, this.#sources)) return
      accept(sources)
      this.#sources = sources
      warn('contract and fixtures: read anew; the state is that of the fixtures')
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      warn(`${error.message}\ncontract and fixtures: the last good ones stay`)
    }
  }
}

/** A contract of the same files and texts is the same object. */
function areAlike(a: Sources, b: Sources): boolean {
  return a.contract === b.contract && isDeepStrictEqual(a.fixtures, b.fixtures)
}

function fingerprintOf(options: UnderstudyOptions): string {
  try {
    return findSourceFiles(options).map(describeFile).join('\n')
  } catch (error) {
    // Reading them says it once, and again when it becomes another mistake.
    return String(error)
  }
}

function describeFile(file: string): string {
  const { mtimeMs, size, ino } = statSync(file)
  return `${file} ${mtimeMs} ${size} ${ino}`
}
