import { createHash } from 'node:crypto'
import { compiledCache, type Contract } from '../contract/index.ts'
import { writeJson } from '../model/index.ts'
import type { FixtureDocument } from '../store/index.ts'

/** Entities at most that are worth hashing; more are validated each time. */
const mostHashed = 2000

export interface KnownFixtures {
  /** True when the very same fixtures were found valid for the very same contract before. */
  readonly areValid: boolean
  /** Remembers that they are valid. */
  readonly keep: () => void
}

const unknown: KnownFixtures = { areValid: false, keep: () => undefined }

/**
 * Whether the fixtures of a start need AJV, which takes longer to load than everything else of it.
 * Only a start asks: what a running service is given is validated by what is loaded by then.
 */
export function lookUpFixtures(
  { hash, resourcePaths }: Contract,
  fixtures: FixtureDocument,
): KnownFixtures {
  const counts = Object.values(fixtures).map((content) =>
    Array.isArray(content) ? content.length : 1,
  )
  const count = counts.reduce((sum, each) => sum + each, 0)
  if (count === 0 || count > mostHashed) return unknown
  const text = writeJson([hash, resourcePaths, fixtures])
  const key = createHash('sha256').update(text).digest('hex')
  if (compiledCache.find('fixtures', key) !== undefined) return { ...unknown, areValid: true }
  return { areValid: false, keep: () => compiledCache.keep('fixtures', key, { valid: true }) }
}
