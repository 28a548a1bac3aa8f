import type { JsonObject } from '../model/index.ts'
import { describeFault } from './describe-fault.ts'
import type { ReplaySession } from './replay-session.ts'
import { escapePointer } from './read-expectation.ts'
import { findLine, RefusedFixtures } from './refused-fixtures.ts'
import type { ReplayProblem, StepReport } from './replay-report.ts'
import type { Scenario } from './scenario.ts'
import { substitute, substituteText } from './substitute.ts'

/** Gives the variables their values, and the service its clock and state; a report for each. */
export async function applyGiven(session: ReplaySession): Promise<readonly StepReport[]> {
  const { scenario, options, variables } = session
  const { fixtures, clock } = scenario
  const steps: StepReport[] = []
  try {
    giveVariables(session)
  } catch (error) {
    return [failure(scenario, 'fixtures', scenario.variables[0]?.line ?? 1, error)]
  }
  const { setClock, applyFixtures } = options
  // Entities that the fixtures give are made at that time already.
  if (clock) {
    const time = (): string => substituteText(clock.text, clock.line, variables)
    const apply = setClock && (() => setClock(time()))
    steps.push(await applyPart(scenario, { part: 'clock', line: clock.line, apply }))
  }
  if (fixtures) {
    const apply =
      applyFixtures && (() => applyFixtures(substitute(fixtures, variables) as JsonObject))
    steps.push(await applyPart(scenario, { part: 'fixtures', line: fixtures.line, apply }))
  }
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

interface GivenPart {
  readonly part: 'fixtures' | 'clock'
  readonly line: number
  /** Absent where the service cannot be given it. */
  readonly apply: (() => Promise<void>) | undefined
}

async function applyPart(
  scenario: Scenario,
  { part, line, apply }: GivenPart,
): Promise<StepReport> {
  const report = { kind: 'given', line, request: part } as const
  if (!apply) {
    const reason =
      part === 'clock' ? 'the service has its own clock' : 'the service keeps its own state'
    return { ...report, outcome: 'skipped', reason, problems: [] }
  }
  try {
    await apply()
    return { ...report, outcome: 'passed', problems: [] }
  } catch (error) {
    return error instanceof RefusedFixtures
      ? { ...report, outcome: 'failed', problems: locateFaults(error, scenario) }
      : failure(scenario, part, line, error)
  }
}

function locateFaults(
  { faults }: RefusedFixtures,
  { file, fixtures, fixtureFiles }: Scenario,
): readonly ReplayProblem[] {
  return faults.map(({ pointer, message }) => {
    const resource = fixtures?.members.find(({ name }) =>
      `${pointer}/`.startsWith(`/${escapePointer(name)}/`),
    )
    return {
      file: (resource && fixtureFiles.get(resource.name)) ?? file,
      line: fixtures ? findLine(fixtures, pointer) : 1,
      subject: 'fixtures',
      pointer,
      expected: 'fixtures that the service takes',
      found: message,
    }
  })
}

function failure(
  { file }: Scenario,
  part: GivenPart['part'],
  line: number,
  error: unknown,
): StepReport {
  const expected =
    part === 'clock' ? 'a time that the service takes' : 'fixtures that the service takes'
  const problem = { file, line, subject: part, pointer: '', ...describeFault(error, expected) }
  return { kind: 'given', line, request: part, outcome: 'failed', problems: [problem] }
}
