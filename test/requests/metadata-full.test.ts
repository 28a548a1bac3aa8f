import { describe, expect, test } from '@jest/globals'
import { createUnderstudy, type Understudy } from '../../src/index.ts'
import { readAnswer, sendTo } from './answer.ts'

const root = 'http://service.test'
const context = `${root}/$metadata#`
const etag = expect.stringMatching(/^W\/"[0-9a-f]{16}"$/)

function startLibrary(): Understudy {
  return createUnderstudy({
    contract: 'test/contracts/library.xml',
    fixtures: {
      Authors: [
        {
          Name: 'Ann',
          Address: { City: 'Oslo', Since: '2020-01-01', 'Country@odata.bind': "Countries('NO')" },
          Branches: [{ '@odata.type': '#Library.Branch', City: 'Rome', Staff: 3 }],
          Extra: 5,
          'When@odata.type': '#Date',
          When: '2020-02-02',
          'Portrait@odata.mediaContentType': 'image/png',
          Portrait: 'AAEC',
          Drafts: [{ No: 1, Title: 'x' }],
        },
      ],
      Books: [
        { ISBN: 'a', Price: 5.5, Kind: 'Novel', 'Author@odata.bind': "Authors('Ann')" },
        { '@odata.type': '#Library.AudioBook', ISBN: 'b', Length: 'PT5M', Score: 'INF' },
      ],
      Countries: [{ Code: 'NO' }],
      Main: { Name: 'Central' },
    },
  })
}

async function read(path: string, accept: string, version?: string): Promise<unknown> {
  const headers = {
    Accept: `application/json;${accept}`,
    ...(version === undefined ? {} : { 'OData-MaxVersion': version }),
  }
  return readAnswer(await sendTo(startLibrary().app, `GET ${path}`, { headers })).body
}

const full = (path: string, version?: string) => read(path, 'odata.metadata=full', version)

/** What full metadata has of every entity. */
function entity(type: string, id: string, edit = id) {
  return {
    '@odata.type': `#Library.${type}`,
    '@odata.id': `${root}/${id}`,
    '@odata.etag': etag,
    '@odata.editLink': edit,
  }
}

function links(path: string, ...names: readonly string[]) {
  const members = names.flatMap((name) => [
    [`${name}@odata.associationLink`, `${root}/${path}/${name}/$ref`],
    [`${name}@odata.navigationLink`, `${root}/${path}/${name}`],
  ])
  return Object.fromEntries(members) as Record<string, string>
}

