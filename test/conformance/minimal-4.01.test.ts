import { expect } from '@jest/globals'
import { answers, names, requirement, type Send } from './requirement.ts'

const section = '13.2.1'
const version = { 'OData-MaxVersion': '4.01' }

requirement(section, '2', 'MUST comply with version 4.01 of the JSON format', async (send) => {
  const { headers, body } = await send('GET /Products(3)?$select=ID', undefined, version)
  expect([headers['odata-version'], headers['content-type'], body]).toEqual([
    '4.01',
    'application/json;metadata=minimal',
    {
      '@context': 'http://service.test/$metadata#Products(ID)/$entity',
      '@type': '#Shop.Bicycle',
      ID: 3,
    },
  ])
})

requirement(section, '3', 'MUST return AsyncResult in the final answer', async (send) => {
  const { headers } = await send('GET /Products(1)', undefined, {
    ...version,
    Prefer: 'respond-async',
  })
  const final = await send(`GET ${headers['location']}`, undefined, version)
  expect([final.status, final.headers['asyncresult'], final.body]).toEqual([
    200,
    '200',
    expect.objectContaining({ ID: 1 }),
  ])
})

requirement(section, '4', 'MUST support preferences with and without prefix', async (send) => {
  const applied = async (prefer: string) =>
    (await send('GET /Products', undefined, { Prefer: prefer })).headers['preference-applied']
  expect([await applied('maxpagesize=1'), await applied('odata.maxpagesize=1')]).toEqual([
    'maxpagesize=1',
    'odata.maxpagesize=1',
  ])
})

requirement(section, '5', 'MUST reject an incompatible $schemaversion', async (send) => {
  await answers(
    send,
    ['GET /Products?$schemaversion=3', 200],
    ['GET /Products?$schemaversion=*', 200],
    ['GET /Products?$schemaversion=2', 404],
  )
})

requirement(section, '6', 'MUST support query options with or without $', async (send) => {
  expect(await names(send, '/Products?filter=Rating gt 3&orderby=ID desc&top=1')).toEqual([3])
})

requirement(
  section,
  '7',
  'MUST support names of options, operators and functions in any case',
  async (send) => {
    expect(await names(send, "/Products?$FILTER=Contains(Name,'i') AND Rating GT 4")).toEqual([3])
  },
)

requirement(section, '8', 'MUST return identifiers in the case of $metadata', async (send) => {
  const { body } = await send('GET /Products(1)?$select=ID,Rating')
  expect(Object.keys(body as object)).toEqual(['@odata.context', 'ID', 'Rating'])
})

/** Both syntaxes whatever version is asked for. */
async function inBothVersions(send: Send, url: string, found: readonly unknown[]): Promise<void> {
  for (const asked of ['4.0', '4.01']) {
    const { body } = await send(`GET ${url}`, undefined, { 'OData-MaxVersion': asked })
    const ids = (body as { value: { ID: number }[] }).value.map(({ ID }) => ID)
    expect([asked, url, ids]).toEqual([asked, url, found])
  }
}

requirement(section, '9', 'MUST support both 4.0 and 4.01 syntax in URLs', async (send) => {
  await inBothVersions(send, "/Products?$filter=Color eq Shop.Color'Red'", [1])
  await inBothVersions(send, "/Products?filter=Color eq 'Red' and Rating in (4,5)", [1])
})

requirement(section, '9.1', 'MUST support casting strings to primitive types', async (send) => {
  await inBothVersions(send, "/Products?$filter=Released eq cast('2024-02-01',Edm.Date)", [1])
})

requirement(
  section,
  '9.2',
  'MUST support enumeration and duration literals with or without prefix',
  async (send) => {
    await inBothVersions(send, "/Products?$filter=Color eq 'Green'", [2])
    await inBothVersions(send, "/Products?$filter=Color eq Shop.Color'Green'", [2])
    await inBothVersions(send, "/Products?$filter=Delivery eq 'PT2H'", [1])
    await inBothVersions(send, "/Products?$filter=Delivery eq duration'PT2H'", [1])
  },
)

requirement(
  section,
  '9.3',
  'MUST support function imports without parameters with or without ()',
  async (send) => {
    await inBothVersions(send, '/Bestsellers', [3])
    await inBothVersions(send, '/Bestsellers()', [3])
  },
)

requirement(
  section,
  '9.4',
  'MUST support an empty object or no body for an action without parameters',
  async (send) => {
    expect([
      (await send('POST /Restock', {})).status,
      (await send('POST /Restock')).status,
      (await send('POST /Products(1)/Shop.Discontinue', {})).status,
      (await send('POST /Products(1)/Shop.Discontinue')).status,
    ]).toEqual([204, 204, 204, 204])
  },
)

