import { basename } from 'node:path'
import { didYouMean } from '../model/index.ts'
import { FileProblems, type Report } from './file-problems.ts'
import type { LocatedMember, LocatedValue } from './located-value.ts'
import { show, toJson } from './located-value.ts'
import { parseLocated } from './parse-located.ts'
import { readCallers } from './read-callers.ts'
import { readFixtures, readGiven } from './read-given.ts'
import { readList, readMembers, readObject, readText } from './read-members.ts'
import { readState, type NamedState, type StateFiles } from './read-state.ts'
import { readCleanUp, readStep } from './read-step.ts'
import { readVariable } from './read-variable.ts'
import { reportUnknownReferences } from './report-unknown-references.ts'
import type { Scenario, ScenarioVariable } from './scenario.ts'
import { baseVariable, findNameFault } from './substitute.ts'

/** What each scenario file may have at its top. */
const topKeys = [
  'understudy',
  'name',
  'given',
  'states',
  'vars',
  'callers',
  'steps',
  'finally',
] as const

/**
 * Reads a scenario file, and refuses what it does not understand.
 * @param file as the user named it; `.json` is read as JSON, anything else as YAML
 * @param stateFiles the states that `given` may name beside the file's own
 * @throws UsageError that lists as `file:line: …` everything that is wrong: unknown keys and
 *   matchers, names of states that there are none of, variables that nothing before them gives;
 *   of a syntax error only the first
 */
export async function readScenario(
  file: string,
  text: string,
  stateFiles: StateFiles = new Map(),
): Promise<Scenario> {
  const root = await parseLocated(file, text)
  const problems = new FileProblems()
  const report = problems.reportOf(file)
  const members = readMembers(
    root,
    {
      what: 'a scenario',
      allowed: topKeys,
      required: [{ name: 'steps', expected: "'steps', a list of requests" }],
    },
    report,
  )
  if (root.kind === 'object') checkVersion(members.understudy, root.line, report)
  const given = members.given && readGiven(members.given.value, report)
  const named: NamedState[] = []
  for (const name of given?.states ?? []) {
    const state = await readState(name, { own: members.states, stateFiles, report, problems })
    if (state) named.push(state)
  }
  if (members.states) checkStates(members.states, report)
  const scenario: Scenario = {
    file,
    name: members.name
      ? (readText(members.name.value, 'a text as name', report) ?? '')
      : basename(file),
    ...layer([...named, ...(given?.fixtures ? [{ document: given.fixtures }] : [])], given?.line),
    clock: given?.clock,
    ids: given?.ids,
    faults: given?.faults,
    callers: members.callers ? readCallers(members.callers, report) : new Map(),
    variables: members.vars ? readVariables(members.vars, report) : [],
    steps: members.steps ? readSteps(members.steps, report) : [],
    finally: members.finally
      ? readList(members.finally, report).flatMap((step) => readCleanUp(step, report) ?? [])
      : [],
  }
  checkCallers(scenario, report)
  checkReferences(members, named, problems, report)
  problems.throwAny()
  return scenario
}

function checkVersion(version: LocatedMember | undefined, line: number, report: Report): void {
  if (version?.value.kind === 'scalar' && version.value.value === 1) return
  const found = version ? show(toJson(version.value)) : 'no such key'
  report(version?.line ?? line, `expected 'understudy: 1', found ${found}`)
}

/** Those that nothing names, too. */
function checkStates(states: LocatedMember, report: Report): void {
  const documents = readObject(states.value, 'states by name', report)?.members ?? []
  for (const { value } of documents) readFixtures(value, report)
}

function readSteps(steps: LocatedMember, report: Report): Scenario['steps'] {
  const list = readList(steps, report)
  if (steps.value.kind === 'array' && list.length === 0) {
    report(steps.line, 'expected at least one step')
  }
  return list.flatMap((step) => readStep(step, report) ?? [])
}

/** Resource by resource, the last of those that have it. */
function layer(
  layers: readonly NamedState[],
  line = 1,
): Pick<Scenario, 'fixtures' | 'fixtureFiles'> {
  const last = new Map(
    layers.flatMap(({ document, file }) =>
      document.members.map((member) => [member.name, { member, file }]),
    ),
  )
  const members = Array.from(last.values(), ({ member }) => member)
  return {
    fixtures: layers.length === 0 ? undefined : { kind: 'object', line, members },
    fixtureFiles: new Map(
      Array.from(last).flatMap(([name, { file }]) => (file === undefined ? [] : [[name, file]])),
    ),
  }
}

function readVariables(vars: LocatedMember, report: Report): readonly ScenarioVariable[] {
  const members = readObject(vars.value, 'variables by name', report)?.members ?? []
  return members.flatMap(({ name, line, value }) => {
    const fault = findNameFault(name)
    if (fault !== undefined) {
      report(line, fault)
      return []
    }
    return [{ name, line, ...readVariable(value, report) }]
  })
}

function checkCallers({ steps, finally: cleanUp, callers }: Scenario, report: Report): void {
  const names = [...callers.keys()]
  const expected = names.length === 0 ? "one of 'callers'" : `one of ${names.join(', ')}`
  for (const { as } of [...steps, ...cleanUp]) {
    if (as === undefined || callers.has(as.caller)) continue
    const { caller, line } = as
    report(line, `as: unknown caller '${caller}'; expected ${expected}${didYouMean(caller, names)}`)
  }
}

/** In the order of use: variables, callers, the state, steps, clean-up. */
function checkReferences(
  members: Partial<Record<(typeof topKeys)[number], LocatedMember>>,
  states: readonly NamedState[],
  problems: FileProblems,
  report: Report,
): void {
  const known = new Set([baseVariable])
  for (const { name, value } of membersOf(members.vars?.value)) {
    reportUnknownReferences(value, known, report)
    known.add(name)
  }
  for (const { file, document } of states) {
    reportUnknownReferences(document, known, file === undefined ? report : problems.reportOf(file))
  }
  for (const member of [members.callers, members.given, members.steps, members.finally]) {
    if (member) reportUnknownReferences(member.value, known, report)
  }
}

function membersOf(value: LocatedValue | undefined): readonly LocatedMember[] {
  return value?.kind === 'object' ? value.members : []
}
