import { createHash } from 'node:crypto'
import { compiledCache, type Contract } from '../contract/index.ts'
import type { FixtureDocument } from '../store/index.ts'

/** Characters of fixtures at most that are worth hashing; larger ones are validated each time. */
const largestHashed = 4_000_000

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
  const text = JSON.stringify([hash, resourcePaths, fixtures])
  if (text.length > largestHashed) return { areValid: false, keep: () => undefined }
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
