import { afterEach, describe, expect, test } from '@jest/globals'
import { createUnderstudy, startUnderstudy, type Fault, type Understudy } from '../../src/index.ts'
import { answer, readAnswer, send, sendTo, start } from './answer.ts'
import { sample } from './contracts.ts'
import { small } from './small-fixtures.ts'

const patch = { body: { displayName: 'y' } }

/** The statuses of a request that is sent some times. */
async function statuses(service: Understudy, line: string, times: number): Promise<number[]> {
  const found: number[] = []
  for (let sent = 0; sent < times; sent++) found.push((await answer(service, line)).status)
  return found
}

function withFault(fault: Fault, ...more: readonly Fault[]): Understudy {
  const service = start(small)
  for (const each of [fault, ...more]) service.faults.add(each)
  return service
}

test('a fault answers in the place of the service, as often as it says, and nothing is carried out', async () => {
  const service = withFault({ on: 'PATCH /accessPackages/*', times: 2, status: 429, retryAfter: 1 })
  const before = service.state()
  for (let sent = 0; sent < 2; sent++) {
    const response = await send(service, 'PATCH /accessPackages/p1', patch)
    expect([response.status, response.headers['retry-after']]).toEqual([429, '1'])
    expect(JSON.parse(response.text)).toEqual({
      error: {
        code: 'TooManyRequests',
        message: 'too many requests; retry later',
        innerError: {
          date: '2026-01-01T00:00:00',
          'request-id': response.headers['request-id'],
          'client-request-id': response.headers['request-id'],
        },
      },
    })
  }
  expect(service.state()).toEqual(before)
  expect((await answer(service, 'PATCH /accessPackages/p1', patch)).status).not.toBe(429)
  expect(service.faults.list).toEqual([
    { on: 'PATCH /accessPackages/*', times: 2, status: 429, retryAfter: 1, calls: 3, hits: 2 },
  ])
})

test('the exchange says which fault it was, and which operation would have answered', async () => {
  const service = withFault({ on: 'GET /accessPackages/*', status: 503 })
  await answer(service, 'GET /accessPackages/p1')
  await answer(service, 'GET /groups')
  const [spoilt, other] = service.journal.exchanges
  expect([spoilt?.fault, spoilt?.response.status, spoilt?.operation?.name]).toEqual([
    'GET /accessPackages/*: 503',
    503,
    'Get accessPackage',
  ])
  expect(other).not.toHaveProperty('fault')
})

describe('which of the matching calls', () => {
  const [yes, no] = [503, 200]
  test.each<[Omit<Fault, 'on' | 'status'>, found: readonly number[]]>([
    [{}, [yes, yes, yes, yes]],
    [{ times: 1 }, [yes, no, no, no]],
    [{ nth: 2 }, [no, yes, no, no]],
    [{ nth: [1, 3] }, [yes, no, yes, no]],
    [{ after: 3 }, [no, no, no, yes]],
    [{ after: 1, nth: 1 }, [no, yes, no, no]],
    [{ every: 2 }, [no, yes, no, yes]],
    [{ after: 1, every: 2 }, [no, no, yes, no]],
    [{ every: 2, times: 1 }, [no, yes, no, no]],
    [{ probability: 0 }, [no, no, no, no]],
    [{ probability: 1 }, [yes, yes, yes, yes]],
  ])('%j', async (which, found) => {
    const service = withFault({ on: 'GET /groups', status: 503, ...which })
    expect(await statuses(service, 'GET /groups', 4)).toEqual(found)
  })

  test('probability is the same with the same seed, and of about that many calls', async () => {
    const runs = await Promise.all(
      [1, 1, 2].map((seed) =>
        statuses(
          withFault({ on: 'GET /groups', status: 503, probability: 0.5, seed }),
          'GET /groups',
          40,
        ),
      ),
    )
    expect(runs[0]).toEqual(runs[1])
    expect(runs[0]).not.toEqual(runs[2])
    const hits = runs[0]!.filter((status) => status === 503).length
    expect(hits).toBeGreaterThan(10)
    expect(hits).toBeLessThan(30)
  })

  test('a sequence of faults counts each call for all of them', async () => {
    const service = withFault(
      { on: 'GET /groups', nth: 1, status: 429 },
      { on: 'GET /groups', nth: 2, status: 503 },
    )
    expect(await statuses(service, 'GET /groups', 3)).toEqual([429, 503, 200])
  })
})

