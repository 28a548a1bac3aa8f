import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { loadScenario } from './load-scenario.ts'
import { toJson } from './located-value.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'states-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

const steps = 'steps: [{ request: GET /a }]'

/** A scenario of a service folder that has the states `nobody` and `two people`. */
function write(text: string, file = 'scenarios/x.yaml'): string {
  const files = {
    'contract/a.md': '',
    'states/nobody.yaml': 'people: []\ngroups: []',
    'states/two people.json': '{ "people": [{ "id": "1" }, { "id": "${id}" }] }',
    'states/notes.txt': '',
    [file]: `understudy: 1\n${text}\n`,
  }
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return join(folder, file)
}

async function fixturesOf(text: string): Promise<unknown> {
  const { fixtures } = await loadScenario(write(text))
  return fixtures && toJson(fixtures)
}

async function mistakeOf(text: string, file?: string): Promise<string> {
  const error = await loadScenario(write(text, file), {}).catch((reason: unknown) => reason)
  return (error as Error).message.replaceAll(`${folder}/`, '')
}

const twoPeople = [{ id: '1' }, { id: '${id}' }]

const layers: readonly [given: string, fixtures: unknown][] = [
  ['given: { states: nobody }', { people: [], groups: [] }],
  ['given: { states: [nobody, two people] }', { people: twoPeople, groups: [] }],
  ['given: { states: [two people, nobody] }', { people: [], groups: [] }],
  [
    'given: { states: nobody, fixtures: { groups: [{ id: g }] } }',
    { people: [], groups: [{ id: 'g' }] },
  ],
  ['states: { nobody: { a: [] } }\ngiven: { states: nobody }', { a: [] }],
  ['given: { states: [] }', undefined],
]

describe('given states', () => {
  test.each(layers)('%s', async (given, fixtures) => {
    expect(await fixturesOf(`vars: { id: 2 }\n${given}\n${steps}`)).toEqual(fixtures)
  })

  test('also beside a scenario that stands in no service folder', async () => {
    const file = write(`given: { states: nobody }\n${steps}`, 'x.yaml')
    rmSync(join(folder, 'contract'), { recursive: true })
    expect((await loadScenario(file)).fixtures).toBeDefined()
  })

  const mistakes: readonly [text: string, message: string][] = [
    [
      `given:\n  states: [nobody, nobodi]\n${steps}`,
      "scenarios/x.yaml:3: unknown state 'nobodi'; expected one of nobody, two people; did you mean 'nobody'?",
    ],
    [
      `given: { states: two people }\n${steps}`,
      "states/two people.json:1: unknown variable '${id}'; expected one of base",
    ],
    [
      `states:\n  some: { people: none }\n${steps}`,
      'scenarios/x.yaml:3: people: expected a list of entities, or an object, found "none"',
    ],
  ]

  test.each(mistakes)('%j', async (text, message) => {
    expect(await mistakeOf(text)).toBe(message)
  })

  test('without any, an unknown name says where they belong', async () => {
    const file = write(`given: { states: x }\n${steps}`)
    rmSync(join(folder, 'states'), { recursive: true })
    await expect(loadScenario(file)).rejects.toThrow(
      `${file}:2: unknown state 'x'; expected one in 'states', or a file in states/`,
    )
  })
})

describe('variables of the environment', () => {
  test('have to be set, or have a default', async () => {
    const text = `vars:\n  a: { $env: ONE }\n  b: { $env: TWO, $default: 1 }\n  c: { $env: THREE }\n${steps}`
    expect(await mistakeOf(text)).toBe(
      'scenarios/x.yaml:3: a: expected the environment variable ONE, which is not set\n' +
        'scenarios/x.yaml:5: c: expected the environment variable THREE, which is not set',
    )
    await expect(loadScenario(write(text), { ONE: '1', THREE: '' })).resolves.toBeDefined()
  })
})

test('every mistake of a file is told at once, in the order of its lines', async () => {
  const text = `nam: x\ngiven: { state: nobody }\nsteps:\n- requst: GET /a\n- request: GET /\${x}\n  expect: { body: { $captur: y } }\n- request: a`
  expect(await mistakeOf(text)).toBe(
    [
      "2: unknown key 'nam' in a scenario; expected understudy, name, given, states, vars, callers, steps, finally; did you mean 'name'?",
      "3: unknown key 'state' in given; expected states, fixtures, clock, ids, faults; did you mean 'states'?",
      "5: unknown key 'requst' in a step; expected name, as, request, headers, body, expect; did you mean 'request'?",
      "6: unknown variable '${x}'; expected one of base",
      "7: unknown matcher '$captur'; expected one of $any, $capture, $uuid, $regex, $type, $contains, $only, $each, $empty, $absent, $base64; did you mean '$capture'?",
      `8: expected a method and a path, e.g. 'GET /people', found "a"`,
    ]
      .map((line) => `scenarios/x.yaml:${line}`)
      .join('\n'),
  )
})
