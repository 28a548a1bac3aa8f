import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { createUnderstudy } from '../../src/index.ts'
import { answer, refusal, send, sendTo, start } from './answer.ts'
import { depotRoot, openDepot } from './depot.ts'
import { small } from './small-fixtures.ts'
import { ask, openWorkshop, read, workshopRoot } from './workshop.ts'

const checked = '2026-01-01T00:00:00.000Z'

/** A product that says nothing but its code. */
const bare = {
  Name: null,
  Rating: 3,
  Words: [],
  Label: null,
  Maker: null,
  Serial: null,
  Checked: checked,
  CategoryID: null,
  CategoryName: null,
}

/** @see Protocol, "Upsert an Entity" */
describe('an update of an entity that is not there', () => {
  test.each(['PATCH', 'PUT'])('%s creates it with the key of the URL', async (method) => {
    const service = openWorkshop()
    const { status, headers, body } = await sendTo(service.app, `${method} /Products(9)`, {
      body: { Code: 'z' },
    })
    const url = `${workshopRoot}/Products(9)`
    const { location, 'odata-entityid': id, etag } = headers
    expect({ status, location, id, body }).toEqual({
      status: 201,
      location: url,
      id: url,
      body: {
        '@odata.context': `${workshopRoot}/$metadata#Products/$entity`,
        ID: 9,
        Code: 'z',
        ...bare,
      },
    })
    expect(etag).toMatch(/^W\/"/)
  })

  test('return=minimal answers 204 with where it is', async () => {
    const { status, headers, text } = await sendTo(openWorkshop().app, "PUT /Tags('a%2Fb')", {
      body: {},
      headers: { Prefer: 'return=minimal' },
    })
    const { location, 'odata-entityid': id, 'preference-applied': applied } = headers
    const url = `${workshopRoot}/Tags('a%2Fb')`
    expect({ status, text, location, id, applied }).toEqual({
      status: 204,
      text: '',
      location: url,
      id: url,
      applied: 'return=minimal',
    })
  })

  test.each<[string, object, string, unknown]>([
    // The key of the URL counts, in any notation.
    ['PATCH /Tags/cold', {}, "/Tags('cold')", { Name: 'cold' }],
    ["PATCH /Tags('x')", { Name: 'x', Color: 'c' }, "/Tags('x')", { Name: 'x', Color: 'c' }],
    ["PATCH /Tags('x')", { Name: 'other' }, "/Tags('x')", { Name: 'x' }],
    // Behind a cast and with a type.
    [
      'PUT /Products(9)/Shop.Machine',
      { Code: 'm', Watts: 1 },
      '/Products(9)/Shop.Machine/Watts',
      1,
    ],
    [
      'PUT /Products(9)?$select=ID',
      { '@odata.type': '#Shop.Machine', Code: 'm', Watts: 1 },
      '/Products(9)/Shop.Machine/Watts',
      1,
    ],
    // Nested content, as a create has it.
    [
      'PATCH /Products(9)',
      { Code: 'n', Parts: [{ No: 1, Text: 'p' }], 'Category@odata.bind': 'Categories(2)' },
      '/Products(9)?$select=ID,CategoryName&$expand=Parts',
      { ID: 9, CategoryName: 'Metal', Parts: [{ No: 1, Text: 'p' }] },
    ],
    // Through navigation properties: linked to what leads there.
    [
      'PATCH /Categories(2)/Products(9)',
      { Code: 'n' },
      '/Products(9)?$select=ID,CategoryID,CategoryName',
      { ID: 9, CategoryID: 2, CategoryName: 'Metal' },
    ],
    [
      "PUT /Products(2)/Tags('raw')",
      { Color: 'white' },
      '/Products(2)/Tags',
      [{ Name: 'raw', Color: 'white' }],
    ],
    ['PATCH /Products(2)/Badge', { Name: 'best' }, '/Products(2)/Badge', { Name: 'best' }],
    // Contained, at any depth.
    ['PATCH /Products(2)/Parts(7)', { Text: 'p' }, '/Products(2)/Parts', [{ No: 7, Text: 'p' }]],
    [
      "PUT /Products(1)/Parts(2)/Screws('y')",
      { Length: 5 },
      '/Products(1)/Parts(2)/Screws',
      [{ Slot: 'y', Length: 5 }],
    ],
    ['PATCH /Products(2)/Manual', { Title: 't' }, '/Products(2)/Manual', { Title: 't' }],
    // A nullable singleton.
    ['PATCH /Owner', { Name: 'Eve' }, '/Owner', { Name: 'Eve' }],
  ])('%s with %j creates it', async (line, body, path, expected) => {
    const service = openWorkshop()
    expect((await ask(service, line, { body }))[0]).toBe(201)
    expect(await read(service, path)).toEqual(expected)
  })

  test.each<[string, unknown]>([
    ['ByGuid(ABCDEF01-0000-4000-8000-000000000002)', 'abcdef01-0000-4000-8000-000000000002'],
    ['ByDate(2020-02-03)', '2020-02-03'],
    ['ByDateTimeOffset(2020-02-03T04:05:06Z)', '2020-02-03T04:05:06Z'],
    ['ByTimeOfDay(04:05:06)', '04:05:06'],
    ["ByDuration(duration'PT1M30S')", 'PT90S'],
    ['ByDecimal(1.50)', 1.5],
    ['ByInt64(9007199254740993)', 9007199254740993n],
    ['ByBoolean(false)', false],
    ["ByColor(Depot.Color'Blue')", 'Blue'],
    ["ByCode('c d')", 'c d'],
  ])('PUT /%s reads the key as its type has it', async (path, key) => {
    const service = openDepot()
    const { status, text } = await sendTo(service.app, `PUT /${path}`, { body: { Text: 't' } })
    const json = typeof key === 'bigint' ? String(key) : JSON.stringify(key)
    expect([status, /"Key":("[^"]*"|[^,]*)/.exec(text)?.[1]]).toEqual([201, json])
    const again = await sendTo(service.app, `PUT /${path}`, { body: { Text: 'u' } })
    expect(again.status).toBe(204)
  })

  test('an alternate key in the URL is a property of what is created', async () => {
    const service = openDepot()
    const sent = { body: { ID: 70, Tags: [] } }
    expect((await sendTo(service.app, "PATCH /Products(EAN='e70')", sent)).status).toBe(201)
    const { body } = await sendTo(service.app, "GET /Products(EAN='e70')?$select=ID,EAN")
    expect(body).toEqual({
      '@odata.context': `${depotRoot}/$metadata#Products(ID,EAN)/$entity`,
      ID: 70,
      EAN: 'e70',
    })
  })
})

describe('an update creates nothing', () => {
  test.each<[string, object, number, string]>([
    // The service makes the key.
    ['PATCH /Tickets(5)', {}, 404, "no Shop.Ticket with the key '5' is here [undefined]"],
    // The contract forbids it.
    ["PUT /FixedTags('x')", {}, 404, "no Shop.Tag with the key 'x' is here [undefined]"],
    ["PUT /ClosedTags('x')", {}, 404, "no Shop.Tag with the key 'x' is here [undefined]"],
    [
      "PUT /ColoredTags('x')",
      {},
      400,
      "expected 'Color' of ColoredTags on insert (Capabilities.InsertRestrictions/RequiredProperties) [/Color]",
    ],
    // Below what is not there, and where it is elsewhere.
    [
      'PATCH /Products(99)/Parts(1)',
      {},
      404,
      "no Shop.Product with the key '99' is here [undefined]",
    ],
    [
      'PATCH /Categories(2)/Products(1)',
      {},
      404,
      "no Shop.Product with the key '1' is here [undefined]",
    ],
    [
      "PATCH /Tags/$filter(Color eq 'red')('x')",
      {},
      404,
      "no Shop.Tag with the key 'x' is here [undefined]",
    ],
    // What a create refuses.
    [
      'PUT /Products(9)',
      { Rating: 'good', Parts: [{}] },
      400,
      'the body is not a valid Shop.Product (4 problems): /Rating: expected Edm.Int32, found the string "good" [/Rating, /Code, /Parts/0/No, /Parts/0/Text]',
    ],
    [
      'PUT /Products(9)',
      [],
      400,
      'expected a JSON object with the properties of Shop.Product as the body, found an array []',
    ],
  ])('by %s with %j: %i', async (line, body, status, message) => {
    const service = openWorkshop()
    const before = service.state()
    expect(await ask(service, line, { body })).toEqual([status, message])
    expect(service.state()).toEqual(before)
  })

  test.each([
    ["PATCH /Tags('x')", { 'If-Match': '*' }],
    ["PUT /Tags('x')", { 'If-Match': 'W/"1"' }],
    ["PATCH /Tags('new')", { 'If-None-Match': '*' }],
  ])('by %s with %j: 412', async (line, headers) => {
    const service = openWorkshop()
    const before = service.state()
    expect((await ask(service, line, { body: { Color: 'c' }, headers }))[0]).toBe(412)
    expect(service.state()).toEqual(before)
  })

  test('by If-None-Match: * but where there is nothing', async () => {
    const sent = { body: {}, headers: { 'If-None-Match': '*' } }
    expect((await ask(openWorkshop(), "PATCH /Tags('x')", sent))[0]).toBe(201)
  })

  test('of reference pages, whose service answers 404', async () => {
    const service = start(small)
    expect(await answer(service, 'PATCH /accessPackages/zz', { body: {} })).toEqual(
      refusal(404, "no microsoft.graph.accessPackage with the key 'zz' is here"),
    )
    expect((await send(service, 'GET /accessPackages/zz')).status).toBe(404)
  })
})

test('a service on the contract alone creates by PUT', async () => {
  const service = createUnderstudy({ contract: join(process.cwd(), 'test/contracts/workshop.xml') })
  expect((await ask(service, "PUT /Tags('x')", { body: {} }))[0]).toBe(201)
})
