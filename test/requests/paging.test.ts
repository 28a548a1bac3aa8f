import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { Understudy } from '../../src/index.ts'
import { answer, readAnswer, refusal, root, send, sendTo, start } from './answer.ts'
import { getPeople, peopleRoot, startPeople } from './people.ts'

interface Page {
  readonly value: readonly { readonly id: string }[]
  readonly '@odata.nextLink'?: string
  readonly '@odata.count'?: number
}

/** Nine packages; the names of three repeat, so that an order by name has ties. */
const nine = {
  accessPackages: Array.from({ length: 9 }, (_, n) => ({
    id: `p${n + 1}`,
    displayName: ['x', 'y', 'z'][n % 3]!,
  })),
}

/** The pages that a query begins, each next link followed as it is; `between` happens after each page. */
async function pages(
  service: Understudy,
  query: string,
  size: number | undefined,
  between: (page: Page) => Promise<unknown> = async () => undefined,
): Promise<Page[]> {
  const headers = size === undefined ? {} : { Prefer: `odata.maxpagesize=${size}` }
  const found: Page[] = []
  let line: string | undefined = `GET /accessPackages${query}`
  while (line !== undefined && found.length < 50) {
    const { body } = await answer(service, line, found.length === 0 ? { headers } : {})
    const page = body as Page
    found.push(page)
    await between(page)
    const next: string | undefined = page['@odata.nextLink']
    line = next === undefined ? undefined : `GET ${next.slice(root.length)}`
  }
  return found
}

const idsOf = (found: readonly Page[]) =>
  found.map(({ value }) => value.map(({ id }) => id).join(' '))

test.each([
  ['?$select=id', 4, ['p1 p2 p3 p4', 'p5 p6 p7 p8', 'p9']],
  ['?$select=id', 3, ['p1 p2 p3', 'p4 p5 p6', 'p7 p8 p9']],
  ['?$select=id', 9, ['p1 p2 p3 p4 p5 p6 p7 p8 p9']],
  ['?$select=id', 99, ['p1 p2 p3 p4 p5 p6 p7 p8 p9']],
  ['?$select=id&$top=5', 2, ['p1 p2', 'p3 p4', 'p5']],
  ['?$select=id&$top=2', 5, ['p1 p2']],
  ['?$select=id&$skip=6', 2, ['p7 p8', 'p9']],
  ['?$select=id&$skip=1&$top=3', 2, ['p2 p3', 'p4']],
  ['?$select=id&$orderby=displayName desc', 4, ['p3 p6 p9 p2', 'p5 p8 p1 p4', 'p7']],
  ["?$select=id&$filter=displayName eq 'y'", 2, ['p2 p5', 'p8']],
  ["?%24select=id&%24filter=displayName+eq+'y'", 2, ['p2 p5', 'p8']],
  ['?$top=0', 2, ['']],
])('%s in pages of %i', async (query, size, expected) => {
  expect(idsOf(await pages(start(nine), query, size))).toEqual(expected)
})

test('without a preference there is one page', async () => {
  expect(await pages(start(nine), '?$select=id', undefined)).toHaveLength(1)
})

test('a next link repeats every option as it came, and the preference is said to be applied', async () => {
  const query = '?$select=id&$count=true&%24filter=displayName+ne+%27z%27&sap-client=100'
  const { status, headers, body } = await send(start(nine), `GET /accessPackages${query}`, {
    headers: { Prefer: 'odata.maxpagesize=2' },
  })
  expect([status, headers['preference-applied']]).toEqual([200, 'odata.maxpagesize=2'])
  const [, before, token] = /^(.*)&\$skiptoken=([\w-]+)$/.exec(body['@odata.nextLink']) ?? []
  expect(before).toBe(`${root}/accessPackages${query}`)
  expect(token).not.toBe('')
  expect(body).toEqual({
    '@odata.context': `${root}/$metadata#accessPackages(id)`,
    '@odata.count': 6,
    value: [{ id: 'p1' }, { id: 'p2' }],
    '@odata.nextLink': body['@odata.nextLink'],
  })
})

test('every page gives the count of all', async () => {
  const found = await pages(start(nine), '?$count=true&$top=5', 2)
  expect(found.map((page) => page['@odata.count'])).toEqual([9, 9, 9])
})

test.each(['maxpagesize=2', 'odata.maxpagesize="2"', 'return=minimal, odata.maxpagesize=2'])(
  'Prefer: %s is understood',
  async (Prefer) => {
    const { body } = await answer(start(nine), 'GET /accessPackages', { headers: { Prefer } })
    expect((body as Page).value).toHaveLength(2)
  },
)

