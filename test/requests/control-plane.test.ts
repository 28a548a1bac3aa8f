import { describe, expect, test } from '@jest/globals'
import { startUnderstudy } from '../../src/index.ts'
import { answer, ids, readAnswer, refusal, sendTo, start, type Sent } from './answer.ts'
import { sample } from './contracts.ts'
import { small } from './small-fixtures.ts'

type Service = ReturnType<typeof start>

/** Asks the control plane as a client on the same machine does. */
async function control(service: Service, line: string, { body, headers }: Sent = {}) {
  const local = { Host: '127.0.0.1:4010', ...headers }
  return readAnswer(
    await sendTo(service.app, line.replace(' ', ' /_understudy'), { body, headers: local }),
  )
}

const noContent = { status: 204, body: undefined }

test('POST /reset gives back the fixtures, the ids and an empty journal', async () => {
  const service = start(small)
  const before = service.state()
  const create = () => answer(service, 'POST /accessPackages', { body: { displayName: 'x' } })
  const first = await create()
  await answer(service, 'DELETE /accessPackages/p1')
  await answer(service, 'PATCH /accessPackages/p2', { body: { displayName: 'y' } })
  await answer(service, 'DELETE /groups/g1')
  expect(service.state()).not.toEqual(before)
  expect(await control(service, 'POST /reset')).toEqual(noContent)
  expect(service.state()).toEqual(before)
  expect(service.journal.exchanges).toEqual([])
  expect(await create()).toEqual(first)
})

test('GET /state gives the state as fixtures, which start the same service again', async () => {
  const service = start(small)
  await answer(service, 'POST /accessPackages', { body: { displayName: 'x' } })
  await answer(service, 'POST /accessPackages/p4/incompatibleAccessPackages/$ref', {
    body: { '@odata.id': 'accessPackages/p1' },
  })
  const { status, body } = await control(service, 'GET /state')
  expect([status, body]).toEqual([200, service.state()])
  const other = start(body as typeof small)
  expect(other.state()).toEqual(service.state())
  const query = '/accessPackages?$expand=*'
  expect(await answer(other, `GET ${query}`)).toEqual(await answer(service, `GET ${query}`))
})

