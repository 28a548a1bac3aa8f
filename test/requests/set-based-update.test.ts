import { describe, expect, test } from '@jest/globals'
import type { Understudy } from '../../src/index.ts'
import { sendTo, type Sent } from './answer.ts'
import { openDepot } from './depot.ts'
import { ask, openWorkshop, read, workshopRoot } from './workshop.ts'

const in401 = { 'OData-Version': '4.01', 'OData-MaxVersion': '4.01' }
const representation = { ...in401, Prefer: 'return=representation' }
const goingOn = { ...in401, Prefer: 'return=minimal, continue-on-error' }

const names = (service: Understudy) => read(service, '/Tags?$select=Name')

/** Status, `Preference-Applied` and body. */
async function told(service: Understudy, line: string, sent: Sent): Promise<readonly unknown[]> {
  const { status, headers, text } = await sendTo(service.app, line, sent)
  return [status, headers['preference-applied'], text === '' ? undefined : JSON.parse(text)]
}

/** `@Org.OData.Core.V1.DataModificationException`. */
const failed = (failedOperation: string, responseCode: number) => ({
  '@Org.OData.Core.V1.DataModificationException': {
    failedOperation,
    responseCode,
    info: expect.objectContaining({ code: expect.any(String), severity: 'error' }),
  },
})

const delta = (...value: readonly unknown[]) => ({ '@context': '#$delta', value })