describe('any request', () => {
  test.each([
    ['GET /$metadata', 'GET /$metadata'],
    ['OPTIONS /accessPackages', 'OPTIONS /accessPackages'],
    [
      'DELETE /accessPackages/*/incompatibleGroups/*/$ref',
      'DELETE /accessPackages/p1/incompatibleGroups/g1/$ref',
    ],
    ['POST /$batch', 'POST /$batch'],
    ['* /**', 'GET /'],
    ['HEAD /groups', 'HEAD /groups'],
  ])('%s', async (on, line) => {
    const service = withFault({ on, status: 504 })
    expect((await send(service, line)).status).toBe(504)
  })
})

test('parts of a batch are refused one by one', async () => {
  const service = withFault({ on: 'GET /groups', status: 429, retryAfter: 7 })
  const requests = [
    { id: '1', method: 'GET', url: '/groups' },
    { id: '2', method: 'GET', url: '/accessPackages/p1?$select=id' },
  ]
  const { status, body } = await answer(service, 'POST /$batch', { body: { requests } })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    responses: [
      {
        id: '1',
        status: 429,
        headers: { 'Retry-After': '7' },
        body: { error: { code: 'TooManyRequests' } },
      },
      { id: '2', status: 200, body: { id: 'p1' } },
    ],
  })
})

test('a fault within an atomicity group takes the group back', async () => {
  const service = withFault({ on: 'DELETE /accessPackages/p2', status: 409 })
  const before = service.state()
  const requests = ['p1', 'p2'].map((id) => ({
    id,
    atomicityGroup: 'g',
    method: 'DELETE',
    url: `/accessPackages/${id}`,
  }))
  const { body } = await answer(service, 'POST /$batch', { body: { requests } })
  expect(
    (body as { responses: { status: number }[] }).responses.map(({ status }) => status),
  ).toEqual([424, 409])
  expect(service.state()).toEqual(before)
})

test('carriedOut lets the write happen and loses its answer', async () => {
  const service = withFault({ on: 'POST /accessPackages', times: 1, status: 504, carriedOut: true })
  const created = () => (service.state()['accessPackages'] as unknown[]).length
  const before = created()
  const body = { displayName: 'x' }
  expect((await answer(service, 'POST /accessPackages', { body })).status).toBe(504)
  expect(created()).toBe(before + 1)
  expect((await answer(service, 'POST /accessPackages', { body })).status).toBe(201)
})

describe('what a fault answers', () => {
  test.each<[Omit<Fault, 'on'>, status: number, type: string | undefined, text: RegExp]>([
    [{ status: 500 }, 500, 'application/json', /"code":"generalException"/],
    [
      { status: 409, code: 'Busy', message: 'not now' },
      409,
      'application/json',
      /"code":"Busy","message":"not now"/,
    ],
    [{ status: 599 }, 599, 'application/json', /"code":"generalException"/],
    [
      { status: 502, body: '<h1>Bad gateway</h1>', headers: { 'Content-Type': 'text/html' } },
      502,
      'text/html',
      /^<h1>Bad gateway<\/h1>$/,
    ],
    [
      { status: 502, body: 'bad', headers: { 'content-type': 'text/html' } },
      502,
      'text/html',
      /^bad$/,
    ],
    [{ status: 200, body: { value: [] } }, 200, 'application/json', /^\{"value":\[\]\}$/],
    [{ status: 204 }, 204, undefined, /^$/],
    [{ status: 302, headers: { Location: 'https://example.com/' } }, 302, undefined, /^$/],
  ])('%j', async (fault, status, type, text) => {
    const response = await send(
      withFault({ on: 'GET /groups', ...fault }),
      'GET /groups',
    ).redirects(0)
    expect([response.status, response.headers['content-type']?.split(';')[0]]).toEqual([
      status,
      type,
    ])
    expect(response.text ?? '').toMatch(text)
  })

  test('headers alone are added to the answer of the service', async () => {
    const service = withFault({ on: 'GET /groups', headers: { Deprecation: '@1735689600' } })
    const response = await send(service, 'GET /groups')
    expect([response.status, response.headers['deprecation']]).toEqual([200, '@1735689600'])
  })

  test('a service of CSDL has no ids of Graph in its error', async () => {
    const service = createUnderstudy({ contract: 'fixtures/bookshop' })
    service.faults.add({ on: 'GET /$metadata', status: 503 })
    const { status, body } = readAnswer(await sendTo(service.app, 'GET /$metadata'))
    expect([status, body]).toEqual([
      503,
      {
        error: {
          code: 'serviceNotAvailable',
          message: 'the service is temporarily not available; retry later',
        },
      },
    ])
  })
})

