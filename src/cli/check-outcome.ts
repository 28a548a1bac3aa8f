import { UsageError } from '../errors.ts'
import {
  checkThresholds,
  findUncovered,
  isUnmatched,
  type CoverageThresholds,
} from '../journal/index.ts'
import type { Report } from '../reports/index.ts'

/** What a run can be failed for; `violation` is one of severity error. */
const failureKinds = ['violation', 'warning', 'unmatched'] as const

export type FailureKind = (typeof failureKinds)[number]

/** The exit codes of `run` and `report` for what their reports say. */
export const contractViolated = 3
export const coverageTooLow = 4

/**
 * Kinds as the command line has them, each time that the option is given: `violation,unmatched`, or `none`.
 * @throws UsageError for one that is none
 */
export function readFailureKinds(texts: readonly string[]): readonly FailureKind[] {
  const text = texts.join(',')
  if (text === 'none') return []
  return text.split(',').map((part) => {
    const kind = failureKinds.find((name) => name === part.trim())
    if (kind) return kind
    throw new UsageError(
      `--fail-on: expected ${failureKinds.join(', ')} or none, found '${part.trim()}'`,
    )
  })
}

/**
 * Thresholds as the command line has them: `80`, or `operations=80,properties=50`.
 * @throws UsageError for what is no number, and for a kind that is none
 */
export function readThresholds(text: string): CoverageThresholds {
  if (!text.includes('=')) return readPercent(text)
  const parts = text.split(',').map((part) => {
    const [kind = '', percent = ''] = part.split('=')
    return [kind.trim(), readPercent(percent)] as const
  })
  const thresholds = Object.fromEntries(parts)
  if (Object.keys(thresholds).length < parts.length) {
    throw new UsageError(`--min-coverage: expected each kind once, found '${text}'`)
  }
  checkThresholds(thresholds)
  return thresholds
}

function readPercent(text: string): number {
  const percent = text.trim()
  if (/^\d+(\.\d+)?$/.test(percent) && Number(percent) <= 100) return Number(percent)
  throw new UsageError(`--min-coverage: expected 0 to 100, found '${text}'`)
}

/** Whether what was asked for was violated. What is missing was not checked: it is no pass. */
export function isViolated(report: Report, kinds: readonly FailureKind[]): boolean {
  const hasAny = (severity: 'error' | 'warning'): boolean =>
    report.exchanges.some(({ violations }) => violations.some((of) => of.severity === severity))
  return (
    (kinds.length > 0 && report.incomplete.length > 0) ||
    (kinds.includes('violation') && hasAny('error')) ||
    (kinds.includes('warning') && hasAny('warning')) ||
    (kinds.includes('unmatched') && report.exchanges.some(isUnmatched))
  )
}

/**
 * What thresholds ask for and the exchanges did not cover, a sentence each.
 * @throws UsageError where the journals do not say what there is to cover, and for a kind that is none
 */
export function findCoverageGaps(
  { coverage }: Report,
  thresholds: CoverageThresholds | undefined,
): readonly string[] {
  if (thresholds === undefined) return []
  if (!coverage) {
    throw new UsageError(
      '--min-coverage: the journals do not say what their contract holds; they are empty or of an older version',
    )
  }
  return findUncovered(coverage, thresholds)
}