/** @see Protocol, "Update a Collection of Entities"; JSON Format, "Update a Collection of Entities" */
describe('PATCH of a collection', () => {
  const changes = delta(
    { Name: 'new', Color: 'lime' },
    { Name: 'fresh', '@Org.OData.Core.V1.ContentID': '2' },
    { '@removed': { reason: 'deleted' }, Name: 'hot', Color: 'ignored' },
    { '@id': "Tags('old')", 'Products@delta': [{ '@id': 'Products(4)' }] },
  )

  test('adds, changes and deletes what its delta payload says', async () => {
    const service = openWorkshop()
    expect(await ask(service, 'PATCH /Tags', { body: changes })).toEqual([204, undefined])
    expect(await read(service, '/Tags')).toEqual([
      { Name: 'new', Color: 'lime' },
      { Name: 'old', Color: 'grey' },
      { Name: 'fresh' },
    ])
    expect(await read(service, '/Products(4)/Tags')).toEqual([{ Name: 'old', Color: 'grey' }])
  })

  test('answers with a delta payload in the same order where one is preferred', async () => {
    const sent = { body: changes, headers: representation }
    expect(await told(openWorkshop(), 'PATCH /Tags', sent)).toEqual([
      200,
      'return=representation',
      {
        '@context': `${workshopRoot}/$metadata#Tags/$delta`,
        value: [
          { Name: 'new', Color: 'lime' },
          { Name: 'fresh', Color: null, '@Org.OData.Core.V1.ContentID': '2' },
          { '@removed': { reason: 'deleted' }, '@id': `${workshopRoot}/Tags('hot')` },
          { Name: 'old', Color: 'grey' },
        ],
      },
    ])
  })

  test('takes the payload of OData 4.0, with links and entities of other sets', async () => {
    const service = openWorkshop()
    const body = {
      '@odata.context': '#$delta',
      value: [
        { '@odata.context': '#Tags/$deletedEntity', id: "Tags('hot')", reason: 'deleted' },
        { '@odata.context': '#Products/$entity', '@odata.id': 'Products(2)', Name: 'Stool' },
        {
          '@odata.context': '#Products/$link',
          source: 'Products(2)',
          relationship: 'Tags',
          target: "Tags('new')",
        },
        {
          '@odata.context': '#Products/$deletedLink',
          source: 'Products(1)',
          relationship: 'Badge',
        },
      ],
    }
    const headers = { 'OData-Version': '4.0', Prefer: 'return=representation' }
    expect(await told(service, 'PATCH /Tags?$format=json', { body, headers })).toEqual([
      200,
      'return=representation',
      {
        '@odata.context': `${workshopRoot}/$metadata#Tags/$delta`,
        value: [
          {
            '@odata.context': '#Tags/$deletedEntity',
            id: `${workshopRoot}/Tags('hot')`,
            reason: 'deleted',
          },
          expect.objectContaining({
            '@odata.context': '#Products/$entity',
            ID: 2,
            Name: 'Stool',
          }),
          {
            '@odata.context': '#Products/$link',
            source: 'Products(2)',
            relationship: 'Tags',
            target: "Tags('new')",
          },
          {
            '@odata.context': '#Products/$deletedLink',
            source: 'Products(1)',
            relationship: 'Badge',
          },
        ],
      },
    ])
    expect(await names(service)).toEqual([{ Name: 'new' }, { Name: 'old' }])
    expect(await read(service, '/Products(2)/Tags?$select=Name')).toEqual([{ Name: 'new' }])
    expect((await ask(service, 'GET /Products(1)/Badge'))[0]).toBe(204)
  })

  test('of related entities links what is added, and unlinks what is removed', async () => {
    const service = openWorkshop()
    const body = delta(
      { '@id': 'Products(4)' },
      { ID: 8, Code: 'n' },
      { '@removed': { reason: 'changed' }, ID: 1 },
      { '@removed': { reason: 'deleted' }, ID: 2 },
    )
    const sent = { body, headers: representation }
    const [status, , answered] = await told(service, 'PATCH /Categories(1)/Products', sent)
    expect([status, answered]).toEqual([
      200,
      {
        '@context': `${workshopRoot}/$metadata#Products/$delta`,
        value: [
          expect.objectContaining({ ID: 4, CategoryName: 'Wood' }),
          expect.objectContaining({ ID: 8, CategoryName: 'Wood' }),
          { '@removed': { reason: 'changed' }, '@id': `${workshopRoot}/Products(1)` },
          { '@removed': { reason: 'deleted' }, '@id': `${workshopRoot}/Products(2)` },
        ],
      },
    ])
    expect(await read(service, '/Products?$select=ID,CategoryID')).toEqual([
      { ID: 1 },
      { ID: 3, CategoryID: 2 },
      { ID: 4, CategoryID: 1 },
      { ID: 8, CategoryID: 1 },
    ])
  })

  test('goes on after errors where the client prefers so, and tells what failed', async () => {
    const service = openWorkshop()
    const body = delta(
      { Name: 'new', Color: 1, '@Org.OData.Core.V1.ContentID': 'a' },
      { Name: 'fresh' },
      { '@removed': {}, Name: 'none' },
      { Color: 'pink' },
      { '@id': "Tags('none')" },
    )
    const sent = { body, headers: goingOn }
    expect(await told(service, 'PATCH /Tags', sent)).toEqual([
      200,
      'return=minimal, continue-on-error',
      {
        '@context': `${workshopRoot}/$metadata#Tags/$delta`,
        value: [
          {
            Name: 'new',
            Color: 'green',
            '@Org.OData.Core.V1.ContentID': 'a',
            ...failed('update', 400),
          },
          { Name: 'fresh', Color: null },
          { '@id': `${workshopRoot}/Tags('none')`, Name: 'none', ...failed('delete', 404) },
          { '@removed': {}, ...failed('insert', 400) },
          { '@removed': {}, '@id': "Tags('none')", ...failed('link', 404) },
        ],
      },
    ])
    expect(await names(service)).toEqual([
      { Name: 'new' },
      { Name: 'old' },
      { Name: 'hot' },
      { Name: 'fresh' },
    ])
  })

  test('that goes on without errors answers as it is preferred to', async () => {
    const sent = { body: changes, headers: goingOn }
    expect(await told(openWorkshop(), 'PATCH /Tags', sent)).toEqual([
      204,
      'return=minimal, continue-on-error',
      undefined,
    ])
  })

  test('keeps every digit of a key', async () => {
    const service = openDepot()
    const body =
      '{"@context":"#$delta","value":[{"Key":9007199254740993,"Text":"a"},{"Key":9007199254740992}]}'
    expect((await sendTo(service.app, 'PATCH /ByInt64', { body })).status).toBe(204)
    const { text } = await sendTo(service.app, 'GET /ByInt64(9007199254740993)/Text/$value')
    expect(text).toBe('a')
  })

  test('without a context is served and journaled', async () => {
    const service = openWorkshop()
    expect((await ask(service, 'PATCH /Tags', { body: { value: [{ Name: 'x' }] } }))[0]).toBe(204)
    expect(service.journal.exchanges[0]?.violations).toEqual([
      expect.objectContaining({
        rule: 'delta-without-context',
        severity: 'warning',
        message: "a delta payload has the context '#$delta'",
        pointer: '/@context',
        expected: '#$delta',
        actual: 'nothing',
      }),
    ])
  })
})

