import { describe, expect, test } from '@jest/globals'
import type { Understudy } from '../../src/index.ts'
import { sendTo } from './answer.ts'
import { openArchive } from './archive.ts'
import { ask } from './depot.ts'
import { gardenRoot, openGarden } from './garden.ts'

/** @see Protocol, "Modifying Relationships between Entities", "Requesting Entity References" */
const id = (reference: unknown) => ({ '@odata.id': reference })

/** The references at a path, without the service root; `undefined` for none at a single-valued one. */
async function references(service: Understudy, path: string): Promise<unknown> {
  const { status, text } = await sendTo(service.app, `GET ${path}/$ref`)
  if (status === 204) return undefined
  const body = JSON.parse(text) as { value?: { '@odata.id': string }[]; '@odata.id': string }
  const short = (each: { '@odata.id': string }) => each['@odata.id'].replace(`${gardenRoot}/`, '')
  return body.value ? body.value.map(short) : short(body)
}

describe('references are read as a collection is', () => {
  test.each<readonly [string, number, unknown]>([
    [
      '/Plants(1)/Neighbours/$ref',
      200,
      {
        '@odata.context': `${gardenRoot}/$metadata#Collection($ref)`,
        value: [
          { '@odata.id': `${gardenRoot}/Plants(2)` },
          { '@odata.id': `${gardenRoot}/Plants(3)` },
        ],
      },
    ],
    [
      '/Plants(1)/Neighbours/$ref?$filter=ID eq 2&$count=true',
      200,
      {
        '@odata.context': `${gardenRoot}/$metadata#Collection($ref)`,
        '@odata.count': 1,
        value: [{ '@odata.id': `${gardenRoot}/Plants(2)` }],
      },
    ],
    [
      '/Plants(1)/Neighbours/$ref?$orderby=Name&$top=1',
      200,
      {
        '@odata.context': `${gardenRoot}/$metadata#Collection($ref)`,
        value: [{ '@odata.id': `${gardenRoot}/Plants(3)` }],
      },
    ],
    [
      '/Plants(1)/Bed/$ref',
      200,
      { '@odata.context': `${gardenRoot}/$metadata#$ref`, '@odata.id': `${gardenRoot}/Beds(1)` },
    ],
    ['/Plants(3)/Twin/$ref', 204, undefined],
  ])('GET %s answers %i', async (path, status, body) => {
    const { status: found, text } = await sendTo(openGarden().app, `GET ${path}`)
    expect([found, text ? JSON.parse(text) : undefined]).toEqual([status, body])
  })
})

