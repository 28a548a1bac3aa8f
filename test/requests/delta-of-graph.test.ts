import { describe, expect, test } from '@jest/globals'
import { createUnderstudy, type Understudy } from '../../src/index.ts'
import { answer, root, send, type Sent } from './answer.ts'

interface Page {
  readonly '@odata.context': string
  readonly value: readonly unknown[]
  readonly '@odata.nextLink'?: string
  readonly '@odata.deltaLink'?: string
}

function openTeams(clock = '2026-01-01T00:00:00Z'): Understudy {
  return createUnderstudy({
    contract: 'test/contracts/teams',
    basePath: '/beta',
    clock,
    fixtures: {
      people: [
        { id: 'a', displayName: 'Adele', jobTitle: 'Clerk' },
        { id: 'b', displayName: 'Bo', jobTitle: 'Smith' },
        { id: 'c', displayName: 'Cy', jobTitle: 'Clerk' },
      ],
      teams: [
        { id: 't', displayName: 'Tea', 'members@odata.bind': ["people('a')", "people('b')"] },
        { id: 'u', displayName: 'Urn' },
      ],
    },
  })
}

async function page(service: Understudy, url: string, headers: Sent['headers'] = {}) {
  const { status, body } = await answer(service, `GET ${url.replace(root, '')}`, { headers })
  expect(status).toBe(200)
  return body as Page
}

/** Follows next links to the last page. */
async function round(service: Understudy, url: string, headers?: Sent['headers']) {
  let found = await page(service, url, headers)
  const value = [...found.value]
  while (found['@odata.nextLink']) {
    found = await page(service, found['@odata.nextLink'], headers)
    value.push(...found.value)
  }
  return { value, deltaLink: found['@odata.deltaLink']! }
}

const linkTo = (url: string) => {
  const text = `${root}${url}`.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return expect.stringMatching(new RegExp(`^${text}[\\w-]+$`))
}

