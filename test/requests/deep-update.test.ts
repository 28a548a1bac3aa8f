import { describe, expect, test } from '@jest/globals'
import type { Understudy } from '../../src/index.ts'
import { sendTo } from './answer.ts'
import { ask, openWorkshop, read, workshopRoot } from './workshop.ts'

const names = (service: Understudy, path: string) => read(service, `${path}?$select=Name`)
const parts = '/Products(1)/Parts?$select=No,Text,Size'

/** @see Protocol, "Update Related Entities When Updating an Entity" */
describe('a nested collection is the whole of what is related', () => {
  test('new entities are created, others linked or updated, the rest is unlinked and stays', async () => {
    const service = openWorkshop()
    const body = {
      Name: 'Desk',
      Tags: [{ '@id': "Tags('hot')" }, { Name: 'old', Color: 'black' }, { Name: 'rare' }],
    }
    expect(await ask(service, 'PATCH /Products(1)', { body })).toEqual([204, undefined])
    expect(await read(service, '/Products(1)/Name')).toBe('Desk')
    expect(await read(service, '/Products(1)/Tags?$orderby=Name')).toEqual([
      { Name: 'hot', Color: 'red' },
      { Name: 'old', Color: 'black' },
      { Name: 'rare' },
    ])
    expect(await names(service, "/Tags('new')")).toEqual({ Name: 'new' })
    expect(await read(service, "/Tags('new')/Products")).toEqual([])
  })

  test.each<[string, object, string, unknown]>([
    // By referential constraint: the dependent properties change.
    [
      'PATCH /Categories(1)',
      { Products: [{ ID: 2, Name: 'Stool' }, { '@id': 'Products(3)' }, { ID: 8, Code: 'n' }] },
      '/Products?$select=ID,Name,CategoryID,CategoryName',
      [
        { ID: 1, Name: 'Table' },
        { ID: 2, Name: 'Stool', CategoryID: 1, CategoryName: 'Wood' },
        { ID: 3, Name: 'Saw', CategoryID: 1, CategoryName: 'Wood' },
        { ID: 4 },
        { ID: 8, CategoryID: 1, CategoryName: 'Wood' },
      ],
    ],
    ['PATCH /Categories(1)', { Products: [] }, '/Categories(1)/Products', []],
    // Contained entities that are not given are deleted.
    [
      'PATCH /Products(1)',
      {
        Parts: [
          { No: 2, Size: 95 },
          { No: 3, Text: 'new' },
        ],
      },
      parts,
      [
        { No: 2, Text: 'top', Size: 95 },
        { No: 3, Text: 'new' },
      ],
    ],
    ['PATCH /Products(1)', { Parts: [] }, parts, []],
    // To any depth.
    [
      'PATCH /Categories(1)',
      {
        Products: [
          { ID: 1, Parts: [{ No: 1, Screws: [{ Slot: 'x' }, { Slot: 'y', Length: 4 }] }] },
        ],
      },
      '/Products(1)/Parts?$select=No,Text&$expand=Screws',
      [
        {
          No: 1,
          Text: 'leg',
          Screws: [
            { Slot: 'x', Length: 3 },
            { Slot: 'y', Length: 4 },
          ],
        },
      ],
    ],
    // PUT replaces what is nested, but for what an entity reference names.
    [
      'PUT /Categories(1)',
      { Products: [{ '@id': 'Products(1)' }, { ID: 2, Code: 'q' }] },
      '/Categories(1)/Products?$select=ID,Code,Name,Rating',
      [
        { ID: 1, Code: 'a', Name: 'Table', Rating: 5 },
        { ID: 2, Code: 'q', Rating: 3 },
      ],
    ],
    // What a derived type declares.
    [
      'PATCH /Products(3)/Shop.Machine',
      { Spares: [{ '@odata.id': 'Products(1)' }] },
      '/Products(3)/Shop.Machine/Spares?$select=ID',
      [{ ID: 1 }],
    ],
  ])('%s with %j', async (line, body, path, expected) => {
    const service = openWorkshop()
    expect(await ask(service, line, { body })).toEqual([204, undefined])
    expect(await read(service, path)).toEqual(expected)
  })
})