describe('a change of references answers 204, and both ends show it', () => {
  type Change = readonly [line: string, body: unknown, ...left: (readonly [string, unknown])[]]
  test.each<Change>([
    ['POST /Plants(2)/Neighbours/$ref', id('Plants(1)'), ['/Plants(2)/Neighbours', ['Plants(1)']]],
    [
      'POST /Plants(2)/Neighbours/$ref',
      { '@id': `${gardenRoot}/Plants(1)` },
      ['/Plants(2)/Neighbours', ['Plants(1)']],
    ],
    ['POST /Plants(2)/Neighbours/$ref', id('/Plants(1)'), ['/Plants(2)/Neighbours', ['Plants(1)']]],
    [
      'POST /Plants(2)/Neighbours/$ref',
      id('../../Plants(1)'),
      ['/Plants(2)/Neighbours', ['Plants(1)']],
    ],
    [
      'POST /Plants(1)/Neighbours/$ref',
      id('Plants(3)'),
      ['/Plants(1)/Neighbours', ['Plants(2)', 'Plants(3)']],
    ],
    [
      'POST /Beds(2)/Plants/$ref',
      id('Plants(1)'),
      ['/Beds(2)/Plants', ['Plants(1)']],
      ['/Beds(1)/Plants', ['Plants(2)']],
    ],
    [
      "POST /Gardeners('Bob')/Plants/$ref",
      id('Plants(1)'),
      ['/Plants(1)/Owner', "Gardeners('Bob')"],
    ],
    [
      'POST /Plants(3)/Garden.Tree/Nests/$ref',
      id("Gardeners('C%2FD')"),
      ['/Plants(3)/Garden.Tree/Nests', ["Gardeners('Bob')", "Gardeners('C%2FD')"]],
    ],
    [
      'PUT /Plants(1)/Bed/$ref',
      id('Beds(2)'),
      ['/Plants(1)/Bed', 'Beds(2)'],
      ['/Beds(1)/Plants', ['Plants(2)']],
    ],
    [
      'PATCH /Plants(1)/Owner/$ref',
      id("Gardeners('Bob')"),
      ["/Gardeners('Ann')/Plants", ['Plants(3)']],
    ],
    [
      'PUT /Plants(3)/Twin/$ref',
      id('Plants(1)'),
      ['/Plants(1)/Twin', 'Plants(3)'],
      ['/Plants(2)/Twin', undefined],
    ],
    [
      'PUT /Plants(1)/Neighbours/$ref',
      { value: [id('Plants(2)'), id('Plants(1)')] },
      ['/Plants(1)/Neighbours', ['Plants(2)', 'Plants(1)']],
    ],
    ['PUT /Plants(1)/Neighbours/$ref', { value: [] }, ['/Plants(1)/Neighbours', []]],
    ['DELETE /Plants(1)/Neighbours(2)/$ref', undefined, ['/Plants(1)/Neighbours', ['Plants(3)']]],
    ['DELETE /Plants(1)/Neighbours/2/$ref', undefined, ['/Plants(1)/Neighbours', ['Plants(3)']]],
    [
      'DELETE /Plants(1)/Neighbours(3)/Garden.Tree/$ref',
      undefined,
      ['/Plants(1)/Neighbours', ['Plants(2)']],
    ],
    [
      'DELETE /Plants(1)/Neighbours/$ref?$id=Plants(2)',
      undefined,
      ['/Plants(1)/Neighbours', ['Plants(3)']],
    ],
    [
      'DELETE /Plants(1)/Neighbours/$ref?$id=../../Plants(2)',
      undefined,
      ['/Plants(1)/Neighbours', ['Plants(3)']],
    ],
    [
      'DELETE /Plants(1)/Neighbours/$ref?$id=/Plants(2)',
      undefined,
      ['/Plants(1)/Neighbours', ['Plants(3)']],
    ],
    [
      'DELETE /Plants(1)/Neighbours/$ref?$id=http%3A%2F%2Fservice.test%2FPlants(2)',
      undefined,
      ['/Plants(1)/Neighbours', ['Plants(3)']],
    ],
    [
      'DELETE /Plants(1)/Bed/$ref',
      undefined,
      ['/Plants(1)/Bed', undefined],
      ['/Beds(1)/Plants', ['Plants(2)']],
    ],
    ['DELETE /Beds(1)/Plants(1)/$ref', undefined, ['/Plants(1)/Bed', undefined]],
    ['DELETE /Plants(2)/Twin/$ref', undefined, ['/Plants(1)/Twin', undefined]],
    [
      'PUT /Plants(1)/Spot/Keeper/$ref',
      id("Gardeners('Bob')"),
      ['/Plants(1)/Spot/Keeper', "Gardeners('Bob')"],
    ],
    [
      'DELETE /Plants(1)/Spot/Keeper/$ref',
      undefined,
      ['/Plants(1)/Spot/Keeper', undefined],
      ['/Plants(1)/Spot/Helpers', ["Gardeners('Bob')"]],
    ],
    [
      'POST /Plants(1)/Spot/Helpers/$ref',
      id("Gardeners('Ann')"),
      ['/Plants(1)/Spot/Helpers', ["Gardeners('Bob')", "Gardeners('Ann')"]],
    ],
    [
      'POST /Plants(1)/Spot/Helpers/$ref',
      id("Gardeners('Bob')"),
      ['/Plants(1)/Spot/Helpers', ["Gardeners('Bob')"]],
    ],
    ["DELETE /Plants(1)/Spot/Helpers('Bob')/$ref", undefined, ['/Plants(1)/Spot/Helpers', []]],
    [
      'PUT /Plants(1)/Spot/Helpers/$ref',
      { value: [id("Gardeners('Ann')")] },
      ['/Plants(1)/Spot/Helpers', ["Gardeners('Ann')"]],
    ],
  ])('%s %j', async (line, body, ...left) => {
    const service = openGarden()
    expect(await ask(service, line, { body })).toEqual([204, undefined])
    const again = openGarden(service.state())
    for (const [path, value] of left) {
      expect([path, await references(service, path)]).toEqual([path, value])
      expect([path, await references(again, path)]).toEqual([path, value])
    }
  })
})

