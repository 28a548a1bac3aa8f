import { checkThresholds, findUncovered, type CoverageThresholds } from '../journal/index.ts'
import type { TestedService } from './tested-service.ts'
import type { Verdict } from './verdict.ts'

/**
 * Whether the exchanges cover as much of the contract as thresholds ask for, else every operation.
 * @throws UsageError for thresholds that are none
 */
export function judgeCoverage(service: TestedService, thresholds: unknown = 100): Verdict {
  const expected = checkThresholds(thresholds as CoverageThresholds)
  const coverage = service.coverage()
  const uncovered = findUncovered(coverage, expected)
  const asked = Object.entries(expected).map(([kind, percent]) => `${kind} ${percent} %`)
  const found = Object.keys(expected).map(
    (kind) => `${kind} ${coverage[kind as keyof CoverageKinds].percent} %`,
  )
  return {
    pass: uncovered.length === 0,
    explain: (paint) =>
      [
        `expected: ${paint.expected(`${uncovered.length === 0 ? 'less than ' : ''}${asked.join(', ')}`)}`,
        `received: ${paint.received(found.join(', '))}`,
        ...uncovered.map((sentence) => `  ${sentence}`),
      ].join('\n'),
  }
}

type CoverageKinds = Exclude<CoverageThresholds, number>
