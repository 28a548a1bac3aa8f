import { basename, extname } from 'node:path'
import { parseJson } from '../../model/index.ts'
import {
  writeScenario,
  type FixtureMembers,
  type GivenDocument,
  type ScenarioDocument,
} from '../recording/index.ts'
import { findStateFiles } from '../load-scenario.ts'
import { toJson, writeExactJson, type LocatedValue } from '../located-value.ts'
import { parseLocated } from '../parse-located.ts'
import { findLine } from '../refused-given.ts'
import { readScenario } from '../read-scenario.ts'
import type { ExchangeFormat } from './exchange-format.ts'

/** The product's own scenario files. */
export const scenarioFormat: ExchangeFormat = {
  name: 'scenario',
  extension: '.yaml',
  describes: 'a scenario, in YAML',
  recognizes: (_, text) => /^["\s{]*understudy["\s]*:/m.test(text),
  read: async (file, text) => {
    const { steps, name, fixtures } = await readScenario(file, text, findStateFiles(file))
    const located = await parseLocated(file, text)
    const { given: written, states: _, ...rest } = asJson(located) as ScenarioDocument
    // Of states, what comes of them.
    const { clock, ids, faults } = written ?? {}
    const given: GivenDocument = {
      ...(fixtures && { fixtures: asJson(fixtures) as FixtureMembers }),
      ...(clock !== undefined && { clock }),
      ...(ids !== undefined && { ids }),
      ...(faults !== undefined && { faults }),
    }
    const document = { ...rest, ...(Object.keys(given).length > 0 && { given }) }
    return {
      kind: 'scenario',
      name: name === '' ? basename(file, extname(file)) : name,
      document,
      placeOf: (step) => `${file}:${steps[step]?.line ?? 1}`,
      placeIn: (pointer) => `${file}:${findLine(located, pointer)}`,
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
