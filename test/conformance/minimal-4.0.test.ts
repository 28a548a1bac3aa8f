import { expect } from '@jest/globals'
import { answers, names, requirement, type Seen } from './requirement.ts'

const section = '13.1.1'
const root = 'http://service.test'

requirement(section, '1', 'MUST publish a service document at the service root', async (send) => {
  const { status, body } = await send('GET /')
  expect([status, body]).toEqual([
    200,
    {
      '@odata.context': `${root}/$metadata`,
      value: [
        { name: 'Products', kind: 'EntitySet', url: 'Products' },
        { name: 'Categories', kind: 'EntitySet', url: 'Categories' },
        { name: 'Accounts', kind: 'EntitySet', url: 'Accounts' },
        { name: 'Pictures', kind: 'EntitySet', url: 'Pictures' },
        { name: 'Notes', kind: 'EntitySet', url: 'Notes' },
        { name: 'Featured', kind: 'Singleton', url: 'Featured' },
      ],
    },
  ])
})

requirement(section, '2', 'MUST return data in the JSON format', async (send) => {
  const { status, headers, body } = await send("GET /Categories('food')")
  expect([status, headers['content-type'], body]).toEqual([
    200,
    'application/json;odata.metadata=minimal',
    { '@odata.context': `${root}/$metadata#Categories/$entity`, Code: 'food', Name: 'Food' },
  ])
})

requirement(section, '3', 'MUST page by next links when results are partial', async (send) => {
  const first = await send('GET /Products?$select=ID&$orderby=ID', undefined, {
    Prefer: 'odata.maxpagesize=2',
  })
  const { value, '@odata.nextLink': next } = first.body as {
    value: { ID: number }[]
    '@odata.nextLink': string
  }
  const last = (await send(`GET ${next}`)).body as { value: { ID: number }[] }
  expect([value.map(({ ID }) => ID), last.value.map(({ ID }) => ID)]).toEqual([[1, 2], [3]])
  expect(last).not.toHaveProperty('@odata.nextLink')
})

requirement(section, '4', 'MUST return the header OData-Version', async (send) => {
  const asked = async (line: string, headers?: Record<string, string>) =>
    (await send(line, undefined, headers)).headers['odata-version']
  expect([
    await asked('GET /'),
    await asked('GET /Products(99)'),
    await asked('GET /Products', { 'OData-MaxVersion': '4.0' }),
    await asked('GET /Products', { 'OData-MaxVersion': '4.01' }),
  ]).toEqual(['4.0', '4.0', '4.0', '4.01'])
})

requirement(section, '5.1', 'MUST conform to the header Accept or fail', async (send) => {
  const asked = async (accept: string) => {
    const { status, headers } = await send('GET /Products', undefined, { Accept: accept })
    return [status, headers['content-type']]
  }
  expect([
    await asked('application/json;odata.metadata=none'),
    await asked('text/html, application/json;q=0.1'),
    (await asked('text/html'))[0],
    (await asked('application/json;odata.metadata=some'))[0],
  ]).toEqual([
    [200, 'application/json;odata.metadata=none'],
    [200, 'application/json;odata.metadata=minimal'],
    406,
    406,
  ])
})

requirement(section, '5.2', 'MUST conform to the header OData-MaxVersion or fail', async (send) => {
  const asked = async (version: string) => {
    const { status, headers } = await send('GET /Products', undefined, {
      'OData-MaxVersion': version,
    })
    return [status, headers['odata-version']]
  }
  expect([await asked('4.0'), await asked('4.02'), (await asked('3.0'))[0]]).toEqual([
    [200, '4.0'],
    [200, '4.01'],
    400,
  ])
})

requirement(
  section,
  '6',
  'MUST follow the guidelines for extensibility: custom options, headers and annotations pass',
  async (send) => {
    const { status } = await send('GET /Products?debug=1', undefined, { 'X-Custom': '1' })
    const created = await send('POST /Categories', { Code: 'x', '@my.note': 1, 'Name@my.note': 2 })
    const misspelt = await send('GET /Products?$fitler=ID eq 1')
    expect([status, created.status, misspelt.status]).toEqual([200, 201, 400])
  },
)

requirement(
  section,
  '7',
  'MUST parse supported options by the ABNF, and answer 501 to what is unsupported',
  async (send) => {
    await answers(
      send,
      ["GET /Products?$filter=Rating gt 3 and (Name ne 'x' or not (ID eq 1))", 200],
      ['GET /Products?$filter=Rating gt', 400],
      ['GET /Products?$filter=Ratign gt 3', 400],
      ["GET /Products?$filter=matchespattern(Name,'(a)%5C1')", 501],
    )
  },
)

