import { describe, expect, test } from '@jest/globals'
import {
  answer,
  ids,
  readAnswer,
  refusal,
  root,
  send,
  sendTo,
  sequentialId,
  start,
} from './answer.ts'
import { ordersRoot, sendMultipart, startOrders } from './orders.ts'
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

describe('a JSON batch by the standard', () => {
  interface Request {
    readonly id: string
    readonly [name: string]: unknown
  }

  async function ask(
    requests: readonly Request[],
    {
      headers = {},
      service = startOrders(),
    }: { headers?: Record<string, string>; service?: Service } = {},
  ): Promise<Part[]> {
    const { status, body } = readAnswer(
      await sendTo(service.app, 'POST /shop/$batch', { body: { requests }, headers }),
    )
    expect(status).toBe(200)
    return (body as { responses: Part[] }).responses
  }

  const get = (id: string, url: string, more: object = {}) => ({ id, method: 'get', url, ...more })
  const create = (id: string, url: string, body: object, more: object = {}) => ({
    id,
    method: 'post',
    url,
    body,
    ...more,
  })
  const messagesOf = (parts: readonly Part[]) =>
    parts.map(({ id, status, body }) => {
      const message = (body as { error?: { message: string } } | undefined)?.error?.message
      return message === undefined ? `${id} ${status}` : `${id} ${status} ${message}`
    })

  test('has header names in lower case', async () => {
    expect(await ask([get('1', 'Orders/$count')])).toEqual([
      {
        id: '1',
        status: 200,
        headers: { 'odata-version': '4.0', 'content-type': 'text/plain' },
        body: '1',
      },
    ])
  })

  test('carries text as strings and other octets in base64url, in both directions', async () => {
    const service = startOrders()
    const data = 'Orders(1)/Items(1)/Data/$value'
    const octets = { 'content-type': 'application/octet-stream' }
    const parts = await ask(
      [
        create('1', 'Orders(1)/Items', { Pos: 1 }),
        { id: '2', method: 'put', url: data, headers: octets, body: 'AP8K' },
        get('3', data),
        {
          id: '4',
          method: 'put',
          url: 'Orders(1)/Text/$value',
          headers: { 'content-type': 'text/plain' },
          body: 'häl"lo',
        },
        get('5', 'Orders(1)/Text/$value'),
        get('6', '$metadata', { headers: { accept: 'application/xml' } }),
        get('7', '$metadata', { headers: { accept: 'application/json' } }),
      ],
      { service },
    )
    expect(statuses(parts)).toEqual(['1 201', '2 204', '3 200', '4 204', '5 200', '6 200', '7 200'])
    expect([parts[2]!.body, parts[4]!.body, parts[1]!.body]).toEqual(['AP8K', 'häl"lo', undefined])
    expect(Buffer.from(parts[5]!.body as string, 'base64url').toString()).toMatch(/^<\?xml/)
    expect(parts[6]!.body).toMatchObject({ $Version: '4.01' })
  })

  test('refers to new entities in URLs and bodies', async () => {
    const parts = await ask([
      create('c', 'Customers', { ID: 'C', Tags: [] }, { atomicityGroup: 'g' }),
      create('o', '$c/Orders', { ID: 7 }, { atomicityGroup: 'g', dependsOn: ['c'] }),
      create('p', '/shop/Orders', { ID: 8, 'Customer@odata.bind': '$c' }, { dependsOn: ['g'] }),
      get('r', '$o/Customer/ID/$value', { dependsOn: ['g'] }),
      get('s', '$c?$select=ID&$expand=Orders($select=ID)', { dependsOn: ['g', 'p'] }),
    ])
    expect(statuses(parts)).toEqual(['c 201', 'o 201', 'p 201', 'r 200', 's 200'])
    expect([parts[3]!.body, parts[4]!.body]).toEqual([
      'C',
      expect.objectContaining({ ID: 'C', Orders: [{ ID: 7 }, { ID: 8 }] }),
    ])
  })

  test('refers to entities in collections of links, and in $id', async () => {
    const parts = await ask([
      create('1', 'Orders', { ID: 7 }),
      create('2', 'Orders', { ID: 8 }),
      create(
        '3',
        'Customers',
        { ID: 'C', Tags: [], 'Orders@odata.bind': ['$1', '$2', 'Orders(1)'] },
        { dependsOn: ['1', '2'] },
      ),
      { id: '4', method: 'delete', url: '$3/Orders/$ref?$id=$2', dependsOn: ['2', '3'] },
      get('5', "Customers('C')/Orders?$select=ID"),
    ])
    expect(statuses(parts)).toEqual(['1 201', '2 201', '3 201', '4 204', '5 200'])
    expect(parts[4]!.body).toMatchObject({ value: [{ ID: 7 }, { ID: 1 }] })
  })

  test('refers to the ETag that a change gave', async () => {
    const patch = (id: string, etag: string, on: string) => ({
      id,
      method: 'patch',
      url: 'Orders(1)',
      headers: { 'if-match': etag },
      body: { Text: id },
      dependsOn: [on],
    })
    const parts = await ask([
      get('1', 'Orders(1)'),
      patch('2', '$1', '1'),
      patch('3', '$2', '2'),
      patch('4', '$2', '2'),
    ])
    expect(statuses(parts)).toEqual(['1 200', '2 204', '3 204', '4 412'])
  })

  test('reads within a group what the group has done', async () => {
    const group = { atomicityGroup: 'g' }
    const parts = await ask([
      create('1', 'Orders', { ID: 5 }, group),
      get('2', 'Orders/$count', group),
      { id: '3', method: 'delete', url: '$1', dependsOn: ['1'], ...group },
      get('4', 'Orders/$count', { dependsOn: ['g'] }),
    ])
    expect(parts.map(({ id, status, body }) => [id, status, body ?? null])).toEqual([
      ['1', 201, expect.objectContaining({ ID: 5 })],
      ['2', 200, '2'],
      ['3', 204, null],
      ['4', 200, '1'],
    ])
  })

  test('refers to entities that were read or changed, and to their ETags', async () => {
    const parts = await ask([
      get('1', 'Orders(1)/Customer'),
      get('2', '$1/Name/$value', { dependsOn: ['1'] }),
      {
        id: '3',
        method: 'patch',
        url: "Customers('A')",
        headers: { 'if-match': '$1' },
        body: { Name: 'x' },
        dependsOn: ['1'],
      },
      {
        id: '4',
        method: 'patch',
        url: "Customers('A')",
        headers: { 'if-match': '$1' },
        body: { Name: 'y' },
        dependsOn: ['1'],
      },
      get('5', "Customers('A')", { headers: { 'if-none-match': '$1' }, dependsOn: ['1'] }),
      get('6', 'Orders/$count'),
      {
        id: '7',
        method: 'delete',
        url: 'Orders(1)',
        headers: { 'if-match': '$6' },
        dependsOn: ['6'],
      },
    ])
    expect(messagesOf(parts).map((text) => text.slice(0, 50))).toEqual([
      '1 200',
      '2 200',
      '3 204',
      expect.stringMatching(/^4 412 /),
      '5 200',
      '6 200',
      "7 400 if-match: the answer to '6' has no ETag",
    ])
  })

  test('refers to values of answers in the query and, in 4.01, in bodies', async () => {
    const requests = [
      get('1', "Customers('A')"),
      get('2', 'Customers/$count?$filter=Building eq $1/Building', { dependsOn: ['1'] }),
      create(
        '3',
        'Customers',
        { ID: 'D', Name: '$1/Name', Tags: '$1/Tags', Address: '$1/Address' },
        { dependsOn: ['1'] },
      ),
      create('4', 'Customers', { ID: 'E', Name: '$1/Name', Tags: [] }),
      create('5', 'Customers', { ID: 'F', Name: '$1/Nope', Tags: [] }, { dependsOn: ['1'] }),
    ]
    const parts = await ask(requests, { headers: { 'OData-Version': '4.01' } })
    expect(parts.map(({ status }) => status)).toEqual([200, 200, 201, 201, 400])
    expect([parts[1]!.body, parts[2]!.body, parts[3]!.body, parts[4]!.body]).toEqual([
      '2',
      expect.objectContaining({ Name: "O'Hara", Tags: ['tea', 'wine'], Address: { City: 'Oslo' } }),
      expect.objectContaining({ Name: '$1/Name' }),
      {
        error: {
          code: 'BadRequest',
          message: "'$1/Nope' refers to a value that the answer does not have",
          target: '/Name',
        },
      },
    ])
  })

  test('a string that looks like a reference is just a string in 4.0', async () => {
    const parts = await ask([
      get('1', "Customers('A')"),
      create('2', 'Customers', { ID: 'D', Name: '$1', Tags: [] }, { dependsOn: ['1'] }),
    ])
    expect(parts[1]!.body).toMatchObject({ Name: '$1' })
  })

  test.each<[string, Request, string]>([
    [
      'an id that is not there',
      get('x', '$9/Orders'),
      "x 400 '$9' refers to no request before it in the batch",
    ],
    ['an id not in dependsOn', get('x', '$1/Customer'), "x 400 '$1': expected '1' in dependsOn"],
    [
      'a request that failed',
      get('x', '$2', { dependsOn: ['2'] }),
      "x 424 '2', which it depends on, failed",
    ],
    [
      'a request that failed, though its condition holds',
      get('x', '$2', { dependsOn: ['2'], if: 'true' }),
      "x 424 '2', which it refers to, failed",
    ],
    [
      'an entity of a count',
      get('x', '$3', { dependsOn: ['3'] }),
      "x 400 '$3' refers to a request that answered no entity",
    ],
    [
      'a body with an id that is not there',
      create('x', 'Orders', { ID: 5, 'Customer@odata.bind': '$9' }),
      "x 400 '$9' refers to no request before it in the batch",
    ],
  ])('a reference to %s is refused', async (_, request, expected) => {
    const parts = await ask([
      get('1', 'Orders(1)'),
      get('2', 'Orders(9)'),
      get('3', 'Orders/$count'),
      request,
    ])
    expect(messagesOf(parts).at(-1)).toBe(expected)
  })

  test.each([
    ['$1/$succeeded', 200],
    ['not $1/$succeeded', 424],
    ['$2/$succeeded', 424],
    ['$2/$succeeded or $1/Amount gt 2', 200],
    ['$1/Amount lt 2', 424],
    ["$1/Text eq 'first' and $3 eq 1", 200],
    ['$2/Amount eq null', 200],
    ["contains($1/Text,'$2')", 424],
    ['$1/Amount', 400],
    ['$1/Amount eq', 400],
    ['$9/$succeeded', 400],
    ['Amount gt 1', 400],
  ])('if: %s answers %d', async (condition, status) => {
    const parts = await ask([
      get('1', 'Orders(1)'),
      get('2', 'Orders(9)'),
      get('3', 'Orders/$count'),
      get('4', 'Orders', { dependsOn: ['1', '2', '3'], if: condition }),
    ])
    expect(statuses(parts).at(-1)).toBe(`4 ${status}`)
  })

  test('if that does not hold fails the whole group', async () => {
    const service = startOrders()
    const before = service.state()
    const parts = await ask(
      [
        get('1', 'Orders(9)'),
        create('2', 'Orders', { ID: 5 }, { atomicityGroup: 'g' }),
        create(
          '3',
          'Orders',
          { ID: 6 },
          { atomicityGroup: 'g', dependsOn: ['1'], if: '$1/$succeeded' },
        ),
        create('4', 'Orders', { ID: 7 }, { atomicityGroup: 'g' }),
        get('5', '$2', { dependsOn: ['g'] }),
      ],
      { service },
    )
    expect(messagesOf(parts)).toEqual([
      expect.stringMatching(/^1 404 /),
      "2 424 '3' of the same atomicity group failed",
      "3 424 '$1/$succeeded' is not true",
      "4 424 '3' of the same atomicity group failed",
      "5 424 'g', which it depends on, failed",
    ])
    expect(service.state()).toEqual(before)
  })

  test('RequestDependencyConditionsSupported=false fails what has a condition', async () => {
    const service = startOrders(
      '<PropertyValue Property="RequestDependencyConditionsSupported" Bool="false"/>',
    )
    const requests = [
      get('1', 'Orders'),
      get('2', 'Orders', { dependsOn: ['1'], if: '$1/$succeeded' }),
    ]
    expect(statuses(await ask(requests, { service }))).toEqual(['1 200', '2 424'])
  })

  test.each<[string, Record<string, string>, string[]]>([
    ['goes on', {}, ['1 200', '2 404', '3 200']],
    [
      'goes on with continue-on-error',
      { Prefer: 'continue-on-error' },
      ['1 200', '2 404', '3 200'],
    ],
    [
      'ends with continue-on-error=false',
      { Prefer: 'odata.continue-on-error=false' },
      ['1 200', '2 404'],
    ],
  ])('%s after an error', async (_, headers, expected) => {
    const parts = await ask([get('1', 'Orders(1)'), get('2', 'Orders(9)'), get('3', 'Orders')], {
      headers,
    })
    expect(statuses(parts)).toEqual(expected)
  })

  test.each<[string, object[], RegExp, string]>([
    [
      'an id that is a group, too',
      [create('g', 'Orders', {}), create('2', 'Orders', {}, { atomicityGroup: 'g' })],
      /^the id 'g' is the name of an atomicity group, too$/,
      '/requests/0/id',
    ],
    [
      'a group that is interrupted',
      [
        create('1', 'Orders', {}, { atomicityGroup: 'g' }),
        get('2', 'Orders'),
        create('3', 'Orders', {}, { atomicityGroup: 'g' }),
      ],
      /'g' next to each other$/,
      '/requests/2/atomicityGroup',
    ],
    [
      'a dependency on a member of another group',
      [
        create('1', 'Orders', {}, { atomicityGroup: 'g' }),
        get('2', 'Orders', { dependsOn: ['1'] }),
      ],
      /^expected the atomicity group 'g' that '1' belongs to, found '1' alone$/,
      '/requests/1/dependsOn',
    ],
    [
      'a header that is an object',
      [get('1', 'Orders', { headers: { accept: {} } })],
      /^expected a string, found \{\}$/,
      '/requests/0/headers/accept',
    ],
    [
      'a dependency on its own group',
      [
        create('1', 'Orders', {}, { atomicityGroup: 'g' }),
        create('2', 'Orders', {}, { atomicityGroup: 'g', dependsOn: ['g'] }),
      ],
      /found 'g'$/,
      '/requests/1/dependsOn',
    ],
    [
      'a body for GET',
      [get('1', 'Orders', { body: {} })],
      /^expected no body for GET$/,
      '/requests/0/body',
    ],
    [
      'an object for octets',
      [{ id: '1', method: 'put', url: 'x', headers: { 'Content-Type': 'image/png' }, body: {} }],
      /^expected a string for a body of image\/png$/,
      '/requests/0/body',
    ],
    [
      'octets that are no base64url',
      [{ id: '1', method: 'put', url: 'x', headers: { 'Content-Type': 'image/png' }, body: 'a+b' }],
      /base64url/,
      '/requests/0/body',
    ],
    [
      'a header of two lines',
      [get('1', 'Orders', { headers: { x: 'a\r\nb' } })],
      /^expected a header on one line$/,
      '/requests/0/headers/x',
    ],
    [
      'if that is no string',
      [get('1', 'Orders', { if: true })],
      /^expected a string 'if', found true$/,
      '/requests/0/if',
    ],
  ])('%s answers 400', async (_, requests, message, target) => {
    const service = startOrders()
    const before = service.state()
    const found = readAnswer(await sendTo(service.app, 'POST /shop/$batch', { body: { requests } }))
    expect(found).toEqual({
      status: 400,
      body: { error: { code: 'BadRequest', message: expect.stringMatching(message), target } },
    })
    expect(service.state()).toEqual(before)
  })

  test('null is no body, and no header', async () => {
    const request = get('1', 'Orders', { body: null, headers: { accept: null } })
    expect(statuses(await ask([request]))).toEqual(['1 200'])
  })

  test('what refers to a member of a group may name both, the member and the group', async () => {
    const parts = await ask([
      create('1', 'Orders', { ID: 5 }, { atomicityGroup: 'g' }),
      get('2', '$1/ID/$value', { dependsOn: ['1', 'g'] }),
      get('3', '$1/ID/$value', { dependsOn: ['g'] }),
    ])
    expect(parts.map(({ id, body }) => [id, body])).toEqual([
      ['1', expect.objectContaining({ ID: 5 })],
      ['2', '5'],
      ['3', '5'],
    ])
  })

  test('requests inherit what the batch accepts as JSON, unless they have their own Accept', async () => {
    const parts = await ask(
      [
        get('1', 'Orders(1)?$select=ID'),
        get('2', 'Orders(1)?$select=ID', { headers: { accept: 'application/json' } }),
        get('3', 'Orders/$count'),
      ],
      { headers: { Accept: 'application/json;odata.metadata=none' } },
    )
    expect(parts.map(({ body }) => body)).toEqual([
      { ID: 1 },
      { '@odata.context': `${ordersRoot}/$metadata#Orders(ID)/$entity`, ID: 1 },
      '1',
    ])
  })

  test.each(['If-Match', 'If-None-Match'])('a batch with %s answers 400', async (name) => {
    const service = startOrders()
    const before = service.state()
    const sent = await sendTo(service.app, 'POST /shop/$batch', {
      body: { requests: [create('1', 'Orders', { ID: 5 })] },
      headers: { [name]: '*' },
    })
    expect([sent.status, sent.body]).toEqual([
      400,
      {
        error: {
          code: 'BadRequest',
          message: `expected ${name} on requests of the batch alone`,
          target: name,
        },
      },
    ])
    expect(service.state()).toEqual(before)
  })

  test.each(['%24batch', '$batch/', '%24batch/?x=1'])('%s is the same resource', async (path) => {
    const sent = await sendTo(startOrders().app, `POST /shop/${path}`, {
      body: { requests: [get('1', 'Orders/$count')] },
    })
    expect([sent.status, statuses((sent.body as { responses: Part[] }).responses)]).toEqual([
      200,
      ['1 200'],
    ])
  })

  test('is answered in parts with Content-IDs where Accept asks for multipart/mixed', async () => {
    const service = startOrders()
    const requests = [
      get('1', 'Orders/$count'),
      create('2', 'Orders', { ID: 5 }, { atomicityGroup: 'g' }),
      create('3', 'Orders', { ID: 'x' }, { atomicityGroup: 'g' }),
    ]
    const body = Buffer.from(JSON.stringify({ requests }))
    const { headers, text } = await sendMultipart(service, body, {
      'Content-Type': 'application/json',
      Accept: 'multipart/mixed',
    })
    expect(headers['content-type']).toMatch(
      /^multipart\/mixed; boundary=batchresponse_[0-9a-f]{32}$/,
    )
    expect(
      [...text.matchAll(/^(?:Content-ID: |HTTP\/1\.1 )(\w+)/gm)].map(([, found]) => found),
    ).toEqual(['1', '200', '2', '424', '3', '400'])
    expect(text).not.toContain('changesetresponse')
  })

  test('$format decides the format of the answer, too', async () => {
    const test = sendTo(startOrders().app, 'POST /shop/$batch?$format=json', {
      body: { requests: [] },
    })
    const { status, body } = readAnswer(await test)
    expect([status, body]).toEqual([200, { responses: [] }])
    const refused = await sendTo(startOrders().app, 'POST /shop/$batch?$format=xml', {
      body: { requests: [] },
    })
    expect(refused.status).toBe(415)
  })

  test('a batch without a Content-Type answers 415', async () => {
    const { status, body } = readAnswer(await sendTo(startOrders().app, 'POST /shop/$batch'))
    expect([status, body]).toEqual([
      415,
      {
        error: {
          code: 'UnsupportedMediaType',
          message: 'expected a Content-Type of multipart/mixed or application/json, found none',
          target: 'Content-Type',
        },
      },
    ])
  })

  test('requests inherit the versions, and the annotations that the batch asks for', async () => {
    const parts = await ask([get('1', 'Orders(1)?$select=ID')], {
      headers: { 'OData-MaxVersion': '4.01' },
    })
    expect(parts[0]).toEqual({
      id: '1',
      status: 200,
      headers: expect.objectContaining({ 'odata-version': '4.01' }),
      body: { '@context': `${ordersRoot}/$metadata#Orders(ID)/$entity`, ID: 1 },
    })
  })
})