describe('a function called delta', () => {
  test('gives the collection page by page, then the delta link, without being asked', async () => {
    const service = openTeams()
    const headers = { Prefer: 'odata.maxpagesize=2' }
    const first = await page(service, '/people/delta?$select=displayName', headers)
    expect(first).toEqual({
      '@odata.context': `${root}/$metadata#people(displayName)`,
      value: [
        { id: 'a', displayName: 'Adele' },
        { id: 'b', displayName: 'Bo' },
      ],
      '@odata.nextLink': linkTo('/people/delta?$select=displayName&$skiptoken='),
    })
    expect(await page(service, first['@odata.nextLink']!)).toEqual({
      '@odata.context': `${root}/$metadata#people(displayName)`,
      value: [{ id: 'c', displayName: 'Cy' }],
      '@odata.deltaLink': linkTo('/people/delta?$select=displayName&$deltatoken='),
    })
  })

  test.each(['/people/delta', '/people/delta()', '/people/microsoft.graph.delta()'])(
    '%s gives what was added, changed and deleted since',
    async (url) => {
      const service = openTeams()
      const { deltaLink } = await round(service, url)
      await send(service, 'PATCH /people/a', { body: { jobTitle: 'Boss' } })
      await send(service, 'DELETE /people/b')
      await service.seed('people', [{ id: 'd', displayName: 'Di' }])
      expect(await page(service, deltaLink)).toEqual({
        '@odata.context': `${root}/$metadata#people/$delta`,
        value: [
          { id: 'a', displayName: 'Adele', jobTitle: 'Boss' },
          { id: 'd', displayName: 'Di', jobTitle: null },
          { id: 'b', '@removed': { reason: 'deleted' } },
        ],
        '@odata.deltaLink': linkTo(`${url}?$deltatoken=`),
      })
    },
  )

  test('the key is always there, whatever is selected', async () => {
    const service = openTeams()
    const { value, deltaLink } = await round(service, '/people/delta?$select=jobTitle')
    expect(value[0]).toEqual({ id: 'a', jobTitle: 'Clerk' })
    await send(service, 'PATCH /people/a', { body: { displayName: 'Ada' } })
    await send(service, 'PATCH /people/b', { body: { jobTitle: 'Boss' } })
    expect((await round(service, deltaLink)).value).toEqual([{ id: 'b', jobTitle: 'Boss' }])
  })

  test('Prefer: return=minimal gives of changed entities what changed', async () => {
    const service = openTeams()
    const { deltaLink } = await round(service, '/people/delta')
    await send(service, 'PATCH /people/a', { body: { jobTitle: null } })
    const headers = { Prefer: 'return=minimal' }
    const response = await send(service, `GET ${deltaLink.replace(root, '')}`, { headers })
    expect(response.headers['preference-applied']).toBe('return=minimal')
    expect((JSON.parse(response.text) as Page).value).toEqual([{ id: 'a', jobTitle: null }])
  })

  test('a filter by id tracks those entities alone', async () => {
    const service = openTeams()
    const { deltaLink } = await round(service, "/people/delta?$filter=id eq 'a' or id eq 'b'")
    await send(service, 'PATCH /people/c', { body: { jobTitle: 'x' } })
    await send(service, 'DELETE /people/a')
    expect((await round(service, deltaLink)).value).toEqual([
      { id: 'a', '@removed': { reason: 'deleted' } },
    ])
  })

  test('an entity that leaves the filter is removed, but not deleted', async () => {
    const service = openTeams()
    const { deltaLink } = await round(service, "/people/delta?$filter=jobTitle eq 'Clerk'")
    await send(service, 'PATCH /people/a', { body: { jobTitle: 'Boss' } })
    expect((await round(service, deltaLink)).value).toEqual([
      { id: 'a', '@removed': { reason: 'changed' } },
    ])
  })

  test.each(['$deltatoken', '$deltaToken'])('%s=latest gives a link for now', async (name) => {
    const service = openTeams()
    const latest = await page(service, `/people/delta?${name}=latest`)
    expect(latest).toEqual({
      '@odata.context': `${root}/$metadata#people`,
      value: [],
      '@odata.deltaLink': linkTo('/people/delta?$deltatoken='),
    })
    await send(service, 'DELETE /people/c')
    expect((await round(service, latest['@odata.deltaLink']!)).value).toEqual([
      { id: 'c', '@removed': { reason: 'deleted' } },
    ])
  })

  test('changes come in pages with $skiptoken', async () => {
    const service = openTeams()
    const { deltaLink } = await round(service, '/people/delta?$select=id')
    for (const id of ['a', 'b', 'c']) await send(service, `DELETE /people/${id}`)
    const first = await page(service, deltaLink, { Prefer: 'odata.maxpagesize=2' })
    expect([first.value.length, first['@odata.deltaLink']]).toEqual([2, undefined])
    expect(first['@odata.nextLink']).toEqual(linkTo('/people/delta?$select=id&$skiptoken='))
    const last = await page(service, first['@odata.nextLink']!)
    expect(last.value).toEqual([{ id: 'c', '@removed': { reason: 'deleted' } }])
    expect((await round(service, last['@odata.deltaLink']!)).value).toEqual([])
  })
})

