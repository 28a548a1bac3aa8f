import { afterAll, describe, expect, test } from '@jest/globals'
import { request as sendRequest } from 'node:http'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import supertest from 'supertest'
import { UsageError } from '../src/errors.ts'
import { createUnderstudy, startUnderstudy, type Snapshot, type Understudy } from '../src/index.ts'
import { firstFixtures } from './store-model/company.ts'

/* Sandboxes over HTTP: what several workers of a test run do to one server at once. */

const opened: Understudy[] = []

afterAll(async () => {
  await Promise.all(opened.map((service) => service.close()))
})

const teams = {
  contract: 'test/contracts/teams',
  basePath: '/beta',
  auth: 'off',
  ids: 'sequential',
  fixtures: {
    people: [
      { id: 'a', displayName: 'Adele', jobTitle: 'Clerk' },
      { id: 'b', displayName: 'Bo', jobTitle: 'Smith' },
      { id: 'c', displayName: 'Cy', jobTitle: 'Clerk' },
    ],
    teams: [{ id: 't', displayName: 'Tea', 'members@odata.bind': ["people('a')"] }],
  },
} as const

const company = {
  contract: 'test/contracts/company.xml',
  auth: 'off',
  fixtures: firstFixtures,
} as const

async function start(options: Parameters<typeof startUnderstudy>[0]): Promise<Understudy> {
  const service = await startUnderstudy(options)
  opened.push(service)
  return service
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>> & { readonly value: readonly Person[] }
  readonly text: string
}

interface Person {
  readonly id: string
  readonly displayName: string
}