describe('PUT /fixtures', () => {
  test('replaces the state and what reset returns to', async () => {
    const service = start(small)
    const body = { accessPackages: [{ id: 'n' }] }
    expect(await control(service, 'PUT /fixtures', { body })).toEqual(noContent)
    expect(await ids(service, '/accessPackages')).toEqual(['n'])
    await answer(service, 'DELETE /accessPackages/n')
    await control(service, 'POST /reset')
    expect(await ids(service, '/accessPackages')).toEqual(['n'])
  })

  test('may name resources that the contract does not', async () => {
    const service = start({})
    const body = { kettles: [{ id: '1', isHot: true }] }
    expect(await control(service, 'PUT /fixtures', { body })).toEqual(noContent)
    expect(await answer(service, 'GET /kettles/1/isHot/$value')).toEqual({
      status: 200,
      body: 'true',
    })
  })

  test.each([
    [
      'every invalid entity',
      {
        accessPackages: [
          { id: 'a', isHidden: 'no' },
          { id: 'b', nope: 1 },
          { id: 'b' },
          { id: 'b' },
        ],
        groups: [{ id: 'g', displayName: 3 }],
      },
      [
        'accessPackages[0] (id \'a\') /isHidden: expected Edm.Boolean, found the string "no"',
        "accessPackages[1] (id 'b') /nope: 'nope' is not a property of microsoft.graph.accessPackage",
        "accessPackages[3] (id 'b') /id: a microsoft.graph.accessPackage with the key 'b' exists already",
        "groups[0] (id 'g') /displayName: expected Edm.String, found the number 3",
      ],
      [
        '/accessPackages/0/isHidden',
        '/accessPackages/1/nope',
        '/accessPackages/3/id',
        '/groups/0/displayName',
      ],
    ],
    [
      'a link to nothing',
      { accessPackages: [{ id: 'a', 'incompatibleGroups@odata.bind': ["groups('g')"] }] },
      [
        "accessPackages[0] (id 'a') /incompatibleGroups@odata.bind/0: 'groups('g')' names no entity: no microsoft.graph.group with the key 'g' is here",
      ],
      ['/accessPackages/0/incompatibleGroups@odata.bind/0'],
    ],
    [
      'a call that is none',
      { "accessPackages/filterByCurentUser(on='allowedRequestor')": [] },
      [expect.stringMatching(/^accessPackages\/filterByCurentUser\(on='allowedRequestor'\): /)],
      ["/accessPackages~1filterByCurentUser(on='allowedRequestor')"],
    ],
    [
      'what is no array of entities',
      { accessPackages: 3 },
      ['accessPackages: expected an array of entities or one object, found the number 3'],
      ['/accessPackages'],
    ],
    [
      'the wrong form with what else is invalid',
      {
        $metadata: [],
        accessPackages: [1, { id: 'a', isHidden: 'no' }, null],
        groups: [{ id: 'g', nope: 1 }],
      },
      [
        "$metadata: not a resource path: expected the name of an entity set, singleton or function, found '$metadata'",
        'accessPackages[0]: expected an entity, found the number 1',
        'accessPackages[2]: expected an entity, found null',
        'accessPackages[1] (id \'a\') /isHidden: expected Edm.Boolean, found the string "no"',
        "groups[0] (id 'g') /nope: 'nope' is not a property of microsoft.graph.group",
      ],
      [
        '/$metadata',
        '/accessPackages/0',
        '/accessPackages/2',
        '/accessPackages/1/isHidden',
        '/groups/0/nope',
      ],
    ],
    ['an array', [], ['expected an object keyed by resource path, found an array'], ['']],
  ])('refuses %s and leaves the state as it was', async (_, body, messages, targets) => {
    const service = start(small)
    const before = service.state()
    const found = await control(service, 'PUT /fixtures', { body })
    const { error } = found.body as {
      error: { code: string; details: { message: string; target: string }[] }
    }
    expect([found.status, error.code]).toEqual([400, 'InvalidFixtures'])
    expect(error.details.map(({ message }) => message)).toEqual(messages)
    expect(error.details.map(({ target }) => target)).toEqual(targets)
    expect(service.state()).toEqual(before)
    await control(service, 'POST /reset')
    expect(service.state()).toEqual(before)
  })

  test.each([
    ['{', 'application/json', refusal(400, /^the body is not JSON: /, { target: '' })],
    [
      '<a/>',
      'text/xml',
      refusal(415, "expected a body of application/json, found 'text/xml'", {
        target: 'Content-Type',
      }),
    ],
  ])('refuses %s', async (body, type, expected) => {
    const headers = { 'Content-Type': type }
    expect(await control(start(small), 'PUT /fixtures', { body, headers })).toEqual(expected)
  })
})

test('GET /journal gives the exchanges with operation and violations, DELETE clears them', async () => {
  const service = start(small)
  await answer(service, 'GET /accessPackages/p1', { headers: { Authorization: 'Bearer secret' } })
  await answer(service, 'PUT /accessPackages/p1', { body: {} })
  const { status, body } = await control(service, 'GET /journal')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    exchanges: [
      {
        number: 1,
        request: { method: 'GET', url: '/beta/accessPackages/p1' },
        response: { status: 200, body: { id: 'p1' } },
        operation: { name: 'Get accessPackage', method: 'GET', path: '/accessPackages/{id}' },
        violations: [],
      },
      { number: 2, response: { status: 405 } },
    ],
  })
  expect(JSON.stringify(body)).toContain('"undocumented-operation"')
  expect(JSON.stringify(body)).not.toContain('secret')
  expect(await control(service, 'DELETE /journal')).toEqual(noContent)
  expect(await control(service, 'GET /journal')).toEqual({ status: 200, body: { exchanges: [] } })
})

