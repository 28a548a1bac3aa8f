import { join } from 'node:path'
import { createUnderstudy, type FixturesDocument, type Understudy } from '../../src/index.ts'

/** Customers with entities contained in three levels, one of a derived type, and singletons that lead on. */
const customers: FixturesDocument = {
  Countries: [{ Code: 'FR', Name: 'France' }],
  Customers: [
    {
      ID: 1,
      Name: 'Ann',
      Where: { type: 'Point', coordinates: [1, 2.5] },
      Boxes: [{ City: 'Ulm' }, { City: 'Rom' }],
      Orders: [
        {
          No: 1,
          Items: [
            {
              Pos: 1,
              Box: { City: 'Ulm', 'Country@odata.bind': "Countries('FR')" },
              Notes: [{ Id: 7, Text: 'deep', 'By@odata.bind': 'Customers(2)' }],
            },
          ],
        },
        { No: 2, Items: [] },
      ],
      Card: { Number: '4711', Marks: [{ Id: 1, Text: 'mark' }] },
      'Friends@odata.bind': ['Customers(2)'],
    },
    {
      '@odata.type': '#Nested.Vip',
      ID: 2,
      Name: 'Bob',
      Boxes: [],
      Perks: [{ Id: 1, Text: 'perk' }],
      'Agent@odata.bind': 'Customers(1)',
    },
  ],
  Pictures: [{ Name: 'Sun' }],
  Me: {
    ID: 8,
    Name: 'Eve',
    Boxes: [],
    Orders: [{ No: 9, Items: [{ Pos: 3, Notes: [{ Id: 5, Text: 'mine' }] }] }],
    Perks: [{ Id: 2, Text: 'own' }],
    'Friends@odata.bind': ['Customers(1)'],
    'Agent@odata.bind': 'You',
  },
  You: { ID: 9, Name: 'Uwe', Boxes: [] },
  'Find(box={"City":"Ulm"},tags=["a","b"])': [{ ID: 1 }],
  'Find(box=null,tags=[])': [{ ID: 2 }],
  'Customers(1)/Nested.Score()': { value: 5 },
  'Customers(2)/Nested.Score()': { value: 6 },
  'Customers(2)/Nested.Vip/Nested.Motto()': { value: 'on' },
} as FixturesDocument

export function openNested(): Understudy {
  return createUnderstudy({
    contract: join('test', 'contracts', 'nested.xml'),
    fixtures: customers,
    clock: '2026-01-01T00:00:00Z',
    ids: 'sequential',
  })
}
