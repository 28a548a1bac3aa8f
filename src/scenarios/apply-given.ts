import { escapePointer, type JsonObject, type JsonValue } from '../model/index.ts'
import { describeFault } from './describe-fault.ts'
import { findTokenFaults } from './find-token.ts'
import type { LocatedValue } from './located-value.ts'
import { findLine, RefusedGiven } from './refused-given.ts'
import type { GivenPart, ReplayProblem, StepReport } from './replay-report.ts'
import type { ReplaySession } from './replay-session.ts'
import type { Scenario } from './scenario.ts'
import { substitute, substituteText } from './substitute.ts'

/** Gives the variables their values, and the service what it begins with; a report for each part. */
export async function applyGiven(session: ReplaySession): Promise<readonly StepReport[]> {
  const { scenario } = session
  try {
    giveVariables(session)
  } catch (error) {
    return [failure(scenario, 'fixtures', scenario.variables[0]?.line ?? 1, error)]
  }
  const steps: StepReport[] = [...reportCallers(session)]
  for (const part of partsOf(session)) steps.push(await applyPart(scenario, part))
  return steps
}

function giveVariables({ scenario, options, variables }: ReplaySession): void {
  const { environment = process.env } = options
  for (const { name, value, environmentName } of scenario.variables) {
    const given = environmentName === undefined ? undefined : environment[environmentName]
    if (given !== undefined) variables.set(name, given)
    else if (value) variables.set(name, substitute(value, variables))
  }
}

/** Before anything is sent: a missing token would end the steps halfway. */
function reportCallers(session: ReplaySession): readonly StepReport[] {
  const faults = findTokenFaults(session)
  const { file } = session.scenario
  const problems = faults.map(({ line, expected, found }): ReplayProblem => ({
    file,
    line,
    subject: 'callers',
    pointer: '',
    expected,
    found,
  }))
  const line = faults[0]?.line ?? 1
  if (problems.length === 0) return []
  return [{ kind: 'given', line, request: 'callers', outcome: 'failed', problems }]
}

interface AppliedPart {
  readonly part: Exclude<GivenPart, 'callers'>
  readonly line: number
  /** Absent where the service cannot be given it. */
  readonly apply: (() => Promise<void>) | undefined
}

/** In this order: entities that the fixtures give are made at the time and with the ids that are given. */
function partsOf({ scenario, options, variables }: ReplaySession): readonly AppliedPart[] {
  const { clock, ids, fixtures, faults } = scenario
  const { setClock, setIds, applyFixtures, setFaults } = options
  const parts: AppliedPart[] = []
  if (clock) {
    const time = (): string => substituteText(clock.text, clock.line, variables)
    const apply = setClock && (() => setClock(time()))
    parts.push({ part: 'clock', line: clock.line, apply })
  }
  if (ids) {
    const apply = setIds && (() => setIds(ids.kind))
    parts.push({ part: 'ids', line: ids.line, apply })
  }
  if (fixtures) {
    const apply =
      applyFixtures && (() => applyFixtures(substitute(fixtures, variables) as JsonObject))
    parts.push({ part: 'fixtures', line: fixtures.line, apply })
  }
  if (faults) {
    const apply = setFaults && (() => setFaults(substitute(faults, variables) as JsonValue))
    parts.push({ part: 'faults', line: faults.line, apply })
  }
  return parts
}

const reasonsToSkip: Readonly<Record<Exclude<GivenPart, 'callers'>, string>> = {
  clock: 'the service has its own clock',
  ids: 'the service makes its own ids',
  fixtures: 'the service keeps its own state',
  faults: 'the service has its own faults',
}

const expectations: Readonly<Record<GivenPart, string>> = {
  callers: 'callers',
  clock: 'a time that the service takes',
  ids: 'ids that the service makes',
  fixtures: 'fixtures that the service takes',
  faults: 'faults that the service takes',
}

async function applyPart(
  scenario: Scenario,
  { part, line, apply }: AppliedPart,
): Promise<StepReport> {
  const report = { kind: 'given', line, request: part } as const
  if (!apply) {
    return { ...report, outcome: 'skipped', reason: reasonsToSkip[part], problems: [] }
  }
  try {
    await apply()
    return { ...report, outcome: 'passed', problems: [] }
  } catch (error) {
    return error instanceof RefusedGiven
      ? { ...report, outcome: 'failed', problems: locateFaults(part, error, scenario) }
      : failure(scenario, part, line, error)
  }
}

function locateFaults(
  part: GivenPart,
  { faults: refused }: RefusedGiven,
  { file, fixtures, fixtureFiles, faults }: Scenario,
): readonly ReplayProblem[] {
  const given: LocatedValue | undefined = part === 'faults' ? faults : fixtures
  return refused.map(({ pointer, message }) => {
    const resource = fixtures?.members.find(
      ({ name }) => part === 'fixtures' && `${pointer}/`.startsWith(`/${escapePointer(name)}/`),
    )
    return {
      file: (resource && fixtureFiles.get(resource.name)) ?? file,
      line: given ? findLine(given, pointer) : 1,
      subject: part,
      pointer,
      expected: expectations[part],
      found: message,
    }
  })
}

function failure({ file }: Scenario, part: GivenPart, line: number, error: unknown): StepReport {
  const fault = describeFault(error, expectations[part])
  const problem = { file, line, subject: part, pointer: '', ...fault }
  return { kind: 'given', line, request: part, outcome: 'failed', problems: [problem] }
}
