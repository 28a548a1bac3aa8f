import { describe, expect, test } from '@jest/globals'
import { readScenario } from './read-scenario.ts'

const head = 'understudy: 1\n'

/** Text of the file, and what is said of it after `x.yaml:`. */
const refused: readonly [text: string, message: string][] = [
  [
    '',
    '1: expected a scenario with understudy, name, given, states, vars, callers, steps, finally, found null',
  ],
  [
    '- 1',
    '1: expected a scenario with understudy, name, given, states, vars, callers, steps, finally, found [1]',
  ],
  ['steps: [{ request: GET / }]', "1: expected 'understudy: 1', found no such key"],
  ['name: x\nunderstudy: 2\nsteps: [{ request: GET / }]', "2: expected 'understudy: 1', found 2"],
  [head, "1: expected 'steps', a list of requests"],
  [`${head}steps: []`, '2: expected at least one step'],
  [`${head}steps: {}`, '2: steps: expected a list, found {}'],
  [
    `${head}step: []`,
    "2: unknown key 'step' in a scenario; expected understudy, name, given, states, vars, callers, steps, finally; did you mean 'steps'?",
  ],
  [`${head}name: [x]\nsteps: [{ request: GET / }]`, '2: expected a text as name, found ["x"]'],
  [
    `${head}given: { data: {} }\nsteps: [{ request: GET / }]`,
    "2: unknown key 'data' in given; expected states, fixtures, clock, ids, faults",
  ],
  [
    `${head}given: { fixtures: [] }\nsteps: [{ request: GET / }]`,
    '2: expected fixtures keyed by resource path, found []',
  ],
  [
    `${head}vars: { 1a: x }\nsteps: [{ request: GET / }]`,
    "2: '1a' cannot name a variable: expected letters, digits, _ and -, first a letter or _",
  ],
  [
    `${head}vars:\n  base: x\nsteps: [{ request: GET / }]`,
    "3: 'base' is the service root URL, and cannot be set",
  ],
  [
    `${head}steps:\n- GET /a`,
    '3: expected a step with name, as, request, headers, body, expect, found "GET /a"',
  ],
  [`${head}steps:\n- body: 1`, "3: expected 'request' in a step, e.g. GET /people"],
  [
    `${head}steps:\n- request: GET a`,
    `3: expected a method and a path, e.g. 'GET /people', found "GET a"`,
  ],
  [
    `${head}steps:\n- request: /a`,
    `3: expected a method and a path, e.g. 'GET /people', found "/a"`,
  ],
  [
    `${head}steps:\n- request: [GET]`,
    `3: expected a method and a path, e.g. 'GET /people', found ["GET"]`,
  ],
  [
    `${head}steps:\n- request: GET /a\n  expcet: 1`,
    "4: unknown key 'expcet' in a step; expected name, as, request, headers, body, expect; did you mean 'expect'?",
  ],
  [`${head}steps:\n- request: GET /a\n  headers: { A: [1] }`, '4: A: expected a text, found [1]'],
  [
    `${head}steps:\n- request: GET /a\n  headers: { "A B": 1 }`,
    "4: expected the name of a header, found 'A B'",
  ],
  [
    `${head}steps:\n- request: GET /a\n  headers: { A: "1\\n2" }`,
    '4: A: expected a text of one line without letters beyond Latin-1, found "1\\n2"',
  ],
  [
    `${head}steps:\n- request: POST /a\n  body: { $base64: "%" }`,
    '4: $base64: expected octets in base64, found "%"',
  ],
  [
    `${head}steps:\n- request: GET /a\n  expect: 200`,
    '4: expected expect with status, headers, body, within, found 200',
  ],
  [
    `${head}steps:\n- request: GET /a\n  expect: { status: "200" }`,
    '4: expected a status from 100 to 599, or a list of them, found "200"',
  ],
  [
    `${head}steps:\n- request: GET /a\n  expect: { status: [200, 99] }`,
    '4: expected a status from 100 to 599, or a list of them, found 99',
  ],
  [`${head}steps:\n- request: GET /a\n  expect: { status: [] }`, '4: expected at least one status'],
  [
    `${head}steps:\n- request: GET /a\n  expect:\n    body:\n      a: { $foo: 1 }`,
    "6: unknown matcher '$foo'; expected one of $any, $capture, $uuid, $regex, $type, $contains, $only, $each, $empty, $absent, $base64",
  ],
  [
    `${head}steps:\n- request: GET /\${sales}`,
    "3: unknown variable '${sales}'; expected one of base",
  ],
  [
    `${head}vars: { a: "\${b}", b: 1 }\nsteps:\n- request: GET /`,
    "2: unknown variable '${b}'; expected one of base",
  ],
  [
    `${head}vars: { sale: 1 }\nsteps:\n- request: GET /\n  expect: { body: { $capture: x } }\n- request: GET /\n  body: ["\${sales}"]`,
    "7: unknown variable '${sales}'; expected one of base, sale, x; did you mean 'sale'?",
  ],
  [
    `${head}steps:\n- request: GET /\nfinally: [ "GET /\${x}" ]`,
    "4: unknown variable '${x}'; expected one of base",
  ],
  [
    `${head}steps:\n- request: GET /\n  body: { a: \${x} }`,
    '4: Unexpected flow-map-start at node end',
  ],
  [
    `${head}callers: { ann: {} }\nsteps:\n- request: GET /\n  as: anne`,
    "5: as: unknown caller 'anne'; expected one of ann; did you mean 'ann'?",
  ],
  [
    `${head}steps:\n- request: GET /\nfinally:\n- request: GET /\n  as: ann`,
    "6: as: unknown caller 'ann'; expected one of 'callers'",
  ],
  [
    `${head}callers: { ann: {} }\nsteps:\n- request: GET /\n  as: ann\n  headers: { authorization: x }`,
    '5: as: cannot be together with a header Authorization',
  ],
  [
    `${head}callers:\n  ann: { token: "\${x}" }\nsteps: [{ request: GET / }]`,
    "3: unknown variable '${x}'; expected one of base",
  ],
  [
    `${head}callers:\n  ann: { token: { $envv: A } }\nsteps: [{ request: GET / }]`,
    '3: expected a token, or { $env: NAME }, found {"$envv":"A"}',
  ],
  [
    `${head}given:\n  ids: counted\nsteps: [{ request: GET / }]`,
    '3: ids: expected uuid or sequential, found "counted"',
  ],
  [
    `${head}given:\n  faults:\n    - GET /a\nsteps: [{ request: GET / }]`,
    '4: expected a fault, found "GET /a"',
  ],
  [`${head}steps: [{ request: GET / }]\n---\n${head}`, '3: expected one document, found another'],
  [`${head}name: x\nname: y`, '3: Map keys must be unique'],
  [`${head}name: !secret x`, '2: Unresolved tag: !secret'],
  [`${head}steps:\n- request: GET /\n  body: .nan`, '4: expected a value that JSON has, found NaN'],
  [`${head}steps: &a [*a]`, '2: expected at most 100 levels of nesting'],
  [`${head}steps: *a`, '2: the alias *a names no anchor before it'],
  [`${head}{ [1]: 2 }: x`, '2: expected a text as key, found a list or map'],
]

