import { didYouMean } from '../model/index.ts'
import { readTextFile } from '../store/index.ts'
import type { FileProblems, Report } from './file-problems.ts'
import type { LocatedMember, LocatedObject } from './located-value.ts'
import { parseLocated } from './parse-located.ts'
import { readFixtures } from './read-given.ts'
import type { ScenarioText } from './scenario.ts'

/** Files of `states/` by the names of the states. */
export type StateFiles = ReadonlyMap<string, string>

export interface NamedState {
  readonly document: LocatedObject
  /** Absent where it stands in the scenario. */
  readonly file?: string
}

interface StatePlaces {
  /** The scenario's `states`, which come first. */
  readonly own: LocatedMember | undefined
  readonly stateFiles: StateFiles
  readonly report: Report
  readonly problems: FileProblems
}

/** @returns `undefined` for what was reported */
export async function readState(
  { text: name, line }: ScenarioText,
  { own, stateFiles, report, problems }: StatePlaces,
): Promise<NamedState | undefined> {
  const members = own?.value.kind === 'object' ? own.value.members : []
  const member = members.find((state) => state.name === name)
  if (member) {
    // What is wrong with it is told where all states of the scenario are.
    return member.value.kind === 'object' ? { document: member.value } : undefined
  }
  const file = stateFiles.get(name)
  if (file === undefined) {
    const names = [...members.map((state) => state.name), ...stateFiles.keys()]
    const expected =
      names.length === 0 ? "one in 'states', or a file in states/" : `one of ${names.join(', ')}`
    report(line, `unknown state '${name}'; expected ${expected}${didYouMean(name, names)}`)
    return undefined
  }
  const value = await parseLocated(file, readTextFile(file))
  const document = readFixtures(value, problems.reportOf(file))
  return document && { document, file }
}
