import { count } from '../model/index.ts'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { warn } from '../double/index.ts'
import { UsageError } from '../errors.ts'
import { startUnderstudy, type UnderstudyOptions } from '../index.ts'
import type { CoverageThresholds, JournalContents } from '../journal/index.ts'
import { reportFormats, type Report, type ReportFormat } from '../reports/index.ts'
import { describeFileFault } from '../store/file-fault.ts'
import { buildReports } from './build-report.ts'
import { sayLeftOut } from './say-left-out.ts'
import {
  contractViolated,
  coverageTooLow,
  findCoverageGaps,
  isViolated,
  readFailureKinds,
  readThresholds,
  type FailureKind,
} from './check-outcome.ts'
import { exitCodeOf, takeSignals } from './ending-signals.ts'
import { makeReportFolder } from './make-folder.ts'
import { printFindings } from './print-findings.ts'
import { runChild } from './run-child.ts'
import { openRunJournal } from './run-journal.ts'
import { writeFileWhole } from './write-file.ts'

export interface RunCommandOptions extends Omit<UnderstudyOptions, 'contract'> {
  /** Folder to write reports to. */
  readonly report?: string | undefined
  readonly minCoverage?: string | undefined
  readonly failOn?: readonly string[] | undefined
}

/**
 * `understudy run`: serves a contract while a command runs, and reports what the command did.
 * @returns the exit code: the command's own when it is not 0, else what the report comes to
 * @throws UsageError as `startUnderstudy`, and for options that cannot be used, before the command runs
 */
export async function runRun(
  contract: readonly string[],
  command: readonly string[],
  { report: folder, minCoverage, failOn = ['violation'], ...options }: RunCommandOptions,
): Promise<number> {
  if (!command[0] || contract.length === 0) {
    throw new UsageError('expected understudy run <contract...> [options] -- COMMAND')
  }
  const kinds = readFailureKinds(failOn)
  const thresholds = minCoverage === undefined ? undefined : readThresholds(minCoverage)
  if (folder !== undefined) makeReportFolder(folder)
  // What is open by then is closed as the process exits.
  const restore = takeSignals((signal) => process.exit(exitCodeOf(signal)))
  const journal = openRunJournal(options.journal)
  process.once('exit', journal.remove)
  try {
    const { code, run } = await serveWhile(command, { ...options, contract, journal: journal.file })
    const outcome = report(() => journal.read(run), {
      folder,
      kinds,
      thresholds,
      command: command[0]!,
    })
    return code === 0 ? outcome : code
  } finally {
    restore()
    process.off('exit', journal.remove)
    journal.remove()
  }
}

interface ReportSettings {
  readonly folder: string | undefined
  readonly kinds: readonly FailureKind[]
  readonly thresholds: CoverageThresholds | undefined
  /** As messages name it. */
  readonly command: string
}

/** Reports on what ran, whatever became of it: what goes wrong here must not hide its exit code. */
function report(read: () => JournalContents, settings: ReportSettings): number {
  try {
    return reportOn(buildReports([read()]), settings)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    warn(error.message)
    return misused
  }
}

/** The command line's exit code for a mistake of its user. */
const misused = 2

function reportOn(
  reports: readonly Report[],
  { folder, kinds, thresholds, command }: ReportSettings,
): number {
  const gaps = findCoverageGaps(reports[0]!, thresholds)
  for (const [index, one] of reports.entries()) {
    if (reports.length > 1) warn(`contract ${nameContract(one)} (${listFiles(one)}):`)
    printFindings(one, index === 0 ? gaps : [])
    if (folder !== undefined) writeReports(folder, one, index)
    annotate(one)
  }
  if (reports.every(({ exchanges }) => exchanges.length === 0)) {
    warn(`${command} sent no request to the service`)
  }
  if (reports.some((one) => isViolated(one, kinds))) return contractViolated
  return gaps.length > 0 ? coverageTooLow : 0
}

async function serveWhile(
  command: readonly string[],
  options: UnderstudyOptions & { readonly journal: string },
): Promise<{ readonly code: number; readonly run: string }> {
  let run = ''
  const service = await startUnderstudy(options, {
    leftOut: sayLeftOut,
    run: (name) => (run = name),
  })
  try {
    // A signal that came while the service started ends the run before the command.
    await setImmediate()
    const code = await runChild(command, {
      UNDERSTUDY_URL: service.url,
      UNDERSTUDY_JOURNAL: options.journal,
      UNDERSTUDY_RUN: run,
    })
    return { code, run }
  } finally {
    await service.close()
  }
}

/** The service's own contract gives `understudy.xml`, another one `understudy-c0ffee12.xml`. */
function writeReports(folder: string, report: Report, index: number): void {
  const name = index === 0 ? 'understudy' : `understudy-${nameContract(report)}`
  for (const { extension, render } of reportFormats.filter(isFile)) {
    writeFileWhole(join(folder, `${name}.${extension}`), render(report))
  }
}

function isFile({ extension }: ReportFormat): boolean {
  return extension !== ''
}

function nameContract({ contract }: Report): string {
  return contract?.hash.slice(0, 8) ?? ''
}

/** So that people know which one it is. */
function listFiles({ contract }: Report): string {
  const [first = 'no files', ...more] = contract?.files ?? []
  return more.length === 0 ? first : `${first} and ${count(more.length, 'more file')}`
}

/** GitHub Docs, "Workflow commands" and "Adding a job summary". */
function annotate(report: Report): void {
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY } = process.env
  if (GITHUB_ACTIONS !== 'true') return
  process.stdout.write(renderAs('github', report))
  if (!GITHUB_STEP_SUMMARY) return
  try {
    appendFileSync(GITHUB_STEP_SUMMARY, renderAs('markdown', report))
  } catch (error) {
    warn(`${GITHUB_STEP_SUMMARY}: the summary cannot be written: ${describeFileFault(error)}`)
  }
}

function renderAs(name: string, report: Report): string {
  return reportFormats.find((format) => format.name === name)!.render(report)
}
