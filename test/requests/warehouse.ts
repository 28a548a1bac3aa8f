import { join } from 'node:path'
import { createUnderstudy, type FixturesDocument, type Understudy } from '../../src/index.ts'
import { readAnswer, sendTo, type Answer } from './answer.ts'

/** One item with a value of every type, one with few, one with none but its key. */
export const warehouseFixtures: FixturesDocument = {
  Depots: [
    { Key: 'N', Rank: 1 },
    { Key: 'S', Rank: 2 },
  ],
  Items: [
    {
      ID: 1,
      Name: 'Blue Chair',
      Flag: true,
      Tiny: 200,
      Signed: -5,
      Short: -300,
      Count: 7,
      Big: '9007199254740993',
      Price: 2.5,
      Rate: 0.1,
      Ratio: 1.5,
      Mass: 12.25,
      Made: '2024-02-29T23:59:58.125+02:00',
      Day: '2024-02-29',
      Opens: '09:30:15.5',
      Lead: 'P1DT2H',
      Code: '360fa7de-90be-48dc-a2ce-fc40094a93dd',
      Blob: 'AQID',
      Size: 'Large',
      Access: 'Read,Share',
      Spot: { type: 'Point', coordinates: [13.4, 52.5] },
      Floor: {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [10, 0],
            [10, 10],
            [0, 10],
            [0, 0],
          ],
        ],
      },
      Place: { type: 'Point', coordinates: [3, 4] },
      Route: {
        type: 'LineString',
        coordinates: [
          [0, 0],
          [1, 0],
        ],
      },
      Home: { City: 'Bonn', Zip: '53111', 'Depot@odata.bind': "Depots('N')" },
      Others: [
        { City: 'Bonn', Zip: null },
        { '@odata.type': '#Ware.House.Harbour', City: 'Kiel', Berths: 4 },
      ],
      Tags: ['red', 'soft', 'red'],
      Numbers: [4, 1, 3],
      Sizes: ['Small', 'Large'],
      color: 'blue',
      extra: { depth: 3, list: [1, 2] },
      'Parts@odata.bind': ['Items(2)', 'Items(3)'],
      'Main@odata.bind': 'Items(2)',
      Lines: [
        { ItemID: 1, Pos: 1, Text: 'first' },
        { ItemID: 1, Pos: 2, Text: 'second' },
      ],
    },
    {
      '@odata.type': '#Ware.House.Machine',
      ID: 2,
      Name: 'drill',
      Flag: false,
      Count: -7,
      Price: 99.99,
      Power: 500,
      Made: '2024-02-29T21:59:58.125Z',
      Size: 'Small',
      Access: 'Write',
      Home: { City: 'Kiel', Zip: '24103', 'Depot@odata.bind': "Depots('S')" },
      Tags: [],
      'Parts@odata.bind': ['Items(3)'],
    },
    { ID: 3 },
  ],
  Best: { ID: 1, Name: 'Best', Count: 7 },
  "LimitOf(of=Ware.House.Size'Large')": { value: 100 },
  'Items(1)/Ware.House.Score(year=2024)': { value: 42 },
  'Items(2)/Ware.House.Score(year=2024)': { value: 7 },
}

export function openWarehouse(): Understudy {
  return createUnderstudy({
    contract: join('test', 'contracts', 'warehouse.xml'),
    fixtures: warehouseFixtures,
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}

export async function ask(service: Understudy, path: string): Promise<Answer> {
  return readAnswer(await sendTo(service.app, `GET /${path}`))
}

/** The keys of the items that a filter leaves, or status and message of its refusal. */
export async function filterItems(service: Understudy, text: string): Promise<unknown> {
  const { status, body } = await ask(
    service,
    `Items?$select=ID&$filter=${encodeURIComponent(text)}`,
  )
  if (status === 200) return (body as { value: { ID: number }[] }).value.map(({ ID }) => ID)
  return `${status} ${(body as { error: { message: string } }).error.message}`
}