describe('faults that cannot be', () => {
  test.each<[fault: object, message: string]>([
    [{}, 'faults: expected one of status, latency, reset, truncate, headers, preset'],
    [
      { on: 'GET /groups', satus: 500 },
      "faults/satus: 'satus' is not a member of a fault; did you mean 'status'?\nfaults: expected one of status, latency, reset, truncate, headers, preset",
    ],
    [{ status: 99 }, 'faults/status: expected a status from 200 to 599, found 99'],
    [{ status: '429' }, 'faults/status: expected a status from 200 to 599, found "429"'],
    [{ status: 429, times: 0 }, 'faults/times: expected a whole number from 1, found 0'],
    [{ status: 429, probability: 2 }, 'faults/probability: expected a number from 0 to 1, found 2'],
    [
      { latency: { min: 5, max: 1 } },
      'faults/latency: expected milliseconds up to 600000, or { min, max }, found {"min":5,"max":1}',
    ],
    [{ latency: 1, retryAfter: 1 }, 'faults/retryAfter: expected status beside it'],
    ...[1.5, '2026-10-21T07:28:00Z', 'soon'].map((retryAfter): [object, string] => [
      { status: 429, retryAfter },
      `faults/retryAfter: expected whole seconds, or an HTTP date such as Wed, 21 Oct 2026 07:28:00 GMT, found ${JSON.stringify(retryAfter)}`,
    ]),
    [{ reset: true, status: 500 }, 'faults/reset: cannot be together with status'],
    [{ preset: 'graph-throttling', times: 2 }, 'faults/times: cannot be together with preset'],
    [
      { status: 204, body: {} },
      'faults/body: expected none beside the status 204, which has no body',
    ],
    [
      { status: 500, headers: { 'a b': 'x' } },
      'faults/headers: expected an object of header names and strings that a header may have, without Content-Length, Trailer and Transfer-Encoding, found {"a b":"x"}',
    ],
    ...['content-length', 'Trailer', 'Transfer-Encoding'].map((name): [object, string] => [
      { headers: { [name]: '1' } },
      `faults/headers: expected an object of header names and strings that a header may have, without Content-Length, Trailer and Transfer-Encoding, found {"${name}":"1"}`,
    ]),
    [
      { status: 500, on: '/groups' },
      'faults/on: expected a method or *, and a path, such as PATCH /accessPackages/*, found "/groups"',
    ],
  ])('%j', (fault, message) => {
    const service = start(small)
    expect(() => service.faults.add(fault as Fault)).toThrow(new Error(message))
    expect(service.faults.list).toEqual([])
  })

  test('of a list, each is said with its place, and those in force stay', () => {
    const service = withFault({ status: 500 })
    const { list } = service.faults
    expect(() =>
      service.faults.set([{ status: 500 }, { status: 1 }, { on: 'GET /grups', status: 500 }]),
    ).toThrow(/^faults\/1\/status: expected .*\nfaults\/2\/on: 'grups' .*did you mean 'groups'\?/)
    expect(service.faults.list).toEqual(list)
  })
})

test('what is listed can be set again, and counts anew', async () => {
  const service = withFault({ on: 'GET /groups', status: 500 })
  await answer(service, 'GET /groups')
  service.faults.set(service.faults.list)
  expect(service.faults.list).toEqual([{ on: 'GET /groups', status: 500, calls: 0, hits: 0 }])
  service.faults.clear()
  expect((await answer(service, 'GET /groups')).status).toBe(200)
})

test('reset takes the faults back', async () => {
  const service = withFault({ status: 500 })
  await service.reset()
  expect(service.faults.list).toEqual([])
})

