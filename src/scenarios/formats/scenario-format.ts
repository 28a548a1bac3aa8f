import { basename, extname } from 'node:path'
import { parseJson } from '../../model/index.ts'
import { writeScenario, type FixtureMembers, type ScenarioDocument } from '../recording/index.ts'
import { findStateFiles } from '../load-scenario.ts'
import { toJson, writeExactJson, type LocatedValue } from '../located-value.ts'
import { parseLocated } from '../parse-located.ts'
import { readScenario } from '../read-scenario.ts'
import type { ExchangeFormat } from './exchange-format.ts'

/** The product's own scenario files. */
export const scenarioFormat: ExchangeFormat = {
  name: 'scenario',
  extension: '.yaml',
  describes: 'a scenario, in YAML',
  recognizes: (_, text) => /^["\s{]*understudy["\s]*:/m.test(text),
  read: async (file, text, { say }) => {
    const { steps, name, clock, fixtures } = await readScenario(file, text, findStateFiles(file))
    const {
      given: _,
      states: __,
      ...rest
    } = asJson(await parseLocated(file, text)) as ScenarioDocument
    // Of states, what comes of them.
    const given = fixtures && { fixtures: asJson(fixtures) as FixtureMembers }
    const document = { ...rest, ...(given && { given }) }
    if (clock) say(`${file}:${clock.line}: given.clock is left out`)
    return {
      kind: 'scenario',
      name: name === '' ? basename(file, extname(file)) : name,
      document,
      placeOf: (step) => `${file}:${steps[step]?.line ?? 1}`,
    }
  },
  takes: 'scenario',
  write: (contents) =>
    contents.kind === 'scenario'
      ? writeScenario('converted.yaml', contents.document)
      : Promise.resolve(''),
}

/** The value as JSON text has it. */
function asJson(value: LocatedValue): unknown {
  return parseJson(writeExactJson(toJson(value)))
}