async function send(
  line: string,
  url: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const [method = ''] = line.split(' ')
  const response = await fetch(url + line.slice(method.length + 1), {
    method,
    headers: { ...(body && { 'Content-Type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: (isJson ? JSON.parse(text) : undefined) as Answer['body'],
    text,
  }
}

/** Every absolute URL in an answer that is not under a service root. */
function strayUrls({ headers, text }: Answer, root: string): readonly string[] {
  const urls = [...JSON.stringify([headers, text]).matchAll(/https?:\/\/[^"'\s\\)]+/g)]
  return urls.map(([url]) => url).filter((url) => url !== root && !url.startsWith(`${root}/`))
}

const names = ({ body }: Answer) => body.value.map(({ displayName }) => displayName)

/** What one worker does, and all that it should see: nothing of what others do at the same time. */
async function work(root: string, own: string): Promise<readonly string[]> {
  const stray: string[] = []
  const ask = async (line: string, body?: object, headers?: Readonly<Record<string, string>>) => {
    const answer = await send(line, root, body, headers)
    stray.push(...strayUrls(answer, root))
    return answer
  }
  const follow = (url: unknown) => ask(`GET ${String(url).slice(root.length)}`)
  const delta = await ask('GET /people/delta')

  const created = await ask('POST /people', { displayName: own, jobTitle: own })
  expect(created.status).toBe(201)
  expect(created.headers['location']).toBe(`${root}/people('${String(created.body['id'])}')`)
  // Each counts its ids by itself.
  expect(created.body['id']).toBe('00000000-0000-4000-8000-000000000001')
  const id = String(created.body['id'])
  expect((await ask('PATCH /people/a', { displayName: `A of ${own}` })).status).toBe(200)
  const reference = { '@odata.id': `${root}/people/${id}` }
  expect((await ask('POST /teams/t/members/$ref', reference)).status).toBe(204)
  expect((await ask('DELETE /people/b')).status).toBe(204)

  const first = await ask('GET /people', undefined, { Prefer: 'odata.maxpagesize=2' })
  const second = await follow(first.body['@odata.nextLink'])
  expect([...names(first), ...names(second)]).toEqual([`A of ${own}`, 'Cy', own])
  const { body: team } = await ask('GET /teams?$expand=members($select=displayName)')
  expect(team.value).toMatchObject([
    { members: [{ displayName: `A of ${own}` }, { displayName: own }] },
  ])
  const changes = await follow(delta.body['@odata.deltaLink'])
  expect(changes.body.value.map((each) => each.id).sort()).toEqual(['a', 'b', id].sort())

  const { body: batch } = await ask('POST /$batch', {
    requests: [
      { id: '1', method: 'GET', url: `/people/${id}` },
      { id: '2', method: 'DELETE', url: '/people/c' },
      { id: '3', method: 'GET', url: '/people?$top=1', dependsOn: ['2'] },
    ],
  })
  expect(batch['responses']).toMatchObject([
    { id: '1', status: 200, body: { displayName: own } },
    { id: '2', status: 204 },
    { id: '3', status: 200, body: { value: [{ displayName: `A of ${own}` }] } },
  ])
  const waiting = await ask('GET /people/a', undefined, { Prefer: 'respond-async' })
  expect(waiting.status).toBe(202)
  expect((await follow(waiting.headers['location'])).text).toContain(`A of ${own}`)
  return stray
}

describe('a hundred sandboxes at once', () => {
  const sandboxes = Array.from({ length: 100 }, (_, index) => `worker-${index}`)

  test('each sees its own changes alone, every URL leads back to it, and the service stays as it was', async () => {
    const service = await start(teams)
    const before = service.state()
    const origin = new URL(service.url).origin
    const root = (name: string) => `${origin}/~${name}/beta`
    const stray = await Promise.all(sandboxes.map((name) => work(root(name), name)))
    expect(stray.flat()).toEqual([])
    expect(service.state()).toEqual(before)
    expect(service.journal.exchanges).toEqual([])
    for (const name of sandboxes) {
      const { body } = await send('GET /journal', `${origin}/~${name}/_understudy`)
      const exchanges = body['exchanges'] as readonly {
        number: number
        sandbox: string
        request: { url: string }
      }[]
      expect(new Set(exchanges.map(({ sandbox }) => sandbox))).toEqual(new Set([name]))
      expect(exchanges.map(({ number }) => number)).toEqual(exchanges.map((_, index) => index + 1))
      const foreign = exchanges.filter(({ request }) => !request.url.startsWith(`/~${name}/beta`))
      expect(foreign).toEqual([])
    }
  }, 60_000)

  test('snapshots and resets of one leave the others', async () => {
    const service = await start(teams)
    const held = await Promise.all(sandboxes.map((name) => service.sandbox(name)))
    const displayName = async ({ url }: Understudy) =>
      (await send('GET /people/a', url)).body['displayName']
    await Promise.all(
      held.map(async (worker, index) => {
        await send('PATCH /people/a', worker.url, { displayName: `first ${index}` })
        const snapshot = worker.snapshot()
        await send('PATCH /people/a', worker.url, { displayName: `second ${index}` })
        if (index % 3 === 0) await worker.restore(snapshot)
        if (index % 3 === 1) await worker.reset()
      }),
    )
    const expected = held.map(
      (_, index) => [`first ${index}`, 'Adele', `second ${index}`][index % 3],
    )
    expect(await Promise.all(held.map(displayName))).toEqual(expected)
    expect(await displayName(service)).toBe('Adele')
  }, 60_000)
})

describe('a sandbox', () => {
  test('begins with the state of the moment, and neither sees the other from there', async () => {
    const service = await start(teams)
    await send('POST /people', service.url, { displayName: 'Early' })
    const worker = await service.sandbox('w')
    await send('POST /people', service.url, { displayName: 'Late' })
    await send('POST /people', worker.url, { displayName: 'Own' })
    expect(names(await send('GET /people', service.url))).toEqual([
      'Adele',
      'Bo',
      'Cy',
      'Early',
      'Late',
    ])
    expect(names(await send('GET /people', worker.url))).toEqual([
      'Adele',
      'Bo',
      'Cy',
      'Early',
      'Own',
    ])
    // Counted ids go on, since the first is taken.
    expect((await send('GET /people', worker.url)).body.value.at(-1)!.id).toMatch(/2$/)
    await worker.reset()
    expect(names(await send('GET /people', worker.url))).toEqual(['Adele', 'Bo', 'Cy'])
    expect(names(await send('GET /people', service.url))).toHaveLength(5)
  })

  test('has a URL under its name, wherever the service root is', async () => {
    const graph = await start(teams)
    const shop = await start(company)
    const { origin } = new URL(graph.url)
    expect((await graph.sandbox('worker-1')).url).toBe(`${origin}/~worker-1/beta`)
    const worker = await shop.sandbox('worker-1')
    expect(worker.url).toBe(`${shop.url}/~worker-1`)
    const answer = await send('GET /People?$top=1', worker.url)
    expect(answer.body['@odata.context']).toBe(`${worker.url}/$metadata#People`)
    expect((await send('GET ', worker.url)).body['@odata.context']).toBe(`${worker.url}/$metadata`)
  })

  test('is the one that a request under its URL made', async () => {
    const service = await start(teams)
    const { origin } = new URL(service.url)
    await send('PATCH /people/a', `${origin}/~w/beta`, { displayName: 'By URL' })
    const worker = await service.sandbox('w')
    expect(await service.sandbox('w')).toBe(worker)
    expect(worker.state()['people']).toMatchObject([{ displayName: 'By URL' }, {}, {}])
    expect(worker.journal.exchanges).toMatchObject([
      { number: 1, sandbox: 'w', request: { url: '/~w/beta/people/a' } },
    ])
  })

  test('has a control plane of its own', async () => {
    const service = await start(teams)
    const { origin } = new URL(service.url)
    const control = `${origin}/~w/_understudy`
    await send('DELETE /people/a', `${origin}/~w/beta`)
    expect((await send('GET /state', control)).body['people']).toHaveLength(2)
    expect((await send('GET /state', `${origin}/_understudy`)).body['people']).toHaveLength(3)
    expect((await send('POST /reset', control)).status).toBe(204)
    expect((await send('GET /state', control)).body['people']).toHaveLength(3)
    expect((await send('GET /journal', control)).body).toEqual({ exchanges: [] })
  })

  test('has other fixtures without the service or another sandbox having them', async () => {
    const service = await start(teams)
    const [one, other] = [await service.sandbox('one'), await service.sandbox('other')]
    const { origin } = new URL(service.url)
    const fixtures = { people: [{ id: 'x', displayName: 'Xenia' }], things: [{ id: 'new' }] }
    expect((await send('PUT /fixtures', `${origin}/~one/_understudy`, fixtures)).status).toBe(204)
    expect(names(await send('GET /people', one.url))).toEqual(['Xenia'])
    expect((await send('GET /things/new', one.url)).status).toBe(200)
    await other.seed('others', [{ id: 'new' }])
    expect((await send('GET /others/new', other.url)).status).toBe(200)
    for (const [{ url }, path] of [
      [service, '/things/new'],
      [service, '/others/new'],
      [one, '/others/new'],
      [other, '/things/new'],
    ] as const) {
      expect([path, (await send(`GET ${path}`, url)).status]).toEqual([path, 404])
    }
    expect(names(await send('GET /people', other.url))).toEqual(['Adele', 'Bo', 'Cy'])
    await one.reset()
    expect(names(await send('GET /people', one.url))).toEqual(['Xenia'])
  })

  test('stays as it is when the service is reset or has other fixtures', async () => {
    const service = await start(teams)
    const worker = await service.sandbox('w')
    await send('PATCH /people/a', worker.url, { displayName: 'Own' })
    await service.reset()
    const { origin } = new URL(service.url)
    await send('PUT /fixtures', `${origin}/_understudy`, { people: [] })
    expect(names(await send('GET /people', worker.url))).toEqual(['Own', 'Bo', 'Cy'])
    expect(names(await send('GET /people', service.url))).toEqual([])
    expect(worker.journal.exchanges).toHaveLength(2)
    expect(names(await send('GET /people', (await service.sandbox('later')).url))).toEqual([])
  })

  test('has a clock of its own, which begins at the time of the service', async () => {
    const service = await start({ ...teams, clock: '2026-01-01T00:00:00Z' })
    service.clock.advance('PT1H')
    const worker = await service.sandbox('w')
    worker.clock.advance('PT1M')
    service.clock.freeze('2030-01-01T00:00:00Z')
    expect(worker.clock.now().toISOString()).toBe('2026-01-01T01:01:00.000Z')
    await worker.reset()
    expect(worker.clock.now().toISOString()).toBe('2026-01-01T00:00:00.000Z')
    expect(service.clock.now().toISOString()).toBe('2030-01-01T00:00:00.000Z')
  })

  test('does not know snapshots and delta links of the service', async () => {
    const service = await start(teams)
    const snapshot = service.snapshot()
    const delta = await send('GET /people/delta', service.url)
    const worker = await service.sandbox('w')
    await expect(worker.restore(snapshot)).rejects.toThrow('the snapshot is not known')
    await expect(worker.restore({} as Snapshot)).rejects.toThrow(
      new UsageError('restore: expected what snapshot() gave'),
    )
    const link = String(delta.body['@odata.deltaLink']).slice(service.url.length)
    expect((await send(`GET ${link}`, worker.url)).status).toBe(410)
    expect((await send(`GET ${link}`, service.url)).status).toBe(200)
  })

  test('is gone when it is closed, and another of the name begins anew', async () => {
    const service = await start(teams)
    const worker = await service.sandbox('w')
    await send('DELETE /people/a', worker.url)
    await worker.close()
    expect(() => worker.state()).toThrow("the sandbox 'w' is closed")
    expect(names(await send('GET /people', worker.url))).toEqual(['Adele', 'Bo', 'Cy'])
    await worker.close()
    expect((await service.sandbox('w')).journal.exchanges).toHaveLength(1)
  })

  test('is served by its own app, and by that of the service', async () => {
    const service = createUnderstudy(teams)
    const worker = await service.sandbox('w')
    expect(worker.url).toBe('/~w/beta')
    await supertest(worker.app).patch('/~w/beta/people/a').send({ displayName: 'Own' }).expect(200)
    const { body } = await supertest(service.app).get('/~w/beta/people/a').expect(200)
    expect(body).toMatchObject({ displayName: 'Own' })
    await supertest(service.app).get('/~w/_understudy/state').expect(200)
    await supertest(worker.app).get('/~other/beta/people').expect(404)
    await supertest(worker.app).get('/beta/people').expect(404)
    const adele = await supertest(service.app).get('/beta/people/a').expect(200)
    expect(adele.body).toMatchObject({ displayName: 'Adele' })
    await service.close()
    expect(() => worker.state()).toThrow("the sandbox 'w' is closed")
  })

  test('takes no reference to an entity of another', async () => {
    const service = await start(teams)
    const [a, b] = [await service.sandbox('a'), await service.sandbox('b')]
    const link = (on: Understudy, to: Understudy) =>
      send('POST /teams/t/members/$ref', on.url, { '@odata.id': `${to.url}/people/b` })
    for (const [on, to] of [
      [a, b],
      [service, b],
    ] as const) {
      const { status, text } = await link(on, to)
      expect(status).toBe(400)
      expect(text).toContain("found one of the sandbox '/~b'")
    }
    const toService = await link(a, service)
    expect(toService.status).toBe(400)
    expect(toService.text).toContain("of the sandbox '/~a', found one of the service itself")
    expect((await link(a, a)).status).toBe(204)
    const foreign = { '@odata.id': 'https://graph.microsoft.com/v1.0/people/c' }
    expect((await send('POST /teams/t/members/$ref', a.url, foreign)).status).toBe(204)
  })

  test('resolves no entity-id of another', async () => {
    const service = await start(teams)
    const worker = await service.sandbox('w')
    const resolve = (root: string) => send(`GET /$entity?$id=${root}/people/a`, worker.url)
    expect((await resolve(worker.url)).status).toBe(200)
    expect((await resolve(worker.url.replace('~w', '%257Ew'))).status).toBe(200)
    const ofService = await resolve(service.url)
    expect(ofService.status).toBe(400)
    expect(ofService.text).toContain('found one of the service itself')
    const ofOther = await resolve(worker.url.replace('~w', '%257Ex'))
    expect(ofOther.status).toBe(400)
    expect(ofOther.text).toContain("found one of the sandbox '/~x'")
  })

  test('has its part of a batch refused when that names the service at the root of the host', async () => {
    const service = await start(company)
    const worker = await service.sandbox('w')
    const requests = [service.url, worker.url].map((url, index) => {
      return { id: String(index), method: 'GET', url: `${url}/People` }
    })
    const { body } = await send('POST /$batch', worker.url, { requests })
    expect(body['responses']).toMatchObject([
      {
        status: 404,
        body: { error: { message: expect.stringContaining('of the service itself') } },
      },
      { status: 200 },
    ])
  })

  test('has its part of a batch refused when that names the service or another sandbox', async () => {
    const service = await start(teams)
    const worker = await service.sandbox('w')
    const { origin } = new URL(service.url)
    const urls = [`${service.url}/people`, `${origin}/~x/beta/people`, `${worker.url}/people`]
    const requests = urls.map((url, index) => ({ id: String(index), method: 'GET', url }))
    const { body } = await send('POST /$batch', worker.url, { requests })
    expect(body['responses']).toMatchObject([{ status: 404 }, { status: 404 }, { status: 200 }])
  })

  test('has faults of its own', async () => {
    const service = await start(teams)
    const worker = await service.sandbox('w')
    worker.faults.add({ on: 'GET /people', status: 503 })
    expect((await send('GET /people', service.url)).status).toBe(200)
    expect((await send('GET /people', worker.url)).status).toBe(503)
    await worker.reset()
    expect((await send('GET /people', worker.url)).status).toBe(200)
  })

  test('writes its exchanges to the journal file of the service, under its name', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'understudy-sandboxes-'))
    const journal = join(folder, 'journal.ndjson')
    const service = await startUnderstudy({ ...teams, journal })
    const worker = await service.sandbox('w')
    await send('GET /people', worker.url)
    await send('GET /people', service.url)
    await service.close()
    const lines = readFileSync(journal, 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { understudyJournal: 1 },
      { exchange: { number: 1, sandbox: 'w', request: { url: '/~w/beta/people' } } },
      { exchange: { number: 1, request: { url: '/beta/people' } } },
      { end: { exchanges: 2 } },
    ])
    rmSync(folder, { recursive: true })
  })

  test('is not asked or changed by a behavior that answers a request of another', async () => {
    const asked: { worker?: Understudy } = {}
    const service = createUnderstudy({
      ...teams,
      behaviors: { people: { beforeRead: () => void asked.worker?.state() } },
    })
    const worker = await service.sandbox('w')
    await worker.seed('people', [{ displayName: 'Own' }])
    asked.worker = worker
    await supertest(service.app).get('/beta/people').expect(500)
    await supertest(service.app).delete('/beta/people/a').expect(204)
    await supertest(worker.app).get('/~w/beta/people').expect(200)
    expect(worker.state()['people']).toHaveLength(4)
    expect(service.state()['people']).toHaveLength(2)
    await service.close()
  })

  test('leaves nothing in the store of the service', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'understudy-sandboxes-'))
    const store = join(folder, 'store.json')
    const first = await startUnderstudy({ ...teams, store })
    const worker = await first.sandbox('w')
    await send('DELETE /people/a', worker.url)
    await send('DELETE /people/b', first.url)
    await first.close()
    const second = await startUnderstudy({ ...teams, store })
    expect(names(await send('GET /people', second.url))).toEqual(['Adele', 'Cy'])
    await second.close()
    rmSync(folder, { recursive: true })
  })

  test('that a URL made is gone when it is idle; one that a program holds is not', async () => {
    const service = await start({ ...teams, sandboxIdle: 1e-9 })
    const { origin } = new URL(service.url)
    const held = await service.sandbox('held')
    await send('DELETE /people/a', `${origin}/~passing/beta`)
    await send('DELETE /people/a', held.url)
    const seen = await send('GET /people', `${origin}/~passing/beta`)
    expect(names(seen)).toEqual(['Adele', 'Bo', 'Cy'])
    expect(names(await send('GET /people', held.url))).toEqual(['Bo', 'Cy'])
  })

  test('is asked by a whole URL in the place of a path, as clients of a proxy do', async () => {
    const service = await start(teams)
    const { origin } = new URL(service.url)
    const urls = ['/~a/beta/people', '/beta/people', '/~a/_understudy/state', '/~a/beta/nobody']
    expect(
      await statuses(
        origin,
        urls.map((url) => origin + url),
      ),
    ).toEqual([200, 200, 200, 404])
    expect(await statuses(origin, [`http://example.org/~a/_understudy/state`])).toEqual([403])
  })

  test('is not made by who may not ask its control plane', async () => {
    const service = createUnderstudy(teams)
    const ask = (host: string) =>
      supertest(service.app).get('/~a/_understudy/state').set('Host', host)
    expect((await ask('evil.example')).status).toBe(403)
    await service.seed('people', [{ id: 'd', displayName: 'Di' }])
    expect(((await ask('localhost')).body as { people: object[] }).people).toHaveLength(4)
  })

  test('stands where no service root can be', () => {
    for (const basePath of ['/~a', '/~a/beta', '/_understudy']) {
      expect(() => createUnderstudy({ ...teams, basePath })).toThrow(
        `basePath: expected another path than '${basePath}': sandboxes stand under /~name`,
      )
    }
    expect(createUnderstudy({ ...teams, basePath: '/v1/~a' }).url).toBe('/v1/~a')
  })

  test('has no sandboxes, and a name of letters and digits', async () => {
    const service = await start(teams)
    const worker = await service.sandbox('a')
    await expect(worker.sandbox('b')).rejects.toThrow('a sandbox has no sandboxes')
    await expect(service.sandbox('a/b')).rejects.toThrow(
      "the name of a sandbox: expected up to 64 letters, digits, '.', '_' and '-', a letter or digit first, found 'a/b'",
    )
    for (const [name, found] of [
      [undefined, 'undefined'],
      [3, 'number'],
    ]) {
      const given = service.sandbox(name as string)
      await expect(given).rejects.toThrow(`a letter or digit first, found ${found}`)
    }
    const { origin } = new URL(service.url)
    expect(await statuses(origin, ['/~', '/~/beta/people', '/~?x'])).toEqual([404, 404, 404])
    expect(
      await statuses(origin, [
        '/~a/~b/beta',
        '/~a/%7Eb/beta',
        '/~-a/beta',
        `/~${'x'.repeat(65)}/beta`,
      ]),
    ).toEqual([400, 400, 400, 400])
    expect(await statuses(origin, ['/~a/v1.0/people', '/~a', '/~a?x'])).toEqual([404, 404, 404])
    expect(await statuses(origin, ['/%7ea/beta/people', '/%7Ea/beta/people'])).toEqual([200, 200])
  })
})

/** By Node's own client: `fetch` would normalise the URL. */
function statuses(origin: string, paths: readonly string[]): Promise<readonly number[]> {
  return Promise.all(
    paths.map(
      (path) =>
        new Promise<number>((resolve, reject) => {
          const { hostname, port } = new URL(origin)
          sendRequest({ hostname, port, path, agent: false }, (response) => {
            response.resume()
            resolve(response.statusCode ?? 0)
          })
            .on('error', reject)
            .end()
        }),
    ),
  )
}

test('a service and its sandboxes keep their URLs when they are closed', async () => {
  const service = await start(teams)
  const worker = await service.sandbox('w')
  const urls = [service.url, worker.url]
  await service.close()
  expect([service.url, worker.url]).toEqual(urls)
})
