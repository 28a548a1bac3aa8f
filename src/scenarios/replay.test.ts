import { describe, expect, test } from '@jest/globals'
import { readScenario } from './read-scenario.ts'
import { replay } from './replay.ts'
import type { ReplayReport } from './replay-report.ts'
import type { ReplayOptions } from './replay-session.ts'
import type { ReplayRequest, ReplayResponse } from './transport.ts'

const baseUrl = 'http://127.0.0.1:4010/beta'

interface Replayed {
  readonly report: ReplayReport
  readonly requests: readonly ReplayRequest[]
}

/** Replays against a service that gives these answers in order, then 204 for ever. */
async function replayText(
  text: string,
  answers: readonly (Partial<ReplayResponse> | Error)[],
  options: Partial<ReplayOptions> = {},
): Promise<Replayed> {
  const scenario = await readScenario('x.yaml', `understudy: 1\n${text}`)
  const requests: ReplayRequest[] = []
  const report = await replay(
    scenario,
    (request) => {
      const answer = answers[requests.length] ?? {}
      requests.push(request)
      return answer instanceof Error
        ? Promise.reject(answer)
        : Promise.resolve({ status: 204, headers: {}, body: undefined, ...answer })
    },
    { baseUrl, ...options },
  )
  return { report, requests }
}

function outcomes({ report }: Replayed): readonly string[] {
  return report.steps.map(({ kind, request, outcome }) => `${kind} ${request}: ${outcome}`)
}

function problems({ report }: Replayed): readonly string[] {
  return report.steps.flatMap((step) =>
    step.problems.map(
      ({ file, line, subject, pointer, expected, found }) =>
        `${file}:${line} ${subject} ${pointer}: ${expected} / ${found}`,
    ),
  )
}

const twoPackages = `name: two
vars: { catalog: c-1, copy: "\${catalog}" }
steps:
- request: POST /accessPackages
  headers: { X-Catalog: "in \${catalog}" }
  body: { catalogId: "\${copy}", displayName: Sales }
  expect: { status: 201, headers: { location: { $capture: link } }, body: { id: { $capture: sales }, isHidden: false } }
- request: POST /accessPackages/\${sales}/incompatibleAccessPackages/$ref
  body: { "@odata.id": "\${base}/accessPackages/\${sales}", "$n": "\${sales}" }
  expect: { status: 204, body: { $empty: true } }
- request: GET \${link}?$select=id
  expect: { status: [200, 304], body: { id: "\${sales}" } }
finally: [ "DELETE /accessPackages/\${sales}" ]`

const created = {
  status: 201,
  headers: { Location: `${baseUrl}/accessPackages/7` },
  body: { id: 7, isHidden: false },
}