describe('PATCH of a collection is refused, and changes nothing', () => {
  test.each<[string, unknown, number, string]>([
    [
      '/Tags',
      {},
      400,
      "expected an object with an array of entities in 'value', found none [/value]",
    ],
    [
      '/Tags',
      { value: {} },
      400,
      "expected an object with an array of entities in 'value', found {} [/value]",
    ],
    [
      '/Tags',
      delta({ Name: 'fresh' }, { Name: 'new', Color: 1 }, 7, { '@removed': { reason: 'x' } }),
      400,
      'the body is not a valid Shop.Tag (3 problems): /value/1/Color: expected Edm.String, found the number 1 [/value/1/Color, /value/2, /value/3/@removed/reason]',
    ],
    [
      '/Tags',
      delta({ Name: 'fresh' }, { '@removed': {}, Name: 'none' }),
      404,
      'no Shop.Tag with this id or key is here [/value/1]',
    ],
    [
      '/Tickets',
      delta({ Text: 'second' }, { ID: 9 }),
      404,
      'no Shop.Ticket with this id or key is here [/value/1]',
    ],
    [
      '/Products/Shop.Tool',
      delta(),
      400,
      'PATCH of a collection addresses the whole of it: neither a type cast nor $filter may follow; its members have $each [undefined]',
    ],
    [
      "/Tags/$filter(Color eq 'red')",
      delta(),
      400,
      'PATCH of a collection addresses the whole of it: neither a type cast nor $filter may follow; its members have $each [undefined]',
    ],
    [
      '/Tags?$select=Name',
      delta(),
      400,
      '$select: a collection is updated as a whole, without it [$select]',
    ],
  ])('%s with %j: %i', async (path, body, status, message) => {
    const service = openWorkshop()
    const before = service.state()
    const sent = { body: body as object, headers: in401 }
    expect(await ask(service, `PATCH ${path}`, sent)).toEqual([status, message])
    expect(service.state()).toEqual(before)
  })

  test('for inline content in OData 4.0', async () => {
    const body = { '@odata.context': '#$delta', value: [{ Name: 'new', Products: [] }] }
    const sent = { body, headers: { 'OData-Version': '4.0' } }
    expect(await ask(openWorkshop(), 'PATCH /Tags', sent)).toEqual([
      400,
      'the body is not a valid Shop.Tag (1 problem): /value/0/Products: an update of OData 4.0 has no related entities within it: update them by themselves, link them with @odata.bind [/value/0/Products]',
    ])
  })
})

/** @see Protocol, "Replace a Collection of Entities" */
describe('PUT of a collection', () => {
  test('leaves what it gives, and deletes the rest', async () => {
    const service = openWorkshop()
    const body = { value: [{ Name: 'new' }, { Name: 'fresh', Color: 'c' }] }
    expect(await told(service, 'PUT /Tags', { body, headers: representation })).toEqual([
      200,
      'return=representation',
      {
        '@context': `${workshopRoot}/$metadata#Tags`,
        value: [
          { Name: 'new', Color: null },
          { Name: 'fresh', Color: 'c' },
        ],
      },
    ])
    expect(await read(service, '/Products(1)/Tags?$select=Name')).toEqual([{ Name: 'new' }])
  })

  test('of contained entities replaces them', async () => {
    const service = openWorkshop()
    const body = { value: [{ No: 2, Text: 't' }] }
    expect(await ask(service, 'PUT /Products(1)/Parts', { body })).toEqual([204, undefined])
    expect(await read(service, '/Products(1)/Parts')).toEqual([{ No: 2, Text: 't' }])
  })

  test('of related entities unlinks the rest, which stays', async () => {
    const service = openWorkshop()
    const body = { value: [{ '@id': "Tags('hot')" }] }
    expect(await ask(service, 'PUT /Products(1)/Tags', { body })).toEqual([204, undefined])
    expect(await read(service, '/Products(1)/Tags?$select=Name')).toEqual([{ Name: 'hot' }])
    expect(await names(service)).toEqual([{ Name: 'new' }, { Name: 'old' }, { Name: 'hot' }])
  })

  test('that goes on after errors answers with all that is there', async () => {
    const service = openWorkshop()
    const body = { value: [{ Name: 'new', Color: 1 }, { Color: 'none' }] }
    expect(await told(service, 'PUT /Tags', { body, headers: goingOn })).toEqual([
      200,
      'return=minimal, continue-on-error',
      {
        '@context': `${workshopRoot}/$metadata#Tags`,
        value: [{ Name: 'new', Color: 'green', ...failed('update', 400) }],
      },
    ])
  })

  test.each<[unknown, number, string]>([
    [
      { value: 1 },
      400,
      "expected an object with an array of entities in 'value', found 1 [/value]",
    ],
    [
      { value: [{ Name: 'new', '@removed': {} }] },
      400,
      'the body is not a valid Shop.Tag (1 problem): /value/0: expected an entity, found a removal or a link [/value/0]',
    ],
    [
      { value: [{ Name: 'new', 'Products@delta': [] }] },
      400,
      '/value/0/Products@delta: expected the whole collection, since a delta needs PATCH of what is there, found a delta [/value/0/Products@delta]',
    ],
  ])('with %j is refused', async (body, status, message) => {
    const service = openWorkshop()
    const before = service.state()
    const sent = { body: body as object }
    expect(await ask(service, 'PUT /Tags', sent)).toEqual([status, message])
    expect(service.state()).toEqual(before)
  })
})

