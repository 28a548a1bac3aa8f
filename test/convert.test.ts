import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { startUnderstudy } from '../src/index.ts'
import {
  convert,
  createHttpTransport,
  exchangeFormats,
  putFixtures,
  readScenario,
  recognizeFormat,
  replay,
  type ReplayProblem,
  type ScenarioDocument,
} from '../src/scenarios/index.ts'
import { devProxySchema, pactSchema } from './exchange-format-schemas.ts'

const sample = join(process.cwd(), 'fixtures/access-packages')
const folder = join(sample, 'scenarios')
const scenarios = readdirSync(folder).filter((file) => file.endsWith('.yaml'))

/** Of several statuses HAR holds one; the double answers the other. */
const lost: Readonly<Record<string, readonly string[]>> = { 'refusals.yaml': ['400'] }

const require = createRequire(import.meta.url)

const formatOf = (name: string) => exchangeFormats.find((format) => format.name === name)!

async function to(name: string, file: string, text: string, root?: string) {
  const said: string[] = []
  const context = {
    root,
    consumer: 'app',
    provider: 'graph',
    say: (message: string) => void said.push(message),
  }
  const written = await convert(file, text, recognizeFormat(file, text), formatOf(name), context)
  return { written, said }
}

async function failuresOn(text: string): Promise<readonly ReplayProblem[]> {
  const service = await startUnderstudy({ contract: sample })
  try {
    const scenario = await readScenario('converted.yaml', text)
    const report = await replay(scenario, createHttpTransport(service.url), {
      baseUrl: service.url,
      applyFixtures: (fixtures) => putFixtures(service.url, fixtures),
    })
    return report.steps.flatMap(({ problems }) => problems)
  } finally {
    await service.close()
  }
}

function validateHar(document: unknown): readonly unknown[] {
  const schemas = require('har-schema') as Record<string, { $id: string }>
  const ajv = new Ajv({ strict: false, validateFormats: false })
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json') as object)
  for (const schema of Object.values(schemas)) ajv.addSchema(schema)
  const validate = ajv.getSchema('har.json#')!
  return validate(document) ? [] : (validate.errors ?? [])
}

function validateBy(schema: object, document: unknown): readonly unknown[] {
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema)
  return validate(document) ? [] : (validate.errors ?? [])
}

const stepsOf = (text: string) =>
  (parse(text) as ScenarioDocument).steps.map(({ request, body }) => ({ request, body }))

describe.each(scenarios)('%s', (name) => {
  const file = join(folder, name)
  const text = readFileSync(file, 'utf8')

  test('as HAR is valid, and replays when it is read back', async () => {
    const { written } = await to('har', file, text)
    expect(validateHar(JSON.parse(written))).toEqual([])
    const { written: back } = await to('scenario', 'a.har', written)
    expect((await failuresOn(back)).map(({ expected }) => expected)).toEqual(lost[name] ?? [])
    expect((parse(back) as ScenarioDocument).steps).toHaveLength(stepsOf(text).length)
  })

  test('as mocks of Dev Proxy is valid, and each answer is of its request', async () => {
    const { written } = await to('dev-proxy', file, text, 'https://graph.microsoft.com/beta')
    const document = JSON.parse(written) as { mocks: { request: { url: string } }[] }
    expect(validateBy(devProxySchema, document)).toEqual([])
    expect(document.mocks).toHaveLength(stepsOf(text).length)
    for (const { request } of document.mocks) {
      expect(request.url).toMatch(/^https:\/\/graph\.microsoft\.com\/beta\//)
    }
  })

  test('as .http sends the same when it is read back', async () => {
    const { written } = await to('http', file, text)
    const { written: back } = await to('scenario', 'a.http', written)
    const renamed = (body: unknown) =>
      JSON.parse(JSON.stringify(body ?? null).replace(/\$\{(?!base\})[\w-]+\}/g, '${x}')) as unknown
    const sent = (steps: ReturnType<typeof stepsOf>) =>
      steps.map(({ request, body }) => [renamed(request), renamed(body)])
    const cleanUp = (parse(text) as ScenarioDocument).finally ?? []
    const original = [...stepsOf(text), ...cleanUp.map((request) => ({ request, body: undefined }))]
    expect(sent(stepsOf(back))).toEqual(sent(original))
  })

  test('as a pact is valid, with an interaction for each step', async () => {
    const { written } = await to('pact', file, text)
    const pact = JSON.parse(written) as { interactions: object[] }
    expect(validateBy(pactSchema, pact)).toEqual([])
    expect(pact.interactions).toHaveLength(stepsOf(text).length)
  })
})

describe('what a scenario begins with', () => {
  const text = `understudy: 1
name: things
given:
  fixtures: { things: [{ id: a }] }
  clock: 2026-01-01T00:00:00Z
  ids: sequential
  faults: [{ on: GET /things, status: 503 }]
callers: { ann: { token: t1 } }
steps:
- request: GET /things
  as: ann
  expect: { status: 200 }
finally: [DELETE /things/a]
`

  test('stays in a scenario', async () => {
    const { written, said } = await to('scenario', 'things.yaml', text)
    expect([parse(written), said]).toEqual([parse(text), []])
  })

  const lost = [
    'things.yaml:5: given.clock is left out',
    'things.yaml:6: given.ids is left out',
    'things.yaml:7: given.faults is left out',
    "things.yaml:10: the caller 'ann' is left out",
  ]
  const noFinally = 'things.yaml:13: finally is left out: no answers to it are known'

  test.each([
    ['har', [...lost, noFinally]],
    ['dev-proxy', [...lost, noFinally, 'things: given.fixtures is left out: mocks have no state']],
    [
      'http',
      [
        ...lost,
        'things.yaml:10: given.fixtures is left out: a .http file starts from what the service has',
        'things.yaml:10: what answers are expected to be is left out, but for what is captured',
      ],
    ],
    ['pact', [...lost, 'things.yaml:10: finally is left out: a pact has no clean-up']],
  ])('is said by its lines where %s has no place for it', async (format, expected) => {
    expect((await to(format, 'things.yaml', text)).said).toEqual(expected)
  })
})