describe('over a connection', () => {
  let service: Understudy
  afterEach(() => service.close())
  const listen = async (...faults: readonly Fault[]) => {
    service = await startUnderstudy({ contract: sample.contract, fixtures: small })
    service.faults.set(faults)
    return service.url
  }

  test('latency delays the answer, adds up over faults and parts, and others go on meanwhile', async () => {
    const url = await listen(
      { on: 'GET /groups', latency: 60 },
      { on: 'GET /groups', latency: { min: 60, max: 60 }, status: 503 },
    )
    const started = performance.now()
    const slow = fetch(`${url}/groups`)
    expect((await fetch(`${url}/accessPackages`)).status).toBe(200)
    expect(service.journal.exchanges.map(({ fault }) => fault)).toContainEqual(undefined)
    expect((await slow).status).toBe(503)
    expect(performance.now() - started).toBeGreaterThanOrEqual(119)
    const requests = [1, 2].map((id) => ({ id: String(id), method: 'GET', url: '/groups' }))
    const begun = performance.now()
    await fetch(`${url}/$batch`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ requests }),
    })
    expect(performance.now() - begun).toBeGreaterThanOrEqual(239)
  })

  test('close ends the waiting', async () => {
    const url = await listen({ on: 'GET /groups', latency: 600_000 })
    const slow = fetch(`${url}/groups`)
    while (service.journal.exchanges.length === 0) await fetch(`${url}/accessPackages`)
    await service.close()
    expect((await slow).status).toBe(200)
  })

  test('reset breaks the connection off and carries nothing out', async () => {
    const url = await listen({ on: 'DELETE /accessPackages/*', reset: true, times: 1 })
    const before = service.state()
    const failed = await fetch(`${url}/accessPackages/p1`, { method: 'DELETE' }).catch(
      (error: unknown) => error,
    )
    expect((failed as { cause: { code: string } }).cause.code).toBe('ECONNRESET')
    expect(service.state()).toEqual(before)
    expect(service.journal.exchanges[0]).toMatchObject({
      fault: 'DELETE /accessPackages/*: connection reset',
      response: { status: 0 },
    })
  })

  test('reset of a part breaks the whole batch off', async () => {
    const url = await listen({ on: 'GET /groups', reset: true })
    const failed = await fetch(`${url}/$batch`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ requests: [{ id: '1', method: 'GET', url: '/groups' }] }),
    }).catch((error: unknown) => error)
    expect((failed as { cause: { code: string } }).cause.code).toBe('ECONNRESET')
  })

  test('truncate sends a part of the body with the length of the whole', async () => {
    const url = await listen({ on: 'GET /groups', truncate: 10 })
    const response = await fetch(`${url}/groups`)
    expect(response.status).toBe(200)
    expect(Number(response.headers.get('Content-Length'))).toBeGreaterThan(10)
    await expect(response.text()).rejects.toThrow('terminated')
  })
})