test('GET /contract gives what the pages were compiled to', async () => {
  const { status, body } = await control(start({}), 'GET /contract')
  expect(status).toBe(200)
  expect(body).toMatchObject({ kind: 'pages', basePath: '/beta', namespace: 'microsoft.graph' })
  expect((body as { hash: string }).hash).toMatch(/^[\da-f]{64}$/)
})

test('GET /coverage tells what of the contract was exercised', async () => {
  const service = start(small)
  await answer(service, 'GET /accessPackages/p1')
  const { status, body } = await control(service, 'GET /coverage')
  expect([status, body]).toEqual([200, JSON.parse(JSON.stringify(service.coverage()))])
  expect((body as { operations: object }).operations).toMatchObject({ covered: 1 })
})

describe('/faults', () => {
  const fault = { on: 'GET /groups', times: 1, status: 429, retryAfter: 3 }

  test('PUT puts a list in the place of those in force, GET tells how often each happened', async () => {
    const service = start(small)
    service.faults.add({ status: 500 })
    expect(await control(service, 'PUT /faults', { body: [fault] })).toEqual(noContent)
    expect((await answer(service, 'GET /groups')).status).toBe(429)
    expect((await answer(service, 'GET /groups')).status).toBe(200)
    expect(await control(service, 'GET /faults')).toEqual({
      status: 200,
      body: [{ ...fault, calls: 2, hits: 1 }],
    })
    expect(await control(service, 'DELETE /faults')).toEqual(noContent)
    expect(service.faults.list).toEqual([])
  })

  test.each<[body: unknown, message: string, targets: readonly string[]]>([
    [{}, 'expected an array of faults, found {}', ['']],
    [[3], 'expected an object, found 3', ['/0']],
    [
      [fault, { ...fault, on: 'GET /grups' }],
      "'grups' is not a resource of this service; did you mean 'groups'?",
      ['/1/on'],
    ],
    [
      [{ status: 1, times: 'x' }, { stat: 1 }],
      '4 members of the faults are invalid',
      ['/0/status', '/0/times', '/1/stat', '/1'],
    ],
  ])('PUT of %j is refused and changes nothing', async (body, message, targets) => {
    const service = start(small)
    service.faults.add(fault)
    const found = await control(service, 'PUT /faults', { body: JSON.stringify(body) })
    const { error } = found.body as {
      error: { code: string; message: string; details: { target: string }[] }
    }
    expect([found.status, error.code, error.message]).toEqual([400, 'InvalidFaults', message])
    expect(error.details.map(({ target }) => target)).toEqual(targets)
    expect(service.faults.list).toEqual([{ ...fault, calls: 0, hits: 0 }])
  })
})

describe('/clock', () => {
  const now = (time: string, isFrozen: boolean) => ({ status: 200, body: { now: time, isFrozen } })

  test('is frozen, moved on, and back at the start after a reset', async () => {
    const service = start({})
    const start0 = now('2026-01-01T00:00:00.000Z', true)
    expect(await control(service, 'GET /clock')).toEqual(start0)
    expect(await control(service, 'PUT /clock', { body: { advance: 'PT5M' } })).toEqual(
      now('2026-01-01T00:05:00.000Z', true),
    )
    expect(await control(service, 'PUT /clock', { body: { now: '2030-05-01T00:00:00Z' } })).toEqual(
      now('2030-05-01T00:00:00.000Z', true),
    )
    await answer(service, 'POST /accessPackages', { body: { displayName: 'x' } })
    expect(service.journal.exchanges[0]?.response.body).toMatchObject({
      createdDateTime: '2030-05-01T00:00:00.000Z',
    })
    const { body } = await control(service, 'PUT /clock', { body: { now: null } })
    expect(body).toMatchObject({ isFrozen: false })
    await control(service, 'POST /reset')
    expect(await control(service, 'GET /clock')).toEqual(start0)
  })

  test.each([
    [{}, 'expected { "now": time or null } or { "advance": duration }', ''],
    [{ now: 3 }, 'now: expected a time in ISO 8601 or null, found 3', '/now'],
    [
      { advnace: 'PT1M' },
      "expected now or advance, found 'advnace'; did you mean 'advance'?",
      '/advnace',
    ],
    [
      { now: null, advance: 'PT1M' },
      'expected { "now": time or null } or { "advance": duration }',
      '',
    ],
    [
      { advance: '-PT1M' },
      "clock: expected a duration in ISO 8601, such as PT5M, found '-PT1M'; time goes on",
      undefined,
    ],
  ])('PUT of %j is refused', async (body, message, target) => {
    const service = start({})
    expect(await control(service, 'PUT /clock', { body })).toEqual(
      refusal(400, message, target === undefined ? {} : { target }),
    )
    expect(service.clock.now().toISOString()).toBe('2026-01-01T00:00:00.000Z')
  })
})

