import { describe, expect, test } from '@jest/globals'
import { parseJson } from '../model/index.ts'
import { readScenario } from './read-scenario.ts'
import { replayOnBoth } from './replay-on-both.ts'
import type { ReplayResponse } from './transport.ts'

const roots = ['http://left/beta', 'http://right/v1.0'] as const

type Answer = Partial<ReplayResponse> | Error

/** What the right service's report holds against it, as `line subject pointer: left / right`. */
async function compare(
  text: string,
  left: readonly Answer[],
  right: readonly Answer[],
): Promise<readonly string[]> {
  const [, report] = await replayBoth(text, left, right)
  return report.steps.flatMap(({ problems }) =>
    problems.map(
      ({ line, subject, pointer, expected, found }) =>
        `${line} ${subject} ${pointer}: ${expected} / ${found}`,
    ),
  )
}

async function replayBoth(text: string, left: readonly Answer[], right: readonly Answer[]) {
  const scenario = await readScenario('x.yaml', `understudy: 1\n${text}`)
  const targetOf = (baseUrl: string, name: string, answers: readonly Answer[]) => {
    const rest = [...answers]
    return {
      transport: () => {
        const answer = rest.shift() ?? {}
        return answer instanceof Error
          ? Promise.reject(answer)
          : Promise.resolve({ status: 200, headers: {}, body: undefined, ...answer })
      },
      options: { baseUrl, target: name },
    }
  }
  return replayOnBoth(scenario, [
    targetOf(roots[0], 'left', left),
    targetOf(roots[1], 'right', right),
  ])
}

const get = 'steps:\n- request: GET /a'
const id = (digit: number): string => `${digit}`.repeat(8) + '-0000-4000-8000-000000000000'

/** Bodies of one answer, and where they differ. */
const bodies: readonly [left: unknown, right: unknown, ...differences: string[]][] = [
  [{ a: 1 }, { a: 1 }],
  [{ a: 1 }, { a: 2 }, '3 body /a: 1 as of left / 2 as of right'],
  [{ a: 1 }, {}, '3 body /a: 1 as of left / nothing as of right'],
  [{}, { 'a/b': [1] }, '3 body /a~1b: nothing as of left / [1] as of right'],
  [[{ a: null }], [{ a: '' }], '3 body /0/a: null as of left / "" as of right'],
  ['text', 'other', '3 body : "text" as of left / "other" as of right'],
  [undefined, { a: 1 }, '3 body : nothing as of left / {"a":1} as of right'],
  [
    Buffer.from([1]),
    Buffer.from([2]),
    '3 body : "octets AQ==" as of left / "octets Ag==" as of right',
  ],
  [
    parseJson('{"a":9007199254740993}'),
    parseJson('{"a":9007199254740992}'),
    '3 body /a: 9007199254740993 as of left / 9007199254740992 as of right',
  ],
  [
    parseJson('{"a":9007199254740993}'),
    { a: '9007199254740993' },
    '3 body /a: 9007199254740993 as of left / "9007199254740993" as of right',
  ],
  [parseJson('{"a":1.50}'), { a: 1.5 }],
  [{ toString: 1 }, {}, '3 body /toString: 1 as of left / nothing as of right'],
  [
    parseJson('{"__proto__":{"a":1}}'),
    parseJson('{"__proto__":{"a":2}}'),
    '3 body /__proto__/a: 1 as of left / 2 as of right',
  ],
  // Made by each service.
  [{ id: id(1) }, { id: id(2) }],
  [
    { id: id(1), parent: id(1) },
    { id: id(2), parent: id(2) },
  ],
  [
    { id: id(1), parent: id(1) },
    { id: id(2), parent: id(3) },
    `3 body /parent: "${id(1)}" as of left / "${id(3)}" as of right`,
  ],
  [
    { id: id(1), parent: id(3) },
    { id: id(2), parent: id(2) },
    `3 body /parent: "${id(3)}" as of left / "${id(2)}" as of right`,
  ],
  [{ id: id(1) }, { id: 'x' }, `3 body /id: "${id(1)}" as of left / "x" as of right`],
  [{ at: '2026-01-01T00:00:00Z' }, { at: '2026-02-01T00:00:00.123+01:00' }],
  [
    { at: '2026-01-01T00:00:00Z' },
    { at: 'now' },
    '3 body /at: "2026-01-01T00:00:00Z" as of left / "now" as of right',
  ],
  [{ '@odata.etag': 'W/"1"' }, { '@odata.etag': 'W/"x"' }],
  [
    { '@odata.etag': 'W/"1"' },
    {},
    '3 body /@odata.etag: "W/\\"1\\"" as of left / nothing as of right',
  ],
  [
    { '@odata.nextLink': `${roots[0]}/a?$skip=1` },
    { '@odata.nextLink': `${roots[1]}/a?$skiptoken=x` },
  ],
  [
    { '@odata.context': `${roots[0]}/$metadata#a` },
    { '@odata.context': `${roots[1]}/$metadata#a` },
  ],
  [
    { '@odata.context': `${roots[0]}/$metadata#a` },
    { '@odata.context': `${roots[1]}/$metadata#b` },
    `3 body /@odata.context: "${roots[0]}/$metadata#a" as of left / "${roots[1]}/$metadata#b" as of right`,
  ],
  // For people.
  [
    { error: { code: 'x', message: 'a', innerError: { date: 1 }, details: [{ message: 'b' }] } },
    { error: { code: 'x', message: 'c', details: [{ message: 'd' }] } },
  ],
  [
    { error: { code: 'x' } },
    { error: { code: 'y' } },
    '3 body /error/code: "x" as of left / "y" as of right',
  ],
  // In an order of their own.
  [{ value: [{ n: 1 }, { n: 2 }] }, { value: [{ n: 2 }, { n: 1 }] }],
  [
    {
      value: [
        { n: 1, id: id(1) },
        { n: 2, id: id(2) },
      ],
    },
    {
      value: [
        { n: 2, id: id(3) },
        { n: 1, id: id(4) },
      ],
    },
  ],
  [
    { value: [{ n: 1 }, { n: 2 }] },
    { value: [{ n: 3 }, { n: 1 }] },
    '3 body /value/1/n: 2 as of left / 3 as of right',
  ],
  [
    { value: [{ n: 1 }] },
    { value: [{ n: 2 }, { n: 1 }] },
    '3 body /value/0: nothing as of left / {"n":2} as of right',
  ],
  [
    { value: [{ n: 1 }, { n: 2 }] },
    { value: [{ n: 2 }] },
    '3 body /value/0: {"n":1} as of left / nothing as of right',
  ],
  [{ value: [{ inner: [{ n: 1 }, { n: 2 }] }] }, { value: [{ inner: [{ n: 2 }, { n: 1 }] }] }],
  [
    { tags: ['a', 'b'] },
    { tags: ['b', 'a'] },
    '3 body /tags/0: "a" as of left / "b" as of right',
    '3 body /tags/1: "b" as of left / "a" as of right',
  ],
]