describe('graph-throttling', () => {
  test('a clock that is set back begins a new window', async () => {
    const service = withFault({ preset: 'graph-throttling', limit: 1, window: 10 })
    const statuses: number[] = []
    for (const time of ['2026-01-01T00:00:09Z', '2026-01-01T00:00:08Z', '2026-01-01T00:00:17Z']) {
      service.clock.freeze(time)
      statuses.push((await send(service, 'GET /groups')).status)
    }
    service.clock.freeze('2026-01-01T00:00:18Z')
    statuses.push((await send(service, 'GET /groups')).status)
    expect(statuses).toEqual([200, 200, 429, 200])
  })

  const token = (claims: object) =>
    `Bearer e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`

  test('refuses what exceeds the limit until the window of the clock is over', async () => {
    const service = withFault({ preset: 'graph-throttling', limit: 5, window: 10 })
    const found = []
    for (let sent = 0; sent < 6; sent++) found.push(await send(service, 'GET /groups'))
    expect(found.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429])
    const [, , third, fourth, , refused] = found
    expect(third?.headers).not.toHaveProperty('ratelimit-limit')
    expect(fourth?.headers).toMatchObject({
      'ratelimit-limit': '5',
      'ratelimit-remaining': '1',
      'ratelimit-reset': '10',
      'x-ms-throttle-limit-percentage': '0.80',
    })
    const nobody = '00000000-0000-0000-0000-000000000000'
    expect(refused?.headers).toMatchObject({
      'retry-after': '10',
      'ratelimit-remaining': '0',
      'x-ms-throttle-scope': `Tenant_Application/ReadWrite/${nobody}/${nobody}`,
      'x-ms-throttle-information': 'RequestLimitExceeded',
    })
    expect(service.journal.exchanges.at(-1)?.fault).toBe('* /**: 429 by graph-throttling, requests')
    expect(service.faults.list).toMatchObject([{ calls: 6, hits: 1 }])
    service.clock.advance('PT9S')
    const late = await send(service, 'GET /groups')
    expect([late.status, late.headers['retry-after']]).toEqual([429, '1'])
    service.clock.advance('PT1S')
    expect((await send(service, 'GET /groups')).status).toBe(200)
  })

  test('counts each app and tenant for itself', async () => {
    const service = withFault({ preset: 'graph-throttling', limit: 1 })
    const as = async (claims: object) =>
      (await send(service, 'GET /groups', { headers: { Authorization: token(claims) } })).status
    expect(await as({ appid: 'a', tid: 't' })).toBe(200)
    expect(await as({ azp: 'b', tid: 't' })).toBe(200)
    expect(await as({ azp: 'a', tid: 'u' })).toBe(200)
    expect(await as({ azp: 'a', tid: 't' })).toBe(429)
  })

  test('has the documented limits, by what is asked for', async () => {
    const service = withFault({ preset: 'graph-throttling' })
    const units = async (line: string) =>
      (await send(service, line)).headers['x-ms-resource-unit'] as string | undefined
    expect(await units('GET /groups')).toBe('1')
    expect(await units('GET /groups?$expand=*')).toBe('2')
    expect(await units('GET /accessPackages')).toBeUndefined()
  })

  test('counts the parts of a batch, and refuses those that exceed the limit alone', async () => {
    const service = withFault({ preset: 'graph-throttling', limit: 2, window: 10 })
    const requests = ['1', '2', '3'].map((id) => ({ id, method: 'GET', url: '/groups' }))
    const { status, text } = await send(service, 'POST /$batch', { body: { requests } })
    const { responses } = JSON.parse(text) as { responses: { status: number; headers: object }[] }
    expect([status, responses.map((part) => part.status)]).toEqual([200, [200, 200, 429]])
    expect(responses[2]?.headers).toMatchObject({ 'Retry-After': '10' })
    expect((await send(service, 'GET /groups')).status).toBe(429)
  })

  const messages = 'GET /users/ann@example.com/messages'

  test('has room for a request to a mailbox when another is answered', async () => {
    const service = withFault({ preset: 'graph-throttling' }, { latency: 1 })
    for (let sent = 0; sent < 6; sent++) expect((await send(service, messages)).status).toBe(404)
    const requests = [1, 2, 3, 4, 5].map((id) => ({
      id: String(id),
      method: 'GET',
      url: messages.slice('GET '.length),
    }))
    const { text } = await send(service, 'POST /$batch', { body: { requests } })
    expect(JSON.parse(text)).toMatchObject({ responses: requests.map(() => ({ status: 404 })) })
  })

  test('tells of the limits of files by RateLimit headers alone', async () => {
    const service = withFault({ preset: 'graph-throttling' })
    const ask = () => send(service, 'GET /drives/d/items/i/permissions')
    for (let sent = 1; sent < 192; sent++) await ask()
    const { headers } = await ask()
    expect(headers).toMatchObject({
      'ratelimit-limit': '1200',
      'ratelimit-remaining': '240',
      'ratelimit-reset': '60',
    })
    expect(headers).not.toHaveProperty('x-ms-throttle-limit-percentage')
  })
})

test('a sandbox has its own faults', async () => {
  const service = start(small)
  const local = { Host: 'localhost', 'Content-Type': 'application/json' }
  const body = JSON.stringify([{ on: 'GET /groups', status: 503 }])
  const set = await sendTo(service.app, 'PUT /~w1/_understudy/faults', { body, headers: local })
  expect(set.status).toBe(204)
  const ask = async (line: string) => (await sendTo(service.app, line)).status
  expect([await ask('GET /~w1/beta/groups'), await ask('GET /beta/groups')]).toEqual([503, 200])
})

describe('a scenario in process', () => {
  test('gets the answer that a fault orders', async () => {
    const service = withFault({ on: 'POST /accessPackages', status: 409, latency: 5 })
    await expect(
      service.play('fixtures/access-packages/scenarios/role-scopes.yaml'),
    ).rejects.toThrow(/409/)
  })
})

test('a request that prefers to be answered later is hit once', async () => {
  const service = withFault({ on: 'PATCH /accessPackages/*', nth: 2, status: 503 })
  const later = { ...patch, headers: { Prefer: 'respond-async' } }
  expect((await answer(service, 'PATCH /accessPackages/p1', later)).status).toBe(202)
  await answer(service, 'GET /$async/1')
  expect(service.faults.list).toMatchObject([{ calls: 1, hits: 0 }])
})