/** @see Protocol, "Replace all References in a Collection-Valued Navigation Property", "Header OData-Version" */
describe('DELETE of a collection of references', () => {
  const line = 'DELETE /Plants(1)/Neighbours/$ref'
  test.each([
    [{}],
    [{ 'OData-MaxVersion': '4.01' }],
    [{ 'OData-MaxVersion': '4.0', 'OData-Version': '4.01' }],
  ])('removes all of them with %j', async (headers) => {
    const service = openGarden()
    expect(await ask(service, line, { headers })).toEqual([204, undefined])
    expect(await references(service, '/Plants(1)/Neighbours')).toEqual([])
    expect(await ask(service, 'GET /Plants/$count')).toEqual([200, '3'])
  })

  test.each([[{ 'OData-Version': '4.0' }], [{ 'OData-MaxVersion': '4.0' }]])(
    'needs to know which one with %j',
    async (headers) => {
      const service = openGarden()
      const before = service.state()
      expect(await ask(service, line, { headers })).toEqual([
        400,
        "expected the entity to remove from 'Neighbours', as its key before /$ref or in $id (or OData-Version 4.01, to remove all)",
      ])
      expect(service.state()).toEqual(before)
    },
  )
})

test('an entity that is created at a link of a complex value is linked there', async () => {
  const service = openGarden()
  const created = await ask(service, 'POST /Plants(1)/Spot/Helpers', { body: { Name: 'Zoe' } })
  expect(created).toEqual([201, { Name: 'Zoe' }])
  expect(await references(service, '/Plants(1)/Spot/Helpers')).toEqual([
    "Gardeners('Bob')",
    "Gardeners('Zoe')",
  ])
})

/** @see CSDL, "Referential Constraint", "Partner Navigation Property" */
describe('a relationship of one to one that a referential constraint stands for', () => {
  test('is read from both ends', async () => {
    const service = openGarden()
    expect(await references(service, '/Plants(1)/Pot')).toBe('Pots(1)')
    expect(await references(service, '/Pots(1)/Plant')).toBe('Plants(1)')
    expect(await ask(service, 'GET /Plants?$filter=Pot/ID eq 1&$select=ID')).toEqual([
      200,
      [{ ID: 1 }],
    ])
  })

  test.each<readonly [line: string, body: unknown, pots: readonly unknown[]]>([
    [
      'PUT /Plants(1)/Pot/$ref',
      id('Pots(2)'),
      [
        { ID: 1, PlantID: null },
        { ID: 2, PlantID: 1 },
      ],
    ],
    [
      'PUT /Pots(2)/Plant/$ref',
      id('Plants(1)'),
      [
        { ID: 1, PlantID: null },
        { ID: 2, PlantID: 1 },
      ],
    ],
    [
      'DELETE /Plants(1)/Pot/$ref',
      undefined,
      [
        { ID: 1, PlantID: null },
        { ID: 2, PlantID: null },
      ],
    ],
    [
      'DELETE /Plants(1)',
      undefined,
      [
        { ID: 1, PlantID: null },
        { ID: 2, PlantID: null },
      ],
    ],
  ])('%s %j changes the dependent properties', async (line, body, pots) => {
    const service = openGarden()
    expect(await ask(service, line, { body })).toEqual([204, undefined])
    expect(await ask(service, 'GET /Pots')).toEqual([200, pots])
  })
})