requirement(
  section,
  '9.5',
  'MUST support names in a default namespace unqualified',
  async (send) => {
    await inBothVersions(send, '/Products/Dearer()', [1, 2, 3])
    await inBothVersions(send, '/Products/Shop.Dearer()', [1, 2, 3])
    expect((await send('POST /Products(1)/Discontinue', {})).status).toBe(204)
  },
)

requirement(
  section,
  '9.6',
  'MUST support parameter aliases for keys and parameters',
  async (send) => {
    await send('POST /Categories', { Code: 'a/b\\c', Name: 'Slashes' })
    await answers(
      send,
      ["GET /Categories(@k)?@k='a%2Fb%5Cc'", 200, { Name: 'Slashes' }],
      ['GET /Convert(amount=@a)?@a=2.5', 200, { value: '2.50 EUR' }],
    )
  },
)

requirement(section, '9.7', 'SHOULD support implicit aliases of parameters', async (send) => {
  await answers(send, ['GET /Convert?amount=2.5', 200, { value: '2.50 EUR' }])
})

requirement(
  section,
  '9.8',
  'SHOULD support eq/ne null of single-valued navigation',
  async (send) => {
    expect(await names(send, '/Categories?$filter=Parent ne null', 'Code')).toEqual(['city'])
  },
)

requirement(section, '9.9', 'SHOULD support in', async (send) => {
  expect(await names(send, "/Products?$filter=Name in ('Milk','Tea')")).toEqual([2])
})

requirement(section, '9.10', 'SHOULD support divby', async (send) => {
  expect(await names(send, '/Products?$filter=Rating divby 2 eq 2.5')).toEqual([3])
})

requirement(section, '9.11', 'SHOULD support negative indexes of substring', async (send) => {
  expect(await names(send, "/Products?$filter=substring(Name,-2) eq 'lk'")).toEqual([2])
})

requirement(section, '9.12', 'MAY support keys as segments', async (send) => {
  await answers(send, ['GET /Categories/food', 200, { Name: 'Food' }])
})

requirement(section, '9.12.1', 'MUST then support canonical URLs as well', async (send) => {
  await answers(send, ["GET /Categories('food')", 200, { Name: 'Food' }])
})

requirement(
  section,
  '9.13',
  'MAY support the count of a filtered collection in expressions',
  async (send) => {
    const url = '/Categories?$filter=Products/$count($filter=Rating gt 3) gt 0'
    expect(await names(send, url, 'Code')).toEqual(['city', 'food'])
  },
)

requirement(section, '9.14', 'MAY support equality of structured values', async (send) => {
  expect(await names(send, '/Products?$filter=Size eq {"Width":10,"Height":20}')).toEqual([1, 3])
})

requirement(section, '10', 'SHOULD publish metadata as CSDL XML and CSDL JSON', async (send) => {
  const asked = async (accept: string) =>
    (await send('GET /$metadata', undefined, { Accept: accept })).headers['content-type']
  expect([await asked('application/xml'), await asked('application/json')]).toEqual([
    'application/xml',
    'application/json',
  ])
})

requirement(section, '12', 'SHOULD return the annotation Core.ODataVersions', async (send) => {
  const { body } = await send('GET /$metadata?$format=xml')
  expect(String(body)).toContain('<Annotation Term="Core.ODataVersions" String="4.0,4.01"/>')
})

requirement(section, '13', 'SHOULD report capabilities', async (send) => {
  const { body } = await send('GET /$metadata?$format=xml')
  expect(String(body)).toContain('Term="Capabilities.ConformanceLevel"')
})

requirement(section, '14', 'MAY support filtering on annotation values', async (send) => {
  await send("PATCH /Categories('food')", { '@Shop.Origin': 'us', 'Name@Shop.Origin': 'fr' })
  expect([
    await names(send, "/Categories?$filter=@Shop.Origin eq 'us'", 'Code'),
    await names(send, "/Categories?$filter=Name/@Shop.Origin eq 'fr'", 'Code'),
  ]).toEqual([['food'], ['food']])
})

requirement(section, '15', 'MAY support $compute', async (send) => {
  expect(await names(send, '/Products?$compute=Rating add 1 as Next&$filter=Next eq 5')).toEqual([
    1,
  ])
})

requirement(section, '16', 'MAY support $search for all collections', async (send) => {
  expect([
    await names(send, '/Products(1)/Labels?$search=Brot', 'Text'),
    await names(send, "/Categories('food')/Products?$search=Milk"),
  ]).toEqual([['Brot'], [2]])
})

requirement(section, '19', 'MUST support DELETE of a reference by key', async (send) => {
  await answers(send, ['DELETE /Products(3)/Related(1)/$ref', 204], ['GET /Products(1)', 200])
  expect(await names(send, '/Products(3)/Related')).toEqual([2])
})

