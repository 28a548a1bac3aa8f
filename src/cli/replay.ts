import { dirname } from 'node:path'
import { UsageError } from '../errors.ts'
import { findReportFormat, reportFormats, type ReportFormat } from '../reports/index.ts'
import {
  defaultRetryLimits,
  findScenarioFiles,
  findServiceFolder,
  hasRefusedGiven,
  loadScenario,
  replay,
  replayOnBoth,
  type ReplayReport,
  type Scenario,
} from '../scenarios/index.ts'
import { colorsFor } from './colors-for.ts'
import { exitCodeOf } from './ending-signals.ts'
import { formatReplay, formatSummary } from './format-replay.ts'
import { buildReplayReport } from './build-replay-report.ts'
import { makeReportFolder } from './make-folder.ts'
import { Doubles, openTarget, type TargetAddress, type TargetOptions } from './replay-target.ts'
import { writeFileWhole } from './write-file.ts'

export interface ReplayCommandOptions {
  /**
   * Service root URLs of the services to send to, or `double`; absent: a double of the scenario's own
   * contract. Two are compared.
   */
  readonly against?: readonly string[] | undefined
  /** Names of the environment's variables that hold the bearer tokens of `against`, in its order. */
  readonly tokenEnv?: readonly string[] | undefined
  readonly report?: string | undefined
  /** Seconds. */
  readonly timeout?: number | undefined
  readonly maxAttempts?: number | undefined
  /** Seconds. */
  readonly maxWait?: number | undefined
  /** Ends with the first scenario that fails. */
  readonly bail?: boolean | undefined
}

/**
 * `understudy replay`: replays scenario files and prints what became of each step. Every file is
 * read before anything is sent. SIGINT and SIGTERM end it after the request under way, which gets two
 * seconds, and the clean-up; a second one at once.
 * @returns the exit code: 0, 1 when a step failed, 2 when a state that is given is invalid, 128 and the signal's number when interrupted
 * @throws UsageError for options, scenarios and contracts that cannot be used
 */
export async function runReplay(
  paths: readonly string[],
  options: ReplayCommandOptions,
): Promise<number> {
  const addresses = readAddresses(options)
  const format = options.report === undefined ? undefined : prepareReport(options.report)
  const scenarios = await readScenarios(findScenarioFiles(paths))
  if (addresses.some(({ kind }) => kind === 'url')) sayUnjudged(scenarios)
  const colors = colorsFor(process.stdout)
  const interruption = listenForSignals()
  const targetOptions = readTargetOptions(options, interruption)
  const doubles = new Doubles()
  const reports: ReplayReport[] = []
  try {
    for (const scenario of scenarios) {
      const replayed = await replayOn(addresses, scenario, { ...targetOptions, doubles })
      for (const report of replayed) console.log(formatReplay(report, colors))
      reports.push(...replayed)
      const hasFailed = replayed.some(({ outcome }) => outcome === 'failed')
      if (interruption.signal.aborted || (options.bail && hasFailed)) break
    }
  } finally {
    interruption.stop()
    await doubles.close()
  }
  console.log(formatSummary(reports))
  if (format && options.report !== undefined) {
    writeFileWhole(options.report, format.render(buildReplayReport(reports)))
  }
  if (interruption.code() !== undefined) return interruption.code()!
  if (reports.some(hasRefusedGiven)) return 2
  return reports.every(({ outcome }) => outcome === 'passed') ? 0 : 1
}

/** On a double it is a mistake; on a service of a URL, less is checked. */
function sayUnjudged(scenarios: readonly Scenario[]): void {
  for (const { file } of scenarios) {
    if (findServiceFolder(file) !== undefined) continue
    process.stderr.write(
      `understudy: ${file}: no service folder is around it, with contract/ beside scenarios/: its answers are held to no contract\n`,
    )
  }
}