/** @see CSDL, "Referential Constraint" */
describe('a link of a complex value that a referential constraint stands for', () => {
  const terms = '/Locks(1)/Terms'
  test.each<readonly [line: string, body: unknown, room: number | null]>([
    [`PUT ${terms}/Room/$ref`, id('Rooms(1)'), 1],
    [`DELETE ${terms}/Room/$ref`, undefined, null],
    [`PATCH ${terms}`, { 'Room@odata.bind': 'Rooms(1)' }, 1],
    [`PATCH ${terms}`, { RoomID: 1 }, 1],
    [`PUT ${terms}/RoomID`, { value: 1 }, 1],
    ['PATCH /Locks(1)', { Terms: { 'Room@odata.bind': 'Rooms(1)' } }, 1],
    ['PATCH /Locks(1)', { Terms: { 'Room@odata.bind': null } }, null],
  ])('%s %j changes the dependent property', async (line, body, room) => {
    const service = openArchive()
    expect(await ask(service, line, { body })).toEqual([204, undefined])
    expect(await ask(service, `GET ${terms}`)).toEqual([200, { RoomID: room }])
    const expected = room === null ? [204, undefined] : [200, { ID: room }]
    expect(await ask(service, `GET ${terms}/Room`)).toEqual(expected)
    expect(await ask(openArchive(service.state()), `GET ${terms}/Room`)).toEqual(expected)
    expect(await ask(service, `GET ${terms}/Holder`)).toEqual([200, { ID: 2 }])
  })

  const unknown = "expected 'RoomID' to be the key of a Archive.Room, found 9, which none has"
  test.each<readonly [line: string, body: unknown, message: string, target?: string]>([
    ['PATCH /Locks(1)', { Terms: { RoomID: 9 } }, unknown, '/Terms/RoomID'],
    [`PATCH ${terms}`, { RoomID: 9 }, unknown, '/RoomID'],
    [`PUT ${terms}/RoomID`, { value: 9 }, unknown, '/value'],
    [
      'PATCH /Locks(1)',
      { Terms: { 'Holder@odata.bind': null } },
      'the body is not a valid Archive.Lock (1 problem): /Terms/Holder@odata.bind: expected the URL of an entity, found null',
    ],
  ])('%s %j is refused', async (...[line, body, message, target]) => {
    const service = openArchive()
    const before = service.state()
    const { status, text } = await sendTo(service.app, line, { body })
    const { error } = JSON.parse(text) as { error: { message: string; target?: string } }
    expect([status, error.message, error.target]).toEqual([400, message, target])
    expect(service.state()).toEqual(before)
  })
})