requirement(section, '8', 'MUST expose only types that CSDL defines', async (send) => {
  const { status, body } = await send('GET /$metadata', undefined, { Accept: 'application/xml' })
  const types = [...String(body).matchAll(/ Type="(?:Collection\()?(Edm\.\w+)/g)].map(
    ([, name]) => name!,
  )
  const primitive = ['Edm.Date', 'Edm.Decimal', 'Edm.Duration', 'Edm.Guid', 'Edm.Int32']
  expect([status, [...new Set(types)].sort()]).toEqual([200, [...primitive, 'Edm.String'].sort()])
})

requirement(
  section,
  '9',
  'MUST NOT require clients to understand annotations, custom headers or content',
  async (send) => {
    const { body } = await send('GET /Products(3)', undefined, {
      Accept: 'application/json;odata.metadata=none',
    })
    expect(Object.keys(body as object)).toEqual([
      'ID',
      'Name',
      'Price',
      'Rating',
      'Color',
      'Delivery',
      'Released',
      'Size',
      'Tags',
      'Labels',
      'Gears',
    ])
  },
)

requirement(
  section,
  '10',
  'MUST NOT violate update semantics: PATCH merges, PUT replaces',
  async (send) => {
    await send('PATCH /Products(1)', { Size: { Width: 11 }, Tags: ['new'] })
    const patched = (await send('GET /Products(1)')).body
    await send('PUT /Products(1)', { Name: 'Bread' })
    const put = (await send('GET /Products(1)')).body
    expect([patched, put]).toEqual([
      expect.objectContaining({ Price: 2.5, Size: { Width: 11, Height: 20 }, Tags: ['new'] }),
      expect.objectContaining({ ID: 1, Name: 'Bread', Price: null, Size: null, Tags: [] }),
    ])
  },
)

requirement(
  section,
  '11',
  'MUST NOT violate other semantics: null and the order of evaluation are as defined',
  async (send) => {
    await send('PATCH /Products(2)', { Rating: null })
    expect([
      await names(send, '/Products?$filter=Rating eq null'),
      await names(send, '/Products?$filter=Rating ne 3'),
      await names(send, '/Products?$orderby=Rating'),
      await names(send, '/Products?$top=1&$skip=1&$orderby=Price desc&$filter=Price gt 1'),
    ]).toEqual([[2], [1, 2, 3], [2, 1, 3], [1]])
  },
)

requirement(section, '12', 'SHOULD support $expand', async (send) => {
  await answers(send, [
    'GET /Products(1)?$select=ID&$expand=Category',
    200,
    { ID: 1, Category: { Code: 'food', Name: 'Food' } },
  ])
})

requirement(
  section,
  '13',
  'SHOULD publish metadata at $metadata as CSDL XML, MAY as CSDL JSON',
  async (send) => {
    const xml = await send('GET /$metadata')
    const json = await send('GET /$metadata?$format=json')
    expect([xml.status, xml.headers['content-type'], json.status, json.body]).toEqual([
      200,
      'application/xml',
      200,
      expect.objectContaining({ $Version: '4.01', $EntityContainer: 'Shop.Container' }),
    ])
  },
)

requirement(
  section,
  '14',
  'MUST support preferences and parameters with their prefix',
  async (send) => {
    const prefixed = await send(
      'GET /Products?$format=application/json;odata.metadata=none',
      undefined,
      {
        Prefer: 'odata.maxpagesize=1',
      },
    )
    expect([prefixed.headers['preference-applied'], prefixed.body]).toEqual([
      'odata.maxpagesize=1',
      expect.objectContaining({ value: [expect.objectContaining({ ID: 1 })] }),
    ])
  },
)

requirement(
  section,
  '15',
  'MUST support enumeration and duration literals with their prefix',
  async (send) => {
    expect([
      await names(send, "/Products?$filter=Color eq Shop.Color'Red'"),
      await names(send, "/Products?$filter=Delivery gt duration'PT3H'"),
    ]).toEqual([[1], [2]])
  },
)

requirement(
  section,
  '16',
  'MUST give the final answer of an asynchronous request as an HTTP message where 4.0 asks for it',
  async (send) => {
    const accepted = await send('GET /Products(1)?$select=Name', undefined, {
      Prefer: 'respond-async',
    })
    const final = await send(`GET ${accepted.headers['location']}`, undefined, {
      'OData-MaxVersion': '4.0',
      Accept: 'application/http',
    })
    expect([accepted.status, final.status, final.headers['content-type']]).toEqual([
      202,
      200,
      'application/http',
    ])
    expect(textOf(final)).toMatch(/^HTTP\/1\.1 200 OK\r\n(?:.+\r\n)+\r\n\{.*"Name":"Bread"\}$/s)
  },
)

function textOf({ body }: Seen): string {
  return Buffer.isBuffer(body) ? body.toString() : String(body)
}

requirement(
  section,
  '17',
  'MAY return the header AsyncResult in the final answer',
  async (send) => {
    const { headers } = await send('GET /Products(99)', undefined, { Prefer: 'respond-async' })
    const final = await send(`GET ${headers['location']}`)
    expect(final.headers['asyncresult']).toBe('404')
  },
)

requirement(
  section,
  '18',
  'MUST include edit links for what can be updated or deleted',
  async (send) => {
    const { body } = await send('GET /Products(3)', undefined, {
      Accept: 'application/json;odata.metadata=full',
    })
    expect(body).toMatchObject({
      '@odata.id': `${root}/Products(3)`,
      '@odata.editLink': expect.stringMatching(
        /^(http:\/\/service\.test\/)?Products\(3\)(\/Shop\.Bicycle)?$/,
      ),
    })
  },
)

requirement(section, '19', 'MUST support POST of new entities to entity sets', async (send) => {
  const created = await send('POST /Products', { ID: 9, Name: 'Tea', Color: 'Green' })
  expect([created.status, created.headers['location'], created.body]).toEqual([
    201,
    `${root}/Products(9)`,
    expect.objectContaining({ ID: 9, Name: 'Tea', Color: 'Green', Price: null, Tags: [] }),
  ])
  expect(await names(send, '/Products')).toEqual([1, 2, 3, 9])
})

requirement(
  section,
  '20',
  'MUST support POST of new related entities to navigation properties',
  async (send) => {
    const created = await send("POST /Categories('bikes')/Products", { ID: 9, Name: 'Bell' })
    expect([created.status, created.headers['location']]).toEqual([201, `${root}/Products(9)`])
    await answers(send, ['GET /Products(9)/Category', 200, { Code: 'bikes' }])
  },
)

requirement(section, '21', 'MUST support POST to $ref of a collection', async (send) => {
  const { status } = await send('POST /Products(1)/Related/$ref', { '@odata.id': 'Products(3)' })
  expect([status, await names(send, '/Products(1)/Related')]).toEqual([204, [3]])
})

requirement(section, '22', 'MUST support PUT to $ref of a single entity', async (send) => {
  const { status } = await send('PUT /Products(1)/Category/$ref', {
    '@odata.id': `${root}/Categories('city')`,
  })
  expect([status, await names(send, "/Categories('city')/Products")]).toEqual([204, [3, 1]])
})

requirement(section, '23', 'MUST support PATCH to all edit URLs', async (send) => {
  const statuses = []
  for (const url of ['/Products(1)', "/Categories('food')", '/Products(1)/Parts(2)', '/Featured']) {
    statuses.push((await send(`PATCH ${url}`, { Name: 'Changed' })).status)
    await answers(send, [`GET ${url}`, 200, { Name: 'Changed' }])
  }
  expect(statuses).toEqual([204, 204, 204, 204])
})

requirement(section, '24', 'MUST support DELETE to all edit URLs', async (send) => {
  await answers(
    send,
    ['DELETE /Products(1)/Parts(2)', 204],
    ['GET /Products(1)/Parts/$count', 200, '1'],
    ['DELETE /Products(2)', 204],
    ['GET /Products(2)', 404],
    ['DELETE /Products(2)', 404],
  )
})

requirement(section, '25', 'MUST support DELETE to $ref', async (send) => {
  await answers(
    send,
    [`DELETE /Products(3)/Related/$ref?$id=${root}/Products(1)`, 204],
    ['DELETE /Products(3)/Category/$ref', 204],
    ['GET /Products(3)/Category', 204],
    ['GET /Products(1)', 200],
  )
  expect(await names(send, '/Products(3)/Related')).toEqual([2])
})

requirement(
  section,
  '26',
  'MUST support If-Match in updates and deletes of what has an ETag',
  async (send) => {
    const { headers } = await send('GET /Accounts(1)')
    const etag = headers['etag']!
    const patch = async (ifMatch: string) =>
      (await send('PATCH /Accounts(1)', { Balance: 11 }, { 'If-Match': ifMatch })).status
    expect([
      await patch('W/"stale"'),
      await patch(etag),
      await patch(etag),
      await patch('*'),
    ]).toEqual([412, 204, 412, 204])
    const removed = await send('DELETE /Accounts(1)', undefined, { 'If-Match': etag })
    await answers(send, ['GET /Accounts(1)', 200, { Balance: 11 }])
    expect(removed.status).toBe(412)
  },
)

requirement(section, '27', 'MUST return the Location of what was created', async (send) => {
  const { headers } = await send('POST /Products(1)/Parts', { No: 7, Name: 'Seed' })
  expect(headers['location']).toBe(`${root}/Products(1)/Parts(7)`)
  await answers(send, [`GET ${headers['location']}`, 200, { No: 7, Name: 'Seed' }])
})

requirement(
  section,
  '28',
  'MUST include OData-EntityId with 204 after a create or upsert',
  async (send) => {
    const minimal = { Prefer: 'return=minimal' }
    const created = await send('POST /Categories', { Code: 'x' }, minimal)
    const upserted = await send("PATCH /Categories('y')", { Name: 'Y' }, minimal)
    expect(
      [created, upserted].map(({ status, headers }) => [status, headers['odata-entityid']]),
    ).toEqual([
      [204, `${root}/Categories('x')`],
      [204, `${root}/Categories('y')`],
    ])
  },
)

requirement(section, '29', 'MUST support upserts', async (send) => {
  const patched = await send("PATCH /Categories('new')", { Name: 'New' })
  const put = await send('PUT /Products(77)', { Name: 'Put' })
  const refused = await send("PATCH /Categories('not')", { Name: 'X' }, { 'If-Match': '*' })
  const kept = await send("PATCH /Categories('food')", { Name: 'X' }, { 'If-None-Match': '*' })
  expect([patched.status, put.status, refused.status, kept.status]).toEqual([201, 201, 412, 412])
  await answers(
    send,
    ["GET /Categories('new')", 200, { Name: 'New' }],
    ['GET /Products(77)', 200, { ID: 77, Name: 'Put' }],
    ["GET /Categories('not')", 404],
    ["GET /Categories('food')", 200, { Name: 'Food' }],
  )
})

requirement(
  section,
  '30',
  'SHOULD support PUT and PATCH to primitive and complex properties',
  async (send) => {
    const put = await send('PUT /Products(1)/Name', { value: 'Loaf' })
    const patch = await send('PATCH /Products(1)/Size', { Width: 1 })
    const replaced = await send('PUT /Products(3)/Size', { Width: 5 })
    expect([put.status, patch.status, replaced.status]).toEqual([204, 204, 204])
    await answers(
      send,
      ['GET /Products(1)', 200, { Name: 'Loaf', Size: { Width: 1, Height: 20 } }],
      ['GET /Products(3)', 200, { Size: { Width: 5, Height: null } }],
    )
  },
)

requirement(section, '31', 'SHOULD support DELETE to set a property to null', async (send) => {
  await answers(
    send,
    ['DELETE /Products(1)/Price', 204],
    ['DELETE /Products(1)/Size', 204],
    ['GET /Products(1)/Price', 204],
    ['GET /Products(1)', 200, { Price: null, Size: null }],
    ['DELETE /Products(1)/Name', 400],
  )
})

requirement(section, '32', 'SHOULD support deep inserts', async (send) => {
  const { status } = await send('POST /Categories', {
    Code: 'new',
    Products: [{ ID: 8, Name: 'Inner', Parts: [{ No: 1 }] }],
  })
  expect(status).toBe(201)
  await answers(
    send,
    ['GET /Products(8)/Category', 200, { Code: 'new' }],
    ['GET /Products(8)/Parts/$count', 200, '1'],
  )
})

requirement(section, '33', 'MAY support set-based updates and deletes', async (send) => {
  const { status } = await send('PATCH /Products/$filter(Rating ge 4)/$each', { Rating: 1 })
  await answers(send, ['DELETE /Products/$filter(Rating eq 3)/$each', 204])
  expect([
    status,
    await names(send, '/Products'),
    await names(send, '/Products', 'Rating'),
  ]).toEqual([204, [1, 3], [1, 1]])
})
