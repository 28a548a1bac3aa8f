import { describe, expect, test } from '@jest/globals'
import { readAnswer, sendTo } from './answer.ts'
import { sendOctets } from './octets.ts'
import { change, clientOf, host, library, openLibrary } from './tracked.ts'

const token = '[\\w-]+'
const id = (path: string) => ({ '@id': `${host}/${path}` })
const oldId = (path: string) => ({ '@odata.id': `${host}/${path}` })
const removed = (path: string, reason: string) => ({ '@removed': { reason }, ...id(path) })
const link = (url: string) =>
  expect.stringMatching(
    new RegExp(`^${`${host}${url}`.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}${token}$`),
  )

describe('asking for changes', () => {
  test('a result has a delta link when it is asked for, and says so', async () => {
    const { get } = clientOf(openLibrary(), '4.01')
    const { status, body, headers } = await get('/Agents')
    expect([status, headers['preference-applied']]).toEqual([200, 'track-changes'])
    expect(body).toEqual({
      '@context': `${host}/$metadata#Agents`,
      value: [
        { ID: 7, Name: 'Gil' },
        { ID: 8, Name: 'Hal' },
      ],
      '@deltaLink': link('/Agents?$deltatoken='),
    })
  })

  test('the names of OData 4.0 have their prefix', async () => {
    const { get } = clientOf(openLibrary(), '4.0')
    const { body, headers } = await get('/Agents')
    expect(headers['preference-applied']).toBe('odata.track-changes')
    expect(body).toHaveProperty(['@odata.deltaLink'], link('/Agents?$deltatoken='))
  })

  test('a request that does not ask gets no delta link', async () => {
    const { headers, text } = await sendTo(openLibrary().app, 'GET /Agents')
    expect(headers).not.toHaveProperty('preference-applied')
    expect(text).not.toContain('deltaLink')
  })

  test('the link keeps the options that define the result, as they came', async () => {
    const { get } = clientOf(openLibrary(), '4.01')
    const { body } = await get(
      '/Authors?$filter=City%20eq%20%27Cork%27&$top=1&$skip=1&$count=true&x=1&$select=Name',
    )
    expect(body).toEqual({
      '@context': `${host}/$metadata#Authors(Name)`,
      '@count': 2,
      value: [{ ...id('Authors(2)'), Name: 'Bo' }],
      '@deltaLink': link('/Authors?$filter=City%20eq%20%27Cork%27&x=1&$select=Name&$deltatoken='),
    })
  })

  test('only the last page has it, and only the first says that changes are tracked', async () => {
    const { get } = clientOf(openLibrary(), '4.01')
    const prefer = { Prefer: 'track-changes, maxpagesize=2' }
    const first = await get('/Authors?$select=ID', prefer)
    expect(first.headers['preference-applied']).toBe('track-changes, maxpagesize=2')
    expect(first.body).toEqual({
      '@context': `${host}/$metadata#Authors(ID)`,
      value: [{ ID: 1 }, { ID: 2 }],
      '@nextLink': link('/Authors?$select=ID&$skiptoken='),
    })
    const { '@nextLink': next } = first.body as { '@nextLink': string }
    const second = await get(next, prefer)
    expect(second.headers['preference-applied']).toBe('maxpagesize=2')
    expect(second.body).toEqual({
      '@context': `${host}/$metadata#Authors(ID)`,
      value: [{ ID: 3 }],
      '@deltaLink': link('/Authors?$select=ID&$deltatoken='),
    })
  })

  test('a next link of a result that is not tracked ignores the preference', async () => {
    const service = openLibrary()
    const first = await sendTo(service.app, 'GET /Authors', {
      headers: { Prefer: 'maxpagesize=2' },
    })
    const { '@odata.nextLink': next } = JSON.parse(first.text) as { '@odata.nextLink': string }
    const { headers, body } = await clientOf(service, '4.0').get(next)
    expect(headers).not.toHaveProperty('preference-applied')
    expect(body).not.toHaveProperty(['@odata.deltaLink'])
  })

  test.each([
    ['/Authors(1)', 'an entity'],
    ['/Authors(1)/Name', 'a property'],
    ['/Authors/$count', 'a count'],
    ['/Authors/$ref', 'references'],
    ['/Authors?$apply=groupby((City))', 'aggregated data'],
    ['/$all', 'everything'],
    ['/Countries', 'a set that its annotation says is not tracked'],
  ])('%s is answered without a delta link: %s', async (url) => {
    const { status, body, headers } = await clientOf(openLibrary(), '4.01').get(url)
    expect([status, headers['preference-applied']]).toEqual([200, undefined])
    expect(JSON.stringify(body)).not.toContain('deltaLink')
  })

  test('$deltatoken=latest gives no members, only the link', async () => {
    const service = openLibrary()
    const { get, changes } = clientOf(service, '4.01')
    const { body } = await get('/Authors?$filter=ID gt 1&$deltatoken=latest')
    expect(body).toEqual({
      '@context': `${host}/$metadata#Authors`,
      value: [],
      '@deltaLink': link('/Authors?$filter=ID%20gt%201&$deltatoken='),
    })
    await change(service, 'DELETE /Authors(3)', 'PATCH /Authors(1) {"Name":"Eve"}')
    const { '@deltaLink': deltaLink } = body as { '@deltaLink': string }
    expect(await changes(deltaLink)).toEqual([{ ...removed('Authors(3)', 'deleted'), ID: 3 }])
  })

  test('$deltatoken=latest of what cannot be tracked is refused by name', async () => {
    const { status, body } = await clientOf(openLibrary(), '4.01').get(
      '/Countries?$deltatoken=latest',
    )
    expect([status, body]).toEqual([
      501,
      {
        error: {
          code: 'NotImplemented',
          message: 'tracking changes of this result is not supported by this service',
        },
      },
    ])
  })
})

