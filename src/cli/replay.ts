import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { startUnderstudy } from '../index.ts'
import {
  createHttpTransport,
  findScenarioFiles,
  putFixtures,
  readScenario,
  replay,
} from '../scenarios/index.ts'
import { readFixtures } from '../store/index.ts'
import { createAnswerCheck } from './answer-check.ts'
import type { ReplayProblem, ReplayReport, Scenario, StepReport } from '../scenarios/index.ts'

export interface ReplayCommandOptions {
  /** Service root URL of the service to send to; absent: a double of the scenario's own contract. */
  readonly against?: string | undefined
  readonly report?: string | undefined
  /** Sent to `against` as a bearer token; by default the environment's `UNDERSTUDY_TOKEN`. */
  readonly token?: string | undefined
}

/**
 * `understudy replay`: replays scenario files and prints what became of each step. Every file is
 * read before anything is sent.
 * @returns the exit code: 0, or 1 when a step failed
 * @throws UsageError for options, scenarios and contracts that cannot be used
 */
export async function runReplay(
  paths: readonly string[],
  options: ReplayCommandOptions,
): Promise<number> {
  checkOptions(options)
  const scenarios = await readScenarios(findScenarioFiles(paths))
  const reports: ReplayReport[] = []
  for (const scenario of scenarios) {
    const report =
      options.against === undefined
        ? await replayOnDouble(scenario)
        : await replayAgainst(options.against, scenario, options.token)
    reports.push(report)
    console.log(formatReport(report))
  }
  console.log(formatSummary(reports))
  return reports.every(({ outcome }) => outcome === 'passed') ? 0 : 1
}

function checkOptions({ against, report }: ReplayCommandOptions): void {
  if (report !== undefined) {
    throw new UsageError('--report is not supported by this version')
  }
  const isHttp = (url: string): boolean => /^https?:$/.test(new URL(url).protocol)
  if (against !== undefined && !(URL.canParse(against) && isHttp(against))) {
    throw new UsageError(`--against: expected an http or https URL, found '${against}'`)
  }
}

/** Reads every file, so that one run names everything that is wrong with them. */
async function readScenarios(files: readonly string[]): Promise<readonly Scenario[]> {
  const scenarios: Scenario[] = []
  const problems: string[] = []
  for (const file of files) {
    try {
      scenarios.push(await readScenario(file, readText(file)))
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      problems.push(error.message)
    }
  }
  if (problems.length > 0) throw new UsageError(problems.join('\n'))
  return scenarios
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`)
  }
}

function replayAgainst(
  baseUrl: string,
  scenario: Scenario,
  token = process.env['UNDERSTUDY_TOKEN'],
): Promise<ReplayReport> {
  const folder = findServiceFolder(scenario.file)
  return replay(scenario, createHttpTransport(baseUrl), {
    baseUrl,
    token,
    ...(folder !== undefined && { findViolations: checkAnswers(folder, scenario) }),
  })
}

/** Each scenario gets a double of its own, and so starts from the service folder's data. */
async function replayOnDouble(scenario: Scenario): Promise<ReplayReport> {
  const folder = findServiceFolder(scenario.file)
  if (folder === undefined) {
    throw new UsageError(
      `${scenario.file}: expected a service folder around it, with contract/ beside scenarios/; ` +
        'found none. Give --against URL to replay on a running service',
    )
  }
  const service = await startUnderstudy({ contract: folder, port: 0 })
  try {
    return await replay(scenario, createHttpTransport(service.url), {
      baseUrl: service.url,
      applyFixtures: (fixtures) => putFixtures(service.url, fixtures),
      findViolations: checkAnswers(folder, scenario),
    })
  } finally {
    await service.close()
  }
}

/** The nearest folder above the file that holds `contract/`. */
function findServiceFolder(file: string): string | undefined {
  for (let folder = dirname(resolve(file)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'contract'))) return folder
    if (folder === dirname(folder)) return undefined
  }
}

function checkAnswers(
  folder: string,
  { fixtures }: Scenario,
): ReturnType<typeof createAnswerCheck> {
  const data = join(folder, 'data')
  const paths = existsSync(data) ? Object.keys(readFixtures(data)) : []
  const given = fixtures?.members.map(({ name }) => name) ?? []
  return createAnswerCheck(join(folder, 'contract'), [...new Set([...paths, ...given])])
}

function formatReport({ file, name, steps }: ReplayReport): string {
  return [`${name} (${file})`, ...steps.flatMap(formatStep)].join('\n')
}

function formatStep({ kind, request, outcome, reason, problems }: StepReport): readonly string[] {
  const mark = { passed: '✓', failed: '✗', skipped: '-' }[outcome]
  const label = kind === 'step' ? request : `${kind}: ${request}`
  const suffix = reason === undefined ? '' : ` (skipped: ${reason})`
  return [
    `  ${mark} ${label}${suffix}`,
    ...problems.map((problem) => `      ${formatProblem(problem)}`),
  ]
}

function formatProblem({ file, line, subject, pointer, expected, found }: ReplayProblem): string {
  const place = pointer === '' ? subject : `${subject} ${pointer}`
  return `${file}:${line}: ${place}: expected ${expected}, found ${found}`
}

function formatSummary(reports: readonly ReplayReport[]): string {
  const steps = reports.flatMap((report) => report.steps)
  return `\n${count('scenario', reports)}; ${count('step', steps)}`
}

function count(
  noun: string,
  items: readonly { readonly outcome: StepReport['outcome'] }[],
): string {
  const outcomes = (['passed', 'failed', 'skipped'] as const).flatMap((outcome) => {
    const number = items.filter((item) => item.outcome === outcome).length
    return number === 0 ? [] : [`${number} ${outcome}`]
  })
  return `${items.length} ${noun}${items.length === 1 ? '' : 's'}: ${outcomes.join(', ')}`
}