/** "The service MUST ignore preference values that are either not supported or not known" (Protocol, "Header Prefer"). */
test.each(['odata.maxpagesize=0', 'odata.maxpagesize=x', 'odata.maxpagesize=-1'])(
  'Prefer: %s is ignored',
  async (Prefer) => {
    const found = await send(start(nine), 'GET /accessPackages', { headers: { Prefer } })
    const { value } = readAnswer(found).body as Page
    expect([found.status, value.length, found.headers['preference-applied']]).toEqual([
      200,
      9,
      undefined,
    ])
  },
)

test('related and contained collections, calls and references are paged too', async () => {
  const service = start({
    ...nine,
    groups: [{ id: 'g1' }, { id: 'g2' }],
  })
  for (const id of ['g1', 'g2']) {
    const body = { '@odata.id': `groups/${id}` }
    await send(service, 'POST /accessPackages/p1/incompatibleGroups/$ref', { body })
    await send(service, 'POST /accessPackages/p1/accessPackageResourceRoleScopes', { body: {} })
  }
  for (const path of [
    '/accessPackages/p1/incompatibleGroups',
    '/accessPackages/p1/incompatibleGroups/$ref',
    '/accessPackages/p1/accessPackageResourceRoleScopes',
    "/identityGovernance/entitlementManagement/accessPackages/filterByCurrentUser(on='allowedRequestor')",
  ]) {
    const headers = { Prefer: 'odata.maxpagesize=1' }
    const first = (await answer(service, `GET ${path}`, { headers })).body as Page
    expect([path, first.value.length]).toEqual([path, 1])
    const next = first['@odata.nextLink']!
    expect(next.startsWith(`${root}${path}?$skiptoken=`)).toBe(true)
    const second = (await answer(service, `GET ${next.slice(root.length)}`)).body as Page
    expect([path, second.value.length]).toEqual([path, 1])
    expect(second.value).not.toEqual(first.value)
  }
})

