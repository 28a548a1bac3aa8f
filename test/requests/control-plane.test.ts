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
      ['expected an array of entities or one object, found the number 3'],
      ['/accessPackages'],
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

test.each(['GET /coverage', 'PUT /faults', 'PUT /clock', 'GET /'])(
  '%s, which is still to come, answers 501',
  async (line) => {
    expect(await control(start({}), line)).toEqual(
      refusal(501, `${line.replace(' ', ' /_understudy')} is not supported by this version`),
    )
  },
)

test('an unknown route answers 404 with those that there are', async () => {
  expect(await control(start({}), 'GET /nope')).toEqual(
    refusal(
      404,
      /^the control plane has no GET \/_understudy\/nope; it has POST \/_understudy\/reset, /,
    ),
  )
})

describe('Host', () => {
  test.each(['localhost', 'localhost:4010', '127.0.0.1', '127.0.0.1:1', '[::1]:4010', '127.1.2.3'])(
    '%s is answered',
    async (Host) => {
      expect((await control(start({}), 'GET /journal', { headers: { Host } })).status).toBe(200)
    },
  )

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