describe('methods', () => {
  test.each([
    ['DELETE /state', 'GET, HEAD, OPTIONS'],
    ['GET /reset', 'POST, OPTIONS'],
    ['PATCH /faults', 'GET, HEAD, PUT, DELETE, OPTIONS'],
  ])('%s answers 405 with those that there are', async (line, allowed) => {
    const service = start({})
    const response = await sendTo(service.app, line.replace(' ', ' /_understudy'), {
      headers: { Host: 'localhost' },
    })
    expect([response.status, response.headers['allow']]).toEqual([405, allowed])
  })

  test('OPTIONS lists them, HEAD answers as GET without the body', async () => {
    const service = start({})
    const ask = (line: string) =>
      sendTo(service.app, line.replace(' ', ' /_understudy'), { headers: { Host: 'localhost' } })
    const options = await ask('OPTIONS /clock')
    expect([options.status, options.headers['allow']]).toEqual([204, 'GET, HEAD, PUT, OPTIONS'])
    const head = await ask('HEAD /clock')
    expect([head.status, head.text ?? '']).toEqual([200, ''])
  })
})

test('a body that is longer than a route takes answers 413', async () => {
  const body = JSON.stringify([{ message: 'x'.repeat(2 ** 20) }])
  expect(await control(start({}), 'PUT /faults', { body })).toEqual(
    refusal(413, 'expected a body of at most 1048576 bytes', { code: 'PayloadTooLarge' }),
  )
})

describe('Origin', () => {
  test.each([
    ['PUT /clock', 'https://evil.example', 403],
    ['PUT /clock', 'null', 403],
    ['PUT /clock', 'http://127.0.0.1:9999', 403],
    ['PUT /clock', 'http://127.0.0.1:4010', 200],
    ['GET /clock', 'https://evil.example', 200],
  ])('%s of a page of %s: %i', async (line, Origin, status) => {
    const body = line.startsWith('PUT') ? { advance: 'PT1M' } : undefined
    const found = await control(start({}), line, { body, headers: { Origin } })
    expect(found.status).toBe(status)
  })
})

test('PUT /ids counts ids from now on, until reset', async () => {
  const service = start(small, { ids: 'uuid' })
  const put = (kind: string) => control(service, 'PUT /ids', { body: { ids: kind } })
  expect((await put('sequential')).body).toEqual({ ids: 'sequential' })
  const { body } = await answer(service, 'POST /accessPackages', { body: { displayName: 'x' } })
  expect(body).toMatchObject({ id: '00000000-0000-4000-8000-000000000001' })
  expect((await put('counted')).body).toMatchObject({
    error: {
      code: 'BadRequest',
      message: 'expected { "ids": "uuid" } or { "ids": "sequential" }, found {"ids":"counted"}',
      target: '/ids',
    },
  })
  await service.reset()
  expect((await control(service, 'GET /ids')).body).toEqual({ ids: 'uuid' })
})

