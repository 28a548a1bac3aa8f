import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { createUnderstudy, type FixturesDocument, type Understudy } from '../../src/index.ts'
import { ask } from './depot.ts'

/** @see Protocol, "Positional Inserts"; Vocabulary Core, "Ordered", "PositionalInsert" */
const songs = [1, 2, 3].map((ID) => ({ ID, AlbumID: 1 }))
const playlists: FixturesDocument = {
  Songs: songs,
  Albums: [{ ID: 1 }],
  Lists: [
    {
      ID: 1,
      'Songs@odata.bind': ['Songs(3)', 'Songs(1)'],
      Notes: [{ ID: 1 }, { ID: 2 }],
      Show: { 'Hits@odata.bind': ['Songs(1)', 'Songs(2)'] },
    },
    { ID: 2, Notes: [] },
  ],
}

function openPlaylists(fixtures = playlists): Understudy {
  const contract = join('test', 'contracts', 'playlists.xml')
  return createUnderstudy({ contract, fixtures, clock: '2026-01-01T00:00:00Z' })
}

async function idsAt(service: Understudy, path: string): Promise<readonly number[]> {
  const [, found] = await ask(service, `GET ${path}`)
  return (found as { ID: number }[]).map(({ ID }) => ID)
}

const song = (ID: number) => ({ '@odata.id': `Songs(${ID})` })

describe('an entity is inserted where $index says', () => {
  test.each<readonly [path: string, index: number, ids: readonly number[]]>([
    ['/Songs', 0, [9, 1, 2, 3]],
    ['/Songs', 2, [1, 2, 9, 3]],
    ['/Songs', 3, [1, 2, 3, 9]],
    ['/Songs', -1, [1, 2, 3, 9]],
    ['/Songs', -4, [9, 1, 2, 3]],
    ['/Lists(1)/Songs', 1, [3, 9, 1]],
    ['/Lists(2)/Songs', 0, [9]],
    ['/Lists(1)/Notes', -2, [1, 9, 2]],
    ['/Albums(1)/Songs', 1, [1, 9, 2, 3]],
    ['/Lists(1)/Show/Hits', 1, [1, 9, 2]],
  ])('POST %s?$index=%i', async (path, index, ids) => {
    const service = openPlaylists()
    const [status] = await ask(service, `POST ${path}?$index=${index}`, { body: { ID: 9 } })
    expect([status, await idsAt(service, path)]).toEqual([201, ids])
    expect(await idsAt(openPlaylists(service.state()), path)).toEqual(ids)
    await service.reset()
    expect(await idsAt(service, path)).toEqual(ids.filter((id) => id !== 9))
  })

  test('one insert after the other at the same place', async () => {
    const service = openPlaylists()
    for (let ID = 10; ID < 80; ID++) await ask(service, 'POST /Songs?$index=1', { body: { ID } })
    const inserted = Array.from({ length: 70 }, (_, index) => 79 - index)
    expect(await idsAt(service, '/Songs')).toEqual([1, ...inserted, 2, 3])
  })

  test.each<readonly [path: string, ids: readonly number[]]>([
    ['/Lists(1)/Songs', [2, 3, 1]],
    ['/Lists(1)/Show/Hits', [3, 1, 2]],
  ])('POST %s/$ref?$index=0 links there', async (path, ids) => {
    const service = openPlaylists()
    const added = ids[0]!
    const line = `POST ${path}/$ref?$index=0`
    expect(await ask(service, line, { body: song(added) })).toEqual([204, undefined])
    expect(await idsAt(service, path)).toEqual(ids)
  })
})

describe('an insert without a place is refused', () => {
  const range = (index: number) => `$index: expected a place in 3 members, found ${index}`
  const only = '$index applies to an insert'
  test.each<readonly [line: string, body: object, status: number, message: string]>([
    ['POST /Songs?$index=4', { ID: 9 }, 400, range(4)],
    ['POST /Songs?$index=-5', { ID: 9 }, 400, range(-5)],
    ['POST /Songs?$index=1.5', { ID: 9 }, 400, "$index: expected an integer, found '1.5'"],
    ['POST /Songs?$index=0', { ID: 1 }, 409, "a Radio.Song with the key '1' exists already"],
    ['PATCH /Songs?$index=0', { value: [] }, 400, `${only} only`],
    [
      'POST /Lists?$index=0',
      { ID: 9 },
      400,
      `${only} into a collection with Core.PositionalInsert only`,
    ],
  ])('%s %j answers %i', async (line, body, status, message) => {
    const service = openPlaylists()
    const before = service.state()
    expect(await ask(service, line, { body })).toEqual([status, message])
    expect(service.state()).toEqual(before)
  })
})

describe('links of an ordered collection are in the order that they are given in', () => {
  test.each<readonly [line: string, body: object, headers?: Record<string, string>]>([
    ['PUT /Lists(1)/Songs/$ref', { value: [song(1), song(3), song(2)] }],
    [
      'PATCH /Lists(1)',
      { Songs: [{ '@id': 'Songs(1)' }, { '@id': 'Songs(3)' }, { '@id': 'Songs(2)' }] },
      { 'OData-Version': '4.01' },
    ],
  ])('%s', async (line, body, headers = {}) => {
    const service = openPlaylists()
    expect(await ask(service, line, { body, headers })).toEqual([204, undefined])
    expect(await idsAt(service, '/Lists(1)/Songs')).toEqual([1, 3, 2])
  })

  test('the state keeps the order at both ends', async () => {
    const service = openPlaylists()
    await ask(service, 'POST /Lists(2)/Songs/$ref', { body: song(2) })
    await ask(service, 'POST /Lists(1)/Songs/$ref', { body: song(2) })
    expect(await idsAt(service, '/Songs(2)/Lists')).toEqual([2, 1])
    const again = openPlaylists(service.state())
    expect(await idsAt(again, '/Songs(2)/Lists')).toEqual([2, 1])
    expect(await idsAt(again, '/Lists(1)/Songs')).toEqual([3, 1, 2])
    expect(again.state()).toEqual(service.state())
  })
})