describe('the changes', () => {
  test('added, changed and deleted entities, and the link for those that follow', async () => {
    const service = openLibrary()
    const { get, track } = clientOf(service, '4.01')
    const deltaLink = await track('/Agents')
    await change(
      service,
      'PATCH /Agents(7) {"Name":"Guy"}',
      'DELETE /Agents(8)',
      'POST /Agents {"ID":9,"Name":"Ivo"}',
    )
    const { status, headers, body } = await get(deltaLink)
    expect([status, headers['preference-applied']]).toEqual([200, 'track-changes'])
    expect(body).toEqual({
      '@context': `${host}/$metadata#Agents/$delta`,
      value: [
        { ...id('Agents(7)'), ID: 7, Name: 'Guy' },
        { ...id('Agents(9)'), ID: 9, Name: 'Ivo' },
        { ...removed('Agents(8)', 'deleted'), ID: 8 },
      ],
      '@deltaLink': link('/Agents?$deltatoken='),
    })
  })

  test('in OData 4.0 a deleted entity is told by its context', async () => {
    const service = openLibrary()
    const { get, track } = clientOf(service, '4.0')
    const deltaLink = await track('/Agents')
    await change(service, 'PATCH /Agents(7) {"Name":"Guy"}', 'DELETE /Agents(8)')
    expect((await get(deltaLink)).body).toEqual({
      '@odata.context': `${host}/$metadata#Agents/$delta`,
      value: [
        { ...oldId('Agents(7)'), ID: 7, Name: 'Guy' },
        {
          '@odata.context': `${host}/$metadata#Agents/$deletedEntity`,
          id: `${host}/Agents(8)`,
          reason: 'deleted',
        },
      ],
      '@odata.deltaLink': link('/Agents?$deltatoken='),
    })
  })

  test('a link may be followed again, and each round begins where the last one ended', async () => {
    const service = openLibrary()
    const { get, track, changes } = clientOf(service, '4.01')
    const first = await track('/Agents')
    await change(service, 'PATCH /Agents(7) {"Name":"Guy"}')
    const { '@deltaLink': second } = (await get(first)).body as { '@deltaLink': string }
    await change(service, 'PATCH /Agents(8) {"Name":"Hob"}')
    const [gil, hal] = [
      { ...id('Agents(7)'), ID: 7, Name: 'Guy' },
      { ...id('Agents(8)'), ID: 8, Name: 'Hob' },
    ]
    expect(await changes(second)).toEqual([hal])
    expect(await changes(first)).toEqual([gil, hal])
  })

  test('without changes the answer is empty, with the same link', async () => {
    const { get, track } = clientOf(openLibrary(), '4.01')
    const deltaLink = await track('/Agents')
    expect((await get(deltaLink)).body).toEqual({
      '@context': `${host}/$metadata#Agents/$delta`,
      value: [],
      '@deltaLink': deltaLink,
    })
  })

  test('a value that is set to what it was is no change, nor is one that was taken back', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.01')
    const deltaLink = await track('/Agents')
    await change(
      service,
      'PATCH /Agents(7) {"Name":"Gil"}',
      'PATCH /Agents(8) {"Name":"x"}',
      'PATCH /Agents(8) {"Name":"Hal"}',
    )
    expect(await changes(deltaLink)).toEqual([])
  })

  test('an entity that was deleted and made anew is a changed one', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.01')
    const deltaLink = await track('/Agents')
    await change(service, 'DELETE /Agents(7)', 'POST /Agents {"ID":7,"Name":"New"}')
    expect(await changes(deltaLink)).toEqual([{ ...id('Agents(7)'), ID: 7, Name: 'New' }])
  })

  test('a change set that failed leaves none', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.01')
    const deltaLink = await track('/Agents')
    const body = {
      requests: [
        { id: '1', atomicityGroup: 'g', method: 'DELETE', url: 'Agents(7)' },
        { id: '2', atomicityGroup: 'g', method: 'DELETE', url: 'Agents(99)' },
      ],
    }
    await sendTo(service.app, 'POST /$batch', { body })
    expect(await changes(deltaLink)).toEqual([])
  })

  test('an entity that leaves the filter is removed, and one that comes into it is added', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.01')
    const deltaLink = await track("/Authors?$filter=City eq 'Cork'&$select=ID,Name")
    await change(
      service,
      'PATCH /Authors(1) {"City":"Lima"}',
      'DELETE /Authors(2)',
      'PATCH /Authors(3) {"City":"Cork"}',
    )
    expect(await changes(deltaLink)).toEqual([
      { ...id('Authors(3)'), ID: 3, Name: 'Cy' },
      { ...removed('Authors(1)', 'changed'), ID: 1 },
      { ...removed('Authors(2)', 'deleted'), ID: 2 },
    ])
  })

  test('in OData 4.0 as well', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.0')
    const deltaLink = await track("/Authors?$filter=City eq 'Cork'&$select=ID,Name")
    await change(service, 'PATCH /Authors(1) {"City":"Lima"}')
    expect(await changes(deltaLink)).toEqual([
      {
        '@odata.context': `${host}/$metadata#Authors/$deletedEntity`,
        id: `${host}/Authors(1)`,
        reason: 'changed',
      },
    ])
  })

  test('a filter through links sees what changes at their other end', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.01')
    const deltaLink = await track("/Authors?$filter=Books/any(b:b/Title eq 'Bees')&$select=ID")
    await change(service, 'PATCH /Books(12) {"Title":"Wasps"}')
    expect(await changes(deltaLink)).toEqual([{ ...removed('Authors(1)', 'changed'), ID: 1 }])
  })

  test('a search and parameter aliases define the result too', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.01')
    const searched = await track('/Books?$search=bees')
    const filtered = await track('/Books?$filter=ID eq @id&@id=11')
    await change(service, 'PATCH /Books(11) {"Title":"More bees"}')
    const book = { ...id('Books(11)'), ID: 11, Title: 'More bees' }
    expect([await changes(searched), await changes(filtered)]).toEqual([[book], [book]])
  })

  test('only a change of what is selected counts', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.01')
    const deltaLink = await track('/Authors?$select=Name')
    await change(service, 'PATCH /Authors(1) {"City":"x"}', 'PATCH /Authors(2) {"Name":"Bob"}')
    expect(await changes(deltaLink)).toEqual([{ ...id('Authors(2)'), Name: 'Bob' }])
  })

  test('a computed property is a property like others', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.01')
    const deltaLink = await track('/Agents?$compute=toupper(Name) as Big&$select=Big')
    await change(service, 'PATCH /Agents(7) {"Name":"guy"}')
    expect(await changes(deltaLink)).toEqual([{ ...id('Agents(7)'), Big: 'GUY' }])
  })

  test('an entity of a derived type tells it', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.01')
    const [all, laureates] = [
      await track('/Authors?$select=ID'),
      await track('/Authors/lib.Laureate?$select=Prize'),
    ]
    await change(service, 'POST /Authors {"@odata.type":"#lib.Laureate","ID":5,"Prize":"N"}')
    expect(await changes(all)).toEqual([{ ...id('Authors(5)'), '@type': '#lib.Laureate', ID: 5 }])
    expect(await changes(laureates)).toEqual([{ ...id('Authors(5)'), Prize: 'N' }])
  })

  test('a contained collection is tracked by its path', async () => {
    const service = openLibrary()
    const { get, track } = clientOf(service, '4.01')
    const deltaLink = await track('/Authors(1)/Notes')
    await change(
      service,
      'DELETE /Authors(1)/Notes(1)',
      'POST /Authors(1)/Notes {"ID":2,"Text":"two"}',
    )
    expect((await get(deltaLink)).body).toEqual({
      '@context': `${host}/$metadata#Authors(1)/Notes/$delta`,
      value: [
        { ...id('Authors(1)/Notes(2)'), ID: 2, Text: 'two' },
        { ...removed('Authors(1)/Notes(1)', 'deleted'), ID: 1 },
      ],
      '@deltaLink': link('/Authors(1)/Notes?$deltatoken='),
    })
  })

  test('a collection of links is tracked: what is unlinked is removed, not deleted', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.01')
    const deltaLink = await track('/Authors(1)/Books')
    await change(service, 'DELETE /Authors(1)/Books/$ref?$id=Books(11)')
    expect(await changes(deltaLink)).toEqual([{ ...removed('Books(11)', 'changed'), ID: 11 }])
  })

  test.each(['none', 'minimal', 'full'])(
    'metadata=%s tells the id of each once',
    async (metadata) => {
      const service = openLibrary()
      const { track } = clientOf(service, '4.01')
      const deltaLink = await track('/Authors?$select=Name&$expand=Books')
      await change(service, 'PATCH /Authors(2) {"Name":"x"}', 'PATCH /Books(11) {"Title":"y"}')
      const { text } = await sendTo(service.app, `GET ${deltaLink.replace(host, '')}`, {
        headers: { 'OData-MaxVersion': '4.01', Accept: `application/json;metadata=${metadata}` },
      })
      const ids = [...text.matchAll(/"@id":"[^"]*\/([^"/]*)"/g)].map(([, path]) => path)
      expect(ids).toEqual(['Authors(1)', 'Books(11)', 'Authors(2)'])
    },
  )

  test('full metadata tells the set of a deleted entity', async () => {
    const service = openLibrary()
    const { get, track } = clientOf(service, '4.01')
    const deltaLink = await track('/Agents')
    await change(service, 'DELETE /Agents(8)')
    const { body } = await get(deltaLink, { Accept: 'application/json;metadata=full' })
    expect(body).toHaveProperty('value', [
      {
        '@context': `${host}/$metadata#Agents/$deletedEntity`,
        ...removed('Agents(8)', 'deleted'),
        ID: 8,
      },
    ])
  })

  test('without metadata what makes changes of them stays', async () => {
    const service = openLibrary()
    const { get, track } = clientOf(service, '4.0')
    const deltaLink = await track('/Agents?$select=Name')
    await change(service, 'PATCH /Agents(7) {"Name":"Guy"}', 'DELETE /Agents(8)')
    const { body } = await get(deltaLink, { Accept: 'application/json;odata.metadata=none' })
    expect(body).toEqual({
      value: [
        { ...oldId('Agents(7)'), Name: 'Guy' },
        {
          '@odata.context': `${host}/$metadata#Agents/$deletedEntity`,
          id: `${host}/Agents(8)`,
          reason: 'deleted',
        },
      ],
      '@odata.deltaLink': link('/Agents?$select=Name&$deltatoken='),
    })
  })
})

