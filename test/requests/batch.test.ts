import { describe, expect, test } from '@jest/globals'
import { answer, ids, refusal, root, send, sequentialId, start } from './answer.ts'
import { small } from './small-fixtures.ts'

interface Part {
  readonly id: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

type Service = ReturnType<typeof start>

async function batch(
  service: Service,
  requests: readonly object[],
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly Part[]> {
  const { status, body } = await answer(service, 'POST /$batch', { body: { requests }, headers })
  expect(status).toBe(200)
  return (body as { responses: readonly Part[] }).responses
}

const statuses = (parts: readonly Part[]) => parts.map(({ id, status }) => `${id} ${status}`)

test('answers each request in the order asked, with its id, as if it were sent alone', async () => {
  const service = start(small)
  const create = { displayName: 'New', catalogId: 'c1' }
  const sent = await send(service, 'POST /$batch', {
    body: {
      requests: [
        { id: '1', method: 'GET', url: '/accessPackages/p2?$select=id' },
        { id: 'b', method: 'get', url: 'accessPackages/$count' },
        {
          id: '3',
          method: 'POST',
          url: '/beta/accessPackages?$select=id',
          headers: { 'Content-Type': 'application/json' },
          body: create,
        },
        { id: '4', method: 'DELETE', url: `${root}/accessPackages/p4` },
        { id: '5', method: 'GET', url: '/accessPackages/$count' },
        { id: '6', method: 'GET', url: '/accessPackages/p4' },
      ],
    },
  })
  expect([sent.status, sent.headers['odata-version'], sent.type]).toEqual([
    200,
    '4.0',
    'application/json',
  ])
  const json = 'application/json;odata.metadata=minimal'
  const tag = expect.stringMatching(/^W\/"[\w-]+"$/)
  const { body: missing } = refusal(
    404,
    "no microsoft.graph.accessPackage with the key 'p4' is here",
  )
  const created = `${root}/accessPackages('${sequentialId(1)}')`
  expect(sent.body).toEqual({
    responses: [
      {
        id: '1',
        status: 200,
        headers: { 'OData-Version': '4.0', 'Content-Type': json, ETag: tag },
        body: { '@odata.context': `${root}/$metadata#accessPackages(id)/$entity`, id: 'p2' },
      },
      {
        id: 'b',
        status: 200,
        headers: { 'OData-Version': '4.0', 'Content-Type': 'text/plain' },
        body: '5',
      },
      {
        id: '3',
        status: 201,
        headers: {
          'OData-Version': '4.0',
          'Content-Type': json,
          ETag: tag,
          Location: created,
          'OData-EntityId': created,
        },
        body: {
          '@odata.context': `${root}/$metadata#accessPackages(id)/$entity`,
          id: sequentialId(1),
        },
      },
      { id: '4', status: 204, headers: { 'OData-Version': '4.0' } },
      {
        id: '5',
        status: 200,
        headers: { 'OData-Version': '4.0', 'Content-Type': 'text/plain' },
        body: '5',
      },
      {
        id: '6',
        status: 404,
        headers: {
          'OData-Version': '4.0',
          'Content-Type': json,
          'Content-Language': 'en',
          'request-id': expect.any(String),
        },
        body: missing,
      },
    ],
  })
})

describe('dependsOn', () => {
  test('a request that depends on one that failed answers 424 and does nothing', async () => {
    const service = start(small)
    const parts = await batch(service, [
      { id: '1', method: 'DELETE', url: '/accessPackages/zz' },
      { id: '2', method: 'DELETE', url: '/accessPackages/p1', dependsOn: ['1'] },
      { id: '3', method: 'DELETE', url: '/accessPackages/p2', dependsOn: ['2'] },
      { id: '4', method: 'DELETE', url: '/accessPackages/p3' },
    ])
    expect(statuses(parts)).toEqual(['1 404', '2 424', '3 424', '4 204'])
    expect(parts[1]!.body).toMatchObject({ error: { code: 'FailedDependency' } })
    expect(await ids(service, '/accessPackages')).toEqual(['p1', 'p2', 'p4', 'p5'])
  })

  test('a request that depends on one that succeeded sees what it did', async () => {
    const parts = await batch(start(small), [
      { id: '1', method: 'PATCH', url: '/accessPackages/p1', body: { displayName: 'Renamed' } },
      { id: '2', method: 'GET', url: '/accessPackages/p1/displayName/$value', dependsOn: ['1'] },
    ])
    expect(parts[1]).toMatchObject({ status: 200, body: 'Renamed' })
  })
})

describe('an atomicity group', () => {
  const create = (id: string, displayName: unknown) => ({
    id,
    atomicityGroup: 'g',
    method: 'POST',
    url: '/accessPackages',
    body: { displayName },
  })

  test('happens together', async () => {
    const service = start(small)
    const parts = await batch(service, [create('1', 'x'), create('2', 'y')])
    expect(statuses(parts)).toEqual(['1 201', '2 201'])
    expect(parts).toMatchObject([{ atomicityGroup: 'g' }, { atomicityGroup: 'g' }])
    expect(await ids(service, '/accessPackages')).toHaveLength(7)
  })

  test('of which one request fails leaves nothing behind', async () => {
    const service = start(small)
    const before = service.state()
    const parts = await batch(service, [
      create('1', 'x'),
      {
        ...create('2', 'y'),
        url: '/accessPackages/p4/incompatibleGroups/$ref',
        body: { '@odata.id': 'groups/g1' },
      },
      { ...create('3', 'z'), method: 'DELETE', url: '/accessPackages/p1', body: undefined },
      create('4', 7),
      { id: '5', method: 'GET', url: '/accessPackages/$count', dependsOn: ['g'] },
      { id: '6', method: 'GET', url: '/accessPackages/$count' },
    ])
    expect(statuses(parts)).toEqual(['1 424', '2 424', '3 424', '4 400', '5 424', '6 200'])
    expect(parts[5]!.body).toBe('5')
    expect(service.state()).toEqual(before)
  })
})

test.each([
  ['no object', [], /^expected an array 'requests' in the body$/, '/requests'],
  ['no requests', {}, /^expected an array 'requests' in the body$/, '/requests'],
  ['no id', { requests: [{ method: 'GET', url: '/' }] }, /'id', found nothing$/, '/requests/0/id'],
  [
    'a number as an id',
    { requests: [{ id: 1, method: 'GET', url: '/' }] },
    /'id', found 1$/,
    '/requests/0/id',
  ],
  ['no method', { requests: [{ id: '1', url: '/' }] }, /'method'/, '/requests/0/method'],
  ['no url', { requests: [{ id: '1', method: 'GET' }] }, /'url'/, '/requests/0/url'],
  [
    'an id twice',
    {
      requests: [
        { id: '1', method: 'GET', url: '/' },
        { id: '1', method: 'GET', url: '/' },
      ],
    },
    /^the id '1' is given twice$/,
    '/requests/1/id',
  ],
  [
    'dependsOn a later request',
    {
      requests: [
        { id: '1', method: 'GET', url: '/', dependsOn: ['2'] },
        { id: '2', method: 'GET', url: '/' },
      ],
    },
    /^expected the id of a request before it, found '2'$/,
    '/requests/0/dependsOn',
  ],
  [
    'more than twenty requests',
    {
      requests: Array.from({ length: 21 }, (_, n) => ({ id: `${n}`, method: 'GET', url: '/' })),
    },
    /^expected at most 20 requests, found 21$/,
    '/requests',
  ],
  [
    'headers that are no object',
    { requests: [{ id: '1', method: 'GET', url: '/', headers: [] }] },
    /object of headers/,
    '/requests/0/headers',
  ],
])('%s answers 400', async (_, body, message, target) => {
  const service = start(small)
  const before = service.state()
  expect(await answer(service, 'POST /$batch', { body })).toEqual(refusal(400, message, { target }))
  expect(service.state()).toEqual(before)
})

test('twenty requests are taken', async () => {
  const requests = Array.from({ length: 20 }, (_, n) => ({
    id: `${n}`,
    method: 'GET',
    url: '/groups/$count',
  }))
  const parts = await batch(start(small), requests)
  expect(parts.map(({ id, body }) => `${id} ${String(body)}`)).toEqual(
    requests.map(({ id }) => `${id} 2`),
  )
})

test.each([
  ['a batch within a batch', { method: 'POST', url: '/$batch', body: { requests: [] } }, 400],
  ['an unknown resource', { method: 'GET', url: '/nope' }, 404],
  ['an unknown method', { method: 'SEARCH', url: '/groups' }, 501],
  ['a write that no page documents', { method: 'PUT', url: '/accessPackages/p1', body: {} }, 405],
  ['an invalid body', { method: 'PATCH', url: '/accessPackages/p1', body: { nope: 1 } }, 400],
  ['no body', { method: 'PATCH', url: '/accessPackages/p1' }, 400],
])('%s fails alone', async (_, request, status) => {
  const service = start(small)
  const before = service.state()
  const parts = await batch(service, [
    { id: '1', ...request },
    { id: '2', method: 'GET', url: '/groups/$count' },
  ])
  expect(statuses(parts)).toEqual([`1 ${status}`, '2 200'])
  expect(parts[0]!.body).toMatchObject({
    error: { code: expect.any(String), message: expect.any(String) },
  })
  expect(service.state()).toEqual(before)
})

test('a batch needs a token where one is required; a part inherits it and may have its own', async () => {
  const service = start(small, { auth: 'require' })
  const request = { id: '1', method: 'GET', url: '/accessPackages/$count' }
  const own = { ...request, id: '2', headers: { Authorization: 'Basic x' } }
  const parts = await batch(service, [request, own], { Authorization: 'Bearer x' })
  expect(statuses(parts)).toEqual(['1 200', '2 401'])
  const refused = await send(service, 'POST /$batch', { body: { requests: [request] } })
  expect([refused.status, refused.headers['www-authenticate']]).toEqual([401, 'Bearer'])
})

test('each part is journalled, and the batch', async () => {
  const service = start(small)
  await batch(service, [{ id: '1', method: 'GET', url: '/accessPackages?$top=0' }])
  expect(
    service.journal.exchanges.map(({ request: { method, url } }) => `${method} ${url}`),
  ).toEqual(expect.arrayContaining(['POST /beta/$batch', 'GET /beta/accessPackages?$top=0']))
})

test('GET $batch answers 405', async () => {
  const { status, headers } = await send(start(small), 'GET /$batch')
  expect([status, headers['allow']]).toEqual([405, 'HEAD, OPTIONS, POST'])
})