function operations(path: string, calls: Readonly<Record<string, string>>) {
  const members = Object.entries(calls).map(([name, call]) => [
    `#Library.${name}`,
    { title: name.replace(/\(.*/, ''), target: `${root}/${path}/Library.${call}` },
  ])
  return Object.fromEntries(members) as Record<string, unknown>
}

const calls = {
  Lend: 'Lend',
  'Cost()': 'Cost()',
  'Cost(currency)': 'Cost(currency=@currency)',
  Similar: 'Similar(by=@by)',
}

const book = {
  ISBN: 'a',
  'Price@odata.type': '#Decimal',
  Price: 5.5,
  Count: null,
  Score: null,
  'Tags@odata.type': '#Collection(String)',
  Tags: [],
  'Kind@odata.type': '#Library.Kind',
  Kind: 'Novel',
}

const audioPath = "Books('b')/Library.AudioBook"
const audioBook = {
  ...entity('AudioBook', "Books('b')", audioPath),
  ISBN: 'b',
  Price: null,
  Count: null,
  'Score@odata.type': '#Double',
  Score: 'INF',
  'Tags@odata.type': '#Collection(String)',
  Tags: [],
  Kind: null,
  'Length@odata.type': '#Duration',
  Length: 'PT5M',
  ...links(audioPath, 'Author', 'Reader'),
  ...operations(audioPath, { ...calls, Play: 'Play' }),
}

const country = {
  '@odata.type': '#Library.Country',
  '@odata.id': `${root}/Countries('NO')`,
  '@odata.etag': etag,
  '@odata.readLink': "Countries('NO')",
  Code: 'NO',
}

const address = {
  '@odata.type': '#Library.Address',
  City: 'Oslo',
  'Since@odata.type': '#Date',
  Since: '2020-01-01',
  ...links("Authors('Ann')/Address", 'Country'),
}

const draft = {
  ...entity('Draft', "Authors('Ann')/Drafts(1)"),
  'No@odata.type': '#Int32',
  No: 1,
  Title: 'x',
}

const author = {
  ...entity('Author', "Authors('Ann')"),
  Name: 'Ann',
  Address: address,
  'Branches@odata.type': '#Collection(Library.Address)',
  Branches: [
    { '@odata.type': '#Library.Branch', City: 'Rome', 'Staff@odata.type': '#Int16', Staff: 3 },
  ],
  Extra: 5,
  'When@odata.type': '#Date',
  When: '2020-02-02',
  'Portrait@odata.mediaEditLink': `${root}/Authors('Ann')/Portrait`,
  'Portrait@odata.mediaReadLink': `${root}/Authors('Ann')/Portrait`,
  'Portrait@odata.mediaContentType': 'image/png',
  'Portrait@odata.mediaEtag': expect.any(String),
  ...links("Authors('Ann')", 'Books', 'Drafts'),
}

/** @see JSON Format, "metadata=full" */
test.each<[string, string, object]>([
  [
    "/Books('a')",
    'Books/$entity',
    {
      ...entity('Book', "Books('a')"),
      ...book,
      ...links("Books('a')", 'Author'),
      ...operations("Books('a')", calls),
    },
  ],
  ["/Books('b')", 'Books/$entity', audioBook],
  ["/Books/Library.AudioBook('b')", 'Books/Library.AudioBook/$entity', audioBook],
  [
    "/Books?$filter=ISBN eq 'b'",
    'Books',
    { ...operations('Books', { Sell: 'Sell', Best: 'Best()' }), value: [audioBook] },
  ],
  ["/Authors('Ann')", 'Authors/$entity', author],
  [
    "/Authors('Ann')?$expand=Drafts,Address/Country",
    'Authors/$entity',
    { ...author, Drafts: [draft], Address: { ...address, Country: country } },
  ],
  ["/Authors('Ann')/Drafts(1)", "Authors('Ann')/Drafts/$entity", draft],
  ['/Main', 'Main', { ...entity('Hall', 'Main'), Name: 'Central' }],
  ["/Countries('NO')", 'Countries/$entity', country],
  ["/Books('a')/Price", "Books('a')/Price", { '@odata.type': '#Decimal', value: 5.5 }],
  ["/Books('a')/ISBN", "Books('a')/ISBN", { value: 'a' }],
  ["/Books('a')/Tags", "Books('a')/Tags", { '@odata.type': '#Collection(String)', value: [] }],
  ["/Authors('Ann')/Address", "Authors('Ann')/Address", address],
  ["/Authors('Ann')/When", "Authors('Ann')/When", { '@odata.type': '#Date', value: '2020-02-02' }],
  ["/Books('a')/Author/$ref", '$ref', { '@odata.id': `${root}/Authors('Ann')` }],
  [
    '/Books?$apply=groupby((Kind),aggregate(Price with sum as Total))&$top=1',
    'Books(Kind,Total)',
    {
      value: [
        {
          '@odata.type': '#Library.Book',
          '@odata.id': null,
          'Kind@odata.type': '#Library.Kind',
          Kind: 'Novel',
          'Total@odata.type': '#Decimal',
          Total: 5.5,
        },
      ],
    },
  ],
  [
    "/Books('a')?$select=ISBN,Twice&$compute=Price mul 2 as Twice",
    'Books(ISBN,Twice)/$entity',
    {
      ...entity('Book', "Books('a')"),
      ISBN: 'a',
      'Twice@odata.type': '#Decimal',
      Twice: 11,
      ...links("Books('a')", 'Author'),
    },
  ],
])('GET %s with full metadata', async (path, fragment, members) => {
  expect(await full(path)).toEqual({ '@odata.context': context + fragment, ...members })
})

/** @see JSON Format, "Payload Ordering Constraints" */
test('control information stands where streaming asks for it', async () => {
  const body = (await full("/Authors('Ann')?$expand=Drafts")) as object
  expect(Object.keys(body)).toEqual([
    '@odata.context',
    '@odata.type',
    '@odata.id',
    '@odata.etag',
    '@odata.editLink',
    'Name',
    'Address',
    'Branches@odata.type',
    'Branches',
    'Extra',
    'When@odata.type',
    'When',
    'Portrait@odata.mediaEditLink',
    'Portrait@odata.mediaReadLink',
    'Portrait@odata.mediaContentType',
    'Portrait@odata.mediaEtag',
    'Drafts@odata.associationLink',
    'Drafts@odata.navigationLink',
    'Drafts',
    'Books@odata.associationLink',
    'Books@odata.navigationLink',
  ])
})

test('4.01 leaves out odata and the hash of built-in types', async () => {
  expect(await full("/Authors('Ann')/Drafts(1)", '4.01')).toEqual({
    '@context': `${context}Authors('Ann')/Drafts/$entity`,
    '@type': '#Library.Draft',
    '@id': `${root}/Authors('Ann')/Drafts(1)`,
    '@etag': etag,
    '@editLink': "Authors('Ann')/Drafts(1)",
    'No@type': 'Int32',
    No: 1,
    Title: 'x',
  })
})

test('every link of an entity leads somewhere', async () => {
  const service = startLibrary()
  const body = (await full("/Books('b')")) as Record<string, unknown>
  const urls = Object.entries(body).flatMap(([name, value]) =>
    /(?:Link|\.id)$/.test(name) ? [new URL(value as string, `${root}/`).href] : [],
  )
  const found = await Promise.all(
    urls.map(async (url) => (await sendTo(service.app, `GET ${url.slice(root.length)}`)).status),
  )
  expect(found).toEqual([200, 200, 204, 204, 204, 204])
})

/** @see JSON Format, "metadata=minimal", "metadata=none" */
describe('minimal and no metadata', () => {
  const plain = {
    ISBN: 'b',
    Price: null,
    Count: null,
    Score: 'INF',
    Tags: [],
    Kind: null,
    Length: 'PT5M',
  }

  test.each<[string, string, object]>([
    [
      'minimal',
      "/Books('b')",
      {
        '@odata.context': `${context}Books/$entity`,
        '@odata.type': '#Library.AudioBook',
        ...plain,
      },
    ],
    [
      'minimal',
      '/Books?$select=Price&$top=1',
      {
        '@odata.context': `${context}Books(Price)`,
        value: [{ '@odata.id': `${root}/Books('a')`, Price: 5.5 }],
      },
    ],
    [
      'minimal',
      "/Authors('Ann')?$select=Name,When,Extra",
      {
        '@odata.context': `${context}Authors(Name,When,Extra)/$entity`,
        Name: 'Ann',
        'When@odata.type': '#Date',
        When: '2020-02-02',
        Extra: 5,
      },
    ],
    ['none', "/Books('b')", plain],
    [
      'none',
      '/Books?$select=Price&$top=1&$count=true',
      { '@odata.count': 2, value: [{ Price: 5.5 }] },
    ],
    ['none', "/Authors('Ann')?$select=When", { When: '2020-02-02' }],
  ])('metadata=%s, GET %s', async (metadata, path, body) => {
    expect(await read(path, `odata.metadata=${metadata}`)).toEqual(body)
  })

  test('metadata=none keeps the next link', async () => {
    const headers = { Accept: 'application/json;metadata=none', Prefer: 'maxpagesize=1' }
    const { body } = await sendTo(startLibrary().app, 'GET /Books?$select=ISBN', { headers })
    expect(body).toEqual({
      value: [{ ISBN: 'a' }],
      '@odata.nextLink': expect.stringContaining(`${root}/Books?$select=ISBN&$skiptoken=`),
    })
  })
})

/** @see JSON Format, "Control Information: type" */
describe('types of dynamic properties', () => {
  test.each([
    ['4.0', { 'At@odata.type': '#DateTimeOffset', 'Big@odata.type': '#Int64' }],
    ['4.01', { 'At@type': 'DateTimeOffset', 'Big@type': 'Int64' }],
  ])('a body says them, and %s gives them back', async (version, types) => {
    const service = startLibrary()
    const body = {
      Name: 'Bob',
      'At@odata.type': '#Edm.DateTimeOffset',
      At: '2020-01-01T00:00:00Z',
      'Big@type': 'Int64',
      Big: 12,
    }
    expect((await sendTo(service.app, 'POST /Authors', { body })).status).toBe(201)
    const headers = {
      'OData-MaxVersion': version,
      Accept: 'application/json;IEEE754Compatible=true',
    }
    const read = await sendTo(service.app, "GET /Authors('Bob')?$select=At,Big,Name", { headers })
    expect(read.body).toMatchObject({ ...types, At: '2020-01-01T00:00:00Z', Big: '12' })
  })

  test('a value given anew without a type has none', async () => {
    const service = startLibrary()
    await sendTo(service.app, "PATCH /Authors('Ann')", { body: { When: 'soon' } })
    const { body } = await sendTo(service.app, "GET /Authors('Ann')?$select=Name,When")
    expect(body).toEqual({
      '@odata.context': `${context}Authors(Name,When)/$entity`,
      Name: 'Ann',
      When: 'soon',
    })
  })

  test.each([
    [
      { 'X@odata.type': '#Int64', X: 'abc' },
      { message: expect.stringContaining('expected Edm.Int64'), target: '/X' },
    ],
    [
      { 'X@odata.type': '#Collection(Date)', X: ['2020-01-01', 'x'] },
      { message: expect.stringContaining('expected Edm.Date'), target: '/X/1' },
    ],
    [
      { 'X@odata.type': '#Nothing', X: 1 },
      { message: 'expected the name of a type, found "#Nothing"', target: '/X@odata.type' },
    ],
  ])('POST with %j answers 400', async (members, detail) => {
    const { status, body } = await sendTo(startLibrary().app, 'POST /Authors', {
      body: { Name: 'Bob', ...members },
    })
    const { error } = body as { error: { details: unknown } }
    expect([status, error.details]).toEqual([400, [{ code: 'InvalidBody', ...detail }]])
  })
})
