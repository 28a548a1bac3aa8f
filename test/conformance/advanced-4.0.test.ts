import { expect } from '@jest/globals'
import { answers, names, requirement, type Seen } from './requirement.ts'

const section = '13.1.3'

requirement(section, '2', 'MUST publish metadata as CSDL XML', async (send) => {
  const { status, body } = await send('GET /$metadata', undefined, { Accept: 'application/xml' })
  expect(status).toBe(200)
  expect(String(body)).toContain('<EntitySet Name="Products" EntityType="Shop.Product">')
})

requirement(section, '3', 'MUST support the JSON format', async (send) => {
  const { headers } = await send('GET /Products?$format=json')
  expect(headers['content-type']).toBe('application/json;odata.metadata=minimal')
})

requirement(section, '4', 'MUST support /$count on collections', async (send) => {
  await answers(
    send,
    ['GET /Products/$count', 200, '3'],
    ['GET /Products/$count?$filter=Rating gt 3', 200, '2'],
    ['GET /Products(3)/Related/$count', 200, '2'],
    ['GET /Products(1)/Labels/$count', 200, '2'],
  )
})

requirement(section, '5', 'MUST support any and all', async (send) => {
  expect([
    await names(send, "/Products?$filter=Labels/any(l:l/Language eq 'de')"),
    await names(send, '/Products?$filter=Related/all(r:r/Rating gt 3)'),
  ]).toEqual([[1], [1, 2]])
})

requirement(section, '6', 'MUST support $skip', async (send) => {
  expect(await names(send, '/Products?$skip=1&$top=1')).toEqual([2])
})

requirement(section, '7', 'MUST support $count', async (send) => {
  await answers(send, ['GET /Products?$count=true&$filter=ID gt 1', 200, { '@odata.count': 2 }])
})

requirement(section, '8', 'MUST support $orderby asc and desc', async (send) => {
  expect(await names(send, '/Products?$orderby=Category/Code desc,ID desc')).toEqual([2, 1, 3])
})

requirement(section, '9', 'MUST support $expand', async (send) => {
  await answers(send, [
    'GET /Products(3)?$select=ID&$expand=Category($expand=Parent)',
    200,
    {
      Category: {
        Code: 'city',
        Name: 'City bicycles',
        Parent: { Code: 'bikes', Name: 'Bicycles' },
      },
    },
  ])
})

requirement(
  section,
  '9.1',
  'MUST support returning references for expanded properties',
  async (send) => {
    await answers(send, [
      'GET /Products(3)?$select=ID&$expand=Related/$ref',
      200,
      {
        Related: [
          { '@odata.id': 'http://service.test/Products(1)' },
          { '@odata.id': 'http://service.test/Products(2)' },
        ],
      },
    ])
  },
)

requirement(section, '9.2', 'MUST support $filter on expanded collections', async (send) => {
  await answers(send, [
    "GET /Categories('food')?$expand=Products($filter=Name eq 'Milk';$select=ID)",
    200,
    { Products: [{ ID: 2 }] },
  ])
})

requirement(section, '9.3', 'MUST support casts in $expand', async (send) => {
  const url = '/Products?$select=ID&$expand=Shop.Bicycle/Pump'
  const { body } = await send(`GET ${url}`)
  expect((body as { value: unknown[] }).value).toEqual([
    { ID: 1 },
    { ID: 2 },
    { '@odata.type': '#Shop.Bicycle', ID: 3, Pump: null },
  ])
})

requirement(section, '9.4', 'SHOULD support $orderby on expanded collections', async (send) => {
  await answers(send, [
    'GET /Products(3)?$expand=Related($orderby=Name desc;$select=ID)',
    200,
    { Related: [{ ID: 2 }, { ID: 1 }] },
  ])
})

requirement(section, '9.5', 'SHOULD support $count on expanded collections', async (send) => {
  await answers(
    send,
    ['GET /Products(3)?$expand=Related($count=true;$top=1)', 200, { 'Related@odata.count': 2 }],
    ['GET /Products(3)?$expand=Related/$count', 200, { 'Related@odata.count': 2 }],
  )
})

requirement(
  section,
  '9.6',
  'SHOULD support $top and $skip on expanded collections',
  async (send) => {
    await answers(send, [
      'GET /Products(3)?$expand=Related($skip=1;$top=1;$select=ID)',
      200,
      { Related: [{ ID: 2 }] },
    ])
  },
)

requirement(section, '9.7', 'SHOULD support $search on expanded collections', async (send) => {
  await answers(send, [
    'GET /Products(3)?$expand=Related($search=Milk;$select=ID)',
    200,
    { Related: [{ ID: 2 }] },
  ])
})

requirement(section, '9.8', 'SHOULD support $levels', async (send) => {
  await answers(send, [
    "GET /Categories('city')?$select=Code&$expand=Parent($levels=max;$select=Code)",
    200,
    { Parent: { Code: 'bikes', Parent: null } },
  ])
})