describe('changes of what is expanded', () => {
  const lines = [
    'PATCH /Books(11) {"Title":"Tidal"}',
    'DELETE /Books(12)',
    'POST /Books {"ID":13,"Title":"Moss","Author@odata.bind":"Authors(1)"}',
    'POST /Authors {"ID":4,"Name":"Di","Books":[{"ID":14,"Title":"Fern"}]}',
  ]

  test('stand within their entity in OData 4.01', async () => {
    const service = openLibrary()
    const { get, track } = clientOf(service, '4.01')
    const deltaLink = await track('/Authors?$select=ID,Name&$expand=Books')
    await change(service, ...lines)
    expect((await get(deltaLink)).body).toEqual({
      '@context': `${host}/$metadata#Authors(ID,Name,Books())/$delta`,
      value: [
        {
          ...id('Authors(1)'),
          ID: 1,
          'Books@delta': [
            { ...id('Books(11)'), ID: 11, Title: 'Tidal' },
            { ...id('Books(13)'), ID: 13, Title: 'Moss' },
            { ...removed('Books(12)', 'deleted'), ID: 12 },
          ],
        },
        {
          ...id('Authors(4)'),
          ID: 4,
          Name: 'Di',
          Books: [{ ...id('Books(14)'), ID: 14, Title: 'Fern' }],
        },
      ],
      '@deltaLink': link('/Authors?$select=ID,Name&$expand=Books&$deltatoken='),
    })
  })

  test('stand beside it in OData 4.0, with the links', async () => {
    const service = openLibrary()
    const { get, track } = clientOf(service, '4.0')
    const deltaLink = await track('/Authors?$select=ID,Name&$expand=Books')
    await change(service, ...lines)
    const book = { '@odata.context': `${host}/$metadata#Books/$entity` }
    const added = (source: string, target: string) => ({
      '@odata.context': `${host}/$metadata#Authors/$link`,
      source: `${host}/${source}`,
      relationship: 'Books',
      target: `${host}/${target}`,
    })
    const { body } = await get(deltaLink)
    expect(body).toHaveProperty('value', [
      {
        '@odata.context': `${host}/$metadata#Books/$deletedEntity`,
        id: `${host}/Books(12)`,
        reason: 'deleted',
      },
      { ...book, ...oldId('Books(11)'), ID: 11, Title: 'Tidal' },
      { ...book, ...oldId('Books(13)'), ID: 13, Title: 'Moss' },
      added('Authors(1)', 'Books(13)'),
      { ...oldId('Authors(4)'), ID: 4, Name: 'Di' },
      { ...book, ...oldId('Books(14)'), ID: 14, Title: 'Fern' },
      added('Authors(4)', 'Books(14)'),
    ])
  })

  test('a link that is taken away is told in both', async () => {
    const service = openLibrary()
    const [now, old] = [clientOf(service, '4.01'), clientOf(service, '4.0')]
    const [nested, flat] = [
      await now.track('/Authors?$expand=Books'),
      await old.track('/Authors?$expand=Books'),
    ]
    await change(service, 'DELETE /Authors(1)/Books/$ref?$id=Books(11)')
    expect(await now.changes(nested)).toEqual([
      {
        ...id('Authors(1)'),
        ID: 1,
        'Books@delta': [{ ...removed('Books(11)', 'changed'), ID: 11 }],
      },
    ])
    expect(await old.changes(flat)).toEqual([
      {
        '@odata.context': `${host}/$metadata#Authors/$deletedLink`,
        source: `${host}/Authors(1)`,
        relationship: 'Books',
        target: `${host}/Books(11)`,
      },
    ])
  })

  test('a link that two ways lead to is told once', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.0')
    const deltaLink = await track('/Books?$select=ID&$expand=Author($select=ID;$expand=Agent/$ref)')
    await change(service, 'PUT /Authors(1)/Agent/$ref {"@odata.id":"Agents(8)"}')
    const ends = { source: `${host}/Authors(1)`, relationship: 'Agent' }
    expect(await changes(deltaLink)).toEqual([
      {
        '@odata.context': `${host}/$metadata#Authors/$deletedLink`,
        ...ends,
        target: `${host}/Agents(7)`,
      },
      { '@odata.context': `${host}/$metadata#Authors/$link`, ...ends, target: `${host}/Agents(8)` },
    ])
  })

  test('expanded references change by membership alone', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.01')
    const deltaLink = await track('/Authors?$expand=Books/$ref')
    await change(
      service,
      'PATCH /Books(11) {"Title":"x"}',
      'DELETE /Authors(1)/Books/$ref?$id=Books(12)',
      'POST /Authors(2)/Books/$ref {"@odata.id":"Books(12)"}',
    )
    expect(await changes(deltaLink)).toEqual([
      { ...id('Authors(1)'), ID: 1, 'Books@delta': [removed('Books(12)', 'changed')] },
      { ...id('Authors(2)'), ID: 2, 'Books@delta': [id('Books(12)')] },
    ])
  })

  test('a single-valued navigation property is another entity, a changed one, or null', async () => {
    const service = openLibrary()
    const { get, track } = clientOf(service, '4.01')
    const first = await track('/Authors?$filter=ID eq 1&$expand=Agent($select=Name)')
    const next = async (deltaLink: string, line: string) => {
      await change(service, line)
      const { body } = await get(deltaLink)
      const { value, '@deltaLink': following } = body as { value: unknown; '@deltaLink': string }
      return { value, following }
    }
    const author = { ...id('Authors(1)'), ID: 1 }
    const renamed = await next(first, 'PATCH /Agents(7) {"Name":"Guy"}')
    expect(renamed.value).toEqual([{ ...author, Agent: { ...id('Agents(7)'), Name: 'Guy' } }])
    const other = await next(
      renamed.following,
      'PUT /Authors(1)/Agent/$ref {"@odata.id":"Agents(8)"}',
    )
    expect(other.value).toEqual([{ ...author, Agent: { ...id('Agents(8)'), Name: 'Hal' } }])
    const none = await next(other.following, 'DELETE /Authors(1)/Agent/$ref')
    expect(none.value).toEqual([{ ...author, Agent: null }])
  })

  test('options of the expansion define what is tracked of it', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.01')
    const deltaLink = await track("/Authors?$expand=Books($filter=startswith(Title,'B');$top=1)")
    await change(service, 'PATCH /Books(11) {"Title":"Brine"}', 'PATCH /Books(12) {"Title":"Apes"}')
    expect(await changes(deltaLink)).toEqual([
      {
        ...id('Authors(1)'),
        ID: 1,
        'Books@delta': [
          { ...id('Books(11)'), ID: 11, Title: 'Brine' },
          { ...removed('Books(12)', 'changed'), ID: 12 },
        ],
      },
    ])
  })

  test('what a complex value leads to changes within it', async () => {
    const service = openLibrary()
    const [now, old] = [clientOf(service, '4.01'), clientOf(service, '4.0')]
    const query = '/Authors?$select=Home&$expand=Home/Country&$filter=ID eq 1'
    const [nested, flat] = [await now.track(query), await old.track(query)]
    await change(service, `PATCH /Countries('ie') {"Name":"Eire"}`)
    expect(await now.changes(nested)).toEqual([
      {
        ...id('Authors(1)'),
        Home: { Street: 'Quay', Country: { ...id("Countries('ie')"), Code: 'ie', Name: 'Eire' } },
      },
    ])
    expect(await old.changes(flat)).toEqual([
      {
        '@odata.context': `${host}/$metadata#Countries/$entity`,
        ...oldId("Countries('ie')"),
        Code: 'ie',
        Name: 'Eire',
      },
    ])
  })

  test('expansions within expansions nest', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.01')
    const deltaLink = await track('/Agents?$filter=ID eq 7&$expand=*')
    expect(await changes(deltaLink)).toEqual([])
    const books = await track('/Books?$filter=ID eq 11&$expand=Author($expand=Agent)')
    await change(service, 'PATCH /Agents(7) {"Name":"Guy"}')
    expect(await changes(books)).toEqual([
      {
        ...id('Books(11)'),
        ID: 11,
        Author: { ...id('Authors(1)'), ID: 1, Agent: { ...id('Agents(7)'), ID: 7, Name: 'Guy' } },
      },
    ])
  })
})