describe('what is no change of references is refused, and nothing changes', () => {
  const notNull = 'is not nullable: its link can be replaced, not removed'
  type Refused = readonly [
    line: string,
    body: unknown,
    status: number,
    message: string,
    target?: string,
  ]
  test.each<Refused>([
    [
      'DELETE /Plants(1)/Neighbours(1)/$ref',
      undefined,
      404,
      "no Garden.Plant with the key '1' is here",
    ],
    [
      'DELETE /Plants(1)/Neighbours/$ref?$id=Plants(1)',
      undefined,
      404,
      "'Plants(1)' is not linked by 'Neighbours'",
    ],
    ['DELETE /Plants(3)/Twin/$ref', undefined, 404, "'Twin' has no link to remove"],
    [
      'DELETE /Plants(1)/Twin/$ref?$id=Plants(2)',
      undefined,
      400,
      '$id applies to a collection of references',
      '$id',
    ],
    ['DELETE /Plants(1)/Owner/$ref', undefined, 400, `'Owner' ${notNull}`],
    ["DELETE /Gardeners('Ann')/Plants(1)/$ref", undefined, 400, `'Owner' of Plants(1) ${notNull}`],
    [
      'DELETE /Plants(1)/Leaves(1)/$ref',
      undefined,
      400,
      "'Leaves' is a containment: its link can't be removed, delete the entity",
    ],
    [
      'POST /Plants(1)/Leaves/$ref',
      id('Plants(1)/Leaves(1)'),
      400,
      "'Leaves' is a containment: its entities can't be linked elsewhere",
    ],
    [
      'PUT /Slots(BedID=1,No=1)/Bed/$ref',
      id('Beds(2)'),
      405,
      "'BedID' is part of the key of Slots(BedID=1,No=1): what it leads to cannot be changed",
    ],
    [
      'PUT /Plants(1)/Bed/$ref',
      id("Gardeners('Ann')"),
      400,
      "expected a reference to a Garden.Bed, found a Garden.Gardener: 'Gardeners('Ann')'",
      '/@odata.id',
    ],
    [
      'PUT /Plants(1)/Bed/$ref',
      id('Beds(9)'),
      404,
      "'Beds(9)' names no entity: no Garden.Bed with the key '9' is here",
      '/@odata.id',
    ],
    [
      'PUT /Plants(1)/Bed/$ref',
      { '@id': 'Beds(9)' },
      404,
      "'Beds(9)' names no entity: no Garden.Bed with the key '9' is here",
      '/@id',
    ],
    [
      'PUT /Plants(1)/Bed/$ref',
      id('Beds'),
      400,
      "expected the URL of an entity, such as accessPackages('id'), found 'Beds'",
      '/@odata.id',
    ],
    [
      'PUT /Plants(1)/Bed/$ref',
      id(5),
      400,
      'expected the URL of an entity in @odata.id, found 5',
      '/@odata.id',
    ],
    [
      'PUT /Plants(1)/Bed/$ref',
      {},
      400,
      'expected the URL of an entity in @odata.id, found nothing',
      '/@odata.id',
    ],
    [
      'PUT /Plants(1)/Bed/$ref',
      undefined,
      400,
      'expected a JSON object with @odata.id as the body, found none',
      '/@odata.id',
    ],
    [
      'PUT /Plants(1)/Neighbours/$ref',
      { value: [id('Plants(2)'), id('Beds(1)')] },
      400,
      "expected a reference to a Garden.Plant, found a Garden.Bed: 'Beds(1)'",
      '/value/1/@odata.id',
    ],
    [
      'PUT /Plants(1)/Neighbours/$ref',
      id('Plants(2)'),
      400,
      'expected a JSON object with the references of \'Neighbours\' in \'value\' as the body, found {"@odata.id":"Plants(2)"}',
      '/value',
    ],
    ['PATCH /Plants(1)/Neighbours/$ref', { value: [] }, 405, "use PUT to replace 'Neighbours'"],
    [
      'POST /Plants(1)/Bed/$ref',
      id('Beds(1)'),
      405,
      "POST adds to a collection; use PUT for 'Bed'",
    ],
    ['PUT /Plants(9)/Bed/$ref', id('Beds(1)'), 404, "no Garden.Plant with the key '9' is here"],
    ['POST /Plants/$ref', id('Plants(1)'), 405, '$ref applies to a navigation property here'],
    [
      'PUT /Plants(2)/Spot/Keeper/$ref',
      id("Gardeners('Ann')"),
      404,
      "'Spot' is null and has no 'Keeper'",
    ],
  ])('%s %j answers %i', async (...[line, body, status, message, target]) => {
    const service = openGarden()
    const before = service.state()
    const { status: found, text } = await sendTo(service.app, line, { body })
    const { error } = JSON.parse(text) as { error: { message: string; target?: string } }
    expect([found, error.message, error.target]).toEqual([status, message, target])
    expect(service.state()).toEqual(before)
  })
})