async function replayOn(
  addresses: readonly TargetAddress[],
  scenario: Scenario,
  options: TargetOptions,
): Promise<readonly ReplayReport[]> {
  const opened: Awaited<ReturnType<typeof openTarget>>[] = []
  try {
    for (const address of addresses) opened.push(await openTarget(address, scenario, options))
    const [first, second] = opened
    if (first && second) return await replayOnBoth(scenario, [first, second])
    const { target: _, ...single } = first!.options
    return [await replay(scenario, first!.transport, single)]
  } finally {
    for (const target of opened) await target.close()
  }
}

function readAddresses({ against = [], tokenEnv = [] }: ReplayCommandOptions): TargetAddress[] {
  if (against.length > 2) {
    throw new UsageError(`--against: expected one or two, found ${against.length}`)
  }
  if (tokenEnv.length > Math.max(against.length, 0)) {
    throw new UsageError('--token-env: expected no more of them than of --against')
  }
  if (against.length === 0) return [{ kind: 'double' }]
  return against.map((text, index) => {
    if (text === 'double') return { kind: 'double' }
    if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
      throw new UsageError(`--against: expected an http or https URL, or double, found '${text}'`)
    }
    return { kind: 'url', url: text, token: readToken(tokenEnv, index) }
  })
}

/** One name is for all. */
function readToken(names: readonly string[], index: number): string | undefined {
  const name = names.length === 1 ? names[0] : names[index]
  if (name === undefined) return process.env['UNDERSTUDY_TOKEN']
  const token = process.env[name]
  if (token !== undefined && token !== '') return token
  throw new UsageError(`--token-env: expected a token in the environment's ${name}, found none`)
}

/** Its format; the folder is made before anything is sent, so that no replay goes unreported. */
function prepareReport(file: string): ReportFormat {
  const format = findReportFormat(file)
  if (format) {
    makeReportFolder(dirname(file))
    return format
  }
  const endings = reportFormats.flatMap(({ extension }) => (extension ? [`.${extension}`] : []))
  const expected = `a file that ends with ${endings.join(', ')}`
  throw new UsageError(`--report: expected ${expected}, found '${file}'`)
}

function readTargetOptions(
  { timeout, maxAttempts, maxWait }: ReplayCommandOptions,
  { signal, end }: ReturnType<typeof listenForSignals>,
): Omit<TargetOptions, 'doubles'> {
  return {
    timeout: timeout === undefined ? undefined : timeout * 1000,
    retryLimits: {
      attempts: maxAttempts ?? defaultRetryLimits.attempts,
      waiting: maxWait === undefined ? defaultRetryLimits.waiting : maxWait * 1000,
    },
    signal,
    end,
  }
}

/** Reads every file, so that one run names everything that is wrong with them. */
async function readScenarios(files: readonly string[]): Promise<readonly Scenario[]> {
  const scenarios: Scenario[] = []
  const problems: string[] = []
  for (const file of files) {
    try {
      scenarios.push(await loadScenario(file))
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      problems.push(error.message)
    }
  }
  if (problems.length > 0) throw new UsageError(problems.join('\n'))
  return scenarios
}

/** Milliseconds for the answer under way, of those that a CI leaves between SIGTERM and SIGKILL. */
const grace = 2_000

const signals = ['SIGINT', 'SIGTERM'] as const

/** From the first signal on the next one does what it does by default. */
function listenForSignals() {
  const controller = new AbortController()
  const ending = new AbortController()
  let code: number | undefined
  const interrupt = (signal: NodeJS.Signals): void => {
    code = exitCodeOf(signal)
    process.stderr.write('understudy: interrupted; cleaning up\n')
    stop()
    controller.abort()
    setTimeout(() => ending.abort(new Error('an interruption')), grace).unref()
  }
  const stop = (): void => {
    for (const signal of signals) process.off(signal, interrupt)
  }
  for (const signal of signals) process.on(signal, interrupt)
  return { signal: controller.signal, end: ending.signal, code: () => code, stop }
}