describe('following a delta link', () => {
  test('changes come in pages that no later change moves', async () => {
    const service = openLibrary()
    const { get, track, changes } = clientOf(service, '4.01')
    const deltaLink = await track('/Agents')
    await change(service, 'PATCH /Agents(7) {"Name":"Guy"}', 'PATCH /Agents(8) {"Name":"Hob"}')
    const prefer = { Prefer: 'track-changes, maxpagesize=1' }
    const first = (await get(deltaLink, prefer)).body as { '@nextLink': string }
    expect(first).toEqual({
      '@context': `${host}/$metadata#Agents/$delta`,
      value: [{ ...id('Agents(7)'), ID: 7, Name: 'Guy' }],
      '@nextLink': link('/Agents?$skiptoken='),
    })
    await change(service, 'PATCH /Agents(7) {"Name":"Gus"}', 'DELETE /Agents(8)')
    const second = (await get(first['@nextLink'], { Prefer: '' })).body as { '@deltaLink': string }
    expect(second).toEqual({
      '@context': `${host}/$metadata#Agents/$delta`,
      value: [{ ...id('Agents(8)'), ID: 8, Name: 'Hob' }],
      '@deltaLink': link('/Agents?$deltatoken='),
    })
    expect(await changes(second['@deltaLink'])).toEqual([
      { ...id('Agents(7)'), ID: 7, Name: 'Gus' },
      { ...removed('Agents(8)', 'deleted'), ID: 8 },
    ])
  })

  test('what changes between the pages of the result is among the changes', async () => {
    const service = openLibrary()
    const { get, changes } = clientOf(service, '4.01')
    const { body } = await get('/Agents', { Prefer: 'track-changes, maxpagesize=1' })
    await change(service, 'PATCH /Agents(7) {"Name":"Guy"}')
    const last = await get((body as { '@nextLink': string })['@nextLink'])
    const { '@deltaLink': deltaLink } = last.body as { '@deltaLink': string }
    expect(await changes(deltaLink)).toEqual([{ ...id('Agents(7)'), ID: 7, Name: 'Guy' }])
  })

  test('$count counts the changes: those of links too in OData 4.0', async () => {
    const service = openLibrary()
    const [now, old] = [clientOf(service, '4.01'), clientOf(service, '4.0')]
    const [nested, flat] = [
      await now.track('/Authors?$select=Name&$expand=Books'),
      await old.track('/Authors?$select=Name&$expand=Books'),
    ]
    await change(
      service,
      'POST /Authors {"ID":4,"Books":[{"ID":14},{"ID":15}]}',
      'DELETE /Authors(3)',
    )
    const counted = await now.get(`${nested}&$count=true`, { Prefer: 'maxpagesize=1' })
    expect(counted.body).toMatchObject({ '@count': 2, value: [{ Name: null }] })
    expect((await old.get(`${flat}&$count=true`)).body).toMatchObject({ '@odata.count': 6 })
    expect((await now.get(nested.replace('?', '/$count?'))).body).toBe('2')
    expect((await old.get(flat.replace('?', '/$count?'))).body).toBe('6')
  })

  test('HEAD answers without a body, and a part of $batch follows it too', async () => {
    const service = openLibrary()
    const { track } = clientOf(service, '4.0')
    const deltaLink = await track("/Authors?$filter=City eq 'Cork'&$select=ID")
    await change(service, 'DELETE /Authors(2)')
    const head = await sendTo(service.app, `HEAD ${deltaLink.replace(host, '')}`)
    expect([head.status, head.text ?? '']).toEqual([200, ''])
    const { text } = await sendTo(service.app, `GET ${deltaLink.replace(host, '')}`)
    const requests = [{ id: '1', method: 'GET', url: deltaLink }]
    const batch = readAnswer(await sendTo(service.app, 'POST /$batch', { body: { requests } }))
    const { responses } = batch.body as { responses: { status: number; body: unknown }[] }
    const value = (JSON.parse(text) as { value: unknown }).value
    expect(responses[0]).toMatchObject({ status: 200, body: { value } })
  })

  test('parts of a multipart batch give delta links and follow them', async () => {
    const service = openLibrary()
    const { track } = clientOf(service, '4.0')
    const deltaLink = await track('/Agents')
    await change(service, 'DELETE /Agents(7)')
    const part = (url: string) =>
      `--b\r\nContent-Type: application/http\r\n\r\nGET ${url} HTTP/1.1\r\nPrefer: odata.track-changes\r\n\r\n\r\n`
    const answer = await sendOctets(service, 'POST /$batch', {
      body: `${part(deltaLink)}${part('Agents')}--b--`,
      headers: { 'Content-Type': 'multipart/mixed; boundary=b' },
    })
    const text = String(answer.body)
    const bodies = [...text.matchAll(/^\{.*\}/gm)].map(([body]) => JSON.parse(body) as object)
    expect(bodies).toEqual([
      {
        '@odata.context': `${host}/$metadata#Agents/$delta`,
        value: [
          {
            '@odata.context': `${host}/$metadata#Agents/$deletedEntity`,
            id: `${host}/Agents(7)`,
            reason: 'deleted',
          },
        ],
        '@odata.deltaLink': link('/Agents?$deltatoken='),
      },
      {
        '@odata.context': `${host}/$metadata#Agents`,
        value: [{ ID: 8, Name: 'Hal' }],
        '@odata.deltaLink': link('/Agents?$deltatoken='),
      },
    ])
    expect([...text.matchAll(/preference-applied: (.*)/gi)].map(([, name]) => name)).toEqual([
      'odata.track-changes',
      'odata.track-changes',
    ])
  })

  test('a function called delta asks for the changes of its collection, as Graph tells them', async () => {
    const service = openLibrary()
    const { get } = clientOf(service, '4.0')
    const { text } = await sendTo(service.app, 'GET /Authors/lib.delta()?$select=Name')
    const body = JSON.parse(text) as { '@odata.deltaLink': string }
    expect(body).toEqual({
      '@odata.context': `${host}/$metadata#Authors(Name)`,
      value: [
        { ID: 1, Name: 'Ada' },
        { ID: 2, Name: 'Bo' },
        { ID: 3, Name: 'Cy' },
      ],
      '@odata.deltaLink': link('/Authors/lib.delta()?$select=Name&$deltatoken='),
    })
    await change(service, 'DELETE /Authors(2)', 'PATCH /Authors(3) {"Name":"Cyd"}')
    expect((await get(body['@odata.deltaLink'], { Prefer: 'return=minimal' })).body).toEqual({
      '@odata.context': `${host}/$metadata#Authors(Name)/$delta`,
      value: [
        { ID: 3, Name: 'Cyd' },
        { ID: 2, '@removed': { reason: 'deleted' } },
      ],
      '@odata.deltaLink': link('/Authors/lib.delta()?$select=Name&$deltatoken='),
    })
  })

  test('the token alone is enough: the options go with it', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.01')
    const deltaLink = await track('/Authors?$select=Name&$filter=ID gt 1')
    await change(service, 'PATCH /Authors(1) {"Name":"x"}', 'PATCH /Authors(2) {"Name":"y"}')
    const short = `/Authors?${/\$deltatoken=.*/.exec(deltaLink)![0]}`
    expect(await changes(short)).toEqual([{ ...id('Authors(2)'), Name: 'y' }])
  })
})

