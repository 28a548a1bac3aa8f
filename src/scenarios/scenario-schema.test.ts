import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { readScenario } from './read-scenario.ts'

const readSchema = (name: string) =>
  JSON.parse(readFileSync(join(process.cwd(), 'schemas', name), 'utf8')) as {
    readonly $defs: object
    readonly [keyword: string]: unknown
  }
const ajv = new Ajv2020({ strict: false })
const satisfiesSchema = ajv.compile(readSchema('understudy-scenario.schema.json'))

const steps = 'steps: [{ request: GET /a }]'
const expecting = (expectation: string): string =>
  `steps: [{ request: GET /a, expect: { body: ${expectation} } }]`

/** What follows `understudy: 1`. */
const accepted: readonly string[] = [
  steps,
  `name: x\nvars: { a: 1, b: [x], c: { d: 2 } }\n${steps}`,
  `vars: { token: { $env: TOKEN }, other: { $env: OTHER, $default: { a: 1 } } }\n${steps}`,
  `given: {}\n${steps}`,
  `given: { fixtures: { people: [], me: { id: 1 }, a/b: [{ id: 1 }] } }\n${steps}`,
  `given: { clock: 2026-01-01T00:00:00Z }\n${steps}`,
  `given: { ids: sequential, faults: [{ on: GET /a, status: 429, retryAfter: 1 }] }\n${steps}`,
  'callers: { ann: { token: { $env: ANN, $default: x }, claims: { scp: A.Read } }, nobody: {} }\nsteps: [{ request: GET /a, as: ann }]',
  `vars: { t: x }\ncallers: { ann: { token: "\${t}", claims: { oid: "\${t}" } } }\n${steps}`,
  `vars: { day: "2026-01-01" }\ngiven: { clock: "\${day}T00:00:00Z" }\n${steps}`,
  `states: { nobody: { people: [] }, idle: { a: [] } }\ngiven: { states: nobody }\n${steps}`,
  `states: { nobody: { people: [] } }\ngiven: { states: [nobody, nobody], fixtures: {} }\n${steps}`,
  'steps: [{ name: one, request: POST /a, headers: { A: 1, B: true, C: x }, body: null }]',
  'steps: [{ request: POST /a, headers: { A: "é" }, body: { $base64: AQI } }]',
  'vars: { b: AQ }\nsteps: [{ request: POST /a, body: { $base64: "${b}" } }]',
  'steps: [{ request: POST /a, body: { $base64: "%", b: 1 } }]',
  'steps: [{ request: get /a, expect: { status: 200 } }]',
  'steps: [{ request: GET /a, expect: { status: [200, 404], headers: { ETag: { $any: true } } } }]',
  'steps: [{ request: HEAD /a, expect: { status: 200, within: PT1M2.5S } }]',
  `${steps}\nfinally: [DELETE /a, { request: DELETE /b, expect: { status: 204 } }]`,
  expecting('{ a: { $capture: x }, b: [{ $each: { $only: [] } }], c: { $contains: x } }'),
  expecting('{ $type: "null" }'),
  expecting('{ $type: null }'),
  expecting('{ $base64: AQI= }'),
  expecting('{ "${base}": 1, "": 2 }'),
  `${expecting('{ $uuid: true, $regex: ^a, $empty: true }')}`,
]