/** Protocol, "Preference maxpagesize": "each collection within the response". */
describe('collections within the response', () => {
  /** What each page holds, but for types, from the nested collection of a first answer on. */
  async function nestedPages(path: string, name: string, headers = { Prefer: 'maxpagesize=1' }) {
    const service = startPeople()
    const first = readAnswer(await sendTo(service.app, `GET ${path}`, { headers }))
    const owner = first.body as Record<string, unknown>
    const links: string[] = []
    const textOf = (value: unknown) =>
      JSON.stringify(value).replaceAll('"@odata.type":"#Trip.Employee",', '')
    const found = [textOf(owner[name])]
    let next = owner[`${name}@odata.nextLink`] as string | undefined
    while (next !== undefined && links.length < 9) {
      links.push(next.slice(peopleRoot.length).replace(/skiptoken=.*/, 'skiptoken=…'))
      const { body } = readAnswer(await sendTo(service.app, `GET ${next.slice(peopleRoot.length)}`))
      found.push(textOf((body as Page).value))
      next = (body as Page)['@odata.nextLink']
    }
    return { found, links: [...new Set(links)] }
  }

  const named = (...names: string[]) => names.map((UserName) => JSON.stringify([{ UserName }]))

  test.each([
    ['Friends($select=UserName)', named('bob', 'cid', 'dan'), '/Friends?$select=UserName'],
    [
      'Friends($select=UserName;$orderby=Name desc;$skip=1;$top=2)',
      named('cid', 'bob'),
      '/Friends?$select=UserName&$orderby=Name%20desc&$skip=1&$top=2',
    ],
    [
      'Friends/Trip.Employee($filter=Salary gt 10.5;$select=UserName)',
      named('cid', 'dan'),
      '/Friends/Trip.Employee?$filter=Salary%20gt%2010.5&$select=UserName',
    ],
    [
      "Friends($select=UserName;$filter=Name ne 'A%26;%2B%23' and Name ne @x)&@x='Bob'",
      named('cid', 'dan'),
      "/Friends?$select=UserName&$filter=Name%20ne%20'A%26;%2B%23'%20and%20Name%20ne%20@x&@x=%27Bob%27",
    ],
    [
      'Friends/$ref($top=2)',
      ['bob', 'cid'].map((name) =>
        JSON.stringify([{ '@odata.id': `${peopleRoot}/People('${name}')` }]),
      ),
      '/Friends/$ref?$top=2',
    ],
  ])('$expand=%s', async (text, expected, link) => {
    const { found, links } = await nestedPages(`/People('ann')?$expand=${text}`, 'Friends')
    expect(found).toEqual(expected)
    expect(links).toEqual([`/People('ann')${link}&$skiptoken=…`])
  })

  test('$levels goes on with what is left of it', async () => {
    const path = "/People('ann')?$expand=Friends($select=UserName;$levels=2)"
    expect((await nestedPages(path, 'Friends')).links).toEqual([
      "/People('ann')/Friends?$select=UserName&$expand=Friends($select=UserName;$levels=1)&$skiptoken=…",
    ])
  })

  test('within a complex value the link has its path', async () => {
    const headers = { Prefer: 'odata.maxpagesize=1' }
    const path = "/People('ann')?$select=UserName&$expand=Home/Visited($select=Code;$count=true)"
    expect(await getPeople(path, { headers })).toEqual({
      status: 200,
      body: {
        '@odata.context': `${peopleRoot}/$metadata#People(UserName,Home/Visited(Code))/$entity`,
        UserName: 'ann',
        Home: {
          'Visited@odata.count': 2,
          Visited: [{ Code: 'SE' }],
          'Visited@odata.nextLink': `${peopleRoot}/People('ann')/Home/Visited?$select=Code&$count=true&$skiptoken=WzEsMSwiU0UiLCJESyJd`,
        },
      },
    })
  })

  test('the pages after the first keep the size for them too', async () => {
    const service = startPeople()
    const headers = { Prefer: 'odata.maxpagesize=2' }
    const path = '/People?$select=UserName&$expand=Reports($select=UserName)'
    const line = `GET ${path.replace('Reports', 'Trip.Employee/Reports')}`
    const first = readAnswer(await sendTo(service.app, line, { headers })).body as Page
    const next = `GET ${first['@odata.nextLink']!.slice(peopleRoot.length)}`
    expect(readAnswer(await sendTo(service.app, next)).body).toMatchObject({
      value: [
        { UserName: 'cid', Reports: [{ UserName: 'bob' }] },
        { UserName: 'dan', Reports: [{ UserName: 'cid' }, { UserName: 'ann' }] },
      ],
    })
  })

  test('options that look at the outer instance are not paged, since a link would lose it', async () => {
    const headers = { Prefer: 'odata.maxpagesize=1' }
    const path = "/People('ann')?$expand=Friends($filter=Name ne $it/Name;$select=UserName)"
    const { body } = await getPeople(path, { headers })
    expect(body).toMatchObject({ Friends: [{}, {}, {}] })
    expect(Object.keys(body as object)).not.toContain('Friends@odata.nextLink')
  })

  test('a collection of values is paged by place', async () => {
    const headers = { Prefer: 'odata.maxpagesize=2' }
    const first = await getPeople("/People('ann')/Tags", { headers })
    const nextLink = `${peopleRoot}/People('ann')/Tags?$skiptoken=WzIsMiwiYmx1ZSIsImdyZWVuIl0`
    const context = { '@odata.context': `${peopleRoot}/$metadata#People('ann')/Tags` }
    expect(first.body).toEqual({ ...context, value: ['red', 'blue'], '@odata.nextLink': nextLink })
    const second = await getPeople(nextLink.slice(peopleRoot.length))
    expect(second.body).toEqual({ ...context, value: ['green'] })
  })

  test('results of $apply, which have no key, are paged by what they hold', async () => {
    const headers = { Prefer: 'odata.maxpagesize=1' }
    const service = startPeople()
    let line: string | undefined =
      'GET /People?$apply=groupby((Age),aggregate(Trip.Employee/Salary with max as Most))'
    const found: unknown[] = []
    while (line !== undefined && found.length < 9) {
      const { body } = readAnswer(await sendTo(service.app, line, found.length ? {} : { headers }))
      found.push(...(body as Page).value)
      const next: string | undefined = (body as Page)['@odata.nextLink']
      line = next === undefined ? undefined : `GET ${next.slice(peopleRoot.length)}`
    }
    expect(found).toHaveLength(2)
  })
})