requirement(section, '9.9', 'MAY support $compute on expanded properties', async (send) => {
  await answers(send, [
    'GET /Products(2)?$expand=Related($compute=Price mul 2 as Double;$select=ID,Double)',
    200,
    { Related: [{ ID: 1, Double: 5, 'Double@odata.type': '#Decimal' }] },
  ])
})

requirement(section, '10', 'MUST support $search', async (send) => {
  expect(await names(send, '/Products?$search=NOT Milk')).toEqual([1, 3])
})

requirement(
  section,
  '11',
  'MUST support multipart batches, MAY support JSON batches',
  async (send) => {
    const lines = [
      '--batch_1',
      'Content-Type: application/http',
      '',
      'GET Products(1)/Name HTTP/1.1',
      '',
      '',
      '--batch_1',
      'Content-Type: multipart/mixed; boundary=changes',
      '',
      '--changes',
      'Content-Type: application/http',
      'Content-ID: 1',
      '',
      'POST Categories HTTP/1.1',
      'Content-Type: application/json',
      '',
      '{"Code":"x"}',
      '--changes',
      'Content-Type: application/http',
      'Content-ID: 2',
      '',
      'POST $1/Products HTTP/1.1',
      'Content-Type: application/json',
      '',
      '{"ID":50,"Name":"In x"}',
      '--changes--',
      '--batch_1--',
      '',
    ]
    const answer = await send('POST /$batch', lines.join('\r\n'), {
      'Content-Type': 'multipart/mixed; boundary=batch_1',
    })
    expect([answer.status, answer.headers['content-type']]).toEqual([
      200,
      expect.stringMatching(/^multipart\/mixed; ?boundary=/),
    ])
    expect([...textOf(answer).matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status)).toEqual(
      ['200', '201', '201'],
    )
    expect(await names(send, "/Categories('x')/Products")).toEqual([50])
  },
)

function textOf({ body }: Seen): string {
  return Buffer.isBuffer(body) ? body.toString() : String(body)
}

requirement(section, '12', 'MUST support the resource path conventions', async (send) => {
  await answers(
    send,
    ['GET /Products(1)/Category/Code', 200, { value: 'food' }],
    ['GET /Products(ID=1)/Size/Width/$value', 200, '10'],
    ["GET /Categories('food')/Products(2)/Name/$value", 200, 'Milk'],
    ['GET /Featured/Products/$count', 200, '1'],
    [
      'GET /Products(3)/Category/$ref',
      200,
      { '@odata.id': "http://service.test/Categories('city')" },
    ],
    ['GET /Products(1)/Parts(1)/Name', 200, { value: 'Crust' }],
    ['GET /Convert(amount=2.5)', 200, { value: '2.50 EUR' }],
    ['GET /$entity?$id=Products(2)&$select=Name', 200, { Name: 'Milk' }],
    ['GET /Products(1)/Nothing', 404],
  )
})

requirement(section, '13', 'SHOULD support asynchronous requests', async (send) => {
  const accepted = await send('POST /Categories', { Code: 'later' }, { Prefer: 'respond-async' })
  expect([accepted.status, accepted.headers['preference-applied']]).toEqual([202, 'respond-async'])
  const final = await send(`GET ${accepted.headers['location']}`)
  expect([final.status, final.headers['asyncresult']]).toEqual([200, '201'])
  await answers(send, ["GET /Categories('later')", 200])
})

requirement(section, '14', 'SHOULD support delta change tracking', async (send) => {
  const first = await send('GET /Categories', undefined, { Prefer: 'odata.track-changes' })
  expect(first.headers['preference-applied']).toBe('odata.track-changes')
  const { '@odata.deltaLink': link } = first.body as { '@odata.deltaLink': string }
  await send("PATCH /Categories('food')", { Name: 'Meals' })
  await send("DELETE /Categories('bikes')")
  const { body } = await send(`GET ${link}`)
  expect(body).toEqual({
    '@odata.context': 'http://service.test/$metadata#Categories/$delta',
    value: expect.arrayContaining([
      { '@odata.id': "http://service.test/Categories('food')", Code: 'food', Name: 'Meals' },
      {
        '@odata.context': 'http://service.test/$metadata#Categories/$deletedEntity',
        id: expect.stringContaining("Categories('bikes')"),
        reason: 'deleted',
      },
    ]),
    '@odata.deltaLink': expect.any(String),
  })
})

requirement(section, '15', 'SHOULD support cross-join queries', async (send) => {
  const url = '/$crossjoin(Products,Categories)?$filter=Products/Category/Code eq Categories/Code'
  const { status, body } = await send(`GET ${url}`)
  expect([status, (body as { value: unknown[] }).value.length]).toEqual([200, 3])
})

requirement(section, '16', 'MAY support $compute', async (send) => {
  await answers(send, ['GET /Products(1)?$compute=Price mul 2 as Two&$select=Two', 200, { Two: 5 }])
})