const refused: readonly string[] = [
  '',
  'steps: []',
  'steps: {}',
  `name: [x]\n${steps}`,
  `nam: x\n${steps}`,
  `vars: []\n${steps}`,
  `vars: { 1a: x }\n${steps}`,
  `vars: { base: x }\n${steps}`,
  `vars: { a: { $env: 1 } }\n${steps}`,
  `vars: { a: { $env: A, default: 1 } }\n${steps}`,
  `given: []\n${steps}`,
  `given: { fixture: {} }\n${steps}`,
  `given: { fixtures: [] }\n${steps}`,
  `given: { fixtures: { people: x } }\n${steps}`,
  `given: { fixtures: { people: [x] } }\n${steps}`,
  `given: { fixtures: { people: null } }\n${steps}`,
  `given: { fixtures: { /people: [] } }\n${steps}`,
  `given: { clock: yesterday }\n${steps}`,
  `given: { clock: 2026 }\n${steps}`,
  `given: { states: { a: {} } }\n${steps}`,
  `given: { ids: random }\n${steps}`,
  `given: { faults: { on: GET /a } }\n${steps}`,
  `given: { faults: [GET /a] }\n${steps}`,
  `callers: [ann]\n${steps}`,
  `callers: { ann: x }\n${steps}`,
  `callers: { ann: { tokn: x } }\n${steps}`,
  `callers: { ann: { token: 1 } }\n${steps}`,
  `callers: { ann: { token: { env: A } } }\n${steps}`,
  `callers: { ann: { claims: [A.Read] } }\n${steps}`,
  'steps: [{ request: GET /a, as: 1 }]',
  `states: []\n${steps}`,
  `states: { a: { people: 1 } }\n${steps}`,
  'steps: [GET /a]',
  'steps: [{}]',
  'steps: [{ request: a }]',
  'steps: [{ request: GET a }]',
  'steps: [{ request: GET /a, name: 1 }]',
  'steps: [{ request: GET /a, until: 1 }]',
  'steps: [{ request: GET /a, headers: { A: [] } }]',
  'steps: [{ request: GET /a, headers: { A: null } }]',
  'steps: [{ request: GET /a, headers: { "A B": x } }]',
  'steps: [{ request: GET /a, headers: { A: "x\\ny" } }]',
  'steps: [{ request: GET /a, headers: { A: "Łódź" } }]',
  'steps: [{ request: POST /a, body: { $base64: "%" } }]',
  'steps: [{ request: POST /a, body: { $base64: 1 } }]',
  'steps: [{ request: GET /a, expect: 200 }]',
  'steps: [{ request: GET /a, expect: { status: "200" } }]',
  'steps: [{ request: GET /a, expect: { status: 600 } }]',
  'steps: [{ request: GET /a, expect: { status: [] } }]',
  'steps: [{ request: GET /a, expect: { within: 10 } }]',
  'steps: [{ request: GET /a, expect: { within: PT } }]',
  'steps: [{ request: POST /a, expect: { within: PT1S } }]',
  `${steps}\nfinally: DELETE /a`,
  `${steps}\nfinally: [{ expect: {} }]`,
  expecting('{ $any: false }'),
  expecting('{ $some: 1 }'),
  expecting('{ a: [{ $capture: 1 }] }'),
  expecting('{ $capture: 1a }'),
  expecting('{ $capture: base }'),
  expecting('{ $regex: 1 }'),
  expecting('{ $type: integer }'),
  expecting('{ $only: {} }'),
  expecting('{ $contains: [{ $uuid: 1 }] }'),
  expecting('{ $each: { $absent: 1 } }'),
  expecting('{ $base64: "*" }'),
]

function isReadable(text: string): Promise<boolean> {
  return readScenario('x.yaml', text).then(
    () => true,
    () => false,
  )
}

describe('the schema for editors and the reader', () => {
  test.each(accepted)('accept %j', async (text) => {
    const scenario = `understudy: 1\n${text}`
    satisfiesSchema(parse(scenario))
    expect([satisfiesSchema.errors, await isReadable(scenario)]).toEqual([null, true])
  })

  test.each(refused)('refuse %j', async (text) => {
    const scenario = `understudy: 1\n${text}`
    expect([satisfiesSchema(parse(scenario)), await isReadable(scenario)]).toEqual([false, false])
  })

  test('want the version of the format', async () => {
    expect([satisfiesSchema(parse(steps)), await isReadable(steps)]).toEqual([false, false])
  })

  test('stands alone, with a copy of the schema of fixtures', () => {
    const fixtures = readSchema('understudy-fixtures.schema.json')
    const scenario = readSchema('understudy-scenario.schema.json')
    const { $schema, $id, title, $defs, ...same } = fixtures
    expect(scenario).toMatchObject({ $schema, $defs: { fixtures: same, ...$defs } })
    expect([$id, title]).toEqual(['understudy-fixtures.schema.json', 'odata-understudy fixtures'])
  })
})
