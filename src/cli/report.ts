import { UsageError } from '../errors.ts'
import {
  findReportFormat,
  reportFormats,
  type Report,
  type ReportFormat,
} from '../reports/index.ts'
import { buildReport } from './build-report.ts'
import {
  contractViolated,
  coverageTooLow,
  findCoverageGaps,
  isViolated,
  readFailureKinds,
  readThresholds,
} from './check-outcome.ts'
import { findJournalFiles, isAmong, readJournalFiles } from './journal-files.ts'
import { printFindings } from './print-findings.ts'
import { writeFileWhole } from './write-file.ts'

export interface ReportCommandOptions {
  readonly format?: string | undefined
  readonly out?: string | undefined
  readonly minCoverage?: string | undefined
  readonly failOn?: readonly string[] | undefined
}

/**
 * `understudy report`: merges journals into one report, and lists what they violate on standard error.
 * @returns the exit code
 * @throws UsageError for options, files that cannot be read, and journals of different contracts
 */
export function runReport(paths: readonly string[], options: ReportCommandOptions): number {
  const format = chooseFormat(options)
  const kinds = options.failOn === undefined ? [] : readFailureKinds(options.failOn)
  const thresholds =
    options.minCoverage === undefined ? undefined : readThresholds(options.minCoverage)
  const files = findJournalFiles(paths)
  if (options.out !== undefined && isAmong(options.out, files)) {
    throw new UsageError(`--out: ${options.out} is one of the journals: expected another file`)
  }
  const report = buildReport(readJournalFiles(files))
  const gaps = findCoverageGaps(report, thresholds)
  write(format, report, options.out)
  printFindings(report, gaps)
  if (isViolated(report, kinds)) return contractViolated
  return gaps.length > 0 ? coverageTooLow : 0
}

function chooseFormat({ format, out }: ReportCommandOptions): ReportFormat {
  const chosen =
    format === undefined
      ? findReportFormat(out ?? '')
      : reportFormats.find(({ name }) => name === format)
  if (chosen) return chosen
  const names = reportFormats.map(({ name }) => name).join(', ')
  throw new UsageError(`expected --format, one of ${names}; --out names none by its ending either`)
}

function write({ render }: ReportFormat, report: Report, out: string | undefined): void {
  const text = renderWhole(render, report)
  if (out === undefined) process.stdout.write(text)
  else writeFileWhole(out, text)
}

/** A journal may hold more than a text of JavaScript can. */
function renderWhole(render: ReportFormat['render'], report: Report): string {
  try {
    return render(report)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const { length } = report.exchanges
    throw new UsageError(`a report of ${length} exchanges in this format is too long to be written`)
  }
}