describe('a control token', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`
  test.each([
    [undefined, 401],
    ['Bearer s3cret', 200],
    ['bearer s3cret', 200],
    [basic('me:s3cret'), 200],
    [basic('s3cret:me'), 401],
    ['Bearer s3cre', 401],
    ['Digest s3cret', 401],
    ['s3cret', 401],
  ])('%s: %i', async (Authorization, status) => {
    const service = start({}, { controlToken: 's3cret' })
    const response = await sendTo(service.app, 'GET /_understudy/clock', {
      headers: { Host: 'localhost', ...(Authorization !== undefined && { Authorization }) },
    })
    expect(response.status).toBe(status)
    expect(response.headers['www-authenticate']).toBe(
      status === 401
        ? 'Bearer realm="understudy", Basic realm="understudy", charset="UTF-8"'
        : undefined,
    )
  })

  test('on another than a loopback host, none is answered without one', async () => {
    const ask = async (controlToken: string | undefined, headers: Record<string, string>) => {
      const service = await startUnderstudy({
        contract: sample.contract,
        host: '0.0.0.0',
        controlToken,
      })
      const { port } = new URL(service.url)
      const response = await fetch(`http://127.0.0.1:${port}/_understudy/clock`, { headers })
      await service.close()
      return [
        response.status,
        ((await response.json()) as { error?: { message: string } }).error?.message,
      ]
    }
    expect(await ask(undefined, {})).toEqual([
      403,
      "the control plane answers on a loopback host only, unless a control token is set; the service is bound to '0.0.0.0'",
    ])
    expect((await ask('s3cret', {}))[0]).toBe(401)
    expect(await ask('s3cret', { Authorization: 'Bearer s3cret' })).toEqual([200, undefined])
  })

  test('one that no header can hold is refused', () => {
    expect(() => start({}, { controlToken: 'a b' })).toThrow(
      'controlToken: expected a text of visible ASCII characters without blanks',
    )
  })
})

test('an unknown route answers 404 with those that there are', async () => {
  expect(await control(start({}), 'GET /nope')).toEqual(
    refusal(
      404,
      /^the control plane has no GET \/_understudy\/nope; it has POST \/_understudy\/reset, /,
    ),
  )
})

describe('Host', () => {
  test.each([
    'localhost',
    'localhost:4010',
    'LocalHost.:4010',
    '127.0.0.1',
    '127.0.0.1:1',
    '[::1]:4010',
    '127.1.2.3',
  ])('%s is answered', async (Host) => {
    expect((await control(start({}), 'GET /journal', { headers: { Host } })).status).toBe(200)
  })

  test.each(['example.com', 'localhost.example.com', '127.0.0.1.example.com', 'evil@localhost'])(
    '%s is refused',
    async (Host) => {
      const service = start(small)
      const before = service.state()
      expect(await control(service, 'PUT /fixtures', { headers: { Host }, body: {} })).toEqual(
        refusal(
          403,
          `the control plane answers requests for a loopback host only, found '${Host}'`,
          { code: 'Forbidden' },
        ),
      )
      expect(service.state()).toEqual(before)
    },
  )
})

test('it stands beside the service root of a listening service, also when that is the host', async () => {
  for (const basePath of ['/beta', '/']) {
    const service = await startUnderstudy({
      contract: sample.contract,
      fixtures: small,
      basePath,
    })
    try {
      const state = await fetch(new URL('/_understudy/state', service.url))
      expect([state.status, await state.json()]).toEqual([200, service.state()])
      const read = await fetch(`${service.url}/groups/$count`)
      expect([read.status, await read.text()]).toEqual([200, '2'])
    } finally {
      await service.close()
    }
  }
})

test('a path beside the service root answers 404', async () => {
  const found = readAnswer(await sendTo(start({}).app, 'GET /v1.0/groups'))
  expect(found).toEqual(refusal(404, "'/v1.0/groups' is not under the service root /beta"))
})