describe('readScenario', () => {
  test.each(refused)('%j is refused', async (text, message) => {
    const reading = readScenario('x.yaml', text)
    await expect(reading).rejects.toMatchObject({
      name: 'UsageError',
      message: `x.yaml:${message}`,
    })
  })

  test('reads JSON as JSON, with tabs and lines', async () => {
    const text = '{\n\t"understudy": 1,\n\t"steps": [\n\t\t{ "request": "get /a" }\n\t]\n}'
    const scenario = await readScenario('folder/x.json', text)
    expect(scenario.name).toBe('x.json')
    expect(scenario.steps).toEqual([
      {
        line: 4,
        request: 'get /a',
        method: 'GET',
        url: '/a',
        headers: [],
        body: undefined,
        expect: {
          statuses: undefined,
          allowsMissing: false,
          line: 4,
          headers: [],
          body: undefined,
        },
      },
    ])
  })

  test('refuses YAML in a JSON file', async () => {
    await expect(readScenario('x.json', '{\n"understudy": one }')).rejects.toThrow(
      'x.json:2:15: expected a value, found one',
    )
  })

  test('keeps a query with blanks, and the lines of what is expected', async () => {
    const { steps } = await readScenario(
      'x.yaml',
      `${head}steps:\n- request: GET /a?$filter=b eq 'c'\n  headers: { Prefer: 1 }\n  expect:\n    status: [200, 404]`,
    )
    expect(steps[0]).toEqual({
      line: 3,
      request: "GET /a?$filter=b eq 'c'",
      method: 'GET',
      url: "/a?$filter=b eq 'c'",
      headers: [{ name: 'Prefer', text: '1', line: 4 }],
      body: undefined,
      expect: {
        statuses: [200, 404],
        allowsMissing: false,
        line: 6,
        headers: [],
        body: undefined,
      },
    })
  })
})

test('what a call answers may be any value', async () => {
  const text = `${head}given: { fixtures: { Best(): 42, "Books/Top(n=1)": [1, a] } }\nsteps: [{ request: GET / }]`
  const { fixtures } = await readScenario('a.yaml', text)
  expect(fixtures?.members.map(({ name }) => name)).toEqual(['Best()', 'Books/Top(n=1)'])
})