describe('a nested delta changes what is related', () => {
  test.each(['Tags@delta', 'Tags@odata.delta'])('%s', async (name) => {
    const service = openWorkshop()
    const body = {
      [name]: [
        { '@removed': { reason: 'changed' }, '@id': "Tags('new')" },
        { '@odata.removed': { reason: 'deleted' }, Name: 'old' },
        { '@id': "Tags('hot')" },
        { Name: 'rare', Color: 'blue' },
      ],
    }
    expect(await ask(service, 'PATCH /Products(1)', { body })).toEqual([204, undefined])
    expect(await names(service, '/Products(1)/Tags')).toEqual([{ Name: 'hot' }, { Name: 'rare' }])
    expect(await names(service, '/Tags')).toEqual([
      { Name: 'new' },
      { Name: 'hot' },
      { Name: 'rare' },
    ])
  })

  test('of contained entities, which a removal deletes whatever its reason', async () => {
    const service = openWorkshop()
    const body = {
      'Parts@delta': [
        { '@removed': {}, No: 1 },
        { No: 2, Size: 1 },
        { No: 3, Text: 'n', 'Screws@delta': [{ Slot: 'z' }] },
      ],
    }
    expect(await ask(service, 'PATCH /Products(1)', { body })).toEqual([204, undefined])
    expect(await read(service, `${parts}&$expand=Screws`)).toEqual([
      { No: 2, Text: 'top', Size: 1, Screws: [] },
      { No: 3, Text: 'n', Screws: [{ Slot: 'z' }] },
    ])
  })
})

describe('a nested single entity', () => {
  test.each<[string, unknown, string, number, unknown]>([
    ['Category', null, 'Category', 204, undefined],
    ['Category', { '@id': 'Categories(2)' }, 'Category', 200, { ID: 2, Name: 'Metal' }],
    ['Category', { ID: 1, Name: 'Oak' }, 'Category', 200, { ID: 1, Name: 'Oak' }],
    ['Category', { Name: 'Elm' }, 'Category', 200, { ID: 1, Name: 'Elm' }],
    ['Category', { ID: 2, Name: 'Iron' }, 'Category', 200, { ID: 2, Name: 'Iron' }],
    ['Category', { ID: 5, Name: 'Glass' }, 'Category', 200, { ID: 5, Name: 'Glass' }],
    [
      'Badge',
      { '@id': "Tags('hot')", Color: 'pink' },
      'Badge',
      200,
      { Name: 'hot', Color: 'pink' },
    ],
    ['Badge@odata.bind', "Tags('old')", 'Badge', 200, { Name: 'old', Color: 'grey' }],
    // Contained: known by its place.
    ['Manual', { Pages: 10 }, 'Manual', 200, { Title: 'How', Pages: 10 }],
    ['Manual', { Title: 'Why' }, 'Manual', 200, { Title: 'Why' }],
    ['Manual', null, 'Manual', 204, undefined],
  ])('%s: %j', async (name, value, path, status, expected) => {
    const service = openWorkshop()
    const sent = { body: { [name]: value } }
    expect(await ask(service, 'PATCH /Products(1)', sent)).toEqual([204, undefined])
    expect((await ask(service, `GET /Products(1)/${path}`))[0]).toBe(status)
    expect(await read(service, `/Products(1)/${path}`)).toEqual(expected)
  })
})

/** "For collection-valued navigation properties this adds to the relationship." */
test.each(['4.0', '4.01'])('@odata.bind adds to a collection in version %s', async (version) => {
  const service = openWorkshop()
  const body = { 'Tags@odata.bind': ["Tags('hot')"] }
  const headers = { 'OData-Version': version }
  expect((await ask(service, 'PATCH /Products(1)', { body, headers }))[0]).toBe(204)
  expect(await names(service, '/Products(1)/Tags')).toEqual([
    { Name: 'new' },
    { Name: 'old' },
    { Name: 'hot' },
  ])
})

test('the answer has what $expand asks for', async () => {
  const { status, body } = await sendTo(
    openWorkshop().app,
    'PATCH /Categories(2)?$expand=Products($select=ID)',
    { body: { Products: [{ '@id': 'Products(4)' }] }, headers: { 'OData-Version': '4.01' } },
  )
  expect([status, body]).toEqual([
    200,
    {
      '@context': `${workshopRoot}/$metadata#Categories(Products(ID))/$entity`,
      ID: 2,
      Name: 'Metal',
      Products: [{ '@type': '#Shop.Tool', ID: 4 }],
    },
  ])
})

const inline =
  'an update of OData 4.0 has no related entities within it: update them by themselves, link them with @odata.bind'