describe('what is deleted between two pages', () => {
  const removeAll = (service: Understudy) => async (page: Page) => {
    for (const { id } of page.value) await send(service, `DELETE /accessPackages/${id}`)
  }

  test('from the page just read, all of it but its last, skips nothing', async () => {
    const service = start(nine)
    const found = await pages(service, '?$select=id', 3, async ({ value }) => {
      for (const { id } of value.slice(0, -1)) await send(service, `DELETE /accessPackages/${id}`)
    })
    expect(idsOf(found)).toEqual(['p1 p2 p3', 'p4 p5 p6', 'p7 p8 p9'])
  })

  test('with the whole page just read, the pages still join to the whole', async () => {
    const service = start(nine)
    const found = await pages(service, '?$select=id', 3, removeAll(service))
    expect(idsOf(found)).toEqual(['p1 p2 p3', 'p4 p5 p6', 'p7 p8 p9'])
  })

  test('with an order, too', async () => {
    const service = start(nine)
    const query = '?$select=id&$orderby=displayName desc'
    const found = await pages(service, query, 2, removeAll(service))
    expect(idsOf(found)).toEqual(['p3 p6', 'p9 p2', 'p5 p8', 'p1 p4', 'p7'])
  })

  test('what comes later is left out', async () => {
    const service = start(nine)
    const found = await pages(service, '?$select=id', 3, () =>
      send(service, 'DELETE /accessPackages/p5'),
    )
    expect(idsOf(found)).toEqual(['p1 p2 p3', 'p4 p6 p7', 'p8 p9'])
  })
})

test.each([
  'nope',
  '%00',
  Buffer.from('{}').toString('base64url'),
  Buffer.from('[1]').toString('base64url'),
  Buffer.from('[-1,2,"p1"]').toString('base64url'),
  Buffer.from('[1,0,"p1"]').toString('base64url'),
  Buffer.from('[1e99,2,"p1"]').toString('base64url'),
])('$skiptoken=%s, which no page gave, answers 400', async (token) => {
  expect(await answer(start(nine), `GET /accessPackages?$skiptoken=${token}`)).toEqual(
    refusal(400, /^\$skiptoken: '.*' is not from a next link of this service$/s, {
      target: '$skiptoken',
    }),
  )
})

test('pages of any size join to the whole', async () => {
  const options = fc.record(
    {
      $top: fc.nat(12),
      $skip: fc.nat(12),
      $orderby: fc.constantFrom('displayName', 'displayName desc', 'id desc', 'displayName,id'),
      $filter: fc.constantFrom("displayName eq 'x'", "displayName ne 'x'", "id gt 'p3'"),
    },
    { requiredKeys: [] },
  )
  const service = start(nine)
  await fc.assert(
    fc.asyncProperty(options, fc.integer({ min: 1, max: 11 }), async (given, size) => {
      const query = Object.entries(given).map(([name, value]) => `&${name}=${value}`)
      const whole = await pages(service, `?$select=id${query.join('')}`, undefined)
      const parts = await pages(service, `?$select=id${query.join('')}`, size)
      expect(parts.flatMap(({ value }) => value)).toEqual(whole[0]!.value)
      expect(parts.every(({ value }) => value.length <= size)).toBe(true)
    }),
    { numRuns: 40 },
  )
})

test('pages of a nested collection join to the whole', async () => {
  const options = fc.record(
    {
      $top: fc.nat(4),
      $skip: fc.nat(4),
      $orderby: fc.constantFrom('Name', 'Name desc'),
      $filter: fc.constantFrom("Name ne 'Cid'", "contains(Name,'%26')", 'true'),
    },
    { requiredKeys: [] },
  )
  const { app } = startPeople()
  const read = async (path: string, headers = {}) =>
    readAnswer(await sendTo(app, `GET ${path}`, { headers })).body as Record<string, unknown>
  const namesIn = (value: unknown) => (value as { UserName: string }[]).map((it) => it.UserName)
  await fc.assert(
    fc.asyncProperty(options, fc.integer({ min: 1, max: 4 }), async (given, size) => {
      const inner = Object.entries(given).map(([name, value]) => `;${name}=${value}`)
      const path = `/People('ann')?$expand=Friends($select=UserName${inner.join('')})`
      const whole = namesIn((await read(path))['Friends'])
      const first = await read(path, { Prefer: `maxpagesize=${size}` })
      const joined = namesIn(first['Friends'])
      let next = first['Friends@odata.nextLink'] as string | undefined
      while (next !== undefined) {
        const page = await read(next.slice(peopleRoot.length))
        joined.push(...namesIn(page['value']))
        next = page['@odata.nextLink'] as string | undefined
      }
      expect(joined).toEqual(whole)
    }),
    { numRuns: 30 },
  )
})