describe('two services', () => {
  test.each(bodies)('answer %j and %j', async (left, right, ...differences) => {
    expect(await compare(get, [{ body: left }], [{ body: right }])).toEqual(differences)
  })

  test('an order that was asked for is held to', async () => {
    const left = { body: { value: [{ n: 1 }, { n: 2 }] } }
    const right = { body: { value: [{ n: 2 }, { n: 1 }] } }
    expect(await compare('steps:\n- request: GET /a?$orderby=n', [left], [right])).toHaveLength(2)
  })

  test('an order that was asked for within $expand is of what is expanded', async () => {
    const bodyOf = (...rows: readonly unknown[]) => ({ body: { value: rows } })
    const one = { id: 1, items: [{ n: 1 }, { n: 2 }] }
    const other = { id: 1, items: [{ n: 2 }, { n: 1 }] }
    const step = 'steps:\n- request: GET /a?$expand=items($orderby=n)'
    expect(await compare(step, [bodyOf(one)], [bodyOf(other)])).toHaveLength(2)
    expect(await compare(get, [bodyOf(one)], [bodyOf(other)])).toEqual([])
    const [first, last] = [{ id: 2 }, { id: 3 }]
    expect(await compare(step, [bodyOf(first, last)], [bodyOf(last, first)])).toEqual([])
  })

  test('find the elements of long lists in any order', async () => {
    const rows = Array.from({ length: 1_000 }, (_, n) => ({ n, id: id(n % 8) }))
    const left = { body: { value: rows } }
    expect(await compare(get, [left], [{ body: { value: rows.toReversed() } }])).toEqual([])
    expect(await compare(get, [left], [{ body: { value: rows.toReversed().slice(1) } }])).toEqual([
      `3 body /value/999: ${JSON.stringify(rows[999])} as of left / nothing as of right`,
    ])
  })

  test('may list the allowed methods in any order', async () => {
    const allow = (methods: string) => ({ headers: { Allow: methods } })
    expect(await compare(get, [allow('GET, POST')], [allow('POST,GET')])).toEqual([])
    expect(await compare(get, [allow('GET, POST')], [allow('GET')])).toHaveLength(1)
  })

  test('differ in status and headers', async () => {
    const left = {
      status: 200,
      headers: {
        'Content-Type': 'application/json;charset=utf-8;odata.metadata=minimal',
        Date: 'x',
      },
    }
    const right = {
      status: 204,
      headers: { 'content-type': 'application/json;odata.metadata=none', 'OData-Version': '4.0' },
    }
    expect(await compare(get, [left], [right])).toEqual([
      '3 status : 200 as of left / 204 as of right',
      '3 header content-type: "application/json;charset=utf-8;odata.metadata=minimal" as of left / "application/json;odata.metadata=none" as of right',
      '3 header odata-version: nothing as of left / "4.0" as of right',
    ])
  })

  const captures = `steps:
- request: POST /a
  expect: { body: { id: { $capture: a } } }
- request: GET /a/\${a}
- request: GET /b/${id(5)}`

  test('captured values and what was sent correspond by name, not by form', async () => {
    const [left, right] = roots.map((root, index) => [
      { body: { id: index + 7 }, headers: { Location: `${root}/a/${index + 7}` } },
      { body: { id: index + 7, link: `x/${index + 7}` } },
      { body: { id: id(5) } },
    ])
    expect(await compare(captures, left!, right!)).toEqual([])
    const other = [...right!.slice(0, 2), { body: { id: id(6) } }]
    expect((await compare(captures, left!, other)).at(-1)).toBe(
      `6 body /id: "${id(5)}" as of left / "${id(6)}" as of right`,
    )
  })

  test('go on together after a difference, and end together after a failure', async () => {
    const [left, right] = await replayBoth(
      captures,
      [{ body: { id: 1 } }, { status: 404 }],
      [{ body: { id: 1, x: 1 } }, { status: 200 }],
    )
    const outcomes = [left, right].map(({ steps }) => steps.map(({ outcome }) => outcome))
    expect(outcomes).toEqual([
      ['passed', 'failed', 'skipped'],
      ['failed', 'failed', 'skipped'],
    ])
    expect([left.target, left.outcome, right.target, right.outcome]).toEqual([
      'left',
      'failed',
      'right',
      'failed',
    ])
  })

  test('one that does not answer is not compared', async () => {
    expect(await compare(get, [new Error('gone')], [{}])).toEqual([])
  })
})
