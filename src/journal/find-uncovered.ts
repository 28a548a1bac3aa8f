import { UsageError } from '../errors.ts'
import { didYouMean, isJsonObject } from '../model/index.ts'
import type { Coverage, CoverageThresholds } from './coverage.ts'

const kinds = ['operations', 'statuses', 'options', 'properties', 'relationships'] as const

type Kind = (typeof kinds)[number]

const mostListed = 10

/**
 * What thresholds ask for and exchanges did not cover, a sentence each; none when they are met.
 * @throws UsageError for a kind that is none, and a percentage outside of 0 to 100
 */
export function findUncovered(
  coverage: Coverage,
  thresholds: CoverageThresholds,
): readonly string[] {
  const wanted = checkThresholds(thresholds)
  return kinds.flatMap((kind) => {
    const least = wanted[kind]
    if (least === undefined || coverage[kind].percent >= least) return []
    const { covered, total, percent } = coverage[kind]
    const missing = uncoveredNames(kind, coverage)
    return [
      `${kind}: ${percent} % covered (${covered} of ${total}), expected at least ${least} %; ` +
        `not covered: ${missing.slice(0, mostListed).join(', ')}` +
        (missing.length > mostListed ? ` and ${missing.length - mostListed} more` : ''),
    ]
  })
}

/**
 * Thresholds by kind.
 * @throws UsageError as `findUncovered`
 */
export function checkThresholds(
  thresholds: CoverageThresholds,
): Readonly<Partial<Record<Kind, number>>> {
  if (typeof thresholds !== 'number' && !isJsonObject(thresholds)) {
    throw new UsageError(
      `coverage: expected percent of operations, such as 80, or by kind, such as { operations: 80, properties: 50 }, found ${JSON.stringify(thresholds)}`,
    )
  }
  const byKind = typeof thresholds === 'number' ? { operations: thresholds } : thresholds
  for (const [kind, percent] of Object.entries(byKind)) {
    if (!(kinds as readonly string[]).includes(kind)) {
      throw new UsageError(
        `coverage: expected ${kinds.join(', ')}, found '${kind}'${didYouMean(kind, kinds)}`,
      )
    }
    if (percent !== undefined && !(typeof percent === 'number' && percent >= 0 && percent <= 100)) {
      throw new UsageError(
        `coverage: expected 0 to 100 for ${kind}, found ${typeof percent === 'number' ? percent : JSON.stringify(percent)}`,
      )
    }
  }
  const given = Object.entries(byKind).filter(([, percent]) => percent !== undefined)
  return Object.fromEntries(given) as Partial<Record<Kind, number>>
}

function uncoveredNames(kind: Kind, { byOperation, byType }: Coverage): readonly string[] {
  switch (kind) {
    case 'operations':
      return byOperation
        .filter(({ exchanges }) => exchanges === 0)
        .map(({ name, method, path }) => `${name} (${method} ${path})`)
    case 'statuses':
    case 'options':
      return byOperation.flatMap((operation) =>
        uncovered(operation[kind]).map((name) => `${name} of ${operation.name}`),
      )
    case 'properties':
    case 'relationships':
      return byType.flatMap((type) => uncovered(type[kind]).map((name) => `${type.name}/${name}`))
  }
}

function uncovered(items: Coverage['byOperation'][number]['statuses']): readonly string[] {
  return items
    .filter(({ exchanges, isDocumented }) => isDocumented && exchanges === 0)
    .map(({ name }) => name)
}
