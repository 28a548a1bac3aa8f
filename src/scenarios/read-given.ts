import { isFunctionCallPath } from '../store/index.ts'
import type { Report } from './file-problems.ts'
import { show, toJson } from './located-value.ts'
import type { LocatedMember, LocatedObject, LocatedValue } from './located-value.ts'
import { readList, readMembers, readObject, readText } from './read-members.ts'
import type { IdKind, Scenario, ScenarioText } from './scenario.ts'
import { withoutReferences } from './substitute.ts'

/** What the double begins with. */
interface Given {
  readonly line: number
  /** The layers below `fixtures`, the lowest first. */
  readonly states: readonly ScenarioText[]
  readonly fixtures: LocatedObject | undefined
  readonly clock: ScenarioText | undefined
  readonly ids: Scenario['ids']
  readonly faults: LocatedValue | undefined
}

const idKinds: readonly IdKind[] = ['uuid', 'sequential']

const isoTime = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/

export function readGiven(value: LocatedValue, report: Report): Given {
  const known = {
    what: 'given',
    allowed: ['states', 'fixtures', 'clock', 'ids', 'faults'],
  } as const
  const { states, fixtures, clock, ids, faults } = readMembers(value, known, report)
  return {
    line: value.line,
    states: states ? readStateNames(states, report) : [],
    fixtures: fixtures && readFixtures(fixtures.value, report),
    clock: clock && readClock(clock.value, report),
    ids: ids && readIds(ids, report),
    faults: faults && readFaults(faults, report),
  }
}

/** A state keyed by resource path: a list of entities, one object for a singleton, any value for a call. */
export function readFixtures(value: LocatedValue, report: Report): LocatedObject | undefined {
  const fixtures = readObject(value, 'fixtures keyed by resource path', report)
  for (const { name, line, value: content } of fixtures?.members ?? []) {
    if (!/^[^/?#\\]+(?:\/[^/?#\\]+)*$/.test(name)) {
      report(line, `expected a resource path without slashes at its ends, found '${name}'`)
    }
    if (isFunctionCallPath(name)) continue
    const entities = content.kind === 'array' ? content.items : [content]
    const stranger = entities.find(({ kind }) => kind !== 'object')
    if (stranger) {
      const found = show(toJson(stranger))
      report(stranger.line, `${name}: expected a list of entities, or an object, found ${found}`)
    }
  }
  return fixtures
}

function readStateNames({ value }: LocatedMember, report: Report): readonly ScenarioText[] {
  const items = value.kind === 'array' ? value.items : [value]
  return items.flatMap((item) => {
    const text = readText(item, 'the name of a state, or a list of them', report)
    return text === undefined ? [] : [{ text, line: item.line }]
  })
}

function readClock(value: LocatedValue, report: Report): ScenarioText | undefined {
  const expected = 'a time in ISO 8601, such as 2026-01-01T00:00:00Z'
  const text = readText(value, expected, report)
  if (text === undefined) return undefined
  const isWritten = withoutReferences(text) === text
  if (isWritten && !(isoTime.test(text) && Number.isFinite(Date.parse(text)))) {
    report(value.line, `clock: expected ${expected}, found '${text}'`)
  }
  return { text, line: value.line }
}

function readIds({ value, line }: LocatedMember, report: Report): Scenario['ids'] {
  const kind = idKinds.find((each) => value.kind === 'scalar' && value.value === each)
  if (kind) return { kind, line }
  report(value.line, `ids: expected ${idKinds.join(' or ')}, found ${show(toJson(value))}`)
  return undefined
}

/** What each may be, the double says. */
function readFaults(faults: LocatedMember, report: Report): LocatedValue {
  for (const fault of readList(faults, report)) readObject(fault, 'a fault', report)
  return faults.value
}