requirement(section, '20', 'SHOULD support PUT with nested content', async (send) => {
  const { status } = await send(
    "PUT /Categories('food')",
    {
      Name: 'Meals',
      Products: [
        { ID: 2, Name: 'Whole milk' },
        { ID: 20, Name: 'Tea' },
      ],
    },
    { 'OData-Version': '4.01' },
  )
  expect([status, await names(send, "/Categories('food')/Products", 'Name')]).toEqual([
    204,
    ['Whole milk', 'Tea'],
  ])
})

requirement(section, '21', 'SHOULD support deep updates and deep inserts', async (send) => {
  const { status } = await send(
    "PATCH /Categories('food')",
    {
      'Products@delta': [
        { ID: 1, Rating: 1 },
        { ID: 30, Name: 'Jam' },
        { '@removed': { reason: 'changed' }, '@id': 'Products(2)' },
      ],
    },
    { 'OData-Version': '4.01' },
  )
  expect([status, await names(send, "/Categories('food')/Products")]).toEqual([204, [1, 30]])
  await answers(
    send,
    ['GET /Products(1)', 200, { Rating: 1, Name: 'Bread' }],
    ['GET /Products(2)', 200],
  )
})

requirement(
  section,
  '22',
  'SHOULD support PUT and DELETE of $ref of a collection',
  async (send) => {
    const put = await send(
      'PUT /Products(3)/Related/$ref',
      { value: [{ '@id': 'Products(3)' }] },
      { 'OData-Version': '4.01' },
    )
    expect([put.status, await names(send, '/Products(3)/Related')]).toEqual([204, [3]])
    const removed = await send('DELETE /Products(3)/Related/$ref', undefined, {
      'OData-Version': '4.01',
    })
    expect(removed.status).toBe(204)
    expect(await names(send, '/Products(3)/Related')).toEqual([])
  },
)

requirement(section, '23', 'MAY support POST to collections of values', async (send) => {
  const tag = await send('POST /Products(1)/Tags', { value: 'warm' })
  const label = await send('POST /Products(1)/Labels', { Language: 'fr', Text: 'Pain' })
  expect([tag.status, label.status]).toEqual([204, 204])
  await answers(
    send,
    ['GET /Products(1)/Tags', 200, { value: ['fresh', 'dark', 'warm'] }],
    ['GET /Products(1)/Labels/$count', 200, '3'],
  )
})

requirement(section, '24', 'MAY support PATCH and DELETE of a collection', async (send) => {
  const { status } = await send('PATCH /Products/$each', { Rating: 1 })
  await answers(send, ['DELETE /Products/$each', 204])
  expect([status, await names(send, '/Products')]).toEqual([204, []])
})

requirement(
  section,
  '25',
  'MAY support POST, PATCH and DELETE behind a type cast',
  async (send) => {
    const posted = await send('POST /Products/Shop.Bicycle', { ID: 5, Name: 'Tandem', Gears: 3 })
    const patched = await send('PATCH /Products/Shop.Bicycle/$each', { Gears: 9 })
    expect([posted.status, patched.status]).toEqual([201, 204])
    expect(await names(send, '/Products/Shop.Bicycle', 'Gears')).toEqual([9, 9])
    await answers(send, ['DELETE /Products/Shop.Bicycle/$each', 204])
    expect(await names(send, '/Products')).toEqual([1, 2])
  },
)

requirement(
  section,
  '26',
  'MAY support PATCH of entity sets with a delta payload',
  async (send) => {
    const { status } = await send(
      'PATCH /Categories',
      {
        '@context': '#$delta',
        value: [
          { Code: 'food', Name: 'Meals' },
          { Code: 'toys', Name: 'Toys' },
          { '@removed': { reason: 'deleted' }, Code: 'bikes' },
        ],
      },
      { 'OData-Version': '4.01' },
    )
    expect([status, await names(send, '/Categories', 'Name')]).toEqual([
      204,
      ['City bicycles', 'Meals', 'Toys'],
    ])
  },
)

requirement(section, '27', 'MAY support $select and $expand on modifications', async (send) => {
  const created = await send('POST /Products?$select=Name&$expand=Category($select=Code)', {
    ID: 6,
    Name: 'Tea',
    'Category@odata.bind': "Categories('food')",
  })
  expect([created.status, created.body]).toEqual([
    201,
    {
      '@odata.context': expect.stringContaining('$metadata#Products(Name,Category(Code))/$entity'),
      '@odata.id': 'http://service.test/Products(6)',
      Name: 'Tea',
      Category: { Code: 'food' },
    },
  ])
})