const valid = (type: string, count: number) =>
  `the body is not a valid Shop.${type} (${count} problem${count === 1 ? '' : 's'}): `

describe('is refused, and changes nothing', () => {
  test.each<[string, string, object, number, string]>([
    [
      'PATCH /Products(1)',
      '4.0',
      { Name: 'x', Tags: [], Category: { ID: 1 }, 'Parts@delta': [] },
      400,
      `/Tags: ${inline} [/Tags, /Category, /Parts@delta]`,
    ],
    [
      'PUT /Products(1)',
      '4.01',
      { Code: 'x', 'Tags@delta': [] },
      400,
      '/Tags@delta: expected the whole collection, since a delta needs PATCH of what is there, found a delta [/Tags@delta]',
    ],
    [
      'PATCH /Products(1)',
      '4.01',
      { Tags: [{ '@removed': {}, Name: 'new' }] },
      400,
      `${valid('Product', 1)}/Tags/0: expected an entity, since the collection is given as a whole, found @removed [/Tags/0]`,
    ],
    [
      'PATCH /Products(1)',
      '4.01',
      {
        Tags: [],
        'Tags@delta': [],
        'Parts@delta': [{ No: 'one' }, 5, { '@removed': { reason: 'gone' }, No: 1 }, { Sise: 1 }],
        'Badge@delta': [],
        'Manual@delta': {},
      },
      400,
      `${valid('Product', 7)}/Tags@delta: expected either 'Tags' or its delta, found both [/Tags@delta, /Parts@delta/0/No, /Parts@delta/1, /Parts@delta/2/@removed/reason, /Parts@delta/3/Sise, /Badge@delta, /Manual@delta]`,
    ],
    [
      'PATCH /Products(1)',
      '4.01',
      { Name: 'x', Parts: [{ No: 9 }] },
      400,
      `${valid('Part', 1)}/Parts/0/Text: expected 'Text' of Shop.Part, which is not nullable and has no default, found nothing [/Parts/0/Text]`,
    ],
    [
      'PUT /Categories(1)',
      '4.01',
      { Products: [{ ID: 1, Name: 'x' }] },
      400,
      `${valid('Category', 1)}/Products/0/Code: expected 'Code' of Shop.Product, which is not nullable and has no default, found nothing [/Products/0/Code]`,
    ],
    [
      'PATCH /Products(1)',
      '4.01',
      { Tags: [{ '@id': "Tags('none')" }] },
      404,
      "'Tags('none')' names no entity: no Shop.Tag with the key 'none' is here [/Tags/0/@id]",
    ],
    [
      'PATCH /Products(1)',
      '4.01',
      { Tags: [{ '@id': "Tags('new')", Name: 'old' }] },
      400,
      "the key 'old' and the id \"Tags('new')\" differ [/Tags/0/@id]",
    ],
    [
      'PATCH /Products(1)',
      '4.01',
      { Parts: [{ '@id': 'Categories(1)' }] },
      400,
      "expected a reference to a Shop.Part, found a Shop.Category: 'Categories(1)' [/Parts/0/@id]",
    ],
    [
      'PATCH /Products(2)',
      '4.01',
      { Parts: [{ '@id': 'Products(1)/Parts(1)' }] },
      400,
      "expected an entity that 'Parts' contains here [/Parts/0]",
    ],
    [
      'PATCH /Products(1)',
      '4.01',
      { 'Tags@delta': [{ '@id': "Tags('hot')" }, { '@removed': {}, Name: 'none' }] },
      404,
      "'Tags' has no such Shop.Tag to remove [/Tags@delta/1]",
    ],
    [
      'PATCH /Products(1)',
      '4.01',
      { Name: 'x', Badge: { Name: 'old', '@etag': 'W/"0"' } },
      412,
      expect.stringMatching(
        /^expected the tag W\/"\w+", found W\/"0" \[\/Badge\/@etag\]$/,
      ) as never,
    ],
    [
      'PATCH /Products(1)',
      '4.01',
      { Name: 'x', Badge: { Name: 'none', '@etag': '*' } },
      412,
      'expected no tag of an entity that does not exist, found * [/Badge/@etag]',
    ],
  ])('%s in %s with %j: %i', async (line, version, body, status, message) => {
    const service = openWorkshop()
    const before = service.state()
    const headers = { 'OData-Version': version }
    expect(await ask(service, line, { body, headers })).toEqual([status, message])
    expect(service.state()).toEqual(before)
  })
})