describe('replay', () => {
  test('sends the steps with what the answers gave', async () => {
    const answers = [created, {}, { status: 200, body: { id: 7 } }]
    const replayed = await replayText(twoPackages, answers, { token: 't' })
    const Authorization = 'Bearer t'
    const json = { 'Content-Type': 'application/json', Authorization }
    expect(replayed.report.outcome).toBe('passed')
    expect(replayed.requests).toEqual([
      {
        method: 'POST',
        url: '/accessPackages',
        headers: { 'X-Catalog': 'in c-1', ...json },
        body: { catalogId: 'c-1', displayName: 'Sales' },
      },
      {
        method: 'POST',
        url: '/accessPackages/7/incompatibleAccessPackages/$ref',
        headers: json,
        body: { '@odata.id': `${baseUrl}/accessPackages/7`, $n: 7 },
      },
      { method: 'GET', url: '/accessPackages/7?$select=id', headers: { Authorization } },
      { method: 'DELETE', url: '/accessPackages/7', headers: { Authorization } },
    ])
  })

  test('skips the steps after a failed one, and cleans up', async () => {
    const replayed = await replayText(twoPackages, [created, { status: 400, body: { error: 1 } }])
    expect(replayed.report.outcome).toBe('failed')
    expect(outcomes(replayed)).toEqual([
      'step POST /accessPackages: passed',
      'step POST /accessPackages/7/incompatibleAccessPackages/$ref: failed',
      'step GET ${link}?$select=id: skipped',
      'finally DELETE /accessPackages/7: passed',
    ])
    expect(problems(replayed)).toEqual(['x.yaml:11 status : 204 / 400: {"error":1}'])
  })

  test('skips a clean-up of what was never created', async () => {
    const replayed = await replayText(twoPackages, [new Error('connect ECONNREFUSED')])
    expect(outcomes(replayed).at(-1)).toBe('finally DELETE /accessPackages/${sales}: skipped')
    expect(replayed.report.steps.at(-1)?.reason).toBe(
      'expected a value for ${sales}, found none captured',
    )
    expect(problems(replayed)).toEqual(['x.yaml:5 request : an answer / connect ECONNREFUSED'])
  })

  test('captures what an answer has, even when the rest of it does not match', async () => {
    const answer = { ...created, body: { id: 7, isHidden: true } }
    const replayed = await replayText(twoPackages, [answer])
    expect(problems(replayed)).toEqual(['x.yaml:8 body /isHidden: false / true'])
    expect(outcomes(replayed).at(-1)).toBe('finally DELETE /accessPackages/7: passed')
  })

  test('sends every clean-up, and fails when one fails', async () => {
    const text = `steps:\n- request: GET /\nfinally:\n- DELETE /a\n- DELETE /b\n- request: DELETE /c\n  expect: { status: 204 }`
    const replayed = await replayText(text, [{}, { status: 500 }, { status: 404 }, { status: 404 }])
    expect(outcomes(replayed)).toEqual([
      'step GET /: passed',
      'finally DELETE /a: failed',
      'finally DELETE /b: passed',
      'finally DELETE /c: failed',
    ])
    expect(problems(replayed)).toEqual([
      'x.yaml:5 status : no error / 500',
      'x.yaml:8 status : 204 / 404',
    ])
    expect(replayed.report.outcome).toBe('failed')
  })

  const withFixtures = `vars: { id: 7 }\ngiven:\n  fixtures: { people: [ { id: "\${id}" } ] }\nsteps:\n- request: GET /people`

  test('gives the fixtures to a service that takes them', async () => {
    const given: unknown[] = []
    const replayed = await replayText(withFixtures, [], {
      applyFixtures: (fixtures) => Promise.resolve(void given.push(fixtures)),
    })
    expect(given).toEqual([{ people: [{ id: 7 }] }])
    expect(outcomes(replayed)).toEqual(['given fixtures: passed', 'step GET /people: passed'])
  })

  test('skips the fixtures where the service keeps its own state', async () => {
    const replayed = await replayText(withFixtures, [])
    expect(outcomes(replayed)).toEqual(['given fixtures: skipped', 'step GET /people: passed'])
    expect(replayed.report.outcome).toBe('passed')
  })

  test('sends no step when the fixtures are refused', async () => {
    const replayed = await replayText(withFixtures, [], {
      applyFixtures: () => Promise.reject(new Error('people/0/id: expected a text')),
    })
    expect(outcomes(replayed)).toEqual(['given fixtures: failed', 'step GET /people: skipped'])
    expect(problems(replayed)).toEqual([
      'x.yaml:4 fixtures : fixtures that the service takes / people/0/id: expected a text',
    ])
  })

  const single: readonly [
    step: string,
    answer: Partial<ReplayResponse>,
    ...problems: readonly string[],
  ][] = [
    ['request: GET /', { status: 302 }],
    ['request: GET /', { status: 404 }, 'x.yaml:3 status : no error / 404'],
    ['request: GET /\n  expect: { status: [200, 201] }', {}, 'x.yaml:4 status : 200 or 201 / 204'],
    [
      'request: GET /\n  expect: { headers: { Retry-After: 1 } }',
      { headers: { 'retry-after': 1 } },
    ],
    [
      'request: GET /\n  expect: { headers: { ETag: { $regex: ^W/ }, Allow: { $absent: true } } }',
      { headers: { ETag: '"1"', allow: ['GET', 'POST'] } },
      'x.yaml:4 header etag: a text that matches /^W\\// / "\\"1\\""',
      'x.yaml:4 header allow: nothing / "GET, POST"',
    ],
    ['request: GET ${base}', {}],
    [
      'request: GET ${base}s/a',
      {},
      `x.yaml:3 request : a path, or a URL below ${baseUrl} / "${baseUrl}s/a"`,
    ],
  ]

  test.each(single)('%j answered by %j', async (step, answer, ...expected) => {
    expect(problems(await replayText(`steps:\n- ${step}`, [answer]))).toEqual(expected)
  })

  test('holds each answer to the contract as well, where one is known', async () => {
    const text = 'steps:\n- request: GET /people\n- request: GET /me'
    const invalid = {
      rule: 'invalid-response',
      severity: 'error',
      message: 'no Boolean',
      pointer: '/value/0/isHidden',
      expected: 'Edm.Boolean',
      actual: '"yes"',
      source: 'person-list.md:40',
    } as const
    const replayed = await replayText(text, [{ status: 200, body: {} }], {
      judge: ({ request, response }) => ({
        violations:
          request.url === '/people' && response.status === 200
            ? [{ ...invalid, severity: 'warning' }, invalid]
            : [],
      }),
    })
    expect(problems(replayed)).toEqual([
      'x.yaml:3 contract /value/0/isHidden: Edm.Boolean (person-list.md:40) / "yes"',
    ])
    expect(outcomes(replayed)).toEqual(['step GET /people: failed', 'step GET /me: skipped'])
  })

  test('an object cannot stand within text', async () => {
    const text = `steps:\n- request: GET /\n  expect: { body: { $capture: a } }\n- request: GET /\${a}`
    expect(problems(await replayText(text, [{ body: { x: 1 } }]))).toEqual([
      'x.yaml:5 request : a value for ${a} that can stand within text / {"x":1}',
    ])
  })

  test('an element that was not there captured nothing', async () => {
    const text = `steps:\n- request: GET /\n  expect: { body: { $each: { $capture: a } } }\n- request: GET /\${a}`
    expect(problems(await replayText(text, [{ body: [] }]))).toEqual([
      'x.yaml:5 request : a value for ${a} / none captured',
    ])
  })
})