describe('a delta link that is not to be followed', () => {
  const gone = (location: string) => ({
    status: 410,
    location: `${host}${location}`,
    body: {
      error: {
        code: 'SyncStateNotFound',
        message:
          'the changes since this link was given are no longer known: request the whole collection anew',
      },
    },
  })

  test.each(['reset', 'restore', 'replaced fixtures'])('is gone after %s', async (event) => {
    const service = openLibrary()
    const { get, track } = clientOf(service, '4.01')
    const mark = service.snapshot()
    const deltaLink = await track('/Authors?$select=ID&$filter=ID%20gt%201&$top=1')
    if (event === 'reset') await service.reset()
    else if (event === 'restore') await service.restore(mark)
    else {
      const headers = { Host: '127.0.0.1' }
      await sendTo(service.app, 'PUT /_understudy/fixtures', { body: library, headers })
    }
    const { status, headers, body } = await get(deltaLink)
    expect({ status, location: headers['location'], body }).toEqual(
      gone('/Authors?$select=ID&$filter=ID%20gt%201'),
    )
    const later = await track('/Authors?$select=ID&$filter=ID%20gt%201')
    expect((await get(deltaLink)).status).toBe(410)
    expect((await get(later)).status).toBe(200)
  })

  test('so is that of what belongs to an entity that is gone', async () => {
    const service = openLibrary()
    const { get, track } = clientOf(service, '4.01')
    const deltaLink = await track('/Authors(1)/Notes?$select=ID')
    await change(service, 'DELETE /Authors(1)')
    const { status, headers, body } = await get(deltaLink)
    expect({ status, location: headers['location'], body }).toEqual(
      gone('/Authors(1)/Notes?$select=ID'),
    )
    expect((await get('/Authors(1)/Notes')).status).toBe(404)
  })

  test('so is that of another process', async () => {
    const [first, second] = [openLibrary(), openLibrary('2026-01-02T00:00:00Z')]
    const deltaLink = await clientOf(first, '4.01').track('/Agents')
    await clientOf(second, '4.01').track('/Agents')
    expect((await clientOf(second, '4.01').get(deltaLink)).status).toBe(410)
  })

  test('entities that are seeded later are changes like others', async () => {
    const service = openLibrary()
    const { track, changes } = clientOf(service, '4.01')
    const deltaLink = await track('/Agents')
    await service.seed('Agents', [{ ID: 9, Name: 'Ivo' }])
    expect(await changes(deltaLink)).toEqual([{ ...id('Agents(9)'), ID: 9, Name: 'Ivo' }])
  })

  test.each([
    ['/Agents?$deltatoken=abc', "$deltatoken: 'abc' is not from a delta link of this service"],
    ['/Agents(7)?$deltatoken=TOKEN', '$deltatoken applies to a collection of entities only'],
    ['/Agents/$ref?$deltatoken=TOKEN', '$deltatoken applies to a collection of entities only'],
    ['/Books?$deltatoken=TOKEN', "the token is that of 'Agents', not of 'Books'"],
    [
      '/Agents?$filter=ID eq 7&$deltatoken=TOKEN',
      "the token is that of a request with '$select=Name', not with '$filter=ID eq 7'",
    ],
    ['/Agents?$top=1&$deltatoken=TOKEN', '$top does not apply to a delta link'],
    ['/Agents?$deltatoken=TOKEN&$skiptoken=x', '$skiptoken does not apply to a delta link'],
    ['/Agents?$skiptoken=TOKEN', "$skiptoken: 'TOKEN' is not from a next link of this service"],
  ])('%s is refused', async (url, message) => {
    const service = openLibrary()
    const { get, track } = clientOf(service, '4.01')
    const given = /\$deltatoken=(.*)/.exec(await track('/Agents?$select=Name'))![1]!
    const { status, body } = await get(url.replace('TOKEN', given))
    const text = message.replace('TOKEN', given.slice(0, 40))
    expect([status, body]).toMatchObject([400, { error: { code: 'BadRequest', message: text } }])
  })

  test('a modification has no delta link', async () => {
    const { app } = openLibrary()
    const { status, text } = await sendTo(app, 'POST /Agents?$deltatoken=x', { body: { ID: 9 } })
    expect([status, JSON.parse(text)]).toEqual([
      400,
      {
        error: {
          code: 'BadRequest',
          message: '$deltatoken applies to reading a collection only',
          target: '$deltatoken',
        },
      },
    ])
  })
})
