import { createHash } from 'node:crypto'
import { compiledCache, type Contract } from '../contract/index.ts'
import type { FixtureDocument } from '../store/index.ts'

/** Entities at most that are worth hashing; more are validated each time. */
const mostHashed = 2000

/** Keys of fixtures that were found valid in this process. */
const known = new Set<string>()

export interface KnownFixtures {
  /** True when the very same fixtures were found valid for the very same contract before. */
  readonly areValid: boolean
  /** Remembers that they are valid. */
  readonly keep: () => void
}

/** Whether fixtures need AJV, which takes longer to load than everything else of a start. */
export function lookUpFixtures(
  { hash, resourcePaths }: Contract,
  fixtures: FixtureDocument,
): KnownFixtures {
  const counts = Object.values(fixtures).map((content) =>
    Array.isArray(content) ? content.length : 1,
  )
  if (counts.reduce((sum, count) => sum + count, 0) > mostHashed) {
    return { areValid: false, keep: () => undefined }
  }
  const text = JSON.stringify([hash, resourcePaths, fixtures])
  const key = createHash('sha256').update(text).digest('hex')
  const areValid = known.has(key) || compiledCache.find(key) !== undefined
  return {
    areValid,
    keep: () => {
      if (areValid) return
      known.add(key)
      compiledCache.keep(key, { valid: true })
    },
  }
}