describe('navigation properties that are selected', () => {
  const person = (id: string) => ({ '@odata.type': '#microsoft.graph.person', id })

  test('are told as changes of their links, from the first page on', async () => {
    const service = openTeams()
    const { value, deltaLink } = await round(service, '/teams/delta?$select=displayName,members', {
      Prefer: 'odata.maxpagesize=1',
    })
    expect(value).toEqual([
      { id: 't', displayName: 'Tea', 'members@delta': [person('a'), person('b')] },
      { id: 'u', displayName: 'Urn' },
    ])
    await send(service, 'DELETE /teams/t/members/a/$ref')
    const body = { '@odata.id': `${root}/people/c` }
    await send(service, 'POST /teams/t/members/$ref', { body })
    await send(service, 'PATCH /people/b', { body: { jobTitle: 'not a link' } })
    expect((await round(service, deltaLink)).value).toEqual([
      {
        id: 't',
        'members@delta': [person('c'), { ...person('a'), '@removed': { reason: 'deleted' } }],
      },
    ])
  })

  test('that are expanded are told with their entities', async () => {
    const service = openTeams()
    const { value, deltaLink } = await round(
      service,
      '/teams/delta?$select=id&$expand=members($select=id,jobTitle)',
    )
    expect(value).toEqual([
      {
        id: 't',
        members: [
          { id: 'a', jobTitle: 'Clerk' },
          { id: 'b', jobTitle: 'Smith' },
        ],
      },
      { id: 'u', members: [] },
    ])
    await send(service, 'PATCH /people/a', { body: { jobTitle: 'Boss' } })
    expect((await round(service, deltaLink)).value).toEqual([
      { id: 't', 'members@delta': [{ id: 'a', jobTitle: 'Boss' }] },
    ])
  })
})

describe('a link that is no longer known', () => {
  test('answers 410 with the URL to begin anew, of next links too', async () => {
    const service = openTeams()
    const headers = { Prefer: 'odata.maxpagesize=2' }
    const { '@odata.nextLink': nextLink } = await page(service, '/people/delta?$select=id', headers)
    const { deltaLink } = await round(service, '/people/delta?$select=id')
    await service.reset()
    for (const link of [nextLink!, deltaLink]) {
      const { status, headers: found, text } = await send(service, `GET ${link.replace(root, '')}`)
      expect([status, found['location']]).toEqual([410, `${root}/people/delta?$select=id`])
      expect(JSON.parse(text)).toMatchObject({ error: { code: 'SyncStateNotFound' } })
      expect((await page(service, found['location']!)).value).toHaveLength(3)
    }
  })

  test('an empty token begins anew, and one that is none of ours answers 400', async () => {
    const service = openTeams()
    expect((await page(service, '/people/delta?$deltatoken=')).value).toHaveLength(3)
    expect((await answer(service, 'GET /people/delta?$deltatoken=x')).status).toBe(400)
  })

  test('two services at the same time give the same tokens', async () => {
    const [first, second] = [openTeams(), openTeams()]
    const link = async (service: Understudy) => (await round(service, '/people/delta')).deltaLink
    expect(await link(first)).toBe(await link(second))
  })
})

test('changes of any collection are told in the same form when they are asked for', async () => {
  const service = openTeams()
  const { deltaLink } = await round(
    service,
    '/teams?$select=id&$expand=members($select=jobTitle)',
    {
      Prefer: 'odata.track-changes',
    },
  )
  await send(service, 'PATCH /people/a', { body: { jobTitle: 'Boss' } })
  expect((await round(service, deltaLink)).value).toEqual([
    { id: 't', 'members@delta': [{ id: 'a', jobTitle: 'Boss' }] },
  ])
})

test('what a fixture answers for the call stands as it is given', async () => {
  const service = createUnderstudy({
    contract: 'test/contracts/teams',
    basePath: '/beta',
    fixtures: { 'people/delta()': [{ id: 'z', displayName: 'Zoe' }] },
  })
  expect(await page(service, '/people/delta')).toEqual({
    '@odata.context': `${root}/$metadata#people`,
    value: [{ id: 'z', displayName: 'Zoe' }],
  })
})

test('what a delta function answers keeps to its page', async () => {
  const service = openTeams()
  const people = await round(service, '/people/delta?$select=jobTitle')
  const teams = await round(service, '/teams/delta?$select=members')
  await send(service, 'PATCH /people/a', { body: { jobTitle: 'Boss' } })
  await send(service, 'DELETE /people/b')
  await round(service, people.deltaLink, { Prefer: 'return=minimal' })
  await round(service, teams.deltaLink)
  const { exchanges } = service.journal
  expect(exchanges.map(({ violations }) => violations)).toEqual(exchanges.map(() => []))
})
