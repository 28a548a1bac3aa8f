import { createHash } from 'node:crypto'
import { compiledCache, type Contract } from '../contract/index.ts'
import type { FixtureProblem } from '../engine/index.ts'
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
export function lookUpFixtures(contract: Contract, fixtures: FixtureDocument): KnownFixtures {
  const count = countEntities(fixtures)
  if (count === 0 || count > mostHashed) return unknown
  const key = keyOf(contract, fixtures)
  if (compiledCache.find('fixtures', key) !== undefined) return { ...unknown, areValid: true }
  return { areValid: false, keep: () => compiledCache.keep('fixtures', key, { valid: true }) }
}

/** What of a contract's examples can be served, and what was left out of them. */
export interface UsableExamples {
  readonly examples: FixtureDocument
  readonly leftOut: readonly FixtureProblem[]
}

export interface KnownExamples {
  /** What the same contract's examples came to before, beside the same fixtures. */
  readonly found: UsableExamples | undefined
  /** Remembers what they come to. */
  readonly keep: (usable: UsableExamples) => void
}

/** Finding it out takes several tries at a state, each of them validated. */
export function lookUpExamples(contract: Contract, given: FixtureDocument): KnownExamples {
  if (countEntities(given) > mostHashed) return { found: undefined, keep: () => undefined }
  const key = keyOf(contract, given)
  return {
    found: compiledCache.find<UsableExamples>('examples', key),
    keep: (usable) => compiledCache.keep('examples', key, usable),
  }
}

function countEntities(fixtures: FixtureDocument): number {
  const counts = Object.values(fixtures).map((content) =>
    Array.isArray(content) ? content.length : 1,
  )
  return counts.reduce((sum, each) => sum + each, 0)
}

function keyOf({ hash, resourcePaths }: Contract, fixtures: FixtureDocument): string {
  const text = writeJson([hash, resourcePaths, fixtures])
  return createHash('sha256').update(text).digest('hex')
}
