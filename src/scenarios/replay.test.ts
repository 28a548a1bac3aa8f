import { describe, expect, test } from '@jest/globals'
import { parseJson } from '../model/index.ts'
import { readScenario } from './read-scenario.ts'
import { RefusedGiven } from './refused-given.ts'
import { replay } from './replay.ts'
import { hasRefusedGiven, type ReplayReport } from './replay-report.ts'
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

  test('sends a clean-up again for any version where the service asks for a tag', async () => {
    const text = `steps:\n- request: GET /\nfinally:\n- DELETE /a\n- request: DELETE /b`
    const { report, requests } = await replayText(text, [{}, { status: 428 }, {}, { status: 428 }])
    expect(requests.slice(1).map(({ url, headers }) => [url, headers])).toEqual([
      ['/a', {}],
      ['/a', { 'If-Match': '*' }],
      ['/b', {}],
    ])
    expect(report.steps.map(({ outcome, attempts }) => [outcome, attempts])).toEqual([
      ['passed', 1],
      ['passed', 2],
      ['failed', 1],
    ])
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

  test('says at which lines fixtures are refused, as far as they are there', async () => {
    const text = `states:
  some:
    me: { id: 1 }
given:
  states: some
  fixtures:
    people:
      - id: 1
        tags:
          - a
    a/b: []
steps:
- request: GET /people`
    const pointers = ['/people/0/tags/0', '/people/0/name', '/people/7', '/a~1b', '/me/id', '']
    const faults = pointers.map((pointer) => ({ pointer, message: 'no' }))
    const replayed = await replayText(text, [], {
      applyFixtures: () => Promise.reject(new RefusedGiven(faults)),
    })
    expect(replayed.report.steps[0]?.problems.map(({ line }) => line)).toEqual([11, 9, 8, 12, 4, 6])
    expect(problems(replayed)[0]).toBe(
      'x.yaml:11 fixtures /people/0/tags/0: fixtures that the service takes / no',
    )
  })

  test('gives a double its clock, ids, fixtures and faults in this order', async () => {
    const text = `vars: { status: 503 }
given:
  faults: [{ on: GET /people, status: "\${status}" }]
  fixtures: { people: [] }
  ids: sequential
  clock: 2026-01-01T00:00:00Z
steps:
- request: GET /people`
    const given: unknown[] = []
    const take = (value: unknown): Promise<void> => {
      given.push(value)
      return Promise.resolve()
    }
    await replayText(text, [], {
      setFaults: take,
      applyFixtures: take,
      setIds: take,
      setClock: take,
    })
    expect(given).toEqual([
      '2026-01-01T00:00:00Z',
      'sequential',
      { people: [] },
      [{ on: 'GET /people', status: 503 }],
    ])
    const elsewhere = await replayText(text, [])
    expect(elsewhere.report.steps.slice(0, 4).map(({ reason }) => reason)).toEqual([
      'the service has its own clock',
      'the service makes its own ids',
      'the service keeps its own state',
      'the service has its own faults',
    ])
  })

  test('says at which lines faults are refused', async () => {
    const text = `given:
  faults:
    - on: GET /people
      status: 600
steps:
- request: GET /people`
    const setFaults = () =>
      Promise.reject(new RefusedGiven([{ pointer: '/0/status', message: 'no' }]))
    expect(problems(await replayText(text, [], { setFaults }))).toEqual([
      'x.yaml:5 faults /0/status: faults that the service takes / no',
    ])
  })

  const twoCallers = `vars: { id: u-1, spare: t-1 }
callers:
  ann: { token: { $env: ANN_TOKEN }, claims: { oid: "\${id}", scp: People.Read } }
  bob: { token: "\${spare}" }
  nobody: {}
  unused: { token: { $env: NO_TOKEN } }
steps:
- { request: GET /a, as: ann }
- { request: GET /b, as: bob }
- { request: GET /c, as: nobody }
- { request: GET /d }
finally:
- { request: DELETE /a, as: ann }`
  const authorizations = ({ requests }: Replayed) =>
    requests.map(({ headers }) => headers['Authorization'])

  test("sends each step with its caller's token", async () => {
    const environment = { ANN_TOKEN: 'a-1' }
    const replayed = await replayText(twoCallers, [], { environment, token: 't' })
    const sent = ['Bearer a-1', 'Bearer t-1', undefined, 'Bearer t', 'Bearer a-1']
    expect(authorizations(replayed)).toEqual(sent)
  })

  test('tells a double what the callers claim, without a token of the environment', async () => {
    const replayed = await replayText(twoCallers, [], { environment: {}, takesClaims: true })
    const claimed = `Bearer ${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${Buffer.from('{"oid":"u-1","scp":"People.Read"}').toString('base64url')}.`
    expect(authorizations(replayed)).toEqual([claimed, 'Bearer t-1', undefined, undefined, claimed])
  })

  test('sends no step when a caller of one has no token', async () => {
    const replayed = await replayText(twoCallers, [], { environment: {} })
    expect(problems(replayed)).toEqual([
      "x.yaml:4 callers : a token in the environment's ANN_TOKEN for the caller 'ann' / none",
    ])
    expect([hasRefusedGiven(replayed.report), replayed.requests]).toEqual([true, []])
    const withClaimsAlone =
      'callers: { ann: { claims: {} } }\nsteps: [{ request: GET /a, as: ann }]'
    expect(problems(await replayText(withClaimsAlone, []))).toEqual([
      "x.yaml:2 callers : a token for the caller 'ann' / none",
    ])
  })

  test('only steps can be ended while they are under way, not the clean-up', async () => {
    const scenario = await readScenario(
      'x.yaml',
      'understudy: 1\nsteps: [{ request: GET /a }]\nfinally: [DELETE /b]',
    )
    const ends: unknown[] = []
    const { signal } = new AbortController()
    await replay(
      scenario,
      (_, end) => {
        ends.push(end)
        return Promise.resolve({ status: 204, headers: {}, body: undefined })
      },
      { baseUrl, end: signal },
    )
    expect(ends).toEqual([signal, undefined])
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
      'request: GET /\n  expect: { headers: { OData-Version: 4.0, X-A: 0x1F, X-B: 1e3 } }',
      { headers: { 'odata-version': '4.0', 'x-a': '0x1F', 'x-b': '1000' } },
      'x.yaml:4 header x-b: "1e3" / "1000"',
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

  test('sends a busy service the request again, and says how often', async () => {
    const busy = { status: 429, headers: { 'Retry-After': '2' } }
    const waited: number[] = []
    const replayed = await replayText('steps:\n- request: GET /', [busy, busy], {
      wait: (milliseconds) => Promise.resolve(void waited.push(milliseconds)),
    })
    expect([replayed.report.outcome, replayed.report.steps[0]?.attempts, waited]).toEqual([
      'passed',
      3,
      [2000, 2000],
    ])
  })

  test('says how long it stood by a service that stayed busy', async () => {
    const replayed = await replayText(
      'steps:\n- request: GET /\n  expect: { status: 200 }',
      [{ status: 503 }, { status: 503 }],
      { retryLimits: { attempts: 2, waiting: 60_000 }, wait: () => Promise.resolve() },
    )
    expect(problems(replayed)).toEqual(['x.yaml:4 status : 200 / 503, after 2 attempts'])
  })

  const eventually =
    'steps:\n- request: GET /a\n  expect: { status: 200, within: PT10S, body: { state: done, id: { $capture: id } } }\n- request: GET /b/${id}'

  test('waits for what is expected within some time', async () => {
    let time = 0
    const options = {
      now: () => time,
      wait: (milliseconds: number) => Promise.resolve(void (time += milliseconds)),
    }
    const answers = [
      { status: 404 },
      { status: 200, body: { state: 'running', id: 1 } },
      { status: 200, body: { state: 'done', id: 2 } },
    ]
    const replayed = await replayText(eventually, answers, options)
    expect(outcomes(replayed)).toEqual(['step GET /a: passed', 'step GET /b/2: passed'])
    const [first] = replayed.report.steps
    expect([first?.attempts, first?.duration]).toEqual([3, 750])

    time = 0
    const running = { status: 200, body: { state: 'running', id: 1 } }
    const failed = await replayText(eventually, Array(100).fill(running), options)
    expect(problems(failed)).toEqual(['x.yaml:4 body /state: "done" / "running"'])
    expect([failed.report.steps[0]?.attempts, failed.report.steps[0]?.duration]).toEqual([
      7, 10_000,
    ])
  })

  test('ends the steps when it is interrupted, and cleans up what was made', async () => {
    const interruption = new AbortController()
    const waits: (AbortSignal | undefined)[] = []
    const text =
      'steps:\n- request: POST /a\n  expect: { body: { id: { $capture: a } } }\n- request: GET /b\nfinally: [ "DELETE /a/${a}" ]'
    const scenario = await readScenario('x.yaml', `understudy: 1\n${text}`)
    const sent: string[] = []
    const report = await replay(
      scenario,
      ({ method, url }) => {
        sent.push(`${method} ${url}`)
        interruption.abort()
        const status = sent.length === 2 ? 429 : 200
        return Promise.resolve({ status, headers: {}, body: { id: 7 } })
      },
      {
        baseUrl,
        signal: interruption.signal,
        wait: (_, signal) => Promise.resolve(void waits.push(signal)),
      },
    )
    expect(sent).toEqual(['POST /a', 'DELETE /a/7', 'DELETE /a/7'])
    expect(report.outcome).toBe('failed')
    expect(report.steps.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['passed', undefined],
      ['skipped', 'the replay was interrupted'],
      ['passed', undefined],
    ])
    // What is waited for in the clean-up goes on.
    expect(waits).toEqual([undefined])
  })

  test('an interruption ends what is waited for', async () => {
    const interruption = new AbortController()
    const { report } = await replayText('steps:\n- request: GET /', [{ status: 429 }], {
      signal: AbortSignal.any([interruption.signal, AbortSignal.timeout(1)]),
    })
    expect(report.steps[0]?.problems[0]?.found).toBe('an interruption')
  })

  test('sets the clock of a double before its fixtures', async () => {
    const given: unknown[] = []
    const text = `vars: { day: "2026-01-01" }\ngiven: { fixtures: {}, clock: "\${day}T00:00:00Z" }\nsteps:\n- request: GET /`
    const options = {
      applyFixtures: () => Promise.resolve(void given.push('fixtures')),
      setClock: (time: string) => Promise.resolve(void given.push(time)),
    }
    expect(outcomes(await replayText(text, [], options))).toEqual([
      'given clock: passed',
      'given fixtures: passed',
      'step GET /: passed',
    ])
    expect(given).toEqual(['2026-01-01T00:00:00Z', 'fixtures'])
    expect(outcomes(await replayText(text, []))[0]).toBe('given clock: skipped')
  })

  test('takes variables from the environment, before their defaults', async () => {
    const text =
      'vars: { a: { $env: ONE, $default: x }, b: { $env: TWO, $default: 2 } }\nsteps:\n- request: GET /${a}/${b}'
    const { requests } = await replayText(text, [], { environment: { ONE: '1' } })
    expect(requests[0]?.url).toBe('/1/2')
  })

  test('numbers are compared with all their digits', async () => {
    const text =
      'steps:\n- request: GET /\n  expect: { body: { a: 9007199254740993, b: 1.50000000000000000000, c: { $type: number } } }'
    const body = parseJson('{"a":9007199254740992,"b":1.5,"c":9007199254740993}')
    expect(problems(await replayText(text, [{ body }]))).toEqual([
      'x.yaml:4 body /a: 9007199254740993 / 9007199254740992',
    ])
  })
})