/** @see Protocol, "Update Members of a Collection" */
describe('PATCH of each member', () => {
  const path = '/Products/$filter(ID lt 3)/$each'

  test('answers 204, and with the members where a representation is preferred', async () => {
    const service = openWorkshop()
    const body = { Name: 'All', 'Tags@delta': [{ '@id': "Tags('hot')" }] }
    expect(await ask(service, `PATCH ${path}`, { body })).toEqual([204, undefined])
    expect(await read(service, "/Tags('hot')/Products?$select=ID,Name")).toEqual([
      { ID: 1, Name: 'All' },
      { ID: 2, Name: 'All' },
    ])
    expect(
      await told(service, `PATCH ${path}?$select=ID`, { body, headers: representation }),
    ).toEqual([
      200,
      'return=representation',
      { '@context': `${workshopRoot}/$metadata#Products(ID)`, value: [{ ID: 1 }, { ID: 2 }] },
    ])
  })

  test('goes on after errors where the client prefers so', async () => {
    const service = openWorkshop()
    const body = { Name: 'All', 'Parts@delta': [{ No: 1, Size: 9 }] }
    const sent = { body, headers: goingOn }
    expect(await told(service, `PATCH ${path}?$select=ID,Name`, sent)).toEqual([
      200,
      'return=minimal, continue-on-error',
      {
        '@context': `${workshopRoot}/$metadata#Products(ID,Name)`,
        value: [
          { ID: 1, Name: 'All' },
          { ID: 2, Name: 'Chair', ...failed('update', 400) },
        ],
      },
    ])
  })

  test('that fails at one changes none', async () => {
    const service = openWorkshop()
    const before = service.state()
    const body = { Name: 'All', 'Parts@delta': [{ No: 1, Size: 9 }] }
    expect((await ask(service, `PATCH ${path}`, { body }))[0]).toBe(400)
    expect(service.state()).toEqual(before)
  })
})

/** @see Protocol, "Delete Members of a Collection" */
describe('DELETE of each member', () => {
  test.each<[object, unknown]>([
    [representation, { '@removed': { reason: 'deleted' }, '@id': `${workshopRoot}/Tags('hot')` }],
    [
      { Prefer: 'return=representation' },
      {
        '@odata.context': '#Tags/$deletedEntity',
        id: `${workshopRoot}/Tags('hot')`,
        reason: 'deleted',
      },
    ],
  ])('with %j answers with what is deleted', async (headers, expected) => {
    const service = openWorkshop()
    const line = "DELETE /Tags/$filter(Color eq 'red')/$each"
    const [status, , body] = await told(service, line, { headers: headers as Sent['headers'] & {} })
    expect([status, (body as { value: unknown }).value]).toEqual([200, [expected]])
    expect(await names(service)).toEqual([{ Name: 'new' }, { Name: 'old' }])
  })

  test('answers 204 by itself', async () => {
    const service = openWorkshop()
    expect(await ask(service, 'DELETE /Products(1)/Parts/$each')).toEqual([204, undefined])
    expect(await read(service, '/Products(1)/Parts')).toEqual([])
  })

  test('the collection itself is not deleted', async () => {
    expect(await ask(openWorkshop(), 'DELETE /Tags')).toEqual([
      405,
      'DELETE addresses a collection; its members have $each [undefined, undefined]',
    ])
  })
})
